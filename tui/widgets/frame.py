"""The frame around a turn: progress, whose turn it is, the clock, the keys that work now."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sessions.text import N_
from tui.language.language import Language
from tui.widgets.groups import RowsList
from tui.widgets.localized import LocalizedText, TextSource, as_content
from tui.workspace.conversation_view import ConversationView

DONE, HERE, AHEAD = "✓", "●", "○"


class Progress(Static):
    """The stages as one line of words with marks."""

    def __init__(self, view: ConversationView) -> None:
        super().__init__("", id="progress", markup=False)
        self.view = view
        """What is shown."""

    def relabel(self, languages: tuple[Language, ...]) -> None:
        here = [stage.id for stage in self.view.pattern.stages].index(self.view.step.stage)
        parts: list[Content | tuple[str, str] | str] = []
        for place, stage in enumerate(self.view.pattern.stages):
            mark = DONE if place < here else HERE if place == here else AHEAD
            style = "$t-done" if place < here else "bold" if place == here else "$t-quiet"
            titles = dict.fromkeys(language.t(stage.title) for language in languages)
            # In two languages there is room for the name of the present stage only.
            named = len(languages) == 1 or place == here
            parts += [(f"{mark} {' · '.join(titles)}" if named else mark, style), "  "]
        self.update(Content.assemble(*parts[:-1]))


class FloorLine(Horizontal):
    """Who speaks stands in capitals on their own side; the listener muted on the other."""

    def __init__(
        self, view: ConversationView, speaks: TextSource, listens: TextSource | None
    ) -> None:
        super().__init__(id="floor-line")
        self.view = view
        """What is shown."""
        self._speaks = speaks
        self._listens = listens

    def compose(self) -> ComposeResult:
        floor = self.view.floor
        if floor is None:
            yield LocalizedText(self._speaks, between=" · ", classes="floor together")
            return
        left = self.view.place(floor.id) == 0
        side = self.view.side(floor.id)
        speaks = LocalizedText(self._marked(self._speaks, floor.id, left), classes=f"floor {side}")
        other = self.view.other
        if other is None or self._listens is None:
            yield LocalizedText(lambda _: "", classes="floor") if not left else speaks
            yield speaks if not left else LocalizedText(lambda _: "", classes="floor")
            return
        listens = LocalizedText(
            self._marked(self._listens, other.id, not left), classes="floor quiet"
        )
        yield from (speaks, listens) if left else (listens, speaks)

    def _marked(self, words: TextSource, person: str, left: bool) -> TextSource:
        mark = self.view.mark(person)

        def marked(language: Language) -> Content:
            text = as_content(words(language))
            return (
                Content.assemble(f"{mark} ", text) if left else Content.assemble(text, f" {mark}")
            )

        return marked


class Panel(RowsList):
    """What the turn is about, with a bar along the side of the person with the floor."""


class SoftClock(Widget):
    """How much of the turn is left, as a thin line. It never cuts off; at the end it says so."""

    def __init__(self, seconds: int, spent: int) -> None:
        super().__init__(id="clock")
        self.seconds = seconds
        """Length of a turn, in seconds."""
        self.spent = spent
        """Seconds spent."""
        self._language: Language | None = None

    def on_mount(self) -> None:
        self.set_interval(1.0, self.tick)

    def relabel(self, languages: tuple[Language, ...]) -> None:
        self._language = languages[0]
        self.refresh()

    def tick(self) -> None:
        """One second more."""
        if self.spent <= self.seconds:
            self.spent += 1
            self.refresh()

    def render(self) -> Content:
        if self._language is None:
            return Content("")
        left = self.seconds - self.spent
        if left <= 0:
            return Content.styled(
                self._language.t(N_("Time for the other soon. Finish in your own time.")),
                "$t-quiet",
            )
        remaining = self._language.t(
            N_("{minutes}:{seconds} left"), minutes=left // 60, seconds=f"{left % 60:02d}"
        )
        width = max(0, min(self.size.width - len(remaining) - 2, 46))
        full = round(width * left / self.seconds)
        side = "$t-second" if self.has_class("second") else "$t-first"
        return Content.assemble(
            (remaining, "$t-quiet"), "  ", ("━" * full, side), ("━" * (width - full), "$t-rule")
        )


class AlertLine(Static):
    """One sentence for the person: what happened, what is safe, what to do."""

    def __init__(self) -> None:
        super().__init__("", id="notice", markup=False)
        self._said: TextSource | None = None

    def relabel(self, languages: tuple[Language, ...]) -> None:
        if self._said is not None:
            self.update(_in_all(self._said, languages))

    def tell(self, words: TextSource | None, languages: tuple[Language, ...]) -> None:
        """Show the sentence, or nothing."""
        if words is None and self._said is None:
            return  # this is called with every key, and a layout is slow
        self._said = words
        self.set_class(words is not None, "-told")
        self.update(_in_all(words, languages) if words else Content(""))


def _in_all(words: TextSource, languages: tuple[Language, ...]) -> Content:
    """Give the sentence for every reader, each on a line of their own."""
    said = [as_content(words(language)) for language in languages]
    different = {content.plain: content for content in said}
    return Content("\n").join(different.values())
