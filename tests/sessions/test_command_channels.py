"""A command comes from where it may come, and on the present state."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.commands import (
    COMMANDS,
    AcceptReturn,
    AddIdea,
    Answer,
    AnyCommand,
    AskEarlyReturn,
    AskThirdPerson,
    CallTimeOut,
    CloseConversation,
    ComeBack,
    ContinueAnotherDay,
    FillFields,
    NameCaller,
    NameCycle,
    ParkSubject,
    Postpone,
    PostponeEvaluation,
    RateBody,
    RewriteIdea,
    SaveDraft,
    TakeTimeOutBack,
    UsePreparation,
)
from sessions.envelope import ALLOWED, Channel, Envelope, check
from sessions.errors import (
    CommandNotAllowed,
    SnapshotStale,
)
from tests.sessions.command_examples import EXAMPLES
from tests.sessions.drawn_commands import ANY_COMMAND, KINDS_OF_COMMAND, Sign, any_of

CONSOLE_MAY = {CallTimeOut, ParkSubject, AddIdea}
"""All that a mediator does for two people (MEDIATION, the second window, rule 9)."""

FOR_ONE_OF_THE_TWO = {
    "say yes": (Answer, AcceptReturn, PostponeEvaluation, AskEarlyReturn, Postpone),
    "share": (UsePreparation, Answer),
    "sign": (Answer, CloseConversation),
    "rate a body as calm": (RateBody,),
    "end a time-out": (
        TakeTimeOutBack,
        ComeBack,
        AskThirdPerson,
        ContinueAnotherDay,
        AskEarlyReturn,
    ),
    "write in their fields": (SaveDraft, FillFields, RewriteIdea, NameCycle),
    "say who called a time-out": (NameCaller,),
}


@pytest.mark.parametrize("giver", list(Channel))
@pytest.mark.parametrize("kind", KINDS_OF_COMMAND)
@given(data=st.data())
@settings(max_examples=3)
def test_a_channel_gives_what_it_may(
    kind: type[AnyCommand], giver: Channel, data: st.DataObject
) -> None:
    """Everything at the screen of the two and line by line; a second window very little."""
    envelope = Envelope(data.draw(any_of(kind)), giver, 7)
    if giver is not Channel.CONSOLE or kind in CONSOLE_MAY:
        check(envelope, 7)
        return
    with pytest.raises(CommandNotAllowed):
        check(envelope, 7)


@pytest.mark.parametrize("kinds", FOR_ONE_OF_THE_TWO.values(), ids=FOR_ONE_OF_THE_TWO.keys())
def test_a_console_does_nothing_for_one_of_the_two(kinds: tuple[type[AnyCommand], ...]) -> None:
    """What two people do for themselves is refused from the mediator's window."""
    for kind in kinds:
        with pytest.raises(CommandNotAllowed):
            check(Envelope(EXAMPLES[kind].command, Channel.CONSOLE, 1), 1)


@pytest.mark.parametrize("giver", list(Channel))
def test_what_is_not_in_the_table_is_refused(
    giver: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new kind of command may be given by nobody until somebody decides it."""
    with pytest.raises(CommandNotAllowed):
        check(Envelope(cast("AnyCommand", Sign()), giver, 1), 1)
    fewer = {kind: givers for kind, givers in ALLOWED.items() if kind is not CallTimeOut}
    monkeypatch.setattr("sessions.envelope.ALLOWED", fewer)
    check(Envelope(ParkSubject("money"), giver, 1), 1)
    with pytest.raises(CommandNotAllowed):
        check(Envelope(CallTimeOut(), giver, 1), 1)


def test_the_table_names_commands_only() -> None:
    """Each has a row, and each row is of one of them."""
    assert set(ALLOWED) == set(COMMANDS)


@given(ANY_COMMAND, st.sampled_from([Channel.SCREEN, Channel.PLAIN]), st.integers(), st.integers())
def test_a_command_on_an_older_state_is_stale(
    command: AnyCommand, giver: Channel, given_on: int, now: int
) -> None:
    """Any other number than the present one is refused, a higher one too."""
    envelope = Envelope(command, giver, given_on)
    if given_on == now:
        check(envelope, now)
        return
    with pytest.raises(SnapshotStale):
        check(envelope, now)


def test_what_may_not_be_given_is_not_called_stale() -> None:
    """Looking again would not help."""
    with pytest.raises(CommandNotAllowed):
        check(Envelope(RateBody("kim", calm=True), Channel.CONSOLE, 1), 2)
