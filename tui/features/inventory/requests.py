"""The requests about inventories."""

from __future__ import annotations

from tui.messages import Request


class ShowInventory(Request, frozen=True):
    """Begin an inventory of a pair, or go on with it; without a pair, ask whose."""

    pair: str = ""


class StopInventory(Request, frozen=True):
    """End the open inventory; ask first while not both are done."""


class DiscussMatter(Request, frozen=True):
    """Begin a conversation about a matter of an inventory; what is due is offered first."""

    conversation: str
    matter: str


class ShowInventoryChanges(Request, frozen=True):
    """Show what moved since the inventory before this one."""

    conversation: str


class ShowFinishedInventory(Request, frozen=True):
    """Show an inventory that has ended."""

    conversation: str


InventoryRequest = (
    ShowInventory | StopInventory | DiscussMatter | ShowInventoryChanges | ShowFinishedInventory
)
