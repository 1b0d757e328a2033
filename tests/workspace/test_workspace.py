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
    Channel,
    CloseConversation,
    ComeBack,
    Envelope,
    GoBack,
    NameCycle,
    ParkSubject,
    RateBody,
    SaveDraft,
    Skip,
)
from sessions.conversation import Conversation, State, Turn
from sessions.errors import TweespraakError
from tests.sessions.helpers import frozen
from tests.workspace.desk import KIM, SAM, Clock, Desk, couple, opened
from tui.workspace.scene import Place
from tui.workspace.workspace import Workspace

SPEAKING = f"impact/speak/{KIM}/0"
DRAFT = SaveDraft("see", "the dishes")
OUTSIDE = "f" * 32

Events = Mapping[str, Callable[[Desk], None]]
AN_IDEA: Events = {"ideas/collect//0": lambda desk: desk.send(AddIdea("tea"))}


def at(desk: Desk, key: str, events: Events = MappingProxyType({})) -> Conversation:
    """Give the open conversation, talked on to a turn and saved."""
    desk.talk(events, key)
    desk.saves()
    desk.told.clear()
    return desk.workspace.conversation


def ended(desk: Desk) -> Conversation:
    """Give the open conversation, talked on to its end and saved."""
    return at(desk, "", AN_IDEA)


def on_disk(desk: Desk) -> Conversation:
    """Give the open conversation as it is in the vault."""
    desk.saves()
    return desk.vault.load(desk.workspace.conversation.id)


# -- Telling and saving -----------------------------------------------------------------------


def test_a_listener_is_told_after_each_change(desk: Desk) -> None:
    """Once for each, when the change is there, with the number of the new state."""
    at(desk, SPEAKING)
    seen: list[tuple[Place, int]] = []
    workspace = desk.workspace
    workspace.listeners.append(lambda: seen.append((desk.place(), workspace.snapshot)))
    first = workspace.snapshot
    for command in (ParkSubject("money"), CallTimeOut()):
        workspace.perform(command)
    assert seen == [(Place.TURN, first + 1), (Place.TIME_OUT, first + 2)]
    assert desk.told == [first + 1, first + 2]
    assert on_disk(desk) == workspace.conversation


def test_a_draft_is_not_told_and_waits_for_its_saving(desk: Desk) -> None:
    """Nothing on the screen follows from it; it is on the disk once the caller says so."""
    before, saves = at(desk, SPEAKING), desk.saves()
    snapshot = desk.workspace.snapshot
    assert desk.workspace.draft(DRAFT)
    assert desk.workspace.conversation.written(before.at, "see") == "the dishes"
    assert (desk.told, desk.saves(), desk.workspace.snapshot) == ([], saves, snapshot)
    assert on_disk(desk) == before
    desk.workspace.save_if_needed()
    assert on_disk(desk) == desk.workspace.conversation
    assert desk.saves() == saves + 1
    desk.workspace.save_if_needed()
    assert (desk.told, desk.saves()) == ([], saves + 1)


def test_a_draft_as_it_stands_is_not_new(desk: Desk) -> None:
    """The same words again are not saved again, of a turn nor of a time-out."""
    at(desk, SPEAKING)
    assert desk.workspace.would_change(DRAFT)
    assert desk.workspace.draft(DRAFT)
    assert not desk.workspace.would_change(DRAFT)
    assert not desk.workspace.draft(DRAFT)
    desk.workspace.perform(CallTimeOut())
    cycle = NameCycle("we talk louder")
    assert desk.workspace.would_change(cycle)
    assert desk.workspace.draft(cycle)
    assert not desk.workspace.would_change(cycle)
    assert not desk.workspace.draft(cycle)


def test_a_draft_that_does_not_fit_changes_nothing(desk: Desk) -> None:
    """What stood there stays, and is not saved again."""
    at(desk, SPEAKING)
    desk.workspace.draft(DRAFT)
    desk.workspace.save_if_needed()
    before, saves = desk.workspace.conversation, desk.saves()
    with pytest.raises(errors.AnswerTooLong):
        desk.workspace.draft(SaveDraft("see", "x" * 100_000))
    desk.workspace.save_if_needed()
    assert desk.workspace.conversation is before
    assert desk.saves() == saves


def test_nothing_would_change_when_nothing_is_open(desk: Desk) -> None:
    """Half-typed text of a conversation that was put away has no place."""
    desk.workspace.close()
    assert not desk.workspace.would_change(DRAFT)
    assert not desk.workspace.is_active
    assert not desk.workspace.can_find_words()


