"""The workspace: what is done to the open conversation, what is told of it, and what is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from sessions import errors
from sessions.commands import (
    AddIdea,
    AddNote,
    Answer,
    AnyCommand,
    CallTimeOut,
    CloseConversation,
    ComeBack,
    GoBack,
    NameCycle,
    ParkSubject,
    RateBody,
    SaveDraft,
    Skip,
)
from sessions.conversation import Conversation, State, Turn
from sessions.envelope import Channel, Envelope
from sessions.errors import TweespraakError
from tests.sessions.helpers import frozen
from tests.workspace.opened import KIM, SAM, Clock, OpenWorkspace, couple, opened
from tui.workspace.scene import Place
from tui.workspace.workspace import Workspace

SPEAKING = f"impact/speak/{KIM}/0"
DRAFT = SaveDraft("see", "the dishes")
OUTSIDE = "f" * 32

Events = Mapping[str, Callable[[OpenWorkspace], None]]
AN_IDEA: Events = {"ideas/collect//0": lambda work: work.send(AddIdea("tea"))}


def at(work: OpenWorkspace, key: str, events: Events = MappingProxyType({})) -> Conversation:
    """Give the open conversation, talked on to a turn and saved."""
    work.talk(events, key)
    work.saves()
    work.told.clear()
    return work.workspace.conversation


def ended(work: OpenWorkspace) -> Conversation:
    """Give the open conversation, talked on to its end and saved."""
    return at(work, "", AN_IDEA)


def on_disk(work: OpenWorkspace) -> Conversation:
    """Give the open conversation as it is in the vault."""
    work.saves()
    return work.vault.records.load(work.workspace.conversation.id)


# -- Telling and saving -----------------------------------------------------------------------


def test_a_listener_is_told_after_each_change(work: OpenWorkspace) -> None:
    """Once for each, when the change is there, with the number of the new state."""
    at(work, SPEAKING)
    seen: list[tuple[Place, int]] = []
    workspace = work.workspace
    workspace.listeners.append(lambda: seen.append((work.place(), workspace.snapshot)))
    first = workspace.snapshot
    for command in (ParkSubject("money"), CallTimeOut()):
        workspace.perform(command)
    assert seen == [(Place.TURN, first + 1), (Place.TIME_OUT, first + 2)]
    assert work.told == [first + 1, first + 2]
    assert on_disk(work) == workspace.conversation


def test_a_draft_is_not_told_and_waits_for_its_saving(work: OpenWorkspace) -> None:
    """Nothing on the screen follows from it; it is on the disk once the caller says so."""
    before, saves = at(work, SPEAKING), work.saves()
    snapshot = work.workspace.snapshot
    assert work.workspace.draft(DRAFT)
    assert work.workspace.conversation.written(before.at, "see") == "the dishes"
    assert (work.told, work.saves(), work.workspace.snapshot) == ([], saves, snapshot)
    assert on_disk(work) == before
    work.workspace.save_if_needed()
    assert on_disk(work) == work.workspace.conversation
    assert work.saves() == saves + 1
    work.workspace.save_if_needed()
    assert (work.told, work.saves()) == ([], saves + 1)


def test_a_draft_as_it_stands_is_not_new(work: OpenWorkspace) -> None:
    """The same words again are not saved again, of a turn nor of a time-out."""
    at(work, SPEAKING)
    assert work.workspace.would_change(DRAFT)
    assert work.workspace.draft(DRAFT)
    assert not work.workspace.would_change(DRAFT)
    assert not work.workspace.draft(DRAFT)
    work.workspace.perform(CallTimeOut())
    cycle = NameCycle("we talk louder")
    assert work.workspace.would_change(cycle)
    assert work.workspace.draft(cycle)
    assert not work.workspace.would_change(cycle)
    assert not work.workspace.draft(cycle)


def test_a_draft_that_does_not_fit_changes_nothing(work: OpenWorkspace) -> None:
    """What stood there stays, and is not saved again."""
    at(work, SPEAKING)
    work.workspace.draft(DRAFT)
    work.workspace.save_if_needed()
    before, saves = work.workspace.conversation, work.saves()
    with pytest.raises(errors.AnswerTooLong):
        work.workspace.draft(SaveDraft("see", "x" * 100_000))
    work.workspace.save_if_needed()
    assert work.workspace.conversation is before
    assert work.saves() == saves


def test_nothing_would_change_when_nothing_is_open(work: OpenWorkspace) -> None:
    """Half-typed text of a conversation that was put away has no place."""
    work.workspace.close()
    assert not work.workspace.would_change(DRAFT)
    assert not work.workspace.is_active
    assert not work.workspace.can_find_words()


@pytest.mark.parametrize(
    "command", [ParkSubject("money"), CallTimeOut()], ids=lambda command: type(command).__name__
)
def test_trying_out_changes_nothing(work: OpenWorkspace, command: AnyCommand) -> None:
    """What could be done is not done."""
    before, saves = at(work, SPEAKING), work.saves()
    work.workspace.try_out(command)
    assert work.workspace.conversation is before
    assert (work.told, work.saves()) == ([], saves)


def test_trying_out_raises_what_it_would_raise(work: OpenWorkspace) -> None:
    """And nothing is done then either."""
    before, saves = at(work, SPEAKING), work.saves()
    with pytest.raises(errors.AnswerMissing):
        work.workspace.try_out(ParkSubject(" "))
    assert work.workspace.conversation is before
    assert (work.told, work.saves()) == ([], saves)


Refusal = Callable[[Workspace], None]


def _receive(command: AnyCommand, giver: Channel, older: int = 0) -> Refusal:
    def receive(workspace: Workspace) -> None:
        workspace.receive(Envelope(command, giver, workspace.snapshot - older))

    return receive


REFUSED: dict[str, tuple[Refusal, type[TweespraakError]]] = {
    "stale": (_receive(ParkSubject("money"), Channel.PLAIN, 1), errors.SnapshotStale),
    "ahead": (_receive(ParkSubject("money"), Channel.PLAIN, -1), errors.SnapshotStale),
    "a console's yes": (
        _receive(Answer(Turn("impact", "speak", KIM), {"see": "x"}), Channel.CONSOLE),
        errors.CommandNotAllowed,
    ),
    "a console's answer": (_receive(Skip(), Channel.CONSOLE), errors.CommandNotAllowed),
    "an answer to another turn": (
        _receive(Answer(Turn("impact", "speak", SAM), {"see": "x"}), Channel.SCREEN),
        errors.NotTheirTurn,
    ),
    "no time-out": (_receive(RateBody(KIM, calm=True), Channel.SCREEN), errors.NoTimeOut),
    "no words": (lambda workspace: workspace.perform(ParkSubject("")), errors.AnswerMissing),
}


@pytest.mark.parametrize(("refused", "error"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refused_command_changes_nothing_and_saves_nothing(
    work: OpenWorkspace, refused: Refusal, error: type[TweespraakError]
) -> None:
    """By whichever rule it is refused: the conversation, its number and the disk are as before."""
    before, saves = at(work, SPEAKING), work.saves()
    snapshot = work.workspace.snapshot
    with pytest.raises(error):
        refused(work.workspace)
    assert work.workspace.conversation is before
    assert work.workspace.snapshot == snapshot
    assert (work.told, work.saves()) == ([], saves)
    assert on_disk(work) == before


def test_a_command_that_was_given_twice_is_performed_once(work: OpenWorkspace) -> None:
    """Two windows that answer the same state at once do not answer twice."""
    at(work, SPEAKING)
    envelope = Envelope(ParkSubject("money"), Channel.CONSOLE, work.workspace.snapshot)
    work.workspace.receive(envelope)
    with pytest.raises(errors.SnapshotStale):
        work.workspace.receive(envelope)
    assert len(work.workspace.conversation.parked) == 1


def test_typing_makes_no_command_stale(work: OpenWorkspace) -> None:
    """A time-out can be called in another window while somebody types."""
    at(work, SPEAKING)
    envelope = Envelope(CallTimeOut(), Channel.CONSOLE, work.workspace.snapshot)
    work.workspace.draft(DRAFT)
    work.workspace.receive(envelope)
    assert work.place() is Place.TIME_OUT
    assert on_disk(work).written(Turn("impact", "speak", KIM), "see") == "the dishes"


@pytest.mark.parametrize("giver", list(Channel))
def test_a_command_is_refused_when_nothing_is_open(work: OpenWorkspace, giver: Channel) -> None:
    """On the first screen a second window gets a sentence; the program goes on."""
    work.workspace.close()
    saves = work.saves()
    with pytest.raises(errors.SnapshotStale):
        work.send(CallTimeOut(), giver)
    assert work.workspace.current is None
    assert work.saves() == saves


def test_a_command_on_the_conversation_before_is_stale(work: OpenWorkspace) -> None:
    """What was meant for one conversation is never done to the next."""
    envelope = Envelope(CallTimeOut(), Channel.SCREEN, work.workspace.snapshot)
    work.workspace.begin(couple())
    with pytest.raises(errors.SnapshotStale):
        work.workspace.receive(envelope)
    assert work.place() is Place.TURN


# -- Conversations that have ended --------------------------------------------------------------


def test_perform_on_the_open_conversation(work: OpenWorkspace) -> None:
    """It is changed where it is open, and saved; what was given on the state before is stale."""
    talk = ended(work)
    (agreement,) = talk.agreements
    older = Envelope(AddNote(agreement.id, "again"), Channel.SCREEN, work.workspace.snapshot)
    changed = work.workspace.perform_on(talk.id, AddNote(agreement.id, "it worked"))
    assert work.workspace.conversation is changed
    assert [note.text for note in changed.agreements[0].notes] == ["it worked"]
    assert on_disk(work) == changed
    with pytest.raises(errors.SnapshotStale):
        work.workspace.receive(older)


def test_perform_on_a_conversation_that_is_not_open(work: OpenWorkspace) -> None:
    """It is read, changed and saved; what is open stays as it is."""
    talk = ended(work)
    (agreement,) = talk.agreements
    work.workspace.begin(couple())
    current = work.workspace.conversation
    work.told.clear()
    changed = work.workspace.perform_on(talk.id, AddNote(agreement.id, "it worked"))
    work.saves()
    assert work.vault.records.load(talk.id) == changed
    assert [note.text for note in changed.agreements[0].notes] == ["it worked"]
    assert work.workspace.conversation is current
    assert work.told == []
    work.workspace.close()
    again = work.workspace.perform_on(talk.id, AddNote(agreement.id, "and again"))
    assert [note.text for note in again.agreements[0].notes] == ["it worked", "and again"]


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
def test_perform_on_raises_what_the_command_raises(work: OpenWorkspace, is_open: bool) -> None:
    """And the conversation is as it was, here and on the disk."""
    talk = ended(work)
    if not is_open:
        work.workspace.close()
    saves = work.saves()
    with pytest.raises(errors.NotThere):
        work.workspace.perform_on(talk.id, AddNote(OUTSIDE, "it worked"))
    assert frozen(work.workspace.read(talk.id)) == frozen(talk)
    assert work.saves() == saves


def test_perform_on_what_is_not_there(work: OpenWorkspace) -> None:
    """A conversation that was deleted is named as missing."""
    with pytest.raises(errors.RecordMissing):
        work.workspace.perform_on(OUTSIDE, AddNote(OUTSIDE, "it worked"))


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
    assert work.library.overview.pairs == (couple(),)


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
