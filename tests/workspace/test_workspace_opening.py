"""The workspace: conversations that are opened and closed, the curtain, and the library."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.commands import (
    Answer,
    CallTimeOut,
    CloseConversation,
    ComeBack,
    GoBack,
    ParkSubject,
    RateBody,
    SaveDraft,
)
from sessions.conversation import State, Turn
from tests.workspace.opened import KIM, SAM, Clock, OpenWorkspace, couple, opened
from tests.workspace.reached import AN_IDEA, DRAFT, OUTSIDE, SPEAKING, at, on_disk
from tui.workspace.scene import Place

# -- Opening and closing ------------------------------------------------------------------------


def test_what_was_typed_is_saved_when_another_is_opened(work: OpenWorkspace) -> None:
    """Opening another conversation, or the same one again, loses no half-typed word."""
    first = at(work, SPEAKING)
    work.workspace.begin(couple())
    second = work.workspace.conversation
    work.workspace.open(first.id)
    work.workspace.draft(DRAFT)
    work.workspace.open(second.id)
    work.saves()
    assert work.vault.records.load(first.id).written(first.at, "see") == "the dishes"
    work.workspace.open(first.id)
    work.workspace.draft(SaveDraft("see", "the dishes, again"))
    work.workspace.open(first.id)
    assert work.workspace.conversation.written(first.at, "see") == "the dishes, again"


def test_a_new_conversation_saves_the_one_before(work: OpenWorkspace) -> None:
    """With what was half-typed in it."""
    first = at(work, SPEAKING)
    work.workspace.draft(DRAFT)
    work.workspace.begin(couple())
    work.saves()
    assert work.vault.records.load(first.id).written(first.at, "see") == "the dishes"


def test_what_cannot_begin_leaves_what_is_open(work: OpenWorkspace) -> None:
    """A pattern that is not there closes nothing."""
    talk = at(work, SPEAKING)
    with pytest.raises(errors.PatternError):
        work.workspace.begin(couple(), pattern="no-such-pattern")
    assert work.workspace.conversation is talk
    assert work.told == []


def test_what_cannot_be_opened_leaves_what_is_open(work: OpenWorkspace) -> None:
    """Nothing is told, as nothing changed."""
    talk = at(work, SPEAKING)
    with pytest.raises(errors.RecordMissing):
        work.workspace.open(OUTSIDE)
    assert work.workspace.conversation is talk
    assert work.told == []


def test_a_time_out_goes_on_while_nothing_runs(folder: Path, clock: Clock) -> None:
    """Closed in a time-out and opened after it: the body check comes, then the very same turn."""
    with opened(folder, clock) as work:
        work.workspace.begin(couple())
        talk = at(work, SPEAKING)
        work.workspace.draft(DRAFT)
        work.send(CallTimeOut())
    clock.forward(minutes=20)
    with opened(folder, clock) as work:
        work.workspace.open(talk.id)
        assert work.place() is Place.CHECK
        for person in (KIM, SAM):
            work.send(RateBody(person, calm=True))
        work.send(ComeBack(""))
        assert work.workspace.scene.turn == talk.at
        assert work.workspace.conversation.written(talk.at, "see") == "the dishes"


def test_what_was_dropped_is_not_saved(work: OpenWorkspace) -> None:
    """It is deleted: a draft of it must not bring it back."""
    talk = at(work, SPEAKING)
    work.workspace.draft(DRAFT)
    work.library.delete(talk.id)
    work.workspace.drop()
    work.workspace.save_if_needed()
    work.workspace.close()
    work.saves()
    with pytest.raises(errors.RecordMissing):
        work.vault.records.load(talk.id)
    with pytest.raises(RuntimeError):
        _ = work.workspace.conversation


def test_ending_quietly_tells_nobody(work: OpenWorkspace) -> None:
    """It is saved, and no scene comes between it and the next conversation."""
    at(work, "closing/confirm//0", AN_IDEA)
    snapshot = work.workspace.snapshot
    talk = work.workspace.conversation
    work.workspace.end_quietly(Answer(talk.at, {KIM: "yes", SAM: "yes"}))
    assert on_disk(work).state is State.FINISHED
    assert work.told == []
    assert work.workspace.snapshot > snapshot


def test_to_read_only_nothing_is_saved(folder: Path, clock: Clock) -> None:
    """Whoever looks on in a second window changes no file."""
    with opened(folder, clock) as work:
        work.workspace.begin(couple())
        talk = at(work, SPEAKING)
    with opened(folder, clock, read_only=True) as work:
        work.workspace.open(talk.id)
        work.workspace.draft(DRAFT)
        work.workspace.save_if_needed()
        work.workspace.close()
        assert work.saves() == 0
        assert work.vault.records.load(talk.id) == talk


# -- The curtain --------------------------------------------------------------------------------


def test_the_curtain_opens_for_its_person_until_they_are_done(work: OpenWorkspace) -> None:
    """It stays open from turn to turn, and closes before the other one."""
    workspace = work.workspace
    work.talk({}, f"alone/tension/{KIM}/0")
    assert (work.place(), workspace.scene.person) == (Place.CURTAIN, KIM)
    workspace.open_curtain()
    assert work.place() is Place.TURN
    work.answer()
    assert workspace.conversation.at == Turn("alone", "goal", KIM)
    assert work.place() is Place.TURN
    work.talk({}, f"alone/tension/{SAM}/0")
    assert (work.place(), workspace.scene.person) == (Place.CURTAIN, SAM)


def test_the_curtain_closes_at_a_break(work: OpenWorkspace) -> None:
    """What somebody writes alone is not on the screen when they come back together."""
    work.talk({}, f"alone/goal/{KIM}/0")
    assert work.place() is Place.TURN
    work.send(CallTimeOut())
    work.clock.forward(minutes=20)
    for person in (KIM, SAM):
        work.send(RateBody(person, calm=True))
    work.send(ComeBack(""))
    assert (work.place(), work.workspace.scene.person) == (Place.CURTAIN, KIM)


def test_the_curtain_closes_when_another_is_opened(work: OpenWorkspace) -> None:
    """A conversation that is opened again begins with the curtain closed."""
    talk = at(work, f"alone/goal/{KIM}/0")
    work.workspace.close()
    work.workspace.open(talk.id)
    assert (work.place(), work.workspace.scene.person) == (Place.CURTAIN, KIM)
    assert not work.workspace.needs_phrase()


def test_words_can_be_looked_for_where_somebody_speaks(work: OpenWorkspace) -> None:
    """In an I-message, not in a goal, behind the curtain or in a break."""
    work.talk({}, f"alone/goal/{KIM}/0")
    assert not work.workspace.can_find_words()
    at(work, SPEAKING)
    assert work.workspace.can_find_words()
    work.send(CallTimeOut())
    assert not work.workspace.can_find_words()


def test_back_and_closing_are_commands_too(work: OpenWorkspace) -> None:
    """From the middle one turn back, and to the closing without an agreement."""
    at(work, "together/aim//0")
    work.send(GoBack())
    assert work.workspace.conversation.at == Turn("together", "subject")
    work.send(CloseConversation())
    assert work.workspace.conversation.at == Turn("closing", "open")
    work.talk({})
    assert work.workspace.conversation.state is State.FINISHED
    assert work.workspace.conversation.agreements == ()


# -- The library --------------------------------------------------------------------------------


def test_what_happened_meanwhile_wins_from_what_was_read(work: OpenWorkspace) -> None:
    """The vault is read in a thread: what was done since then is newer."""
    talk = at(work, SPEAKING)
    read = work.library.load()
    work.send(CallTimeOut())
    work.library.take_overview(read)
    assert work.library.overview.conversations[talk.id].state is State.TIME_OUT
    assert work.library.overview.pairs == (replace(couple(), minutes=1),)


def test_the_newest_state_is_read_before_it_is_on_the_disk(work: OpenWorkspace) -> None:
    """What is on its way to the disk counts, in the library and in the workspace."""
    talk = at(work, SPEAKING)
    work.workspace.perform(ParkSubject("money"))
    assert work.library.read(talk.id) == work.workspace.conversation
    work.workspace.draft(DRAFT)
    assert work.workspace.read(talk.id) is work.workspace.conversation
    assert work.library.read(talk.id) != work.workspace.conversation


def test_a_deleted_pair_leaves_nothing(work: OpenWorkspace) -> None:
    """Its conversations go with it, from the disk and from the overview."""
    talk = at(work, SPEAKING)
    announced: list[str] = []
    work.library.deletion_listeners.append(announced.append)
    work.library.announce_deletion(talk.pair)
    work.workspace.drop()
    work.library.delete_pair(talk.pair)
    work.library.forget_pair(talk.pair)
    assert announced == [talk.pair]
    assert work.library.overview.pairs == ()
    assert work.library.overview.conversations == {}
    assert work.library.load().conversations == {}
    assert work.library.load().pairs == ()


def test_settings_are_saved_when_they_change(
    work: OpenWorkspace, folder: Path, clock: Clock
) -> None:
    """Once, and not again when they are as they were."""
    saves = work.saves()
    work.library.keep_name_drafts({"first": "Ki"})
    work.library.keep_name_drafts({"first": "Ki"})
    assert work.saves() == saves + 1
    assert work.vault.records.settings() == {"draft.first": "Ki"}


def test_the_clock_is_the_librarys(work: OpenWorkspace) -> None:
    """There is one, and it can be moved."""
    before = work.workspace.now
    work.clock.forward(minutes=3)
    assert work.workspace.now - before == timedelta(minutes=3)
    assert work.workspace.view().now == work.workspace.now
