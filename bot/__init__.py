"""Speaks Teams: takes signed activities in, pays messages out, knows nothing of the rules."""
