"""Commands: each is the move it stands for, goes as JSON, and comes from where it may come.

What may be sent is drawn by hypothesis from the fields of each kind, so a new kind of command is
tested too; without its row in `MOVES` and in `EXAMPLES` the tests fail.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Annotated, Any, NamedTuple, cast, get_args, get_origin

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

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
    CloseConversation,
    ComeBack,
    Command,
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
    Skip,
    TakeTimeOutBack,
    UsePreparation,
    WithdrawIdea,
    perform,
)
from sessions.conversation import Conversation, Turn
from sessions.envelope import ALLOWED, Channel, Envelope, check, decode, encode
from sessions.errors import (
    CommandNotAllowed,
    CommandNotUnderstood,
    MoveError,
    NotThere,
    SnapshotStale,
)
from sessions.integrity import problems_of
from sessions.people import Person
from tests.sessions import helpers
from tests.sessions.helpers import KIM, MIA, NOW, PATTERN, SAM, frozen, start
from tests.store.nonsense import changed, leaves, values

ID = "f" * 32
"""The fresh id where a test needs one only."""

NOBODY = "nobody"
LATER = NOW + timedelta(hours=1)
TIME_IS_UP = NOW + timedelta(minutes=21)

KINDS_OF_COMMAND = [pytest.param(kind, id=kind.__name__) for kind in COMMANDS]


# -- Drawn commands ---------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ("kim", "sam", "mia", NOBODY, "yes", "text", "idea", "see", "i1", "a1", "nl", "en", "[/]")
    ),
    st.sampled_from(("2026-11-29", "20:30", "\x1b[31m", "x" * 20_001, "../..")),
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.one_of(
    st.datetimes(timezones=ZONES),
    st.timedeltas(timedelta(minutes=-5), timedelta(hours=25)).map(lambda after: NOW + after),
)
DAYS = st.one_of(st.dates(), st.integers(-2, 9).map(lambda days: NOW.date() + timedelta(days)))
TURNS = st.one_of(
    st.builds(Turn, TEXTS, TEXTS, TEXTS, st.integers(-1, 3)),
    st.sampled_from(
        [Turn("impact", "speak", "kim"), Turn("ideas", "collect"), Turn("rules", "agree")]
    ),
)

DRAWN: Mapping[object, st.SearchStrategy[object]] = {
    str: TEXTS,
    int: st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(0, 1500)),
    bool: st.booleans(),
    date: DAYS,
    datetime: MOMENTS,
    Turn: TURNS,
    types.NoneType: st.none(),
    tuple[str, ...]: st.lists(TEXTS, max_size=3).map(tuple),
    dict[str, str]: st.dictionaries(TEXTS, TEXTS, max_size=3),
}
"""What is drawn for each type a field of a command can have."""


def drawn(kind: object) -> st.SearchStrategy[object]:
    """Give what is drawn for a field of the type `kind`. Raises KeyError for an unknown one."""
    if get_origin(kind) is Annotated:
        return drawn(get_args(kind)[0])
    if isinstance(kind, types.UnionType) or (get_origin(kind) and kind not in DRAWN):
        return st.one_of([drawn(member) for member in get_args(kind)])
    return DRAWN[kind]


@cache
def any_of(kind: type[AnyCommand]) -> st.SearchStrategy[AnyCommand]:
    """Give commands of a kind with any fields."""
    fields = {field.name: drawn(field.type) for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)


ANY_COMMAND = st.sampled_from(COMMANDS).flatmap(any_of)
ENVELOPES = st.builds(
    Envelope, ANY_COMMAND, st.sampled_from(list(Channel)), st.integers(0, 2**63 - 1)
)


# -- There and back as JSON -------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS_OF_COMMAND)
@given(data=st.data())
@settings(max_examples=25)
def test_every_command_goes_as_json(kind: type[AnyCommand], data: st.DataObject) -> None:
    """What arrives is what was sent, whatever its fields hold, and it cannot be changed."""
    sent = Envelope(
        data.draw(any_of(kind)),
        data.draw(st.sampled_from(list(Channel))),
        data.draw(st.integers(0, 2**63 - 1)),
    )
    blob = encode(sent)
    assert decode(blob) == sent
    assert type(decode(blob).command) is kind
    assert json.loads(blob)["command"]["type"] == kind.__name__
    for name in (field.name for field in msgspec.structs.fields(kind)):
        with pytest.raises(AttributeError):
            setattr(sent.command, name, None)


def test_every_kind_of_command_has_its_own_name() -> None:
    """The tag is the name of the class, and no two have the same one."""
    tags = [kind.__struct_config__.tag for kind in COMMANDS]
    assert tags == [kind.__name__ for kind in COMMANDS]
    assert len(set(tags)) == len(tags)
    assert set(COMMANDS) == set(Command.__subclasses__()) - OUTSIDERS


# -- What is no command -----------------------------------------------------------------------

SKIP = '{"command":{"type":"Skip"},"giver":"screen","snapshot":1}'
IDEA = '{"command":{"type":"AddIdea","text":"tea"},"giver":"screen","snapshot":1}'
DEEP = 100_000


def put_off(until: str) -> str:
    """Give a command to go on at a moment, as JSON."""
    return f'{{"command":{{"type":"Postpone","until":{until}}},"giver":"screen","snapshot":1}}'


NO_COMMANDS: Mapping[str, str | bytes] = {
    "nothing": b"",
    "a blank": b" ",
    "no JSON": "skip",
    "half of it": SKIP[:-1],
    "something after it": SKIP + "x",
    "two of them": SKIP + SKIP,
    "null": "null",
    "a list": f"[{SKIP}]",
    "a text": '"Skip"',
    "a command without an envelope": '{"type":"Skip"}',
    "no command": '{"giver":"screen","snapshot":1}',
    "no giver": '{"command":{"type":"Skip"},"snapshot":1}',
    "no snapshot": '{"command":{"type":"Skip"},"giver":"screen"}',
    "something more on the envelope": SKIP.replace('"snapshot"', '"person":"kim","snapshot"'),
    "no tag": SKIP.replace('"type":"Skip"', ""),
    "an unknown tag": SKIP.replace("Skip", "Sign"),
    "the tag of what is none": SKIP.replace("Skip", "Command"),
    "a tag in small letters": SKIP.replace("Skip", "skip"),
    "a number for a tag": SKIP.replace('"Skip"', "1"),
    "two tags": SKIP.replace('"type":"Skip"', '"type":"Skip","type":"GoBack"'),
    "a field too few": IDEA.replace(',"text":"tea"', ""),
    "a field too many": IDEA.replace('"text"', '"who":"kim","text"'),
    "a field of another command": SKIP.replace('"Skip"', '"Skip","text":"tea"'),
    "a number for a text": IDEA.replace('"tea"', "1"),
    "null for a text": IDEA.replace('"tea"', "null"),
    "half a sign": IDEA.replace("tea", "\\ud800"),
    "a channel that is not there": SKIP.replace("screen", "mediator"),
    "a channel that is a number": SKIP.replace('"screen"', "0"),
    "a snapshot in words": SKIP.replace(":1}", ':"1"}'),
    "half a snapshot": SKIP.replace(":1}", ":1.5}"),
    "a snapshot that is true": SKIP.replace(":1}", ":true}"),
    "a snapshot without end": SKIP.replace(":1}", ":1e999}"),
    "a very long number": SKIP.replace(":1}", f":{'9' * 6000}}}"),
    "a moment that is not there": put_off('"2026-02-30T20:00:00Z"'),
    "a moment in words": put_off('"tomorrow"'),
    "a moment in seconds": put_off("1700000000"),
    "a moment without a zone": put_off('"2026-11-22T21:00:00"'),
    "letters that are none": b'{"command":\xff}',
    "a text with letters that are none": IDEA.encode().replace(b"tea", b"t\xe9"),
    "other letters": SKIP.encode("utf-16"),
    "lists, very deep": "[" * DEEP,
    "objects, very deep": '{"command":' * DEEP,
    "very deep in a field": IDEA.replace('"tea"', "[" * DEEP + "]" * DEEP),
    "very deep in a field that is not there": SKIP.replace(
        '"type"', '"deep":' + '{"a":' * DEEP + "1" + "}" * DEEP + ',"type"'
    ),
}


@pytest.mark.parametrize("blob", NO_COMMANDS.values(), ids=NO_COMMANDS.keys())
def test_anything_else_is_not_understood(blob: str | bytes) -> None:
    """A named error with a sentence for people, not a failure somewhere inside."""
    raw = blob.encode() if isinstance(blob, str) else blob
    with pytest.raises(CommandNotUnderstood):
        decode(raw)


def test_the_examples_are_commands_where_nothing_is_the_matter() -> None:
    """So each of those above is refused for the thing that was changed in it."""
    assert decode(SKIP.encode()) == Envelope(Skip(), Channel.SCREEN, 1)
    assert decode(IDEA.encode()) == Envelope(AddIdea("tea"), Channel.SCREEN, 1)
    later = datetime.fromisoformat("2026-11-22T21:00:00+01:00")
    understood = decode(put_off('"2026-11-22T21:00:00+01:00"').encode())
    assert understood == Envelope(Postpone(later), Channel.SCREEN, 1)


def understood(blob: bytes) -> Envelope | None:
    """Give what stands in JSON, or None when it is refused as it should be."""
    try:
        return decode(blob)
    except CommandNotUnderstood:
        return None


@given(st.binary(max_size=200))
def test_random_bytes_are_not_understood(blob: bytes) -> None:
    """Whatever comes over a socket, nothing else is raised."""
    assert understood(blob) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["command", "giver", "snapshot", "type", "text"]) | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_random_json_is_not_understood(document: object) -> None:
    """Objects with the right names in them either."""
    assert understood(json.dumps(document).encode()) is None


@given(ENVELOPES, st.data())
@settings(max_examples=300)
def test_a_spoilt_command_is_another_or_none(sent: Envelope, data: st.DataObject) -> None:
    """With any one value changed it is refused by name, or it is a command that can be sent on."""
    document = json.loads(encode(sent))
    way = data.draw(st.sampled_from(list(leaves(document))))
    spoilt = changed(document, way, data.draw(values(document)))
    arrived = understood(json.dumps(spoilt).encode())
    assert arrived is None or decode(encode(arrived)) == arrived


# -- Who may do what --------------------------------------------------------------------------

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


class Sign(Command, frozen=True):
    """A kind of command that nobody put in the table."""


OUTSIDERS = {Sign}


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


# -- A command is its move --------------------------------------------------------------------

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

# -- Where each can be given, and where it cannot -----------------------------------------------


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

_EXAMPLES = (
    Example(Answer(SUBJECT, {"text": "money"}), lambda: at("together/subject//0"), spoken),
    Example(Skip(), lambda: at("alone/goal/kim/0"), lambda: at("rules/agree//0")),
    Example(GoBack(), lambda: at("together/aim//0"), start),
    Example(SaveDraft("see", "the dishes"), spoken, breaking_off),
    Example(FillFields({**MINE, "other": "?"}), spoken, lambda: _postponed(spoken())),
    Example(UsePreparation(), spoken, lambda: at("together/aim//0")),
    Example(ReviseAgreements(), agreeing, ended),
    Example(AddIdea("a walk"), collecting, agreeing),
    Example(WithdrawIdea("i1"), collecting, agreeing),
    Example(RewriteIdea("i1"), collecting, lambda: at("ideas/collect//0")),
    Example(ParkSubject("money"), spoken, breaking_off),
    Example(Postpone(LATER), spoken, breaking_off),
    Example(CloseConversation(), spoken, ended),
    Example(ChangeLanguage("kim", "en"), spoken, of_others),
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
    type(example.command): example for example in _EXAMPLES
}


def _postponed(talk: Conversation) -> Conversation:
    return moves.postpone(talk, LATER, now=NOW)


def performed(
    talk: Conversation, command: AnyCommand, now: datetime, new_id: str = ID
) -> Conversation:
    """Give the conversation after a command."""
    return perform(talk, PATTERN, command, now=now, new_id=lambda: new_id)


def test_no_command_is_forgotten() -> None:
    """Every kind has the call of its move, a place where it can be given and one where not."""
    assert set(MOVES) == set(COMMANDS)
    assert set(EXAMPLES) == set(COMMANDS)
    assert len(_EXAMPLES) == len(COMMANDS)


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
    "waiting": lambda: _postponed(spoken()),
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
        command = data.draw(ANY_COMMAND | st.sampled_from(_EXAMPLES).map(lambda row: row.command))
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
