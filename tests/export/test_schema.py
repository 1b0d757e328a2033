"""Every JSON export holds to the schema that ships with it, and the schema holds something."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator, FormatChecker
from msgspec.structs import fields, replace

from sessions import idea_moves, moves, timeout
from sessions.agreements import Agreement, AgreementEnd, AgreementKind, Note
from sessions.conversation import Conversation, Ending, Idea, Parked, Said, State
from sessions.export import document
from sessions.export.base import Bundle
from sessions.export.document import agreements_document, rendered, talk_document
from sessions.pattern import PATTERNS, shipped
from sessions.people import Person, Setting
from tests.export import helpers
from tests.export.helpers import DUTCH, ENGLISH, HOSTILE, KIM, NOW, SAM, agreement, bundle
from tests.sessions import helpers as people

SCHEMA = Path(document.__file__).with_name("tweespraak.schema.json")
KNOWN = json.loads(SCHEMA.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(KNOWN, format_checker=FormatChecker(formats=("date", "date-time")))
PATTERN_NAMES = sorted(path.stem for path in PATTERNS.glob("*.toml"))

RICH = agreement(
    kind=AgreementKind.TURNS,
    who="kim",
    first="sam",
    when="op dinsdag",
    often="elke week",
    start=date(2026, 11, 23),
    until=date(2027, 1, 31),
    when_if="het laat wordt",
    then="halen we iets",
    see="niemand hoeft te vragen",
    stop="als het te duur wordt",
    evaluate_at=time(8, 5),
    version=3,
    revision=7,
    notes=(Note(id="n1", text="dinsdag lukte het", at=NOW, who="kim"),),
)
"""An agreement with everything filled in."""


def problems(document: object) -> list[str]:
    """Give what does not fit the schema."""
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)]


def read(document: dict[str, Any]) -> Any:
    """Give a document as another program reads it."""
    return json.loads(rendered(document).encode())


def of_agreements(*bundles: Bundle, now: datetime = NOW) -> Any:
    """Give the export of agreements, as it is read."""
    return read(agreements_document(bundles, now=now))


def of_talk(talk: Conversation, now: datetime = NOW, language: Any = DUTCH) -> Any:
    """Give the export of a conversation, as it is read."""
    return read(talk_document(talk, shipped(talk.pattern), language, now=now))


# -- The schema ---------------------------------------------------------------------------------


def test_the_schema_is_one() -> None:
    """It is a valid schema of its draft, and its name says the version of the documents."""
    Draft202012Validator.check_schema(KNOWN)
    assert KNOWN["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert KNOWN["$id"] == f"urn:tweespraak:export:{KNOWN['properties']['version']['const']}"


def test_formats_are_looked_at() -> None:
    """A day and a moment that are none do not fit: the checks are on, with their libraries."""
    document = of_agreements(bundle(RICH))
    for place, wrong in (("made", "2026-11-22"), ("made", "now"), ("made", "2026-11-22T20:00:00")):
        assert problems({**document, place: wrong})
    for name in ("start", "until", "agreed_on", "look_back_on"):
        spoiled = copy.deepcopy(document)
        spoiled["pairs"][0]["agreements"][0][name] = "2026-02-30"
        assert problems(spoiled), name


def schemas(part: Any) -> Iterator[dict[str, Any]]:
    """Give every part of the schema that describes an object."""
    if isinstance(part, dict):
        if "properties" in part:
            yield part
        for child in part.values():
            yield from schemas(child)
    elif isinstance(part, list):
        for child in part:
            yield from schemas(child)


def test_no_part_of_it_is_open() -> None:
    """Every object names all its fields, asks for each of them, and takes no other one."""
    for schema in schemas(KNOWN):
        assert schema["additionalProperties"] is False
        named = set(schema["properties"]) - {"pairs", "conversation"}
        assert set(schema["required"]) == named


def test_every_word_for_a_state_is_in_it() -> None:
    """What the program knows of kinds, endings, states and settings, the schema knows."""
    talk = KNOWN["properties"]["conversation"]["properties"]
    described = KNOWN["$defs"]["agreement"]["properties"]
    assert set(talk["state"]["enum"]) == set(State)
    assert set(talk["setting"]["enum"]) == set(Setting)
    assert set(talk["ending"]["enum"]) == {*Ending, None}
    assert set(described["kind"]["enum"]) == set(AgreementKind)
    assert set(described["ended"]["enum"]) == {*AgreementEnd, None}


NAMES = {
    "when_if": "if",
    "made_on": "agreed_on",
    "evaluate_on": "look_back_on",
    "evaluate_at": "look_back_at",
}
LEFT_OUT = {"idea", "withdrawn"}
"""What a document does not tell: the idea it came from; what was taken back is not there."""


def test_every_field_of_an_agreement_leaves() -> None:
    """A field that is added to an agreement is exported too, or is left out on purpose."""
    wanted = {NAMES.get(field.name, field.name) for field in fields(Agreement)} - LEFT_OUT
    assert set(KNOWN["$defs"]["agreement"]["required"]) == wanted


# -- Agreements ---------------------------------------------------------------------------------

BUNDLES = {
    "nothing": (),
    "nobody": (bundle(people=()),),
    "no agreements": (bundle(),),
    "poor": (bundle(Agreement(id="1", what="x")),),
    "rich": (bundle(RICH, title="De avonden"),),
    "ended": (bundle(ended=(helpers.ended(RICH), replace(RICH, ended=AgreementEnd.AGAIN))),),
    "every kind": (
        bundle(*(replace(RICH, kind=agreement_kind) for agreement_kind in AgreementKind)),
    ),
    "many": tuple(bundle(RICH, agreement()) for _ in range(50)),
    "far days": (
        bundle(replace(RICH, start=date.min, until=date.max, evaluate_at=time(23, 59, 59, 999999))),
    ),
}


@pytest.mark.parametrize("name", BUNDLES)
def test_agreements_fit(name: str) -> None:
    """Rich, poor, ended, or none at all."""
    document = of_agreements(*BUNDLES[name])
    assert problems(document) == []
    assert len(document["pairs"]) == len(BUNDLES[name])


MOMENTS = (
    datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 3, 29, 2, 30, tzinfo=NOW.tzinfo),
    datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=NOW.tzinfo),
    datetime(2026, 11, 22, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
    datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_every_moment_fits(now: datetime) -> None:
    """In any zone, in the hour that is not there and in the one that comes twice."""
    noted = replace(RICH, notes=(Note(id="n", text="x", at=now),))
    assert problems(of_agreements(bundle(noted), now=now)) == []
    talk = replace(people.start(), started=now, ended=now)
    assert problems(of_talk(talk, now=now)) == []


def test_hostile_words_fit() -> None:
    """Whatever somebody typed is a text in the document, cleaned, and the document is whole."""
    for text in HOSTILE:
        everywhere = replace(
            RICH, what=text, when=text, often=text, when_if=text, then=text, see=text, stop=text,
            notes=(Note(id="n", text=text, at=NOW),),
        )  # fmt: skip
        who = Person(id="kim", name=text, language="nl")
        document = of_agreements(bundle(everywhere, people=(who, SAM), title=text))
        assert problems(document) == []
        told = rendered(document)
        assert not any(letter in told for letter in "\x1b\x00\x07\x85\u202e\u2028\ud800")


@given(helpers.words, helpers.names)
def test_any_words_fit(words: str, name: str) -> None:
    """Any text at all, as words and as a name."""
    promise = replace(RICH, what=words, then=words, notes=(Note(id="n", text=words, at=NOW),))
    who = Person(id="kim", name=name, language="nl")
    assert problems(of_agreements(bundle(promise, people=(who, SAM), title=words))) == []


# -- Conversations ------------------------------------------------------------------------------


def every_state(name: str) -> Iterator[Conversation]:
    """Give a conversation at every turn, and in every state there."""
    pattern = shipped(name)
    looked_back_on = (RICH, replace(agreement(), id="2" * 32)) if name == "evaluation" else ()
    begun = moves.begin(
        people.pair(), pattern, new_id="b" * 32, now=people.NOW, reviewed=looked_back_on
    )
    for step in people.steps(begun, {}, pattern):
        yield step
        if step.state is State.ACTIVE:
            yield moves.postpone(step, people.NOW + timedelta(hours=1), now=people.NOW)
            yield timeout.call(step, now=people.NOW, new_id="t1")
            yield moves.close(step, pattern, now=people.NOW)
            yield idea_moves.park(step, "de vakantie", now=people.NOW, new_id="p1")


@pytest.mark.parametrize("language", [DUTCH, ENGLISH], ids=["nl", "en"])
@pytest.mark.parametrize("name", PATTERN_NAMES)
def test_conversations_fit_at_every_turn(name: str, language: Any) -> None:
    """Active, in a time-out, put off, closed early and finished, in both languages."""
    seen = set()
    for talk in every_state(name):
        document = of_talk(talk, language=language)
        assert problems(document) == [], talk.at.key
        seen.add(document["conversation"]["state"])
    assert seen == set(State)


@pytest.mark.parametrize("ending", list(Ending))
@pytest.mark.parametrize("setting", list(Setting))
def test_every_ending_fits(ending: Ending, setting: Setting) -> None:
    """However it ended, whoever they are to each other."""
    *_, talk = people.steps(people.start())
    ended = replace(talk, ending=ending, setting=setting)
    assert problems(of_talk(ended)) == []


def test_a_mediator_is_not_in_it() -> None:
    """Only who talk with each other are people of the document."""
    talk = people.start(KIM, SAM, people.MIA)
    assert problems(of_talk(talk)) == []
    assert [person["name"] for person in of_talk(talk)["conversation"]["people"]] == ["Kim", "Sam"]


def test_hostile_conversations_fit() -> None:
    """With such a text in every place of it, the document fits and speaks to no terminal."""
    *_, talk = people.steps(people.start())
    for text in HOSTILE:
        answers = {
            key: Said(
                fields={
                    name: text if value.startswith("‹") else value
                    for name, value in answer.fields.items()
                },
                at=answer.at,
            )
            for key, answer in talk.said.items()
        }
        spoiled = replace(
            talk,
            said=answers,
            people=tuple(replace(person, name=text) for person in talk.people),
            ideas=tuple(Idea(id=idea.id, text=text) for idea in talk.ideas),
            parked=(Parked(id="p", text=text, at=NOW),),
            agreements=(replace(RICH, what=text),),
        )
        document = of_talk(spoiled)
        assert problems(document) == []
        told = rendered(document)
        assert not any(letter in told for letter in "\x1b\x00\x07\x85\u202e\u2028\ud800")


# -- What does not fit ----------------------------------------------------------------------------


def objects(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every object in a document."""
    if isinstance(part, dict):
        yield path
        for name, child in part.items():
            yield from objects(child, (*path, name))
    elif isinstance(part, list):
        for place, child in enumerate(part):
            yield from objects(child, (*path, place))


