"""What screens say upward. A screen says what a person did; it decides nothing, saves nothing."""

from __future__ import annotations

import msgspec
from textual.message import Message
from textual.widget import Widget

from sessions.commands import AnyCommand, NameCycle, SaveDraft
from sessions.conversation import Turn


class Request(msgspec.Struct, frozen=True):
    """Something that is asked of the program. Each feature has its own, in its `requests`."""


class Draft(Request, frozen=True):
    """Half-typed text that a feature keeps."""


AnyDraft = SaveDraft | NameCycle | Draft
"""Half-typed text on its way: a command for the open conversation, or a feature's own."""


class Requested(Message):
    """The one message that carries a request or a command up.

    `turn` is the turn it was given on, if that matters: a second Enter can come while the next
    screen is on its way, and is meant for the turn before.
    """

    def __init__(self, request: Request | AnyCommand, turn: Turn | None = None) -> None:
        super().__init__()
        self.request = request
        self.turn = turn


class Drafted(Message):
    """Somebody typed: `text` now stands in the field `name`.

    The screen adds the `draft` that belongs to it, so that late keys reach the turn in which
    they were typed.
    """

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self.name = name
        self.text = text
        self.draft: AnyDraft | None = None


class FocusNext(Message):
    """Somebody is done with `widget`, by key; the screen decides where they go on."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget


class Unlocked(Message):
    """The passphrase was right: the vault can be read now."""
