"""Documents about a sitting: attendance, results, minutes, the evidence package and its check."""
