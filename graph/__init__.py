"""Asks Microsoft Graph: who is in a chat, how a meeting is set, who attended it.

Everything here is an enrichment. Each question ends within ten seconds with values or with one
:class:`GraphUnavailable`; nothing of a sitting ever waits for one. The Graph library is imported
at the first question only.
"""

from graph.apps import CatalogueApp
from graph.attendance import AttendanceReport, Attended, Interval
from graph.call_events import CallEvent, Happened, Participant, event_of
from graph.certificates import Certificate, NoCertificate, make_certificate, read_certificate
from graph.chats import ChatPerson, Kind
from graph.directory import Directory, directory_of
from graph.meetings import Concern, MeetingSettings, concerns
from graph.notices import (
    Malformed,
    Notice,
    Notices,
    NotSound,
    read_notices,
    same_secret,
    unsealed,
)
from graph.permissions import NEEDS, Need, policy_commands
from graph.setup import SetUp, Wish
from graph.subscriptions import LONGEST, Order, Sealing, Subscription, resource_of, same_resource
from graph.unavailable import GraphUnavailable

__all__ = [
    "LONGEST",
    "NEEDS",
    "AttendanceReport",
    "Attended",
    "CallEvent",
    "CatalogueApp",
    "Certificate",
    "ChatPerson",
    "Concern",
    "Directory",
    "GraphUnavailable",
    "Happened",
    "Interval",
    "Kind",
    "Malformed",
    "MeetingSettings",
    "Need",
    "NoCertificate",
    "NotSound",
    "Notice",
    "Notices",
    "Order",
    "Participant",
    "Sealing",
    "SetUp",
    "Subscription",
    "Wish",
    "concerns",
    "directory_of",
    "event_of",
    "make_certificate",
    "policy_commands",
    "read_certificate",
    "read_notices",
    "resource_of",
    "same_resource",
    "same_secret",
    "unsealed",
]
