"""The one way in which a question to Graph fails."""


class GraphUnavailable(Exception):
    """Graph gives no answer: away, slow, refusing, or not answering in its own words.

    ``reason`` is a short name for the log and the people of the office (Graph's own code where it
    gave one), ``status`` the HTTP status, 0 where there was no answer. ``permission`` is what an
    administrator has to grant, ``policy`` that the application access policy is missing, for
    ``organizer`` where that is known.
    """

    def __init__(self, reason: str, status: int = 0, *, permission: str = "", policy: bool = False) -> None:
        super().__init__(f"{reason} ({status})" if status else reason)
        self.organizer = ""
        self.reason = reason
        self.status = status
        self.permission = permission
        self.policy = policy

    @property
    def refused(self) -> bool:
        """Whether asking again is of no use: a permission or a policy is missing."""
        return self.status in (401, 403)