def at(document: Any, path: tuple[Any, ...]) -> Any:
    """Give the part of a document at the end of a way."""
    for key in path:
        document = document[key]
    return document


def documents() -> dict[str, Any]:
    """Give one document of each sort, with something everywhere."""
    *_, talk = people.steps(people.start())
    parked = (Parked(id="p", text="de vakantie", at=NOW),)
    whole = replace(talk, agreements=(RICH,), parked=parked)
    return {"agreements": of_agreements(bundle(RICH)), "talk": of_talk(whole)}


@pytest.mark.parametrize("sort", ["agreements", "talk"])
def test_a_field_too_many_does_not_fit(sort: str) -> None:
    """In whatever object of the document it stands."""
    document = documents()[sort]
    assert problems(document) == []
    ways = list(objects(document))
    assert len(ways) > 5
    for way in ways:
        spoiled = copy.deepcopy(document)
        at(spoiled, way)["extra"] = "x"
        assert problems(spoiled), way


@pytest.mark.parametrize("sort", ["agreements", "talk"])
def test_a_field_too_few_does_not_fit(sort: str) -> None:
    """Whichever is missing, of whatever object."""
    document = documents()[sort]
    for way in objects(document):
        for name in at(document, way):
            spoiled = copy.deepcopy(document)
            del at(spoiled, way)[name]
            assert problems(spoiled), (way, name)


@pytest.mark.parametrize("sort", ["agreements", "talk"])
def test_a_field_of_another_sort_does_not_fit(sort: str) -> None:
    """A number or a list where a text belongs, and a text elsewhere."""
    document = documents()[sort]
    for way in objects(document):
        for name, value in at(document, way).items():
            wrong: tuple[Any, ...] = (17.5, {"x": 1}, [17.5])
            for other in wrong:
                spoiled = copy.deepcopy(document)
                at(spoiled, way)[name] = other
                assert problems(spoiled), (way, name, value, other)


def test_both_at_once_or_neither_does_not_fit() -> None:
    """A document is of agreements, or of a conversation."""
    first, other = documents().values()
    assert problems({**first, **other})
    assert problems({name: first[name] for name in ("format", "version", "made")})
    assert problems({**first, "version": 2})
    assert problems({**first, "format": "other"})
