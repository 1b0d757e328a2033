"""A kind of step that only these tests have: a letter and a note, alone; then the letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sessions.conversation import Conversation, Turn
from sessions.kinds import Field, Passage, StepKind
from sessions.pattern import Step

LETTER = "letter"
NOTE = "note"
READ = "read"

PROMISE = "{other} goes for a walk. You read {me}'s letter when both letters are written."


class LetterKind(StepKind):
    """``letter`` and ``note`` alone, then ``read`` together."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        alone = [
            Turn(step.id, phase, partner.id)
            for partner in conversation.partners
            for phase in (LETTER, NOTE)
        ]
        return (*alone, Turn(step.id, READ))

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        return (Field(id="text"),) if turn.phase != READ else ()

    def answered_alone(self, turn: Turn) -> bool:
        return turn.phase != READ

    def curtain_promise(self, turn: Turn) -> str:
        return PROMISE if turn.phase == LETTER else super().curtain_promise(turn)

    def is_private(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return turn.phase == NOTE

    def passages(self, conversation: Conversation, step: Step) -> Iterator[Passage]:
        letters = [turn for turn in self.turns(conversation, step) if turn.phase == LETTER]
        if all(conversation.is_said(turn) for turn in letters):
            for turn in letters:
                yield from self._passages_of(conversation, step, turn)
