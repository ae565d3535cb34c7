"""What the bot counts about its talk with Teams (``/metrics``)."""

from prometheus_client import Counter, Gauge, Histogram

ARRIVED = Counter("ratssaal_activities", "Activities taken in", ["kind"])
REFUSED = Counter("ratssaal_requests_refused", "Requests refused", ["reason"])
COMMANDS_REFUSED = Counter("ratssaal_commands_refused", "Commands and votes refused, by the rule", ["reason"])
COMMIT_SECONDS = Histogram(
    "ratssaal_commit_seconds",
    "Time of one turn of the journal until it is on the disk",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
COMMITS_FAILED = Counter("ratssaal_commits_failed", "Turns that the journal did not confirm")
ENTRIES = Gauge("ratssaal_entries", "Entries of records read, folded and written since the start", ["what"])
PRESENT = Gauge("ratssaal_present", "Present and entitled in a sitting under way", ["sitting"])
REQUIRED = Gauge("ratssaal_quorum_required", "Needed for a quorum in a sitting under way", ["sitting"])
PRESS_SECONDS = Histogram(
    "ratssaal_press_seconds",
    "Time from a press being read to its answer",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10),
)
NOTICES = Counter("ratssaal_graph_notices", "Notices of Microsoft Graph by what became of them", ["result"])
SENDS = Counter("ratssaal_outbox_requests", "Requests to Teams by result", ["kind", "result"])
RETRIES = Counter("ratssaal_outbox_repeats", "Requests to Teams made again")
THROTTLED = Counter("ratssaal_outbox_throttled", "Answers 429 of Teams")
TROUBLES = Counter("ratssaal_outbox_troubles", "Messages given up")
WAITING = Gauge("ratssaal_outbox_waiting", "Messages that wait")
OLDEST = Gauge("ratssaal_outbox_oldest_seconds", "How long the oldest message has waited that has a chat")
WAITED = Histogram(
    "ratssaal_outbox_waited_seconds",
    "Time from a message being owed to its being paid",
    ["urgency"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)
LAG_SECONDS = Histogram(
    "ratssaal_loop_lag_seconds",
    "How much later than wished the process goes on after a second of sleep",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10),
)
FREE = Gauge("ratssaal_data_free_bytes", "Free bytes where the data folder is")
FREE.set(float("nan"))
SKEW = Gauge("ratssaal_clock_skew_seconds", "How much this clock is ahead of Microsoft's")
