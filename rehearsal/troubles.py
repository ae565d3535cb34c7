"""Everything that can stop a rehearsal: the bot, the room, or the people did not do as they should."""

from __future__ import annotations

from rehearsal.chamber import NotAsExpected
from rehearsal.chats import NotSeenInTime
from rehearsal.evening import NotTaken
from rehearsal.members import NotCounted
from rehearsal.process import BotNotReady, CommandFailed
from rehearsal.reading import NoSuchButton

TROUBLES = (BotNotReady, CommandFailed, NotSeenInTime, NotTaken, NotCounted, NoSuchButton, NotAsExpected)
