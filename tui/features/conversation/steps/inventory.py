"""The inventory: one matter at a time, alone; then a list of what to notice in oneself."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from sessions import inventory, moves
from sessions.conversation import YES
from sessions.inventory import NOTICED, PLACES, Measure
from sessions.kinds import Field as Asked
from sessions.kinds.inventory import ENOUGH
from sessions.text import N_
from tui.features.conversation.turn import TurnScreen
from tui.language.language import Language
from tui.widgets.choices import Confirm
from tui.widgets.groups import GroupRow
from tui.widgets.localized import ActionButton, FieldLabel, LocalizedText, msgid
from tui.widgets.position_slider import PositionSlider, cells, gap_in, is_slim
from tui.widgets.upcoming import shortened

LABEL_CELLS = 25


class InventoryScreen(TurnScreen):
    """``matter`` and ``signals``."""

    def body(self) -> Iterable[Widget]:
        if self.view.conversation.at.phase == NOTICED:
            yield from self._signals()
        else:
            yield from self._matter()

    # -- One matter ------------------------------------------------------------------------------

    def _matter(self) -> Iterable[Widget]:
        view = self.view
        area, matter = inventory.matters(view.conversation.setting)[self._at()]
        yield LocalizedText(lambda r: self._place(r, area.title), classes="note area")
        yield LocalizedText(lambda r: r.t(matter.title), classes="prompt")
        fields = [
            field for field in moves.fields(view.conversation, view.pattern) if field.id != ENOUGH
        ]
        yield LocalizedText(self._ends, classes="ends")
        for field in fields:
            if field.id == Measure.ENERGY:
                yield LocalizedText(self._energy_ends, classes="ends energy-ends")
            yield self._row(field)

    def _at(self) -> int:
        return inventory.place_of(self.view.conversation.setting, self.view.conversation.at)

    def _place(self, reader: Language, area: str) -> str:
        place = self._at() + 1
        many = len(inventory.matters(self.view.conversation.setting))
        return reader.t(
            N_("{area} · {place} of {many}"), area=reader.t(area), place=place, many=many
        )

    def _ends(self, reader: Language) -> Content:
        gap = gap_in(self.app.size.width)
        names = [shortened(partner.name, gap + 3) for partner in self.view.conversation.partners]
        if is_slim(self.app.size.width):
            return ends(names[0], reader.t(N_("evenly")), names[-1], gap)
        return ends(
            reader.t(N_("mostly {first}"), first=names[0]),
            reader.t(N_("evenly")),
            reader.t(N_("mostly {second}"), second=names[-1]),
            gap,
        )

    def _energy_ends(self, reader: Language) -> Content:
        t, gap = reader.t, gap_in(self.app.size.width)
        middle = "" if is_slim(self.app.size.width) else t(N_("so-so"))
        return ends(t(N_("gives energy")), middle, t(N_("costs energy")), gap)

    def on_resize(self) -> None:
        for text in self.query(".ends").results(LocalizedText):
            text.relabel(self.languages)

    def _row(self, field: Asked) -> Horizontal:
        view = self.view
        mark = view.mark(view.conversation.at.who)
        return Horizontal(
            FieldLabel(msgid(field.label), classes="between-label"),
            PositionSlider(field.id, PLACES, view.written(field.id), mark=mark),
            classes="slot between-row",
        )

    # -- Signals ---------------------------------------------------------------------------------

    def _signals(self) -> Iterable[Widget]:
        view = self.view
        other = view.names["other"]
        yield from self.ask(
            lambda r: r.t(N_("What have you noticed in yourself, the last few weeks?")),
            lambda r: r.t(N_("This is for you alone; {other} does not see it."), other=other),
        )
        halves = [
            [signal for signal in inventory.SIGNALS if signal.body is body]
            for body in (False, True)
        ]
        yield GroupRow(
            *(
                Vertical(
                    *(
                        Confirm(field.id, msgid(field.label), view.written(field.id))
                        for field in half
                    ),
                    classes="half",
                )
                for half in halves
            ),
            classes="halves signals",
        )
        yield LocalizedText(self._means, id="means")
        yield LocalizedText(
            lambda r: r.t(
                N_(
                    "Several of these, for weeks on end? Then you may be giving more than you "
                    "have. A tired spell in a busy time need not mean that something is wrong. If "
                    "anything worries you, ask your doctor."
                )
            ),
            classes="note after",
        )

    def _means(self, reader: Language) -> str:
        """Give what the focused signal may mean."""
        at = self.focused.name if isinstance(self.focused, Confirm) else ""
        return next((reader.t(signal.means) for signal in inventory.SIGNALS if signal.id == at), "")

    def on_descendant_focus(self) -> None:
        for means in self.query("#means").results(LocalizedText):
            means.relabel(self.languages)

    # -- The frame -------------------------------------------------------------------------------

    def more_buttons(self) -> Iterable[Widget]:
        if self.view.conversation.at.phase != NOTICED:
            yield ActionButton(
                lambda r: r.t(N_("This is enough")), id="enough", classes="quiet-button"
            )

    def pressed(self, button: str) -> None:
        if button == "enough":
            self.answer({**self.field_values(), ENOUGH: YES})
        else:
            super().pressed(button)

    def skip_words(self, language: Language) -> str:
        if self.view.conversation.at.phase == NOTICED:
            return super().skip_words(language)
        return language.t(N_("Not for us"))

    def done(self) -> None:
        if self.view.conversation.at.phase == NOTICED:
            super().done()
        else:
            self.answer({ENOUGH: "", **self.field_values()})

    def listens(self, language: Language) -> str | None:
        other = self.view.other
        return language.t(N_("{name} looks away"), name=other.name) if other else None

    def primary(self, language: Language) -> str:
        return self.handed_over(language)


def ends(left: str, middle: str, right: str, gap: int) -> Content:
    """Give the words above a line of places with such gaps, each where it belongs."""
    width = cells(PLACES, gap)
    at = (PLACES // 2) * (gap + 1) - len(middle) // 2
    # The words of an end stand over its mark and run inwards; the right one ends at its mark. A
    # long word at the left begins earlier, above the labels: it never touches the middle.
    early = max(0, len(left) + 1 - at)
    line = f"{left:<{at + early}}{middle}"
    full_line = line + right.rjust(max(len(right) + 1, width + early - len(line)))
    return Content.assemble(" " * (LABEL_CELLS - early), (full_line, "$t-quiet"))
