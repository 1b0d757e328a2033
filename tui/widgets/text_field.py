"""The field people write in: it keeps every letter, and refuses what it cannot keep."""

from __future__ import annotations

import unicodedata

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from sessions import errors
from sessions.text import ANSWER_MAX, N_, clean
from tui.language.language import Language
from tui.messages import Drafted
from tui.widgets.groups import Direction, Moves
from tui.widgets.localized import TextSource, as_content
from tui.widgets.visible_characters import end_after, start_before

JOINERS = "\u200c\u200d\ufe0e\ufe0f"
"""Characters that belong to the one before them: they are taken as they come."""

BLACK_FLAG = "\U0001f3f4"
TAGS = "".join(map(chr, range(0xE0020, 0xE0080)))
"""Characters behind a black flag that make it the flag of a country."""


class TextField(TextArea):
    """Text from a person. With `line`, Enter goes on to the next field instead of making a line.

    Posts `Drafted` with every change, and `Refused` when a text is too long: then nothing changes.
    """

    BINDINGS = [
        Binding("enter", "submit", show=False),
        # The toolkit's F7 for it is *What you said so far* here.
        Binding("ctrl+a", "select_all", show=False),
    ]

    class Refused(Message):
        """A text was not taken; `problem` says why."""

        def __init__(self, problem: errors.TweespraakError) -> None:
            super().__init__()
            self.problem = problem

    class Submitted(Message):
        """Enter on a line: the person wants to go on."""

        def __init__(self, field: TextField) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> TextField:
            """The field."""
            return self.field

    def __init__(
        self,
        name: str,
        text: str = "",
        *,
        line: bool = False,
        hint: TextSource | None = None,
        most: int = ANSWER_MAX,
        enter: str = N_("go on"),
        id: str | None = None,
        classes: str = "",
    ) -> None:
        """`enter` is a msgid: what Enter does in a line."""
        super().__init__(
            clean(text),
            name=name,
            id=id,
            classes=f"{'line' if line else 'area'} {classes}",
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            compact=True,
        )
        self.cursor_blink = False  # nothing blinks
        self.line = line
        """Whether Enter goes on."""
        self.most = most
        """Characters at most."""
        self.own_clip = ""
        """What was copied or cut here by somebody who writes alone; only this field pastes it."""
        self.hint = hint
        """What stands in it while it is empty, by language."""
        self._enter = enter
        self._known = self.text
        self.move_cursor(self.document.end)

    def relabel(self, languages: tuple[Language, ...]) -> None:
        if self.hint is not None:
            texts = dict.fromkeys(as_content(self.hint(reader)).plain for reader in languages)
            self.placeholder = Content(" · ".join(texts))

    def enter_words(self, language: Language) -> str:
        return language.t(self._enter if self.line else N_("new line"))

    def action_cursor_up(self, select: bool = False) -> None:
        if select or not self._leaves("up"):
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        if select or not self._leaves("down"):
            super().action_cursor_down(select)

    def _leaves(self, direction: Direction) -> bool:
        """Go on to the field above or below, from the first or the last line of this one."""
        lines = self.wrapped_document
        row = lines.location_to_offset(self.cursor_location).y
        at_edge = row == 0 if direction == "up" else row == lines.height - 1
        return at_edge and isinstance(self.screen, Moves) and self.screen.move(direction)

    def put(self, text: str) -> None:
        """Lay `text` in the field without telling anybody: the model has it already."""
        self._known = clean(text)
        self.load_text(self._known)
        self.move_cursor(self.document.end)

    def action_submit(self) -> None:
        if self.line:
            self.post_message(self.Submitted(self))
        else:
            self._type("\n")

    def action_paste(self) -> None:
        if self.app.clipboard:  # pasting nothing would take away what is marked
            super().action_paste()

    def on_unmount(self) -> None:
        self.own_clip = ""
        self.history.clear()

    def _type(self, text: str) -> None:
        if not self.read_only:
            self.replace(text, *self.selection, maintain_selection_offset=False)

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            # The binding decides: a new line, or on to the next field.
            event.prevent_default()
            return
        if event.character is not None and self._joins(event.character):
            # Typed emoji come as keys one by one; without its joiners a family falls apart.
            event.stop()
            event.prevent_default()
            self._type(event.character)
        elif event.character is not None and unicodedata.category(event.character) == "Zs":
            # A space of another width, as some keyboards and word processors give: it is a space.
            event.stop()
            event.prevent_default()
            self._type(" ")

    def _joins(self, typed: str) -> bool:
        """Whether what was typed belongs to what stands before it, and nobody sees it by itself."""
        if typed in JOINERS:
            return True
        row, column = self.cursor_location
        before = self.document.get_line(row)[column - 1 : column]
        return typed in TAGS and (before in TAGS or before == BLACK_FLAG)

    def get_cursor_left_location(self) -> tuple[int, int]:
        row, column = self.cursor_location
        if column == 0:
            return super().get_cursor_left_location()
        return row, start_before(self.document.get_line(row), column)

    def get_cursor_right_location(self) -> tuple[int, int]:
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if column >= len(line):
            return super().get_cursor_right_location()
        return row, end_after(line, column)

    def edit(self, edit: Edit) -> EditResult:
        """Apply an edit with its text cleaned. Too long, and nothing changes."""
        if not edit.text or (edit.text not in JOINERS and edit.text not in TAGS):
            edit.text = clean(edit.text)
        gone = len(self.get_text_range(*edit_range(edit)))
        count = len(self.text) - gone + len(edit.text)
        if count > self.most and len(edit.text) > gone:
            self.post_message(self.Refused(errors.AnswerTooLong(count=count, most=self.most)))
            return EditResult(end_location=self.cursor_location, replaced_text="")
        return super().edit(edit)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        text = self.text
        if text != self._known:
            self._known = text
            self.post_message(Drafted(self.name or "", text))


def edit_range(edit: Edit) -> tuple[tuple[int, int], tuple[int, int]]:
    """Give the first and the last place that an edit replaces, in order."""
    first, last = sorted((edit.from_location, edit.to_location))
    return first, last
