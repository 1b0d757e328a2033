"""People and agreements that leave the program in these tests, and what a joker would write."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from msgspec.structs import replace

from sessions.agreements import Agreement, AgreementEnd, AgreementKind
from sessions.export.base import Bundle
from sessions.people import Person
from sessions.text import ANSWER_MAX, NAME_MAX, clean_line, is_empty
from tui.language.language import language

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
"""A Sunday evening."""

TODAY = NOW.date()

KIM = Person(id="kim", name="Kim", language="nl")
SAM = Person(id="sam", name="Sam", language="en")
EVA = Person(id="eva", name="Eva", language="nl")

ENGLISH, DUTCH = language("en"), language("nl")

HOSTILE = (
    "x done",
    "x 2026-01-01 2026-01-01 done",
    "(A) now",
    "due:tomorrow +p @c",
    "+p @c due:2020-01-01 t:2020-01-01 rec:1d pri:A",
    "++p @@c +@x :+y a:@b a:+c a:b:c ++ @@ +",
    "p1 P2 (p3) #work @home /later +sam !tomorrow %x @#y @@z",
    '=HYPERLINK("http://x")',
    "https://x.org/p1/#a?b=@c;d,e:f+g om 20:30 (mailto:kim@x.org) +ftp://x due:http://x",
    "+1 -1 @SUM(1) \t=1",
    "＝1",
    "* not for ticking off",
    "BEGIN:VEVENT\nUID:evil\nEND:VEVENT",
    "x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR",
    "\n\nDTSTART:19700101\n\n",
    "\x1b[31mred\x1b[0m \x00 \x07 \x85 \u2028 \u2029 \x0b \x0c \x1c",
    "\u202eesrever \u2066x\u2069",
    "a;b,c\\n \\N C:\\New \\\\ \\; ^n",
    'say "yes", they said; then\r"no"',
    "{what} {name} %s %(x)s {0}",
    "\N{FAMILY}\N{COOKING} \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f3f3\ufe0f\u200d\U0001f308 \U0001f3f4\U000e0067\U000e0062\U000e007f",
    "één ñandú 東京 שלום سلام",
    "ab\ud800cd",
    "task,evil,,1,1,,,,,",
    "w" * ANSWER_MAX,
    "word " * (ANSWER_MAX // 5),
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 400,
    "regel\n" * 3000,
)
"""Words that mean something to a calendar, a task list, a spreadsheet or a terminal."""

_PIECES = st.sampled_from([text[:200] for text in HOSTILE] + list("+@:#=\\;,\n\r\t \"'x(Ap1!/%"))
words = st.one_of(
    st.lists(st.one_of(_PIECES, st.text(max_size=8)), min_size=1, max_size=8).map("".join),
    st.text(min_size=1),
).filter(lambda text: not is_empty(text))
"""What anybody could type as the words of an agreement."""

names = words.map(lambda text: clean_line(text)[:NAME_MAX].strip()).filter(
    lambda text: not is_empty(text)
)
"""What anybody could be called."""


def agreement(**fields: Any) -> Agreement:
    """Give an agreement with a day to look back, unless `fields` say otherwise."""
    dull: dict[str, Any] = {
        "id": "1" * 32,
        "what": "Koken op dinsdag",
        "made_on": TODAY,
        "evaluate_on": date(2026, 12, 6),
    }
    return Agreement(**(dull | fields))


def turns(**fields: Any) -> Agreement:
    """Give an agreement in turns, from Monday 23 November 2026 on, without a day to look back."""
    dull: dict[str, Any] = {
        "kind": AgreementKind.TURNS,
        "start": date(2026, 11, 23),
        "evaluate_on": None,
    }
    return agreement(**(dull | fields))


def ended(before: Agreement) -> Agreement:
    """Give an agreement as it is after they stopped with it."""
    end = AgreementEnd.STOPPED
    return replace(
        before, ended=end, revision=before.revision + 1, evaluate_on=None, evaluate_at=None
    )


def bundle(
    *agreements: Agreement, people: tuple[Person, ...] = (KIM, SAM), **fields: Any
) -> Bundle:
    """Give the agreements of Kim and Sam, or of `people`."""
    return Bundle(pair="a" * 32, people=people, agreements=agreements, **fields)