@pytest.mark.parametrize(
    "command", [ParkSubject("money"), CallTimeOut()], ids=lambda command: type(command).__name__
)
def test_trying_out_changes_nothing(desk: Desk, command: AnyCommand) -> None:
    """What could be done is not done."""
    before, saves = at(desk, SPEAKING), desk.saves()
    desk.workspace.try_out(command)
    assert desk.workspace.conversation is before
    assert (desk.told, desk.saves()) == ([], saves)


def test_trying_out_raises_what_it_would_raise(desk: Desk) -> None:
    """And nothing is done then either."""
    before, saves = at(desk, SPEAKING), desk.saves()
    with pytest.raises(errors.AnswerMissing):
        desk.workspace.try_out(ParkSubject(" "))
    assert desk.workspace.conversation is before
    assert (desk.told, desk.saves()) == ([], saves)


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
    desk: Desk, refused: Refusal, error: type[TweespraakError]
) -> None:
    """By whichever rule it is refused: the conversation, its number and the disk are as before."""
    before, saves = at(desk, SPEAKING), desk.saves()
    snapshot = desk.workspace.snapshot
    with pytest.raises(error):
        refused(desk.workspace)
    assert desk.workspace.conversation is before
    assert desk.workspace.snapshot == snapshot
    assert (desk.told, desk.saves()) == ([], saves)
    assert on_disk(desk) == before


def test_a_command_that_was_given_twice_is_performed_once(desk: Desk) -> None:
    """Two windows that answer the same state at once do not answer twice."""
    at(desk, SPEAKING)
    envelope = Envelope(ParkSubject("money"), Channel.CONSOLE, desk.workspace.snapshot)
    desk.workspace.receive(envelope)
    with pytest.raises(errors.SnapshotStale):
        desk.workspace.receive(envelope)
    assert len(desk.workspace.conversation.parked) == 1


def test_typing_makes_no_command_stale(desk: Desk) -> None:
    """A time-out can be called in another window while somebody types."""
    at(desk, SPEAKING)
    envelope = Envelope(CallTimeOut(), Channel.CONSOLE, desk.workspace.snapshot)
    desk.workspace.draft(DRAFT)
    desk.workspace.receive(envelope)
    assert desk.place() is Place.TIME_OUT
    assert on_disk(desk).written(Turn("impact", "speak", KIM), "see") == "the dishes"


@pytest.mark.parametrize("giver", list(Channel))
def test_a_command_is_refused_when_nothing_is_open(desk: Desk, giver: Channel) -> None:
    """On the first screen a second window gets a sentence; the program goes on."""
    desk.workspace.close()
    saves = desk.saves()
    with pytest.raises(errors.SnapshotStale):
        desk.send(CallTimeOut(), giver)
    assert desk.workspace.current is None
    assert desk.saves() == saves


def test_a_command_on_the_conversation_before_is_stale(desk: Desk) -> None:
    """What was meant for one conversation is never done to the next."""
    envelope = Envelope(CallTimeOut(), Channel.SCREEN, desk.workspace.snapshot)
    desk.workspace.begin(couple())
    with pytest.raises(errors.SnapshotStale):
        desk.workspace.receive(envelope)
    assert desk.place() is Place.TURN


# -- Conversations that have ended --------------------------------------------------------------


def test_perform_on_the_open_conversation(desk: Desk) -> None:
    """It is changed where it is open, and saved; what was given on the state before is stale."""
    talk = ended(desk)
    (agreement,) = talk.agreements
    older = Envelope(AddNote(agreement.id, "again"), Channel.SCREEN, desk.workspace.snapshot)
    changed = desk.workspace.perform_on(talk.id, AddNote(agreement.id, "it worked"))
    assert desk.workspace.conversation is changed
    assert [note.text for note in changed.agreements[0].notes] == ["it worked"]
    assert on_disk(desk) == changed
    with pytest.raises(errors.SnapshotStale):
        desk.workspace.receive(older)


def test_perform_on_a_conversation_that_is_not_open(desk: Desk) -> None:
    """It is read, changed and saved; what is open stays as it is."""
    talk = ended(desk)
    (agreement,) = talk.agreements
    desk.workspace.begin(couple())
    current = desk.workspace.conversation
    desk.told.clear()
    changed = desk.workspace.perform_on(talk.id, AddNote(agreement.id, "it worked"))
    desk.saves()
    assert desk.vault.load(talk.id) == changed
    assert [note.text for note in changed.agreements[0].notes] == ["it worked"]
    assert desk.workspace.conversation is current
    assert desk.told == []
    desk.workspace.close()
    again = desk.workspace.perform_on(talk.id, AddNote(agreement.id, "and again"))
    assert [note.text for note in again.agreements[0].notes] == ["it worked", "and again"]


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
def test_perform_on_raises_what_the_command_raises(desk: Desk, is_open: bool) -> None:
    """And the conversation is as it was, here and on the disk."""
    talk = ended(desk)
    if not is_open:
        desk.workspace.close()
    saves = desk.saves()
    with pytest.raises(errors.NotThere):
        desk.workspace.perform_on(talk.id, AddNote(OUTSIDE, "it worked"))
    assert frozen(desk.workspace.read(talk.id)) == frozen(talk)
    assert desk.saves() == saves


