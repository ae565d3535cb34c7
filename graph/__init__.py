"""Asks Microsoft Graph: who is in a chat, how a meeting is set, who attended it.

Everything here is an enrichment. Each question ends within ten seconds with values or with one
:class:`GraphUnavailable`; nothing of a sitting ever waits for one. The Graph library is imported
at the first question only.
"""

from graph.apps import CatalogueApp
from graph.attendance import AttendanceReport, Attended, Interval
from graph.chats import ChatPerson, Kind
from graph.directory import Directory, directory_of
from graph.meetings import Concern, MeetingSettings, concerns
from graph.permissions import NEEDS, Need, policy_commands
from graph.setup import SetUp, Wish
from graph.unavailable import GraphUnavailable

__all__ = [
    "NEEDS",
    "AttendanceReport",
    "Attended",
    "CatalogueApp",
    "ChatPerson",
    "Concern",
    "Directory",
    "GraphUnavailable",
    "Interval",
    "Kind",
    "MeetingSettings",
    "Need",
    "SetUp",
    "Wish",
    "concerns",
    "directory_of",
    "policy_commands",
]
