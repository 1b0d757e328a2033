"""A hint beside what somebody types: why, another way, and always the way to leave it.

It is for the writer alone. Where the other sits beside them, a neutral line says that there is a
hint, until the writer asks for it. It is stored nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets.text_area import Selection

from sessions.kinds.base import CORE
from sessions.text import N_
from sessions.wording import Hint, hints
from tui.language.language import Language
from tui.language.word_lists import rules_of
from tui.widgets.debounce import Debounce
from tui.widgets.groups import GroupRow
from tui.widgets.localized import ActionLink, LocalizedText
from tui.widgets.text_field import TextField

QUIET = 0.7
"""Seconds without a key before the words are looked at: nobody is interrupted in a word."""


class _Links(GroupRow):
    """What can be done with a hint. Tab comes to what leaves every word as it is."""

    def entry(self, members: Sequence[Widget]) -> Widget:
        return members[-1]


class HintLine(Vertical):
    """One hint at a time, below the fields."""

    def __init__(self, tag: str, *, alone: bool) -> None:
        """`tag` is the writer's language; `alone` whether nobody else looks at the screen."""
        super().__init__(id="hint")
        self._tag, self._alone = tag, alone
        self._left: set[tuple[str, str]] = set()
        self._soon = Debounce(self, self.look_now)
        self._field: TextField | None = None
        self._hint: Hint | None = None
        self._open = alone
        self._languages: tuple[Language, ...] = ()

    def compose(self) -> ComposeResult:
        yield LocalizedText(self._words, id="hint-words")
        yield _Links(
            ActionLink(self._otherwise, do=self.otherwise, classes="quiet-button", id="otherwise"),
            ActionLink(
                lambda r: r.t(N_("Esc leave it like this")),
                do=self.leave,
                classes="quiet-button",
                id="leave-hint",
            ),
            id="hint-links",
        )

    def on_mount(self) -> None:
        self.display = False
        # Reading the rules takes a tenth of a second: do it before anybody types.
        self.run_worker(lambda: rules_of(self._tag), thread=True, exit_on_error=True)

    def relabel(self, languages: tuple[Language, ...]) -> None:
        self._languages = languages
        if languages[0].tag != self._tag:
            self._tag = languages[0].tag
            self.look_now()

    @property
    def hint(self) -> Hint | None:
        """The hint that is shown now, or None."""
        return self._hint if self.display else None

    def look(self, field: TextField) -> None:
        """Look at the words of `field` in a moment, when nobody types for a while."""
        self._field = field
        self._soon.touch(QUIET)

    def look_now(self) -> None:
        """Show the first hint about the field that is typed in, or none."""
        field = self._field
        if field is None or not field.is_attached:
            return
        slot = "" if field.name in ("text", CORE) else field.name or ""
        all_hints = hints(field.text, slot, rules_of(self._tag))
        self._show(next((hint for hint in all_hints if hint.key not in self._left), None))

    def otherwise(self) -> bool:
        """Show the hint; when it is shown, select its words: what is typed takes their place.

        Gives whether there was a hint.
        """
        hint, field = self._hint, self._field
        if hint is None or field is None:
            return False
        if field.text[hint.start : hint.start + len(hint.words)] != hint.words:
            self.look_now()  # somebody typed on, and the words stand elsewhere now
            hint = self._hint
            if hint is None:
                return False
        if not self._open:
            self._open = True
            self._say()
            return True
        field.focus()
        end = hint.start + len(hint.words)
        field.selection = Selection(_place(field.text, hint.start), _place(field.text, end))
        return True

    def leave(self) -> bool:
        """Leave the words as they are; gives whether there was a hint to leave."""
        if self.hint is None:
            return False
        self._left.add(self.hint.key)
        field = self._field
        self.look_now()
        if field is not None:
            field.focus()
        return True

    def _show(self, hint: Hint | None) -> None:
        if hint is None and self._hint is None and not self.display:
            return  # as after nearly every pause; saying nothing anew would lay out the page
        if hint != self._hint:
            self._open = self._alone
        self._hint = hint
        self.display = hint is not None
        self._say()

    def _say(self) -> None:
        for text in (*self.query(LocalizedText), *self.query(ActionLink)):
            text.relabel(self._languages)

    def _words(self, reader: Language) -> Content:
        if self._hint is None:
            return Content("")
        if not self._open:
            return Content(reader.t(N_("A tip about your words. Whoever looks on can read it.")))
        rule = self._hint.rule
        why = rule.why.replace("{words}", self._hint.words)
        return Content.assemble(f"‹ {why}\n", (f"  {rule.otherwise}", "$t-words"))

    def _otherwise(self, reader: Language) -> str:
        if not self._open:
            return reader.t(N_("F3 read it"))
        return reader.t(N_("F3 reword it"))


def _place(text: str, at: int) -> tuple[int, int]:
    """Give the line and the column of a place in a text."""
    before = text[:at]
    return before.count("\n"), len(before) - before.rfind("\n") - 1
