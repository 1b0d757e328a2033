"""What these tests put on a sheet: two people, their agreements, and what could break a page."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sessions.agreements import Agreement, AgreementKind
from sessions.export.base import Bundle
from sessions.people import Person
from tui.language.language import language

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
TODAY = NOW.date()

KIM = Person(id="kim", name="Kim", language="nl")
SAM = Person(id="sam", name="Sam", language="en")

DUTCH = (language("nl"),)
ENGLISH = (language("en"),)
BOTH = (language("nl"), language("en"))

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</p></article></style><style>*{display:none}</style>",
    "<!-- weg",
    "<http://kwaad.example> <kim@kwaad.example>",
    "[x](http://kwaad.example) ![y](z.png) [a]: http://kwaad.example",
    "https://kwaad.example/?a=1&b=2 www.kwaad.example kim@kwaad.example",
    "&amp; &lt;b&gt; &#60;i&#62; &nbsp;",
    "\x1b[31mrood\x1b[0m\x07",
    "\N{RIGHT-TO-LEFT OVERRIDE}txet",
    "# kop #",
    "kop\n===\nkop\n---\n***\n___\n- - -",
    "- een\n- [ ] twee\n+ drie\n* vier\n1. vijf\n23) zes\n> zeven\n: acht",
    "kop\n===",
    "kop\n---",
    "7) zeven\n8) acht",
    "2026. Een goed jaar",
    "a | b\n- | -",
    "    vier spaties\n\n\ten een tab  \nen twee achter",
    "*sterk* **sterker** _schuin_ __vet__ ~~weg~~ `code` ``` $x$ a^b^ {#id .klas}",
    "```\ncode\n```\n~~~\ncode",
    "| a | b |\n|---|---|\n| 1 | 2 |\na | b\n:- | -:",
    "\\* \\\\ \\",
    "regel met een \\\nen de volgende",
    "[/] [bold]vet[/bold] {naam} {{x}} %s %(x)s",
    "שלום, אנחנו מסכימים",
    "\N{FAMILY} \N{WOMAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL} é ‘’ — …",
    "woord " * 3_333,
    "x" * 20_000,
)
"""What somebody may type or paste; each of it is words and nothing else."""


def bundle(*agreements: Agreement, **fields: Any) -> Bundle:
    """Give what Kim and Sam agreed: one full agreement unless others are named."""
    given: dict[str, Any] = {
        "pair": "a" * 32,
        "people": (KIM, SAM),
        "agreements": agreements or (full(),),
        "title": "De avonden in de week",
    }
    return Bundle(**{**given, **fields})


def small(**fields: Any) -> Agreement:
    """Give an agreement with little besides its words."""
    given: dict[str, Any] = {"id": "s1", "what": "Samen koken op dinsdag", "made_on": TODAY}
    return Agreement(**{**given, **fields})


def full(place: int = 0, **fields: Any) -> Agreement:
    """Give an agreement with everything filled in, in words as people write them."""
    given: dict[str, Any] = {
        "id": f"a{place}",
        "what": WHAT[place % len(WHAT)],
        "kind": list(AgreementKind)[place % 3],
        "who": ("", "kim", "sam", "")[place % 4],
        "when": "dinsdag en donderdag, na het eten",
        "often": "twee keer in de week",
        "start": date(2026, 11, 24),
        "until": date(2026, 12, 22),
        "when_if": "een van ons na negen uur thuiskomt",
        "then": "koken we de volgende dag en eten we die avond brood",
        "see": "we allebei twee avonden hebben waarop niets hoeft",
        "stop": "een van ons er na een week ziek of heel moe van wordt",
        "made_on": TODAY,
        "evaluate_on": date(2026, 12, 20),
        "evaluate_at": time(20, 30),
    }
    return Agreement(**{**given, **fields})


WHAT = (
    "We koken om de beurt, en wie niet kookt ruimt af.",
    "Kim belt op zondag met haar moeder, en dan gaat Sam met de hond wandelen.",
    "Sam kan op vrijdag laat werken, maar niet ook nog op donderdag.",
    "Na tien uur praten we niet meer over geld; dat bewaren we voor zaterdagochtend.",
)
