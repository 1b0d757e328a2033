"""What screens tell the app. A screen says what a person did; it decides nothing, saves nothing."""

from __future__ import annotations

from collections.abc import Mapping

from textual.message import Message
from textual.widget import Widget

from sessions.conversation import Turn


class Drafted(Message):
    """Somebody typed: `text` now stands in the field `name`.

    The screen adds the `turn` it shows, so that letters on their way reach the one who typed them.
    """

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self.name = name
        self.text = text
        self.turn: Turn | None = None


class Answered(Message):
    """`turn` was answered. `fields` holds what is not already typed in the model.

    The turn goes along, because a second Enter can come while the next screen is on its way.
    """

    def __init__(self, turn: Turn, fields: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.turn = turn
        self.fields = dict(fields or {})


class FocusNext(Message):
    """Somebody is done with `widget`, by key; the screen decides where they go on."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget


class Asked(Message):
    """An action of the app was asked for, by its name; `detail` says with what."""

    def __init__(self, action: str, detail: str = "") -> None:
        super().__init__()
        self.action = action
        self.detail = detail
