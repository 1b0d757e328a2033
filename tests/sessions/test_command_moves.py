"""Each command is the move it stands for.

Without a row for a new kind of command in `MOVES` the tests fail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions import agreement_history, idea_moves, moves, preparation, timeout
from sessions.agreements import AgreementEnd
from sessions.commands import (
    COMMANDS,
    AcceptReturn,
    AddIdea,
    AddNote,
    Answer,
    AnyCommand,
    AskEarlyReturn,
    AskThirdPerson,
    CallTimeOut,
    ChangeLanguage,
    ChangeWay,
    CloseConversation,
    ComeBack,
    ContinueAnotherDay,
    ExtendTimeOut,
    FillFields,
    GoBack,
    LetRest,
    NameCaller,
    NameCycle,
    ParkSubject,
    Postpone,
    PostponeEvaluation,
    ProposeReturn,
    RateBody,
    ReviseAgreements,
    RewriteIdea,
    SaveDraft,
    SayHelps,
    Skip,
    TakeTimeOutBack,
    UsePreparation,
    WithdrawIdea,
    perform,
)
from sessions.conversation import Conversation, Turn
from sessions.errors import (
    MoveError,
    NotThere,
)
from sessions.integrity import problems_of
from tests.sessions.command_examples import (
    ALL_EXAMPLES,
    EXAMPLES,
    MINE,
    agreeing,
    at,
    breaking_off,
    calm,
    collecting,
    ended,
    postponed,
    proposed,
    spoken,
)
from tests.sessions.drawn_commands import (
    ANY_COMMAND,
    ID,
    KINDS_OF_COMMAND,
    LATER,
    NOBODY,
    TIME_IS_UP,
)
from tests.sessions.helpers import KIM, MIA, NOW, PATTERN, SAM, frozen, start

Move = Callable[[Conversation, Any, datetime, str], Conversation]
"""The call of a move: the conversation, the command, the moment and a fresh id."""


def _answer(talk: Conversation, command: Answer, now: datetime, new_id: str) -> Conversation:
    moves.require_turn(talk, command.turn)
    return moves.answer(talk, PATTERN, command.fields, now=now, new_id=new_id)


def _third_person(talk: Conversation, _: object, now: datetime, __: str) -> Conversation:
    asked = timeout.third_person(talk, moves.open_turn(PATTERN), now=now)
    return moves.close(asked, PATTERN, now=now)


MOVES: Mapping[type[AnyCommand], Move] = {
    Answer: _answer,
    Skip: lambda talk, _, now, __: moves.skip(talk, PATTERN, now=now),
    GoBack: lambda talk, _, now, __: moves.back(talk, PATTERN, now=now),
    SaveDraft: lambda talk, draft, now, _: moves.save_draft(
        talk, draft.name, draft.text, now=now, turn=draft.turn
    ),
    FillFields: lambda talk, fill, now, _: moves.fill_fields(talk, PATTERN, fill.fields, now=now),
    UsePreparation: lambda talk, _, now, __: preparation.take_over(talk, PATTERN, now=now),
    ReviseAgreements: lambda talk, _, now, __: moves.revise(talk, PATTERN, now=now),
    AddIdea: lambda talk, idea, now, new_id: idea_moves.add_idea(
        talk, idea.text, now=now, new_id=new_id
    ),
    WithdrawIdea: lambda talk, taken, now, _: idea_moves.withdraw_idea(talk, taken.idea, now=now),
    RewriteIdea: lambda talk, taken, now, _: idea_moves.rewrite_idea(talk, taken.idea, now=now),
    ParkSubject: lambda talk, subject, now, new_id: idea_moves.park(
        talk, subject.text, now=now, new_id=new_id
    ),
    Postpone: lambda talk, to, now, _: moves.postpone(talk, to.until, now=now),
    CloseConversation: lambda talk, _, now, __: moves.close(talk, PATTERN, now=now),
    SayHelps: lambda talk, say, now, _: idea_moves.say_helps(talk, say.idea, say.people, now=now),
    ChangeWay: lambda talk, change, now, _: moves.change_way(talk, change.way, now=now),
    ChangeLanguage: lambda talk, change, now, _: moves.change_language(
        talk, change.person, change.language, now=now
    ),
    CallTimeOut: lambda talk, _, now, new_id: timeout.call(talk, now=now, new_id=new_id),
    TakeTimeOutBack: lambda talk, _, now, __: timeout.take_back(talk, now=now),
    NameCaller: lambda talk, caller, now, _: timeout.name_caller(talk, caller.person, now=now),
    ProposeReturn: lambda talk, proposal, now, _: timeout.propose(
        talk, proposal.person, proposal.until, now=now
    ),
    AcceptReturn: lambda talk, yes, now, _: timeout.accept(talk, yes.person, now=now),
    AskEarlyReturn: lambda talk, asked, now, _: timeout.ask_early(talk, asked.people, now=now),
    RateBody: lambda talk, body, now, _: timeout.rate(talk, body.person, calm=body.calm, now=now),
    ExtendTimeOut: lambda talk, more, now, _: timeout.longer(talk, more.minutes, now=now),
    ContinueAnotherDay: lambda talk, to, now, _: timeout.another_day(talk, to.until, now=now),
    AskThirdPerson: _third_person,
    NameCycle: lambda talk, cycle, now, _: timeout.name_cycle(talk, cycle.text, now=now),
    ComeBack: lambda talk, back, now, _: timeout.come_back(talk, cycle=back.cycle, now=now),
    PostponeEvaluation: lambda talk, to, now, _: agreement_history.postpone_evaluation(
        talk, to.agreement, to.day, to.agreed, now=now
    ),
    AddNote: lambda talk, note, now, new_id: agreement_history.add_note(
        talk, note.agreement, note.text, now=now, new_id=new_id
    ),
    LetRest: lambda talk, rest, now, _: agreement_history.let_rest(talk, rest.agreement, now=now),
}
"""The move of every kind of command."""


def performed(
    talk: Conversation, command: AnyCommand, now: datetime, new_id: str = ID
) -> Conversation:
    """Give the conversation after a command."""
    return perform(talk, PATTERN, command, now=now, new_id=lambda: new_id)


def test_no_command_is_forgotten() -> None:
    """Every kind has the call of its move, a place where it can be given and one where not."""
    assert set(MOVES) == set(COMMANDS)
    assert set(EXAMPLES) == set(COMMANDS)
    assert len(ALL_EXAMPLES) == len(COMMANDS)


@pytest.mark.parametrize("kind", KINDS_OF_COMMAND)
def test_a_command_gives_what_its_move_gives(kind: type[AnyCommand]) -> None:
    """Nothing is added and nothing left out, and something came of it."""
    example = EXAMPLES[kind]
    talk = example.good()
    before = frozen(talk)
    after = performed(talk, example.command, example.now)
    assert after == MOVES[kind](talk, example.command, example.now, ID)
    assert frozen(after) != before
    assert frozen(talk) == before


@pytest.mark.parametrize("kind", KINDS_OF_COMMAND)
def test_a_command_raises_what_its_move_raises(kind: type[AnyCommand]) -> None:
    """The same error with the same fields, and the conversation is as it was."""
    example = EXAMPLES[kind]
    talk = example.bad()
    before = frozen(talk)
    with pytest.raises(MoveError) as by_move:
        MOVES[kind](talk, example.command, example.now, ID)
    with pytest.raises(MoveError) as by_command:
        performed(talk, example.command, example.now)
    assert type(by_command.value) is type(by_move.value)
    assert by_command.value.fields == by_move.value.fields
    assert frozen(talk) == before


def test_an_answer_to_another_turn_is_refused() -> None:
    """What was written for one turn never lands on the next, also when the fields are alike."""
    talk = at("impact/speak/kim/0")
    with pytest.raises(MoveError):
        performed(talk, Answer(Turn("impact", "speak", "sam"), MINE), NOW)


STATES: Mapping[str, Callable[[], Conversation]] = {
    "new": start,
    "three": lambda: start(KIM, SAM, MIA),
    "alone": lambda: at("alone/message/kim/0"),
    "speaking": spoken,
    "collecting": collecting,
    "agreeing": agreeing,
    "closing": lambda: at("closing/open//0"),
    "break": breaking_off,
    "proposal": proposed,
    "calm": calm,
    "waiting": lambda: postponed(spoken()),
    "ended": ended,
    "again": lambda: ended(AgreementEnd.AGAIN),
}

Outcome = Conversation | tuple[type[MoveError], dict[str, object]]


def outcome(
    move: Move, talk: Conversation, command: AnyCommand, now: datetime, new_id: str
) -> Outcome:
    """Give the conversation, or which error was raised and with which fields."""
    try:
        return move(talk, command, now, new_id)
    except MoveError as problem:
        return type(problem), problem.fields


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
@given(data=st.data())
@settings(max_examples=60)
def test_any_commands_in_a_row(state: Callable[[], Conversation], data: st.DataObject) -> None:
    """Each gives what its move gives or raises its named error, and nothing it leaves is nonsense.

    What makes no sense could be saved, and not be opened again.
    """
    talk, now = state(), NOW
    for number in range(data.draw(st.integers(1, 6))):
        now += data.draw(st.sampled_from([timedelta(0), timedelta(minutes=21)]))
        command = data.draw(
            ANY_COMMAND | st.sampled_from(ALL_EXAMPLES).map(lambda row: row.command)
        )
        before, new_id = frozen(talk), f"{number:032x}"
        after = outcome(performed, talk, command, now, new_id)
        assert after == outcome(MOVES[type(command)], talk, command, now, new_id)
        assert frozen(talk) == before
        if isinstance(after, Conversation):
            assert list(problems_of(after)) == list(problems_of(talk))
            talk = after


NOBODYS: tuple[AnyCommand, ...] = (
    NameCaller(NOBODY),
    ProposeReturn(NOBODY, LATER),
    RateBody(NOBODY, calm=True),
)


@pytest.mark.parametrize("command", NOBODYS, ids=lambda command: type(command).__name__)
def test_nobody_does_nothing_in_a_time_out(command: AnyCommand) -> None:
    """A record in which somebody unknown did it would be refused when it is opened again."""
    with pytest.raises(NotThere):
        performed(breaking_off(), command, TIME_IS_UP)


@pytest.mark.parametrize("tag", ["", "../..", "n l", "x" * 20, "\x00"])
def test_a_language_without_a_tag_is_refused(tag: str) -> None:
    """A record with it would be refused when it is opened again."""
    with pytest.raises(MoveError):
        performed(spoken(), ChangeLanguage("kim", tag), NOW)
