"""What somebody wrote alone, to read back: on top of everything, and gone with Esc."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from textual.widget import Widget

from sessions.conversation import YES, Conversation, Turn
from sessions.kinds import KINDS, Field, Form
from sessions.pattern import Pattern
from sessions.people import Person
from sessions.privacy import is_closed, own_answers
from sessions.text import N_
from tui.language.language import Language, language
from tui.ui.dialog import ReadDialog
from tui.ui.unmarked import UNMARKED, WHAT_UNMARKED_IS
from tui.widgets.localized import LocalizedText, TextSource, UserText, msgid

STILL_CLOSED = N_(
    "Part of it was closed with an earlier phrase. If you know that one: F10, “A phrase of your "
    "own”, “I know an earlier one again”."
)


class OwnDialog(ReadDialog):
    """The questions somebody answered alone and did not share, with their own words."""

    def __init__(
        self,
        conversation: Conversation,
        pattern: Pattern,
        person: Person,
        unmarked: Set[str] = frozenset(),
    ) -> None:
        """`unmarked`: the keys of what is not known to be theirs."""
        super().__init__((language(person.language),))
        self._conversation, self._pattern, self._person = conversation, pattern, person
        self._unmarked = unmarked

    @property
    def is_private(self) -> bool:
        return True

    def dialog(self) -> Iterable[Widget]:
        me = self._person
        yield LocalizedText(
            lambda r: r.t(N_("{name}, what you wrote alone"), name=me.name), classes="prompt"
        )
        answers = list(own_answers(self._conversation, self._pattern, me.id))
        for turn, fields in answers:
            yield LocalizedText(self._asked(turn), classes="quiet")
            yield UserText(self._said(turn, fields))
            if turn.key in self._unmarked:
                yield LocalizedText(lambda r: f"({r.t(UNMARKED)})", classes="quiet")
        if any(turn.key in self._unmarked for turn, _ in answers):
            yield LocalizedText(msgid(WHAT_UNMARKED_IS), classes="note")
        if is_closed(self._conversation, me.id):
            yield LocalizedText(msgid(STILL_CLOSED), classes="note")
        elif not answers:
            yield LocalizedText(lambda r: r.t(N_("There is nothing here.")), classes="paragraph")

    def _asked(self, turn: Turn) -> TextSource:
        """Give the question of a turn."""
        step = self._pattern.step(turn.step)
        message = KINDS[step.kind].question_asked(step, turn)
        other = self._conversation.others(self._person.id)[0].name
        return lambda r: r.t(message, other=other, me=self._person.name)

    def _said(self, turn: Turn, fields: Mapping[str, str]) -> str:
        """Give the answer in the words of its writer, choices in the words of the choice."""
        reader = self.languages[0]
        step = self._pattern.step(turn.step)
        turn_fields = KINDS[step.kind].fields(self._conversation, step, turn)
        lines = [_line(reader, field, fields) for field in turn_fields]
        return "\n".join(line for line in lines if line)


def _chosen(reader: Language, field: Field, fields: Mapping[str, str]) -> str:
    text = fields.get(field.id, "")
    labels = {choice.id: choice.label for choice in field.choices}
    return reader.t(labels[text]) if text in labels else text


def _line(reader: Language, field: Field, fields: Mapping[str, str]) -> str:
    text = _chosen(reader, field, fields)
    if field.form is Form.CONFIRM:
        return reader.t(field.label) if text == YES else ""
    if not text:
        return ""
    return f"{reader.t(field.label)} {text}" if field.label else text
