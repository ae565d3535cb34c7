"""What the public pages count (``/metrics``)."""

from prometheus_client import Counter, Gauge

SHOWN = Counter("ratssaal_live_answers", "Answers of the public pages", ["kind"])
WATCHING = Gauge("ratssaal_live_listeners", "Listeners to the events of a sitting")
