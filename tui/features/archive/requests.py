"""The requests to the archive: the list of conversations, and reading them."""

from __future__ import annotations

from tui.messages import Request


class ShowArchive(Request, frozen=True):
    """Show the list of conversations."""


class OpenConversation(Request, frozen=True):
    """Go on with a conversation, or read one that is finished."""

    conversation: str


class ReadConversation(Request, frozen=True):
    """Read a conversation."""

    conversation: str


class ReadDue(Request, frozen=True):
    """Read what was to be looked back on today, where nothing can be written."""

    conversation: str


class UseBackupCopy(Request, frozen=True):
    """Take the last good copy of a damaged conversation."""

    conversation: str


class DeleteConversation(Request, frozen=True):
    """Delete a conversation, after its name is typed."""

    conversation: str


class ChoosePair(Request, frozen=True):
    """Choose the pair whose conversations the list shows."""


class ChoosePeriod(Request, frozen=True):
    """Choose the period whose conversations the list shows."""


ArchiveRequest = (
    ShowArchive
    | OpenConversation
    | ReadConversation
    | ReadDue
    | UseBackupCopy
    | DeleteConversation
    | ChoosePair
    | ChoosePeriod
)
