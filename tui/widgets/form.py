"""A form made of the fields that a turn asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from sessions.kinds import Field as Asked
from sessions.kinds import Form
from sessions.kinds.base import OwnChoice
from sessions.pattern import Choice
from sessions.text import N_
from tui.language.dates import shown_day
from tui.language.language import Language
from tui.widgets.choices import Choices, Pick, Scale
from tui.widgets.localized import FieldLabel, TextSource
from tui.widgets.moment_field import MomentField, reads_day
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import ConversationView


def form(view: ConversationView, fields: Sequence[Asked]) -> Iterable[Widget]:
    """Give the widgets for `fields`: a single field fills the panel, several become rows."""
    alone = len(fields) == 1
    for field in fields:
        yield widget_for(view, field) if alone else row(view, field)


def widget_for(view: ConversationView, field: Asked) -> Widget:
    """Give the widget that fills in one field by itself."""
    value = view.written(field.id)
    if field.form is Form.CHOICE:
        return Choices(field.id, [pick(view, choice) for choice in field.choices], value)
    if field.form is Form.SCALE:
        return Scale(
            field.id,
            field.scale,
            lambda r: r.t(N_("calm")),
            lambda r: r.t(N_("very tense")),
            value,
        )
    return TextField(field.id, value, line=field.form is not Form.TEXT)


def row(view: ConversationView, field: Asked, entry: Widget | None = None) -> Horizontal:
    """Give a row: the beginning of the sentence, a line, and the field that completes it.

    `entry` is the field, when it is another one than a line of text.
    """
    label = in_words(view, field.label)
    return Horizontal(
        Vertical(
            FieldLabel(label, classes="slot-label"),
            classes="slot-side",
        ),
        entry or TextField(field.id, view.written(field.id), line=True),
        classes="slot",
    )


def agreement_rows(
    view: ConversationView, fields: Sequence[Asked], reader: Language
) -> Iterable[Widget]:
    """Give the rows in which an agreement is written: what, who, when, and what helps."""
    for field in fields:
        if field.form is Form.CHOICE:
            yield choice_row(view, field)
        elif field.form is Form.DATE:
            day = MomentField(
                field.id,
                shown_day(view.written(field.id), reader),
                reads=reads_day(view.now.date()),
                hint=lambda r: r.t(N_("tomorrow, or 31-12")),
            )
            yield row(view, field, day)
        else:
            yield row(view, field)


def choice_row(view: ConversationView, field: Asked) -> Horizontal:
    """Give a row with something to choose in it; names stand beside each other."""
    label = in_words(view, field.label)
    across = " across" if field.id in ("who", "first") else ""
    options = [pick(view, choice) for choice in field.choices]
    return Horizontal(
        Vertical(
            FieldLabel(label, classes="slot-label"),
            classes="slot-side",
        ),
        Choices(field.id, options, view.written(field.id), classes=f"slot-choices{across}"),
        classes="slot",
    )


def pick(view: ConversationView, choice: Choice) -> Pick:
    """Give a choice of a pattern as something to pick."""
    if isinstance(choice, OwnChoice):
        return Pick(choice.id, lambda _: choice.label)
    return Pick(choice.id, in_words(view, choice.label))


def in_words(view: ConversationView, message: str) -> TextSource:
    """Give the words of a pattern, with the names of these people in them."""

    def words(language: Language) -> str:
        return language.t(message, **view.names)

    return words
