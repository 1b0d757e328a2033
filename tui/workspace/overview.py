"""The overview: what the vault holds in short, as home and the list of conversations show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sessions import agenda
from sessions.agenda import DueEvaluation, UpcomingEvent
from sessions.conversation import Conversation, State
from sessions.errors import TweespraakError
from sessions.pattern import shipped
from sessions.people import Pair
from sessions.summary import AgreementSummary, Filter, Summary, filtered, summarise

WEEK = 7
"""Days of what home shows ahead."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What home shows: what is due, what comes this week, what they would talk about again."""

    due: list[DueEvaluation]
    week: list[UpcomingEvent]
    again: list[tuple[Summary, AgreementSummary]]


@dataclass(slots=True)
class Overview:
    """Pairs, conversations in short by id, and what could not be read."""

    pairs: tuple[Pair, ...] = ()
    conversations: dict[str, Summary] = field(default_factory=dict)
    damaged: tuple[TweespraakError, ...] = ()
    loaded: bool = False
    _agenda: tuple[date, Agenda] | None = None

    def put(self, conversation: Conversation) -> None:
        """Put a newer state of a conversation into the overview."""
        self.put_summaries({conversation.id: summarise(conversation)})

    def put_summaries(self, summaries: dict[str, Summary]) -> None:
        """Put conversations into the overview, in the place of those with the same id."""
        self.conversations.update(summaries)
        self._agenda = None

    def drop(self, conversation_id: str) -> None:
        """Remove a conversation from the overview."""
        self.conversations.pop(conversation_id, None)
        self.damaged = tuple(
            problem for problem in self.damaged if problem.fields.get("id") != conversation_id
        )
        self._agenda = None

    def due(self, today: date) -> list[DueEvaluation]:
        """Give what is to be looked back on, oldest promise first."""
        return self.agenda(today).due

    def agenda(self, today: date) -> Agenda:
        """Give what is due and what comes within a week."""
        if self._agenda is None or self._agenda[0] != today:
            # Home calls this several times for every frame, and there may be 10,000 conversations.
            summaries = list(self.conversations.values())
            week = agenda.upcoming(summaries, today, WEEK)
            self._agenda = (
                today,
                Agenda(agenda.due(summaries, today), week, agenda.again(summaries)),
            )
        return self._agenda[1]

    def next_look_back(self, today: date) -> date | None:
        """Give the first day after today on which somebody looks back, or None."""
        return agenda.next_look_back(self.conversations.values(), today)

    def upcoming(self, today: date, days: int) -> list[UpcomingEvent]:
        """Give what comes within some days."""
        return agenda.upcoming(list(self.conversations.values()), today, days)

    def looking_back(self, pair: str) -> Summary | None:
        """Give the evaluation that a pair began and has not finished, if any."""
        return agenda.looking_back(list(self.conversations.values()), pair)

    def unfinished(self, today: date | None = None) -> list[Summary]:
        """Give the conversations to go on with: a time-out first, then the latest.

        With `today`, without an evaluation of what is due: that stands above it.
        """
        pairs = {evaluation.pair for evaluation in self.due(today)} if today else set()
        shown = {summary.id for pair in pairs if (summary := self.looking_back(pair))}
        going = [
            conversation
            for conversation in self.conversations.values()
            if conversation.state is not State.FINISHED
            and (conversation.id not in shown or conversation.state is State.TIME_OUT)
        ]
        return sorted(
            going,
            key=lambda conversation: (
                conversation.state is not State.TIME_OUT,
                -conversation.changed.timestamp(),
            ),
        )

    def filtered(self, narrowed: Filter, today: date) -> list[Summary]:
        """Give the conversations that a list shows, the latest first."""
        return filtered(self.conversations.values(), narrowed, today)

    def stage_of(self, conversation: Summary) -> tuple[int, int]:
        """Give at which stage of how many a conversation is."""
        stages = [stage.id for stage in shipped(conversation.pattern).stages]
        steps = {step.id: step.stage for step in shipped(conversation.pattern).steps}
        here = steps.get(conversation.step, stages[0])
        return stages.index(here) + 1, len(stages)
