"""What makes no sense in a record is found, with its place; what only looks odd is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from sessions import errors, timeout
from sessions.agreements import Agreement, Note
from sessions.conversation import (
    Conversation,
    Idea,
    Parked,
    Proposal,
    Said,
    State,
    TimeOut,
    TimeOutEnd,
    Turn,
)
from sessions.days import YEARS
from sessions.diary import Diary, Entry
from sessions.diary import move_day as note_about
from sessions.integrity import problems_of
from sessions.kinds import Field, Form
from sessions.people import Pair, Person, Role, Setting
from sessions.validation import validate

NOW = datetime(2026, 3, 1, 19, 30, tzinfo=UTC)
LONG_AGO = datetime(1899, 12, 31, 23, 59, tzinfo=UTC)
FAR = datetime(2201, 1, 1, tzinfo=UTC)
NO_ZONE = NOW.replace(tzinfo=None)
KIM = Person(id="k", name="Kim", language="nl")
SAM = Person(id="s", name="Sam", language="en")
MO = Person(id="m", name="Mo", language="en", role=Role.MEDIATOR)
AGREEMENT = Agreement(id="a1", what="cooking", who="k", first="s")
BREAK = TimeOut(id="t1", called_at=NOW, until=NOW, ended_at=NOW, end=TimeOutEnd.BACK)


def talk(**fields: Any) -> Conversation:
    """Give a conversation that makes sense, with other `fields`."""
    base = Conversation(
        id="ab" * 16,
        pair="p1",
        people=(KIM, SAM, MO),
        setting=Setting.FRIENDS,
        pattern="give-and-take",
        at=Turn("impact", "speak", "k"),
        started=NOW,
        changed=NOW,
    )
    return replace(base, **fields)


def agreed(**fields: Any) -> Conversation:
    """Give a conversation in which the second agreement has other `fields`."""
    return talk(agreements=(replace(AGREEMENT, id="a0"), replace(AGREEMENT, **fields)))


def broken_off(**fields: Any) -> Conversation:
    """Give a conversation with a time-out that has other `fields`."""
    return talk(time_outs=(replace(BREAK, **fields),))


def places(record: object) -> list[str]:
    """Give the places at which something makes no sense."""
    return [problem.place for problem in problems_of(record)]


@pytest.mark.parametrize(
    ("record", "place"),
    [
        (talk(id="../../x"), "id"),
        (talk(id="AB" * 16), "id"),
        (talk(origin="../../x"), "origin"),
        (talk(pair=""), "pair"),
        (talk(pair="a/b"), "pair"),
        (talk(pair="a\0b"), "pair"),
        (talk(pair="a\ud800"), "pair"),
        (talk(pair=".."), "pair"),
        (talk(about="a.b"), "about"),
        (talk(pattern="../../etc/passwd"), "pattern"),
        (talk(pattern="Give-and-take"), "pattern"),
        (talk(pattern=""), "pattern"),
        (talk(people=(), at=Turn("a", "b")), "people"),
        (talk(people=(MO,), at=Turn("a", "b")), "people"),
        (talk(people=(KIM, SAM, KIM)), "people[2].id"),
        (talk(people=(KIM, replace(SAM, id="\x1b"))), "people[1].id"),
        (talk(people=(KIM, replace(SAM, language="../nl"))), "people[1].language"),
        (talk(at=Turn("a/b", "c")), "at.step"),
        (talk(at=Turn("a", "")), "at.phase"),
        (talk(at=Turn("a", "b", "nobody")), "at.who"),
        (talk(at=Turn("a", "b", "m")), "at.who"),
        (talk(at=Turn("a", "b", "k", -1)), "at.round"),
        (talk(at=Turn("a", "b", "k", 10**30)), "at.round"),
        (talk(started=LONG_AGO), "started"),
        (talk(changed=FAR), "changed"),
        (talk(changed=NO_ZONE), "changed"),
        (talk(return_at=FAR), "return_at"),
        (talk(ended=LONG_AGO), "ended"),
        (talk(restored=NO_ZONE), "restored"),
        (talk(said={"a/b/k/0": Said(fields={}, at=FAR)}), "said[0].at"),
        (talk(parked=(Parked(id="q", text="x", at=FAR),)), "parked[0].at"),
        (talk(ideas=(Idea(id="i", text="x"), Idea(id="i", text="y"))), "ideas[1].id"),
        (talk(state=State.TIME_OUT), "state"),
        (talk(time_outs=(replace(BREAK, end=None),)), "state"),
        (agreed(id="a0"), "agreements[1].id"),
        (agreed(id=""), "agreements[1].id"),
        (agreed(who="nobody"), "agreements[1].who"),
        (agreed(first="nobody"), "agreements[1].first"),
        (agreed(idea="a b"), "agreements[1].idea"),
        (agreed(version=2**63), "agreements[1].version"),
        (agreed(revision=-1), "agreements[1].revision"),
        (agreed(start=date(1899, 12, 31)), "agreements[1].start"),
        (agreed(until=date(9999, 12, 31)), "agreements[1].until"),
        (agreed(evaluate_on=date(2201, 1, 1)), "agreements[1].evaluate_on"),
        (agreed(made_on=date(1, 1, 1)), "agreements[1].made_on"),
        (agreed(counted_from=date(1, 1, 1)), "agreements[1].counted_from"),
        (agreed(evaluate_at=time(20, tzinfo=UTC)), "agreements[1].evaluate_at"),
        (agreed(notes=(Note(id="n", text="x", at=NOW, who="x"),)), "agreements[1].notes[0].who"),
        (agreed(notes=(Note(id="n", text="x", at=FAR),)), "agreements[1].notes[0].at"),
        (talk(reviewed=(replace(AGREEMENT, who="x"),)), "reviewed[0].who"),
        (broken_off(by="x"), "time_outs[0].by"),
        (broken_off(early=("x",)), "time_outs[0].early"),
        (broken_off(calm={"x": True}), "time_outs[0].calm"),
        (broken_off(until=FAR), "time_outs[0].until"),
        (broken_off(called_at=LONG_AGO), "time_outs[0].called_at"),
        (broken_off(ended_at=NO_ZONE), "time_outs[0].ended_at"),
        (broken_off(proposal=Proposal(who="x", until=NOW)), "time_outs[0].proposal.who"),
        (broken_off(proposal=Proposal(who="k", until=FAR)), "time_outs[0].proposal.until"),
        (Pair(id="../x", people=(KIM, SAM)), "id"),
        (Pair(id="p1", people=()), "people"),
        (Pair(id="p1", people=(KIM, KIM)), "people[1].id"),
        (Diary(person="k"), "person"),
        (Diary(person="1" * 32, entries=(Entry(id="x", on=None, written=NOW),)), "entries[0].id"),
        (
            Diary(person="1" * 32, entries=(Entry(id="2" * 32, on=None, written=NO_ZONE),)),
            "entries[0].written",
        ),
        (
            Diary(person="1" * 32, entries=(Entry(id="2" * 32, on=date(1, 1, 1), written=NOW),)),
            "entries[0].on",
        ),
    ],
)
def test_what_makes_no_sense_is_named_with_its_place(record: object, place: str) -> None:
    """The path leads to the very value, and nothing else is blamed."""
    assert places(record) == [place]


@pytest.mark.parametrize(
    "record",
    [
        talk(),
        talk(people=(KIM,)),
        talk(at=Turn("a-step-of-another-year", "speak", "k")),
        talk(pattern="made-by-a-newer-program"),
        talk(said={"x": Said(fields={"text": "words"}, at=NOW)}),
        talk(started=datetime(1900, 1, 1, tzinfo=UTC), changed=datetime(2200, 12, 31, tzinfo=UTC)),
        talk(state=State.TIME_OUT, time_outs=(replace(BREAK, end=None),)),
        agreed(who="", first=""),
        agreed(who="m"),
        broken_off(by="k", early=("k", "s"), calm={"s": False}),
        Pair(id="p1", people=(KIM, SAM, MO)),
        Diary(person="1" * 32),
        "no record",
    ],
)
def test_what_only_looks_odd_makes_sense(record: object) -> None:
    """Patterns change, and a program of next year knows steps that this one does not."""
    assert places(record) == []


@pytest.mark.parametrize("day", ["1899-12-31", "2201-01-01", "9999-12-31", "0001-01-01"])
def test_no_day_comes_in_that_could_not_be_read_again(day: str) -> None:
    """Whatever way a day comes in, one that a record may not hold is refused."""
    on = date.fromisoformat(day)
    moment = datetime.combine(on, time(12), UTC)
    early = datetime(1, 1, 1, tzinfo=UTC) + timedelta(hours=1)
    with pytest.raises(errors.DateNotThere):
        validate(Field(id="date", form=Form.DATE), day, early)
    entry = Entry(id="2" * 32, on=NOW.date(), written=NOW)
    with pytest.raises(errors.DateNotThere):
        note_about(Diary(person="1" * 32, entries=(entry,)), entry.id, on, today=date.max)
    running = talk(state=State.TIME_OUT, time_outs=(replace(BREAK, end=None, ended_at=None),))
    with pytest.raises(errors.DateNotThere):
        timeout.another_day(running, moment, now=early - timedelta(hours=1))
    assert on.year not in YEARS
