"""Help to find a word, and example sentences: one level deep, and searchable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.containers import Vertical
from textual.widget import Widget

from sessions.text import N_
from sessions.word_lists import Group, Script, Use, search
from tui.language.language import Language
from tui.messages import Drafted
from tui.ui.dialog import Dialog
from tui.widgets.choices import Choices, Option, Pick
from tui.widgets.localized import LocalizedText, TextSource, fixed, msgid
from tui.widgets.text_field import TextField

SEARCH = "search"
BACK = "\x1e"
"""The value that stands for going back to the groups; no word equals it."""

USES = {
    Use.WANT: N_("Saying what you want"),
    Use.BOUNDARY: N_("A boundary, with what you can do"),
    Use.REPEAT: N_("Saying it once more, calmly"),
    Use.GUILT: N_("When you feel guilty about it"),
}


class WordDialog(Dialog[str]):
    """The groups, then the words of a group. Typed text is searched in all groups."""

    def __init__(self, language: Language, prompt: TextSource, groups: Sequence[Group]) -> None:
        super().__init__((language,))
        self._prompt, self._groups = prompt, groups
        self._at: Group | None = None
        self._field = TextField(
            SEARCH, "", line=True, hint=lambda r: r.t(N_("or type a few letters")), classes="boxed"
        )

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(self._prompt, classes="prompt")
        yield self._field
        yield Vertical(self._choices(), id="found")

    def _choices(self) -> Choices:
        typed = self._field.text.strip()
        if typed:
            picks = [Pick(word, fixed(word)) for word in search(self._groups, typed)]
        elif self._at is None:
            picks = [Pick(group.id, fixed(group.title)) for group in self._groups]
        else:
            picks = [Pick(word, fixed(word)) for word in self._at.words]
            picks.append(Pick(BACK, lambda r: r.t(N_("back"))))
        wide = "" if self._at is None and not typed else "columns"
        return Choices("word", picks, classes=wide)

    async def _show(self) -> None:
        results = self.query_one("#found")
        await results.remove_children()
        await results.mount(self._choices())
        for option in self.query(Option):
            option.relabel(self.languages)

    def on_drafted(self, event: Drafted) -> None:
        event.stop()
        if event.name == SEARCH:
            self._at = None
            self.call_next(self._show)

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        for option in self.query(Option):
            option.focus()
            return
        self.tell(lambda r: r.t(N_("That is not in the list. Your own word is fine too.")))

    async def on_choices_picked(self, event: Choices.Picked) -> None:
        event.stop()
        value = event.choices.value
        group = next((candidate for candidate in self._groups if candidate.id == value), None)
        if value == BACK:
            self._at = None
        elif self._at is None and group is not None and not self._field.text.strip():
            self._at = group
        else:
            self.finish(value)
            return
        await self._show()
        self.query(Option).first().focus()

    def first_focus(self) -> None:
        self.query(Option).first().focus()

    def on_key(self, event: events.Key) -> None:
        """Typing searches, wherever the focus is."""
        if event.is_printable and event.character and self.focused is not self._field:
            event.stop()
            self._field.focus()
            self._field.insert(event.character)


class ScriptDialog(Dialog[int]):
    """The uses, then example sentences. A chosen example fills the slots."""

    def __init__(self, language: Language, scripts: Sequence[Script]) -> None:
        super().__init__((language,))
        self._scripts = scripts
        self._use: Use | None = None

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(lambda r: r.t(N_("Example sentences")), classes="prompt")
        yield LocalizedText(
            lambda r: r.t(
                N_(
                    "Choose one: it goes into the lines that are still empty. "
                    "Then make it your own."
                )
            ),
            classes="note",
        )
        yield Vertical(self._choices(), id="found")

    def _choices(self) -> Choices:
        if self._use is None:
            return Choices("use", [Pick(use.value, msgid(USES[use])) for use in Use])
        picks = [
            Pick(str(place), fixed(script.say))
            for place, script in enumerate(self._scripts)
            if script.use is self._use
        ]
        picks.append(Pick(BACK, lambda r: r.t(N_("back"))))
        return Choices("script", picks, classes="scripts")

    async def on_choices_picked(self, event: Choices.Picked) -> None:
        event.stop()
        value = event.choices.value
        if value == BACK:
            self._use = None
        elif self._use is None:
            self._use = Use(value)
        else:
            self.finish(int(value))
            return
        results = self.query_one("#found")
        await results.remove_children()
        await results.mount(self._choices())
        for option in self.query(Option):
            option.relabel(self.languages)
        self.query(Option).first().focus()
