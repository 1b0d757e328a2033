"""The main job by commands alone: a hard talk, then looking back on what was agreed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sessions import agreement_history, errors
from sessions.agreements import Agreement
from sessions.commands import (
    AcceptReturn,
    AddIdea,
    AddNote,
    CallTimeOut,
    Channel,
    ComeBack,
    ExtendTimeOut,
    NameCaller,
    ParkSubject,
    PostponeEvaluation,
    ProposeReturn,
    RateBody,
    SaveDraft,
    UsePreparation,
    WithdrawIdea,
)
from sessions.conversation import Conversation, State, TimeOutEnd
from sessions.people import Pair
from tests.sessions.helpers import frozen, strings
from tests.workspace.desk import KIM, SAM, Clock, Desk, opened
from tui.workspace.scene import Place

CYCLE = "We both talk louder"
HALF = "half a sent"
MONEY, TEA, WALK = "The money", "Tea at eight", "A walk on Sunday"
NOTE = "It went well on Tuesday"

CURTAINS = 6
"""How often somebody sits ready alone: to prepare, with the ideas, and at the closing."""


def break_off(desk: Desk) -> None:
    """Break off in the middle of a sentence, and come back once both bodies are calm."""
    workspace = desk.workspace
    spoken = workspace.conversation.at
    desk.send(UsePreparation())
    prepared = workspace.conversation.written(spoken, "see")
    assert prepared == f"‹alone/message/{KIM}/0 see›"
    desk.send(SaveDraft("feel", HALF))
    desk.send(CallTimeOut(), Channel.CONSOLE)
    assert desk.place() is Place.TIME_OUT
    with pytest.raises(errors.TimeOutNotOver):
        desk.send(RateBody(KIM, calm=True))
    desk.send(NameCaller(SAM))
    desk.send(ProposeReturn(KIM, desk.clock.now + timedelta(minutes=30)))
    desk.send(AcceptReturn(SAM))
    desk.clock.forward(minutes=29)
    assert desk.place() is Place.TIME_OUT
    desk.clock.forward(minutes=1)
    assert (desk.place(), workspace.scene.person) == (Place.CHECK, KIM)
    desk.send(RateBody(KIM, calm=True))
    assert (desk.place(), workspace.scene.person) == (Place.CHECK, SAM)
    desk.send(RateBody(SAM, calm=False))
    assert desk.place() is Place.NOT_CALM
    with pytest.raises(errors.NotCalmYet):
        desk.send(ComeBack(CYCLE))
    desk.send(ExtendTimeOut(20))
    desk.clock.forward(minutes=20)
    desk.send(RateBody(KIM, calm=True))
    desk.send(RateBody(SAM, calm=True))
    assert desk.place() is Place.RETURN
    desk.send(ComeBack(CYCLE))
    assert (desk.place(), workspace.scene.turn) == (Place.TURN, spoken)
    assert workspace.conversation.written(spoken, "feel") == HALF
    assert workspace.conversation.written(spoken, "see") == prepared


def park(desk: Desk) -> None:
    """Keep a subject for another time, from the mediator's window."""
    desk.send(ParkSubject(MONEY), Channel.CONSOLE)


def collect(desk: Desk) -> None:
    """Add two ideas, at the screen and line by line, and take one back."""
    desk.send(AddIdea(WALK), Channel.PLAIN)
    desk.send(AddIdea(TEA))
    ideas = {idea.text: idea.id for idea in desk.workspace.conversation.ideas}
    desk.send(WithdrawIdea(ideas[TEA]))


def talk_it_over(desk: Desk, pair: Pair) -> Conversation:
    """Give a talk of a pair from the rules to the closing, with a time-out in the middle."""
    workspace = desk.workspace
    desk.library.save_pair(pair)
    workspace.begin(pair)
    assert workspace.scene.turn is not None
    assert workspace.scene.turn.step == "rules"
    places = desk.talk(
        {
            f"impact/speak/{KIM}/0": break_off,
            f"impact/reflect/{KIM}/0": park,
            "ideas/collect//0": collect,
        }
    )
    assert places.count(Place.CURTAIN) == CURTAINS
    return workspace.conversation


