"""The public gallery: the live page, health and metrics.

Whatever this room shows is drawn from the public part of a sitting alone (``web.view``);
nothing else in the room ever sees the sitting itself.
"""
