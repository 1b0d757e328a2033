"""The card of a turn that is said aloud: what to say, as a guide, and one line to keep of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from sessions.kinds import Field
from sessions.pattern import Slot
from sessions.text import N_
from tui.language.language import Language
from tui.widgets.form import in_words
from tui.widgets.localized import FieldLabel, LocalizedText, msgid
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import ConversationView

KEEP = N_("In one sentence, to keep (may stay empty)")
REQUEST = N_("What you ask: who, what, when (may stay empty)")

Written = Callable[[str], str]
"""Gives what stands under a name on this turn now."""


def guide(view: ConversationView, slots: Sequence[Slot], written: Written) -> Iterable[Widget]:
    """Give the beginnings of sentences, each with what can follow, or what they wrote there."""
    shown = [slot for slot in slots if slot.hint or written(slot.id)]
    if shown:
        yield Vertical(*(_guide_row(view, slot, written) for slot in shown), classes="guide-rows")


def _guide_row(view: ConversationView, slot: Slot, written: Written) -> Widget:
    hint = in_words(view, slot.hint)

    def follows(language: Language) -> str:
        return " ".join(written(slot.id).split()) or str(hint(language))

    return Horizontal(
        LocalizedText(in_words(view, slot.label), classes="guide-label quiet"),
        LocalizedText(follows, classes="guide-words"),
        classes="guide-row",
    )


def lines_to_keep(view: ConversationView, fields: Sequence[Field]) -> Iterable[Widget]:
    """Give a line for each of `fields`, under the words that ask for it."""
    for place, field in enumerate(fields):
        yield Vertical(
            FieldLabel(msgid(REQUEST if place else KEEP), classes="keep-label quiet"),
            TextField(field.id, view.written(field.id), line=True, classes="boxed"),
            classes="slot keep",
        )
