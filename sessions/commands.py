"""Commands: everything that can be done to a conversation, as frozen tagged data.

A key, a second window, a line of plain text and a test send the same command; `perform` is the one
way from a command to a move. A command holds no clock and no fresh id: those come in as arguments.
`sessions.envelope` says by which channel each may come.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, assert_never, get_args

import msgspec

from sessions import agreement_history, idea_moves, moves, preparation, timeout
from sessions.conversation import Conversation, Turn
from sessions.pattern import Pattern
from sessions.people import Way


class Command(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Something that is done to a conversation. Its tag is the name of its class."""


Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment with its zone; without one it could be compared with no other."""


# -- A turn ------------------------------------------------------------------------------------


class Answer(Command, frozen=True):
    """Answer `turn` with what was typed, and `fields` besides; days and times as ISO 8601."""

    turn: Turn
    fields: dict[str, str] = {}


class Skip(Command, frozen=True):
    """Go on without an answer."""


class GoBack(Command, frozen=True):
    """Go one turn back; what was typed stays."""


class SaveDraft(Command, frozen=True):
    """Keep half-typed `text` in the field `name` of `turn`, or of the present turn."""

    name: str
    text: str
    turn: Turn | None = None


class FillFields(Command, frozen=True):
    """Fill fields of the present turn by name; names that it does not have are left out."""

    fields: dict[str, str]


class UsePreparation(Command, frozen=True):
    """Fill the empty fields with what the speaker prepared alone."""


class ReviseAgreements(Command, frozen=True):
    """Go to the agreements again."""


class AddIdea(Command, frozen=True):
    """Add an idea."""

    text: str


class WithdrawIdea(Command, frozen=True):
    """Take an idea back."""

    idea: str


class RewriteIdea(Command, frozen=True):
    """Put an idea back in the field, to reword it."""

    idea: str


class SayHelps(Command, frozen=True):
    """Say which people an idea would help."""

    idea: str
    people: tuple[str, ...]


class ParkSubject(Command, frozen=True):
    """Keep a subject for another time; `who` typed it alone."""

    text: str
    who: str = ""


class Postpone(Command, frozen=True):
    """Go on at another moment, within a day."""

    until: Moment


class CloseConversation(Command, frozen=True):
    """Go to the closing; nothing has to be agreed."""


class ChangeLanguage(Command, frozen=True):
    """Let a person read in another language, by its tag."""

    person: str
    language: str


class ChangeWay(Command, frozen=True):
    """Talk from here on, or write everything down."""

    way: Way


# -- A time-out --------------------------------------------------------------------------------


class CallTimeOut(Command, frozen=True):
    """Stop here, now; no reason, no name."""


class TakeTimeOutBack(Command, frozen=True):
    """The time-out was a mistake."""


class NameCaller(Command, frozen=True):
    """Say which person called the time-out; an empty text keeps nobody."""

    person: str


class ProposeReturn(Command, frozen=True):
    """Propose, as one person, another moment to come back."""

    person: str
    until: Moment


class AcceptReturn(Command, frozen=True):
    """Say yes, as the other person, to the moment that was proposed."""

    person: str


class AskEarlyReturn(Command, frozen=True):
    """Set the people who ask to go on before the time."""

    people: tuple[str, ...]


class RateBody(Command, frozen=True):
    """Say whether the body of a person is calm."""

    person: str
    calm: bool


class ExtendTimeOut(Command, frozen=True):
    """Take more time, in minutes from now."""

    minutes: int


class ContinueAnotherDay(Command, frozen=True):
    """Go on at a moment on another day."""

    until: Moment


class AskThirdPerson(Command, frozen=True):
    """Ask somebody to help: what is still open is prepared for the closing."""


class NameCycle(Command, frozen=True):
    """Keep half-typed words for what got hold of both."""

    text: str


class ComeBack(Command, frozen=True):
    """Go on at the turn that was broken off; `cycle` names what got hold of both."""

    cycle: str


# -- A conversation that has ended -------------------------------------------------------------


class PostponeEvaluation(Command, frozen=True):
    """Choose another day to look back on an agreement; `agreed` are the people who said yes."""

    agreement: str
    day: date
    agreed: tuple[str, ...]


class AddNote(Command, frozen=True):
    """Keep a short note with an agreement."""

    agreement: str
    text: str


class LetRest(Command, frozen=True):
    """Let an agreement go that was to be talked about again."""

    agreement: str


TurnCommand = Answer | Skip | GoBack | SaveDraft | FillFields | UsePreparation | ReviseAgreements
TalkCommand = (
    AddIdea
    | WithdrawIdea
    | RewriteIdea
    | SayHelps
    | ParkSubject
    | Postpone
    | CloseConversation
    | ChangeLanguage
    | ChangeWay
)
TimeOutCommand = (
    CallTimeOut
    | TakeTimeOutBack
    | NameCaller
    | ProposeReturn
    | AcceptReturn
    | AskEarlyReturn
    | RateBody
    | ExtendTimeOut
    | ContinueAnotherDay
    | AskThirdPerson
    | NameCycle
    | ComeBack
)
AgreementCommand = PostponeEvaluation | AddNote | LetRest

AnyCommand = TurnCommand | TalkCommand | TimeOutCommand | AgreementCommand

COMMANDS: tuple[type[AnyCommand], ...] = get_args(AnyCommand)
"""Every kind of command there is."""

NewId = Callable[[], str]
"""Gives a fresh id: 32 hexadecimal digits."""


def perform(
    conversation: Conversation,
    pattern: Pattern,
    command: AnyCommand,
    *,
    now: datetime,
    new_id: NewId,
) -> Conversation:
    """Give the conversation after `command`. Raises what its move raises; then nothing changed."""
    if isinstance(command, TurnCommand):
        return _on_turn(conversation, pattern, command, now, new_id)
    if isinstance(command, TalkCommand):
        return _on_talk(conversation, pattern, command, now, new_id)
    if isinstance(command, AgreementCommand):
        return _on_agreement(conversation, command, now, new_id)
    return _on_time_out(conversation, pattern, command, now, new_id)


def _on_turn(
    conversation: Conversation,
    pattern: Pattern,
    command: TurnCommand,
    now: datetime,
    new_id: NewId,
) -> Conversation:
    match command:
        case Answer(turn, fields):
            moves.require_turn(conversation, turn)
            return moves.answer(conversation, pattern, fields, now=now, new_id=new_id())
        case Skip():
            return moves.skip(conversation, pattern, now=now)
        case GoBack():
            return moves.back(conversation, pattern, now=now)
        case SaveDraft(name, text, turn):
            return moves.save_draft(conversation, name, text, now=now, turn=turn)
        case FillFields(fields):
            return moves.fill_fields(conversation, pattern, fields, now=now)
        case UsePreparation():
            return preparation.take_over(conversation, pattern, now=now)
        case ReviseAgreements():
            return moves.revise(conversation, pattern, now=now)
        case _:
            assert_never(command)


def _on_talk(
    conversation: Conversation,
    pattern: Pattern,
    command: TalkCommand,
    now: datetime,
    new_id: NewId,
) -> Conversation:
    match command:
        case AddIdea(text):
            return idea_moves.add_idea(conversation, text, now=now, new_id=new_id())
        case WithdrawIdea(idea):
            return idea_moves.withdraw_idea(conversation, idea, now=now)
        case RewriteIdea(idea):
            return idea_moves.rewrite_idea(conversation, idea, now=now)
        case SayHelps(idea, people):
            return idea_moves.say_helps(conversation, idea, people, now=now)
        case ParkSubject(text, who):
            return idea_moves.park(conversation, text, now=now, new_id=new_id(), who=who)
        case Postpone(until):
            return moves.postpone(conversation, until, now=now)
        case CloseConversation():
            return moves.close(conversation, pattern, now=now)
        case ChangeLanguage(person, language):
            return moves.change_language(conversation, person, language, now=now)
        case ChangeWay(way):
            return moves.change_way(conversation, way, now=now)
        case _:
            assert_never(command)


def _on_time_out(
    conversation: Conversation,
    pattern: Pattern,
    command: TimeOutCommand,
    now: datetime,
    new_id: NewId,
) -> Conversation:
    match command:
        case CallTimeOut():
            return timeout.call(conversation, now=now, new_id=new_id())
        case TakeTimeOutBack():
            return timeout.take_back(conversation, now=now)
        case NameCaller(person):
            return timeout.name_caller(conversation, person, now=now)
        case ProposeReturn(person, until):
            return timeout.propose(conversation, person, until, now=now)
        case AcceptReturn(person):
            return timeout.accept(conversation, person, now=now)
        case AskEarlyReturn(people):
            return timeout.ask_early(conversation, people, now=now)
        case RateBody(person, calm):
            return timeout.rate(conversation, person, calm=calm, now=now)
        case ExtendTimeOut(minutes):
            return timeout.longer(conversation, minutes, now=now)
        case ContinueAnotherDay(until):
            return timeout.another_day(conversation, until, now=now)
        case AskThirdPerson():
            return _third_person(conversation, pattern, now)
        case NameCycle(text):
            return timeout.name_cycle(conversation, text, now=now)
        case ComeBack(cycle):
            return timeout.come_back(conversation, cycle=cycle, now=now)
        case _:
            assert_never(command)


def _third_person(conversation: Conversation, pattern: Pattern, now: datetime) -> Conversation:
    """Give the conversation at its closing; without a closing it waits where it was."""
    still_open = moves.open_turn(pattern)
    asking = timeout.third_person(conversation, still_open, now=now)
    return asking if still_open is None else moves.close(asking, pattern, now=now)


def _on_agreement(
    conversation: Conversation, command: AgreementCommand, now: datetime, new_id: NewId
) -> Conversation:
    match command:
        case PostponeEvaluation(agreement, day, agreed):
            return agreement_history.postpone_evaluation(
                conversation, agreement, day, agreed, now=now
            )
        case AddNote(agreement, text):
            return agreement_history.add_note(
                conversation, agreement, text, now=now, new_id=new_id()
            )
        case LetRest(agreement):
            return agreement_history.let_rest(conversation, agreement, now=now)
        case _:
            assert_never(command)
