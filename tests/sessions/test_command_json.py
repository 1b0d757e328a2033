"""Commands go as JSON and come back the same; anything else is not understood."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.commands import (
    COMMANDS,
    AddIdea,
    AnyCommand,
    Command,
    Postpone,
    Skip,
)
from sessions.envelope import Channel, Envelope, decode, encode
from sessions.errors import (
    CommandNotUnderstood,
)
from tests.sessions.drawn_commands import ENVELOPES, KINDS_OF_COMMAND, OUTSIDERS, any_of
from tests.store.nonsense import changed, leaves, values


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
