"""The card of a turn that is said aloud: what to say, as a guide, and one line to keep of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from sessions.kinds import Field
from sessions.pattern import Slot
from sessions.text import N_
from tui.language.language import Language
from tui.widgets.form import in_words
from tui.widgets.localized import FieldLabel, LocalizedText, TextSource, as_content, msgid
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import ConversationView

KEEP = N_("In one sentence, to keep (may stay empty)")
REQUEST = N_("{beginning} … {hint} (may stay empty)")

Written = Callable[[str], str]
"""Gives what stands under a name on this turn now."""


def guide(view: ConversationView, slots: Sequence[Slot], written: Written) -> Iterable[Widget]:
    """Give the beginnings of sentences, each with what can follow, or what they wrote there."""
    shown = [slot for slot in slots if slot.hint or written(slot.id)]
    if shown:
        yield Vertical(*(_guide_row(view, slot, written) for slot in shown), classes="guide-rows")


def _guide_row(view: ConversationView, slot: Slot, written: Written) -> Widget:
    hint = in_words(view, slot.hint)

    def follows(language: Language) -> Content:
        words = " ".join(written(slot.id).split())
        if words:
            return as_content(words).stylize("bold")
        return Content.styled(str(hint(language)), "$t-quiet")

    return Horizontal(
        LocalizedText(in_words(view, slot.label), classes="guide-label quiet"),
        LocalizedText(follows, classes="guide-words"),
        classes="guide-row",
    )


def lines_to_keep(
    view: ConversationView, slots: Sequence[Slot], fields: Sequence[Field]
) -> Iterable[Widget]:
    """Give a line for each of `fields`, under the words that ask for it or that it goes on from."""
    beginnings = {slot.id: slot for slot in slots if slot.label}
    for field in fields:
        slot = beginnings.get(field.id)
        words = _goes_on_from(view, slot) if slot else msgid(KEEP)
        yield Vertical(
            FieldLabel(words, classes="keep-label quiet"),
            TextField(field.id, view.written(field.id), line=True, classes="boxed"),
            classes="slot keep",
        )


def _goes_on_from(view: ConversationView, slot: Slot) -> TextSource:
    beginning, hint = in_words(view, slot.label), in_words(view, slot.hint)
    return lambda r: r.t(REQUEST, beginning=beginning(r), hint=hint(r))
