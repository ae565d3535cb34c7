"""What the tests of the outbox share."""

from tests.bot.post_office import office

__all__ = ["office"]