def test_perform_on_what_is_not_there(desk: Desk) -> None:
    """A conversation that was deleted is named as missing."""
    with pytest.raises(errors.RecordMissing):
        desk.workspace.perform_on(OUTSIDE, AddNote(OUTSIDE, "it worked"))


# -- Opening and closing ------------------------------------------------------------------------


def test_what_was_typed_is_saved_when_another_is_opened(desk: Desk) -> None:
    """Opening another conversation, or the same one again, loses no half-typed word."""
    first = at(desk, SPEAKING)
    desk.workspace.begin(couple())
    second = desk.workspace.conversation
    desk.workspace.open(first.id)
    desk.workspace.draft(DRAFT)
    desk.workspace.open(second.id)
    desk.saves()
    assert desk.vault.load(first.id).written(first.at, "see") == "the dishes"
    desk.workspace.open(first.id)
    desk.workspace.draft(SaveDraft("see", "the dishes, again"))
    desk.workspace.open(first.id)
    assert desk.workspace.conversation.written(first.at, "see") == "the dishes, again"


def test_a_new_conversation_saves_the_one_before(desk: Desk) -> None:
    """With what was half-typed in it."""
    first = at(desk, SPEAKING)
    desk.workspace.draft(DRAFT)
    desk.workspace.begin(couple())
    desk.saves()
    assert desk.vault.load(first.id).written(first.at, "see") == "the dishes"


def test_what_cannot_be_opened_leaves_what_is_open(desk: Desk) -> None:
    """Nothing is told, as nothing changed."""
    talk = at(desk, SPEAKING)
    with pytest.raises(errors.RecordMissing):
        desk.workspace.open(OUTSIDE)
    assert desk.workspace.conversation is talk
    assert desk.told == []


def test_a_time_out_goes_on_while_nothing_runs(folder: Path, clock: Clock) -> None:
    """Closed in a time-out and opened after it: the body check comes, then the very same turn."""
    with opened(folder, clock) as desk:
        desk.workspace.begin(couple())
        talk = at(desk, SPEAKING)
        desk.workspace.draft(DRAFT)
        desk.send(CallTimeOut())
    clock.forward(minutes=20)
    with opened(folder, clock) as desk:
        desk.workspace.open(talk.id)
        assert desk.place() is Place.CHECK
        for person in (KIM, SAM):
            desk.send(RateBody(person, calm=True))
        desk.send(ComeBack(""))
        assert desk.workspace.scene.turn == talk.at
        assert desk.workspace.conversation.written(talk.at, "see") == "the dishes"


def test_what_was_dropped_is_not_saved(desk: Desk) -> None:
    """It is deleted: a draft of it must not bring it back."""
    talk = at(desk, SPEAKING)
    desk.workspace.draft(DRAFT)
    desk.library.delete(talk.id)
    desk.workspace.drop()
    desk.workspace.save_if_needed()
    desk.workspace.close()
    desk.saves()
    with pytest.raises(errors.RecordMissing):
        desk.vault.load(talk.id)
    with pytest.raises(RuntimeError):
        _ = desk.workspace.conversation


def test_ending_quietly_tells_nobody(desk: Desk) -> None:
    """It is saved, and no scene comes between it and the next conversation."""
    at(desk, "closing/confirm//0", AN_IDEA)
    snapshot = desk.workspace.snapshot
    talk = desk.workspace.conversation
    desk.workspace.end_quietly(Answer(talk.at, {KIM: "yes", SAM: "yes"}))
    assert on_disk(desk).state is State.FINISHED
    assert desk.told == []
    assert desk.workspace.snapshot > snapshot


def test_to_read_only_nothing_is_saved(folder: Path, clock: Clock) -> None:
    """Whoever looks on in a second window changes no file."""
    with opened(folder, clock) as desk:
        desk.workspace.begin(couple())
        talk = at(desk, SPEAKING)
    with opened(folder, clock, read_only=True) as desk:
        desk.workspace.open(talk.id)
        desk.workspace.draft(DRAFT)
        desk.workspace.save_if_needed()
        desk.workspace.close()
        assert desk.saves() == 0
        assert desk.vault.load(talk.id) == talk


# -- The curtain --------------------------------------------------------------------------------


