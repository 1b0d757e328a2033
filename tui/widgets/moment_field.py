"""A field for a day or a time: what was understood stands under it while somebody types.

What can mean two things shows both, in full. The first counts; the down arrow lays the other in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from sessions.errors import MoveError
from sessions.text import ANSWER_MAX, N_
from tui.language.dates import day_readings
from tui.language.language import Language
from tui.language.times import next_moments, time_readings
from tui.messages import Drafted
from tui.widgets.localized import TextSource, as_content
from tui.widgets.text_field import TextField


class Reading(NamedTuple):
    """One thing that a text can mean: how it is shown, and a text that means nothing else."""

    shown: TextSource
    typed: TextSource


Reads = Callable[[str, Sequence[Language]], Sequence[Reading]]
"""A text and its readers in, what it can mean out, the likely first. Raises `MoveError`."""


def reads_day(today: date, *, past: bool = False) -> Reads:
    """Give what reads a day; `past`: one that has been, in doubt."""

    def read(text: str, readers: Sequence[Language]) -> Sequence[Reading]:
        return [_of_day(day) for day in day_readings(text, readers, today, past=past)]

    return read


def reads_time() -> Reads:
    """Give what reads a time of day."""

    def read(text: str, readers: Sequence[Language]) -> Sequence[Reading]:
        return [_of_time(at) for at in time_readings(text, readers)]

    return read


def reads_moment(now: Callable[[], datetime]) -> Reads:
    """Give what reads a time that comes within a day."""

    def read(text: str, readers: Sequence[Language]) -> Sequence[Reading]:
        at = now()
        return [_of_moment(moment, at) for moment in next_moments(text, readers, at)]

    return read


def _of_day(day: date) -> Reading:
    return Reading(lambda r: r.day(day), lambda r: r.long_day(day))


def _of_time(at: time) -> Reading:
    return Reading(lambda r: r.clock(at), lambda r: r.clock(at))


def _of_moment(moment: datetime, now: datetime) -> Reading:
    return Reading(lambda r: r.when(moment, now), lambda r: r.clock(moment))


class _Line(TextField):
    """The line to type in; the down arrow asks for the other reading."""

    BINDINGS = [Binding("down", "other_reading", show=False)]

    class OtherAsked(Message):
        """The other reading is meant."""

    has_other = False
    """Whether there is another reading of what stands here."""

    def action_other_reading(self) -> None:
        if self.has_other:
            self.post_message(self.OtherAsked())
        else:
            self.action_cursor_down()


class MomentField(Vertical):
    """A line for a day or a time, with what was understood under it."""

    def __init__(
        self,
        name: str,
        text: str = "",
        *,
        reads: Reads,
        hint: TextSource | None = None,
        most: int = ANSWER_MAX,
        classes: str = "",
    ) -> None:
        """`classes` are those of the line."""
        super().__init__(classes="moment -boxed" if "boxed" in classes else "moment")
        self.field = _Line(name, text, line=True, hint=hint, most=most, classes=classes)
        """The line that is typed in."""
        self._reads = reads
        self._under = Static("", classes="understood", markup=False)
        self._languages: tuple[Language, ...] = ()
        self._readings: Sequence[Reading] = ()
        self._at = 0

    def compose(self) -> ComposeResult:
        yield self.field
        yield self._under

    def relabel(self, languages: tuple[Language, ...]) -> None:
        self._languages = languages
        self._read()

    def on_drafted(self, event: Drafted) -> None:
        self._read()

    def on__line_other_asked(self, event: _Line.OtherAsked) -> None:
        """Lay the other reading in, as a text that means nothing else; once more, the first."""
        event.stop()
        if len(self._readings) < 2:
            return
        self._at = (self._at + 1) % len(self._readings)
        typed = self._laid()
        document = self.field.document
        self.field.replace(typed, document.start, document.end, maintain_selection_offset=False)
        self.field.move_cursor(self.field.document.end)

    def on_click(self) -> None:
        self.field.focus()

    def _laid(self) -> str:
        return str(self._readings[self._at].typed(self._languages[0]))

    def _read(self) -> None:
        """Show what stands there as it is understood; nothing while it cannot be."""
        if not self._languages:
            return
        text = self.field.text
        is_laid = bool(self._readings) and len(self._readings) > 1 and text == self._laid()
        if not is_laid:
            self._readings, self._at = self._read_anew(text), 0
        self.field.has_other = len(self._readings) > 1
        shown = self._shown()
        self._under.set_class(not shown.plain, "-empty")
        self._under.update(shown)
        if shown.plain and self.field.has_focus:
            # It grows under the line that the cursor is on, which may be the last that is seen.
            self.call_after_refresh(self._under.scroll_visible, animate=False)

    def _read_anew(self, text: str) -> Sequence[Reading]:
        try:
            return self._reads(text, self._languages) if text.strip() else ()
        except MoveError:  # half-typed, or refused with its reason when they go on
            return ()

    def _shown(self) -> Content:
        if not self._readings:
            return Content("")
        here = self._readings[self._at]
        shown = " · ".join(dict.fromkeys(str(here.shown(reader)) for reader in self._languages))
        others = [reading for at, reading in enumerate(self._readings) if at != self._at]
        if not others:
            return as_content(shown)
        reader = self._languages[0]
        other = reader.t(N_("or {day}? ↓"), day=str(others[0].shown(reader)))
        return as_content(Content.assemble(shown, "\n", (other, "$t-quiet")))
