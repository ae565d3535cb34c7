"""The public gallery: the live page, health and metrics."""