def test_the_curtain_opens_for_its_person_until_they_are_done(desk: Desk) -> None:
    """It stays open from turn to turn, and closes before the other one."""
    workspace = desk.workspace
    desk.talk({}, f"alone/tension/{KIM}/0")
    assert (desk.place(), workspace.scene.person) == (Place.CURTAIN, KIM)
    workspace.open_curtain()
    assert desk.place() is Place.TURN
    desk.answer()
    assert workspace.conversation.at == Turn("alone", "goal", KIM)
    assert desk.place() is Place.TURN
    desk.talk({}, f"alone/tension/{SAM}/0")
    assert (desk.place(), workspace.scene.person) == (Place.CURTAIN, SAM)


def test_the_curtain_closes_at_a_break(desk: Desk) -> None:
    """What somebody writes alone is not on the screen when they come back together."""
    desk.talk({}, f"alone/goal/{KIM}/0")
    assert desk.place() is Place.TURN
    desk.send(CallTimeOut())
    desk.clock.forward(minutes=20)
    for person in (KIM, SAM):
        desk.send(RateBody(person, calm=True))
    desk.send(ComeBack(""))
    assert (desk.place(), desk.workspace.scene.person) == (Place.CURTAIN, KIM)


def test_the_curtain_closes_when_another_is_opened(desk: Desk) -> None:
    """A conversation that is opened again begins with the curtain closed."""
    talk = at(desk, f"alone/goal/{KIM}/0")
    desk.workspace.close()
    desk.workspace.open(talk.id)
    assert (desk.place(), desk.workspace.scene.person) == (Place.CURTAIN, KIM)
    assert not desk.workspace.needs_phrase()


def test_words_can_be_looked_for_where_somebody_speaks(desk: Desk) -> None:
    """In an I-message, not in a goal, behind the curtain or in a break."""
    desk.talk({}, f"alone/goal/{KIM}/0")
    assert not desk.workspace.can_find_words()
    at(desk, SPEAKING)
    assert desk.workspace.can_find_words()
    desk.send(CallTimeOut())
    assert not desk.workspace.can_find_words()


def test_back_and_closing_are_commands_too(desk: Desk) -> None:
    """From the middle one turn back, and to the closing without an agreement."""
    at(desk, "together/aim//0")
    desk.send(GoBack())
    assert desk.workspace.conversation.at == Turn("together", "subject")
    desk.send(CloseConversation())
    assert desk.workspace.conversation.at == Turn("closing", "open")
    desk.talk({})
    assert desk.workspace.conversation.state is State.FINISHED
    assert desk.workspace.conversation.agreements == ()


# -- The library --------------------------------------------------------------------------------


def test_what_happened_meanwhile_wins_from_what_was_read(desk: Desk) -> None:
    """The vault is read in a thread: what was done since then is newer."""
    talk = at(desk, SPEAKING)
    read = desk.library.load()
    desk.send(CallTimeOut())
    desk.library.take_overview(read)
    assert desk.library.overview.conversations[talk.id].state is State.TIME_OUT
    assert desk.library.overview.pairs == (couple(),)


def test_the_newest_state_is_read_before_it_is_on_the_disk(desk: Desk) -> None:
    """What is on its way to the disk counts, in the library and in the workspace."""
    talk = at(desk, SPEAKING)
    desk.workspace.perform(ParkSubject("money"))
    assert desk.library.read(talk.id) == desk.workspace.conversation
    desk.workspace.draft(DRAFT)
    assert desk.workspace.read(talk.id) is desk.workspace.conversation
    assert desk.library.read(talk.id) != desk.workspace.conversation


def test_a_deleted_pair_leaves_nothing(desk: Desk) -> None:
    """Its conversations go with it, from the disk and from the overview."""
    talk = at(desk, SPEAKING)
    announced: list[str] = []
    desk.library.deletion_listeners.append(announced.append)
    desk.library.announce_deletion(talk.pair)
    desk.workspace.drop()
    desk.library.delete_pair(talk.pair)
    desk.library.forget_pair(talk.pair)
    assert announced == [talk.pair]
    assert desk.library.overview.pairs == ()
    assert desk.library.overview.conversations == {}
    assert desk.library.load().conversations == {}
    assert desk.library.load().pairs == ()


def test_settings_are_saved_when_they_change(desk: Desk, folder: Path, clock: Clock) -> None:
    """Once, and not again when they are as they were."""
    saves = desk.saves()
    desk.library.keep_name_drafts({"first": "Ki"})
    desk.library.keep_name_drafts({"first": "Ki"})
    assert desk.saves() == saves + 1
    assert desk.vault.settings() == {"draft.first": "Ki"}


def test_the_clock_is_the_librarys(desk: Desk) -> None:
    """There is one, and it can be moved."""
    before = desk.workspace.now
    desk.clock.forward(minutes=3)
    assert desk.workspace.now - before == timedelta(minutes=3)
    assert desk.workspace.view().now == desk.workspace.now
