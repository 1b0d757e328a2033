"""People who sit at the screen in these tests, and what they answer when a test does not care."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from sessions import idea_moves, moves
from sessions.conversation import Conversation, State, Turn
from sessions.kinds import Field, Form
from sessions.pattern import PATTERNS, Pattern, parse, shipped
from sessions.people import Pair, Person, Role, Setting, make_pair

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
PATTERN = shipped("give-and-take")

KIM = Person(id="kim", name="Kim", language="nl")
SAM = Person(id="sam", name="Sam", language="en")
MIA = Person(id="mia", name="Mia", language="en", role=Role.MEDIATOR)

AWKWARD = [
    "[/]",
    "[red]rood[/red] [@click=app.quit]x[/] [[",
    "{name} {0} {{ %s %(x)s $x \\n \\[",
    "\x1b[2J\x1b]0;weg\x07\x9b31m",
    "a\x00\x08\x7f\x85b",
    "\u202eneef\u202c \u2066x\u2069",
    "a\r\nb\rc\td\n\n",
    "lone \ud83d and \udc1b",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "  ruimte ervoor en erna  ",
    "'; DROP TABLE said; --",
    "-",
]
"""Words that mean something to a terminal, to markup, to a format or to a database."""

Script = Mapping[str, Mapping[str, str] | None]
"""What is answered on some turns, by turn key or by the beginning of it; None skips."""


def pair(*people: Person) -> Pair:
    """Give a pair of `people`, or of Kim and Sam."""
    return make_pair("a" * 32, people or (KIM, SAM), Setting.PARTNERS)


def start(*people: Person, pattern: Pattern = PATTERN) -> Conversation:
    """Give a new conversation, of Kim and Sam unless others are named."""
    return moves.begin(pair(*people), pattern, new_id="b" * 32, now=NOW)


def document() -> dict[str, Any]:
    """Give the shipped pattern as a document that a test may spoil."""
    text = (PATTERNS / "give-and-take.toml").read_text(encoding="utf-8")
    return copy.deepcopy(tomllib.loads(text))


def pattern_of(*steps: Mapping[str, Any]) -> Pattern:
    """Give a pattern of `steps`, each with what is dull about it filled in, and a closing."""
    dull = {"stage": "all", "prompt": "?"}
    closing = {"id": "closing", "kind": "closing"}
    return parse(
        {
            "id": "small",
            "title": "Small",
            "settings": ["partners"],
            "stages": [{"id": "all", "title": "All"}],
            "steps": [{**dull, **step} for step in (*steps, closing)],
        },
        "small.toml",
    )


def value(field: Field, turn: Turn) -> str:
    """Give something suitable for `field`; a text that stands nowhere else in the conversation."""
    suitable: Mapping[Form, Callable[[], str]] = {
        Form.CHOICE: lambda: field.choices[0].id,
        Form.SCALE: lambda: "3",
        Form.CONFIRM: lambda: "yes",
        Form.DATE: lambda: "2026-11-29",
        Form.TIME: lambda: "20:30",
    }
    return suitable.get(field.form, lambda: f"‹{turn.key} {field.id}›")()


def scripted(script: Script, key: str) -> Mapping[str, str] | None:
    """Give the entry with the longest name that `key` begins with. Raises KeyError."""
    names = [name for name in script if key == name or key.startswith(f"{name}/")]
    return script[max(names, key=len)] if names else _missing(key)


def _missing(key: str) -> Mapping[str, str]:
    raise KeyError(key)


def suitable(conversation: Conversation, pattern: Pattern = PATTERN) -> dict[str, str]:
    """Give an answer that fits the present turn: one agreement from the first idea, then enough."""
    turn = conversation.at
    given = {field.id: value(field, turn) for field in moves.fields(conversation, pattern)}
    if turn.phase == "choose" and turn.round:
        given["pick"] = "enough"
    given.pop("enough", None)  # every matter, unless a script says so
    given.pop("stand", None)  # what was missed is said once more
    given.pop("way", None)  # everything is written, unless they chose to talk
    if turn.phase == "wait":
        given["choice"] = "go-on"
    return given


def go(
    conversation: Conversation, script: Script | None = None, pattern: Pattern = PATTERN
) -> Conversation:
    """Give the conversation one turn on, by the script or with something suitable."""
    turn = conversation.at
    if turn.phase == "collect" and not conversation.ideas:
        conversation = idea_moves.add_idea(conversation, "samen koken", now=NOW, new_id="i1")
    try:
        given = scripted(script or {}, turn.key)
    except KeyError:
        given = suitable(conversation, pattern)
    if given is None:
        return moves.skip(conversation, pattern, now=NOW)
    count = len(conversation.said)
    new_id = f"{turn.key.replace('/', '-')}_{count}"  # as a record may hold it
    return moves.answer(conversation, pattern, given, now=NOW, new_id=new_id)


def steps(
    conversation: Conversation, script: Script | None = None, pattern: Pattern = PATTERN
) -> Iterator[Conversation]:
    """Give the conversation at each turn from here, up to where it stops being active."""
    for _ in range(500):
        yield conversation
        if conversation.state is not State.ACTIVE:
            return
        conversation = go(conversation, script, pattern)
    raise AssertionError(f"there is no end to it; we are at {conversation.at.key}")


def play(
    conversation: Conversation,
    until: str = "",
    script: Script | None = None,
    pattern: Pattern = PATTERN,
) -> Conversation:
    """Give the conversation at the turn with the key `until`, or where it stops being active."""
    for reached in steps(conversation, script, pattern):
        if reached.at.key == until and reached.state is State.ACTIVE:
            return reached
    if until:
        raise AssertionError(f"the conversation never comes to {until}")
    return reached


def at(until: str, script: Script | None = None) -> Conversation:
    """Give a conversation of Kim and Sam at the turn with the key `until`."""
    return play(start(), until, script)


def answer(conversation: Conversation, /, **given: str) -> Conversation:
    """Give the conversation with `given` answered on the present turn of the shipped pattern."""
    return moves.answer(conversation, PATTERN, given, now=NOW, new_id=f"n{len(conversation.said)}")


def keys(
    step: str,
    script: Script | None = None,
    conversation: Conversation | None = None,
    pattern: Pattern = PATTERN,
) -> list[str]:
    """Give the turns of `step` in the order in which they came, without the step's own name."""
    begun = conversation or start(pattern=pattern)
    return [
        reached.at.key.removeprefix(f"{step}/")
        for reached in steps(begun, script, pattern)
        if reached.at.step == step and reached.state is State.ACTIVE
    ]


def frozen(conversation: Conversation) -> bytes:
    """Give everything in the conversation as bytes, to see later that nothing changed."""
    return msgspec.json.encode(conversation)


def strings(record: object) -> Iterator[str]:
    """Give every text in a record, wherever it stands."""
    if isinstance(record, str):
        yield record
    elif isinstance(record, dict):
        for name, child in record.items():
            yield name
            yield from strings(child)
    elif isinstance(record, list | tuple):
        for member in record:
            yield from strings(member)
    elif isinstance(record, msgspec.Struct):
        yield from strings(msgspec.to_builtins(record))
