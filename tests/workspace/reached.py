"""Conversations in a workspace, talked on to a turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sessions.commands import (
    AddIdea,
    SaveDraft,
)
from sessions.conversation import Conversation
from tests.workspace.opened import KIM, OpenWorkspace

SPEAKING = f"impact/speak/{KIM}/0"
DRAFT = SaveDraft("see", "the dishes")
OUTSIDE = "f" * 32

Events = Mapping[str, Callable[[OpenWorkspace], None]]
AN_IDEA: Events = {"ideas/collect//0": lambda work: work.send(AddIdea("tea"))}


def at(work: OpenWorkspace, key: str, events: Events = MappingProxyType({})) -> Conversation:
    """Give the open conversation, talked on to a turn and saved."""
    work.talk(events, key)
    work.saves()
    work.told.clear()
    return work.workspace.conversation


def ended(work: OpenWorkspace) -> Conversation:
    """Give the open conversation, talked on to its end and saved."""
    return at(work, "", AN_IDEA)


def on_disk(work: OpenWorkspace) -> Conversation:
    """Give the open conversation as it is in the vault."""
    work.saves()
    return work.vault.records.load(work.workspace.conversation.id)
