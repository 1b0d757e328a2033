"""The bridge to solutions: what each of them asks for, beside each other, while they think."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from sessions.kinds.turns import Asked, asked
from sessions.pattern import Kind
from sessions.text import N_
from tui.language.language import Language
from tui.widgets.localized import LocalizedText, UserText, as_content
from tui.workspace.conversation_view import ConversationView


def bridge(view: ConversationView) -> Iterable[Widget]:
    """Give what each brought, left and right; nothing where nobody kept a word of it."""
    found = [
        brought
        for step in view.pattern.steps
        if step.kind is Kind.TURNS and step.request
        for brought in asked(view.conversation, step)
    ]
    if found:
        people = [partner.id for partner in view.conversation.partners]
        sides = [[brought for brought in found if brought.who == who] for who in people]
        yield Horizontal(*(_side(view, side) for side in sides), classes="halves bridge")


def _side(view: ConversationView, side: list[Asked]) -> Widget:
    parts: list[Widget] = []
    for brought in side:
        parts += [
            BridgeName(view, brought),
            UserText(brought.text, classes=view.side(brought.who)),
        ]
        if brought.need:
            need = _needs(brought.need)
            parts.append(LocalizedText(need, between="\n", classes="bridge-need quiet"))
    return Vertical(*parts, classes="half")


def _needs(need: str) -> Callable[[Language], str]:
    return lambda reader: reader.t(N_("needs: {need}"), need=need)


class BridgeName(LocalizedText):
    """Whose it is, with their mark once; the words in both languages."""

    def __init__(self, view: ConversationView, brought: Asked) -> None:
        name = view.conversation.person(brought.who).name
        words = N_("{name} asks") if brought.is_request else N_("{name} said")
        super().__init__(
            lambda reader: reader.t(words, name=name),
            classes=f"bridge-name {view.side(brought.who)}",
        )
        self._mark, self._left = view.mark(brought.who), view.place(brought.who) == 0

    def relabel(self, languages: tuple[Language, ...]) -> None:
        said = " · ".join(dict.fromkeys(str(self.words(reader)) for reader in languages))
        self.update(as_content(f"{self._mark} {said}" if self._left else f"{said} {self._mark}"))
