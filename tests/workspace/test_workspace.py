"""The workspace: what is done to the open conversation, what is told of it, and what is saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sessions import errors
from sessions.commands import (
    AddNote,
    Answer,
    AnyCommand,
    CallTimeOut,
    NameCycle,
    ParkSubject,
    RateBody,
    SaveDraft,
    Skip,
)
from sessions.conversation import Turn
from sessions.envelope import Channel, Envelope
from sessions.errors import TweespraakError
from tests.sessions.helpers import frozen
from tests.workspace.opened import KIM, SAM, OpenWorkspace, couple
from tests.workspace.reached import DRAFT, OUTSIDE, SPEAKING, at, ended, on_disk
from tui.workspace.scene import Place
from tui.workspace.workspace import Workspace

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
