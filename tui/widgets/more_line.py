"""Nothing counts as read that was not on the screen: the line that says a text goes on."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from sessions.text import N_
from tui.language.language import Language
from tui.widgets.gutter import Gutter
from tui.widgets.localized import as_content


class MoreLine(Gutter, Static):
    """Says below `body` that it goes on there, and nothing once its end is on the screen.

    With a `gate`, what is said yes to: that waits until the end of the text has been on the screen,
    and the line leads to it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "read_on", show=False)]

    class Read(Message):
        """The end was on the screen, and somebody goes on from there."""

        def __init__(self, line: MoreLine) -> None:
            super().__init__()
            self.line = line

        @property
        def control(self) -> MoreLine:
            """The line."""
            return self.line

    def __init__(self, body: Widget, *, gate: Widget | None = None, id: str | None = None) -> None:
        super().__init__("", id=id, classes="more-below", markup=False)
        self.body = body
        """What may go on below."""
        self._gate = gate
        self._languages: tuple[Language, ...] = ()
        self._is_reading = False
        if gate is not None:
            gate.disabled = True
            self.add_class("-gate")

    @property
    def is_more(self) -> bool:
        """Whether there is more than what is on the screen."""
        return self.has_class("-more")

    def on_mount(self) -> None:
        self.watch(self.body, "scroll_y", self._look_soon, init=False)
        # What is in it may have grown, or the window may be lower now.
        self.screen.screen_layout_refresh_signal.subscribe(self, lambda _: self._look())
        self._look_soon()

    def look(self) -> None:
        """See now whether there is more."""
        self._look()

    def relabel(self, languages: tuple[Language, ...]) -> None:
        self._languages = languages
        self._say()

    def _say(self) -> None:
        said = N_("↓ more") if self.is_more or self._gate is None else N_("read it, go on")
        texts = dict.fromkeys(language.t(said) for language in self._languages)
        self.update(as_content(" · ".join(texts)))

    def enter_words(self, language: Language) -> str:
        return language.t(N_("read on") if self.is_more else N_("go on"))

    def action_read_on(self) -> None:
        if self.is_more:
            self._is_reading = True
            self.body.scroll_page_down(animate=False)
        else:
            self._leave()

    def on_click(self) -> None:
        self.action_read_on()

    def _leave(self) -> None:
        if self._gate is not None:
            self._gate.disabled = False
        self.post_message(self.Read(self))

    def _look_soon(self) -> None:
        self.call_after_refresh(self._look)

    def _look(self) -> None:
        more = self.body.scroll_offset.y < self.body.max_scroll_y
        changed = more != self.is_more
        self.set_class(more, "-more")
        self.can_focus = more or self._gate is not None or self.has_focus
        if self._gate is not None and not more and self.body.size.height:
            self._gate.disabled = False
        if changed:
            self._say()
        if not more and self._is_reading and self.has_focus and self._gate is None:
            # They read it to its end. (What is shown may also have become shorter by itself.)
            self._is_reading = False
            self.post_message(self.Read(self))
