"""How tense somebody was before and after each conversation, for their own eyes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from sessions import impasse
from sessions.people import Person
from sessions.progress import TensionReading
from sessions.text import N_
from tui.language.language import Language, language
from tui.ui.dialog import ReadDialog
from tui.widgets.localized import LocalizedText, TextSource, as_content
from tui.widgets.upcoming import shortened


class TensionDialog(ReadDialog):
    """How tense somebody was before and after each conversation; for their own eyes."""

    def __init__(self, person: Person, tensions: Sequence[TensionReading]) -> None:
        super().__init__((language(person.language),))
        self._person, self._tensions = person, tensions

    @property
    def is_private(self) -> bool:
        return True

    def dialog(self) -> Iterable[Widget]:
        me = self._person
        yield LocalizedText(
            lambda r: r.t(N_("{name}, how tense you were"), name=me.name), classes="prompt"
        )
        yield LocalizedText(
            lambda r: r.t(
                N_("From 1 (calm) to 10 (very tense). It is yours; the other does not see it.")
            ),
            classes="note",
        )
        for tension in self._tensions:
            yield LocalizedText(_tension(tension), classes="tension")
        if not self._tensions:
            yield LocalizedText(lambda r: r.t(N_("There is nothing here.")), classes="paragraph")
        if impasse.does_not_drop(self._tensions):
            yield LocalizedText(
                lambda r: r.t(
                    N_(
                        "So far your talks have not left you any calmer. You could ask somebody to"
                        " help: F10, Help from others."
                    )
                ),
                classes="paragraph",
            )


def _tension(reading: TensionReading) -> TextSource:
    def words(reader: Language) -> Content:
        title = as_content(shortened(reading.title or reader.t(N_("A conversation")), 40))
        head = Content.assemble(
            title.stylize("bold"), "   ", (reader.long_day(reading.on), "$t-quiet"), "\n"
        )
        before = _bar(reader.t(N_("before")), reading.before, reader)
        return Content.assemble(
            head, before, "\n", _bar(reader.t(N_("after")), reading.after, reader)
        )

    return words


def _bar(label: str, number: int | None, reader: Language) -> Content:
    if number is None:
        words = reader.t(N_("not filled in"))
        return Content.assemble((f"  {label:<8}", "$t-quiet"), (words, "$t-quiet"))
    return Content.assemble(
        (f"  {label:<8}", "$t-quiet"), "▪" * number, ("·" * (10 - number), "$t-rule"), f"  {number}"
    )
