"""An example of every kind of command: where it can be given, and where it cannot.

Without a row for a new kind of command the tests of commands fail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, cast

from msgspec.structs import replace

from sessions import idea_moves, moves, timeout
from sessions.agreements import AgreementEnd
from sessions.commands import (
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
)
from sessions.conversation import Conversation, Turn
from sessions.people import Person, Way
from tests.sessions import helpers
from tests.sessions.drawn_commands import LATER, TIME_IS_UP
from tests.sessions.helpers import NOW, SAM, start


@cache
def at(key: str) -> Conversation:
    """Give a conversation of Kim and Sam at a turn."""
    return helpers.at(key)


def breaking_off(**fields: object) -> Conversation:
    """Give a conversation in a time-out with other `fields`."""
    talk = timeout.call(at("impact/speak/kim/0"), now=NOW, new_id="d" * 32)
    running = replace(talk.time_outs[0], **cast("dict[str, Any]", fields))
    return replace(talk, time_outs=(running,))


@cache
def ended(end: AgreementEnd | None = None) -> Conversation:
    """Give a conversation that has ended, with one agreement in it called a1."""
    talk = helpers.play(start())
    (agreement,) = talk.agreements
    return replace(talk, agreements=(replace(agreement, id="a1", ended=end),))


class Example(NamedTuple):
    """A command, where it can be given, and where it cannot; both at a moment."""

    command: AnyCommand
    good: Callable[[], Conversation]
    bad: Callable[[], Conversation]
    now: datetime = NOW


def spoken() -> Conversation:
    """Give a conversation at the first turn in which Kim speaks."""
    return at("impact/speak/kim/0")


def collecting() -> Conversation:
    """Give a conversation in which ideas are collected, with one idea."""
    return idea_moves.add_idea(at("ideas/collect//0"), "tea", now=NOW, new_id="i1")


def proposed() -> Conversation:
    """Give a time-out in which Kim proposed another moment to come back."""
    return timeout.propose(breaking_off(), "kim", LATER, now=NOW)


def calm() -> Conversation:
    """Give a time-out in which both bodies are calm."""
    return breaking_off(calm={"kim": True, "sam": True})


def agreeing() -> Conversation:
    """Give a conversation in which an agreement stands."""
    return at("date/pick//0")


def of_others() -> Conversation:
    """Give a conversation in which Kim does not sit."""
    return start(SAM, Person(id="lou", name="Lou", language="en"))


YES = ("kim", "sam")
NEXT_WEEK = NOW.date() + timedelta(weeks=1)
TOMORROW = NOW + timedelta(days=1, hours=2)
MINE = {"see": "the dishes", "ask": "your help"}
SUBJECT = Turn("together", "subject")

ALL_EXAMPLES = (
    Example(Answer(SUBJECT, {"text": "money"}), lambda: at("together/subject//0"), spoken),
    Example(Skip(), lambda: at("alone/goal/kim/0"), lambda: at("rules/agree//0")),
    Example(GoBack(), lambda: at("together/aim//0"), start),
    Example(SaveDraft("see", "the dishes"), spoken, breaking_off),
    Example(FillFields({**MINE, "other": "?"}), spoken, lambda: postponed(spoken())),
    Example(UsePreparation(), spoken, lambda: at("together/aim//0")),
    Example(ReviseAgreements(), agreeing, ended),
    Example(AddIdea("a walk"), collecting, agreeing),
    Example(WithdrawIdea("i1"), collecting, agreeing),
    Example(RewriteIdea("i1"), collecting, lambda: at("ideas/collect//0")),
    Example(SayHelps("i1", ("sam",)), collecting, lambda: at("ideas/collect//0")),
    Example(ParkSubject("money"), spoken, breaking_off),
    Example(Postpone(LATER), spoken, breaking_off),
    Example(CloseConversation(), spoken, ended),
    Example(ChangeLanguage("kim", "en"), spoken, of_others),
    Example(ChangeWay(Way.TALK), spoken, breaking_off),
    Example(CallTimeOut(), spoken, breaking_off),
    Example(TakeTimeOutBack(), breaking_off, spoken),
    Example(NameCaller("kim"), breaking_off, spoken),
    Example(ProposeReturn("kim", LATER), breaking_off, spoken),
    Example(AcceptReturn("sam"), proposed, breaking_off),
    Example(AskEarlyReturn(YES), breaking_off, spoken),
    Example(
        RateBody("kim", calm=True),
        breaking_off,
        lambda: breaking_off(until=LATER),
        TIME_IS_UP,
    ),
    Example(ExtendTimeOut(30), breaking_off, spoken),
    Example(ContinueAnotherDay(TOMORROW), breaking_off, spoken),
    Example(AskThirdPerson(), breaking_off, spoken),
    Example(NameCycle("we talk louder"), breaking_off, spoken),
    Example(ComeBack("we talk louder"), calm, breaking_off, TIME_IS_UP),
    Example(PostponeEvaluation("a1", NEXT_WEEK, YES), ended, spoken),
    Example(AddNote("a1", "it worked"), ended, spoken),
    Example(LetRest("a1"), lambda: ended(AgreementEnd.AGAIN), ended),
)
EXAMPLES: Mapping[type[AnyCommand], Example] = {
    type(example.command): example for example in ALL_EXAMPLES
}


def postponed(talk: Conversation) -> Conversation:
    return moves.postpone(talk, LATER, now=NOW)