def check_talk(talk: Conversation) -> Agreement:
    """Give the agreement of a talk; it has come through all its steps."""
    assert talk.state is State.FINISHED
    steps = {key.partition("/")[0] for key in talk.said}
    assert steps >= {"rules", "alone", "appreciation", "impact", "ideas", "agreements", "date"}
    assert {f"impact/reflect/{who}/0" for who in (KIM, SAM)} <= talk.said.keys()
    assert [subject.text for subject in talk.parked] == [MONEY]
    assert [(idea.text, idea.withdrawn) for idea in talk.ideas] == [(WALK, False), (TEA, True)]
    (time_out,) = talk.time_outs
    assert (time_out.end, time_out.by, time_out.cycle) == (TimeOutEnd.BACK, SAM, CYCLE)
    (agreement,) = talk.agreements
    return agreement


def look_back(desk: Desk, pair: Pair, made: Agreement) -> Conversation:
    """Give the evaluation of what is due today."""
    due = desk.library.overview.due(desk.clock.now.date())
    assert [evaluation.agreement.id for evaluation in due] == [made.id]
    talks = desk.library.conversations_of(pair.id)
    reviewed = agreement_history.due(talks, desk.clock.now.date())
    desk.workspace.begin(pair, reviewed=reviewed)
    places = desk.talk({})
    assert places.count(Place.CURTAIN) == 2
    return desk.workspace.conversation


def check_later(desk: Desk, evaluation: Conversation, made: Agreement) -> None:
    """Hold that the agreement goes on; then give it a note and yet another day, unopened."""
    (held,) = agreement_history.current_agreements(desk.library.conversations_of(evaluation.pair))
    assert held.conversation == evaluation
    assert held.agreement.id == made.id
    next_week = desk.clock.now.date() + timedelta(weeks=1)
    assert held.agreement.evaluate_on == next_week
    assert desk.library.overview.due(desk.clock.now.date()) == []
    day = next_week + timedelta(days=1)
    desk.workspace.perform_on(evaluation.id, AddNote(made.id, NOTE))
    desk.workspace.perform_on(evaluation.id, PostponeEvaluation(made.id, day, (KIM, SAM)))


def walk(folder: Path, pair: Pair) -> None:
    """Walk the whole way in a vault on disk, that is closed and opened anew in between."""
    clock = Clock()
    with opened(folder, clock) as desk:
        talk = talk_it_over(desk, pair)
        made = check_talk(talk)
        texts = desk.texts
    assert made.evaluate_on is not None
    with opened(folder, clock) as desk:
        assert desk.library.overview.damaged == ()
        assert desk.library.overview.pairs == (pair,)
        desk.workspace.open(talk.id)
        assert frozen(desk.workspace.conversation) == frozen(talk)
        assert len(set(texts)) > 30
        assert set(texts) <= set(strings(desk.workspace.conversation))
        assert desk.place() is Place.FINISHED
        assert desk.library.overview.due(clock.now.date()) == []
    clock.forward(days=(made.evaluate_on - clock.now.date()).days)
    with opened(folder, clock) as desk:
        evaluation = look_back(desk, pair, made)
        assert frozen(desk.library.read(talk.id)) == frozen(talk)
    with opened(folder, clock) as desk:
        assert frozen(desk.library.read(evaluation.id)) == frozen(evaluation)
        check_later(desk, evaluation, made)
    with opened(folder, clock) as desk:
        (agreement,) = desk.library.read(evaluation.id).agreements
        assert [note.text for note in agreement.notes] == [NOTE]
        assert agreement.evaluate_on == clock.now.date() + timedelta(days=8)
