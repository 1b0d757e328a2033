"""The main job by commands alone: a hard talk, then looking back on what was agreed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import agreement_history, errors
from sessions.agreements import Agreement
from sessions.commands import (
    AcceptReturn,
    AddIdea,
    AddNote,
    CallTimeOut,
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
from sessions.envelope import Channel
from sessions.people import Pair
from tests.sessions.helpers import frozen, strings
from tests.workspace.opened import KIM, SAM, Clock, OpenWorkspace, opened
from tui.workspace.scene import Place

CYCLE = "We both talk louder"
HALF = "half a sent"
MONEY, TEA, WALK = "The money", "Tea at eight", "A walk on Sunday"
NOTE = "It went well on Tuesday"

CURTAINS = 6
"""How often somebody sits ready alone: to prepare, with the ideas, and at the closing."""


def break_off(work: OpenWorkspace) -> None:
    """Break off in the middle of a sentence, and come back once both bodies are calm."""
    workspace = work.workspace
    spoken = workspace.conversation.at
    work.send(UsePreparation())
    prepared = workspace.conversation.written(spoken, "see")
    assert prepared == f"‹alone/message/{KIM}/0 see›"
    work.send(SaveDraft("feel", HALF))
    work.send(CallTimeOut(), Channel.CONSOLE)
    assert work.place() is Place.TIME_OUT
    with pytest.raises(errors.TimeOutNotOver):
        work.send(RateBody(KIM, calm=True))
    work.send(NameCaller(SAM))
    work.send(ProposeReturn(KIM, work.clock.now + timedelta(minutes=30)))
    work.send(AcceptReturn(SAM))
    work.clock.forward(minutes=29)
    assert work.place() is Place.TIME_OUT
    work.clock.forward(minutes=1)
    assert (work.place(), workspace.scene.person) == (Place.CHECK, KIM)
    work.send(RateBody(KIM, calm=True))
    assert (work.place(), workspace.scene.person) == (Place.CHECK, SAM)
    work.send(RateBody(SAM, calm=False))
    assert work.place() is Place.NOT_CALM
    with pytest.raises(errors.NotCalmYet):
        work.send(ComeBack(CYCLE))
    work.send(ExtendTimeOut(20))
    work.clock.forward(minutes=20)
    work.send(RateBody(KIM, calm=True))
    work.send(RateBody(SAM, calm=True))
    assert work.place() is Place.RETURN
    work.send(ComeBack(CYCLE))
    assert (work.place(), workspace.scene.turn) == (Place.TURN, spoken)
    assert workspace.conversation.written(spoken, "feel") == HALF
    assert workspace.conversation.written(spoken, "see") == prepared


def park(work: OpenWorkspace) -> None:
    """Keep a subject for another time, from the mediator's window."""
    work.send(ParkSubject(MONEY), Channel.CONSOLE)


def collect(work: OpenWorkspace) -> None:
    """Add two ideas, at the screen and line by line, and take one back."""
    work.send(AddIdea(WALK), Channel.PLAIN)
    work.send(AddIdea(TEA))
    ideas = {idea.text: idea.id for idea in work.workspace.conversation.ideas}
    work.send(WithdrawIdea(ideas[TEA]))


def talk_it_over(work: OpenWorkspace, pair: Pair) -> Conversation:
    """Give a talk of a pair from the rules to the closing, with a time-out in the middle."""
    workspace = work.workspace
    work.library.save_pair(pair)
    workspace.begin(pair)
    assert workspace.scene.turn is not None
    assert workspace.scene.turn.step == "rules"
    places = work.talk(
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


def look_back(work: OpenWorkspace, pair: Pair, made: Agreement) -> Conversation:
    """Give the evaluation of what is due today."""
    due = work.library.overview.due(work.clock.now.date())
    assert [evaluation.agreement.id for evaluation in due] == [made.id]
    talks = work.library.conversations_of(pair.id)
    wanted = {evaluation.agreement.id for evaluation in due}
    current = agreement_history.current_agreements(talks)
    reviewed = [held.agreement for held in current if held.agreement.id in wanted]
    work.workspace.begin(pair, reviewed=reviewed)
    places = work.talk({})
    assert places.count(Place.CURTAIN) == 2
    return work.workspace.conversation


def check_later(work: OpenWorkspace, evaluation: Conversation, made: Agreement) -> None:
    """Hold that the agreement goes on; then give it a note and yet another day, unopened."""
    (held,) = agreement_history.current_agreements(work.library.conversations_of(evaluation.pair))
    assert held.conversation == evaluation
    assert held.agreement.id == made.id
    next_week = work.clock.now.date() + timedelta(weeks=1)
    assert held.agreement.evaluate_on == next_week
    assert work.library.overview.due(work.clock.now.date()) == []
    day = next_week + timedelta(days=1)
    work.workspace.perform_on(evaluation.id, AddNote(made.id, NOTE))
    work.workspace.perform_on(evaluation.id, PostponeEvaluation(made.id, day, (KIM, SAM)))


def walk(folder: Path, pair: Pair) -> None:
    """Walk the whole way in a vault on disk, that is closed and opened anew in between."""
    clock = Clock()
    with opened(folder, clock) as work:
        talk = talk_it_over(work, pair)
        made = check_talk(talk)
        texts = work.texts
    assert made.evaluate_on is not None
    with opened(folder, clock) as work:
        assert work.library.overview.damaged == ()
        assert work.library.overview.pairs == (replace(pair, minutes=1),)
        work.workspace.open(talk.id)
        assert frozen(work.workspace.conversation) == frozen(talk)
        assert len(set(texts)) > 30
        assert set(texts) <= set(strings(work.workspace.conversation))
        assert work.place() is Place.FINISHED
        assert work.library.overview.due(clock.now.date()) == []
    clock.forward(days=(made.evaluate_on - clock.now.date()).days)
    with opened(folder, clock) as work:
        evaluation = look_back(work, pair, made)
        assert frozen(work.library.read(talk.id)) == frozen(talk)
    with opened(folder, clock) as work:
        assert frozen(work.library.read(evaluation.id)) == frozen(evaluation)
        check_later(work, evaluation, made)
    with opened(folder, clock) as work:
        (agreement,) = work.library.read(evaluation.id).agreements
        assert [note.text for note in agreement.notes] == [NOTE]
        assert agreement.evaluate_on == clock.now.date() + timedelta(days=8)
