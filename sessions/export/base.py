"""What an export is given: agreements as they hold now, the people, and a language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Protocol

import msgspec

from sessions.agreement_history import current_agreements
from sessions.agreements import Agreement, AgreementKind, standing
from sessions.conversation import Conversation
from sessions.people import Person
from sessions.text import N_, clean, clean_line


class Language(Protocol):
    """A language, as an export needs it; `tui.language.language.Language` is one."""

    tag: str

    def t(self, message: str, **fields: object) -> str:
        """Give a sentence with its named fields."""
        ...

    def day(self, day: date, *, weekday: bool = True) -> str:
        """Give a day in words."""
        ...

    def long_day(self, day: date) -> str:
        """Give a day with its year, without the weekday."""
        ...

    def clock(self, moment: datetime | time) -> str:
        """Give the time of day."""
        ...

    def listed(self, items: Sequence[str]) -> str:
        """Give the items as a list in a sentence."""
        ...


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """What leaves of one pair. `title` is the subject, empty when it is not of one conversation.

    `agreements` stand, in the words that hold now; `ended` no longer do. All have `made_on`.
    `exported` are the names of the events that left in a calendar before: what is gone of them, a
    calendar takes out.
    """

    pair: str
    people: tuple[Person, ...]
    agreements: tuple[Agreement, ...]
    ended: tuple[Agreement, ...] = ()
    exported: frozenset[str] = frozenset()
    title: str = ""


def bundles(
    conversations: Sequence[Conversation],
    only: Conversation | None = None,
    *,
    exported: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> tuple[Bundle, ...]:
    """Give what holds now of each pair in `conversations`, or of what was agreed in `only`.

    A pair of which nothing was agreed is left out, unless it is that of `only`. `exported` says by
    pair which events left in a calendar before.
    """
    agreements = current_agreements(conversations)
    if only is not None:
        wanted = {
            agreement.id
            for agreement in (*only.agreements, *only.reviewed)
            if not agreement.withdrawn
        }
        theirs = [current.agreement for current in agreements if current.agreement.id in wanted]
        return (_bundle(only, theirs, exported, only.title()),)
    pairs = dict.fromkeys(current.conversation.pair for current in agreements)
    return tuple(
        _bundle(
            max(
                (
                    current.conversation
                    for current in agreements
                    if current.conversation.pair == pair
                ),
                key=lambda talk: (talk.ended or talk.changed, talk.id),
            ),
            [current.agreement for current in agreements if current.conversation.pair == pair],
            exported,
        )
        for pair in pairs
    )


def _bundle(
    talk: Conversation,
    agreements: Iterable[Agreement],
    exported: Mapping[str, frozenset[str]],
    title: str = "",
) -> Bundle:
    every = tuple(agreements)
    return Bundle(
        pair=talk.pair,
        people=talk.partners,
        agreements=standing(every),
        ended=tuple(agreement for agreement in every if agreement.ended is not None),
        exported=exported.get(talk.pair, frozenset()),
        title=clean_line(title),
    )


KINDS = {
    AgreementKind.TRIAL: N_("to try"),
    AgreementKind.TURNS: N_("taking turns"),
    AgreementKind.BOUNDARY: N_("what one can and cannot do"),
}
"""What sort of agreement it is, in words."""


def name_of(people: Sequence[Person], person_id: str) -> str:
    """Give somebody's name; empty for nobody's id."""
    return next((clean_line(person.name) for person in people if person.id == person_id), "")


def who(agreement: Agreement, people: Sequence[Person], language: Language) -> str:
    """Give who it is for: one name, or all of them; with turns also who begins."""
    everybody = language.listed([clean_line(person.name) for person in people])
    if agreement.kind is AgreementKind.TURNS:
        begins = name_of(people, agreement.first or agreement.who) or name_of(people, people[0].id)
        return language.t(N_("{people}, {name} begins"), people=everybody, name=begins)
    return name_of(people, agreement.who) or everybody


def look_back(agreement: Agreement, language: Language) -> str:
    """Give the evaluation date in words, with its time; empty when there is none."""
    if agreement.evaluate_on is None:
        return ""
    day = language.day(agreement.evaluate_on)
    if agreement.evaluate_at is None:
        return day
    at = language.clock(agreement.evaluate_at)
    return language.t(N_("{day} at {time}"), day=day, time=at)


_LINK = re.compile(r"(?<!\w)(?:(?:https?|ftp)://|mailto:)\S+", re.IGNORECASE)


def outside_links(line: str, change: Callable[[str], str]) -> str:
    """Give a line in which `change` was made around its links, and not in them.

    A link stays whole, so that it can be opened. What stood right before it is a word by itself.
    """
    parts: list[str] = []
    after = 0
    for link in _LINK.finditer(line):
        parts += [change(line[after : link.start()]), link[0]]
        after = link.end()
    return clean_line(" ".join([*parts, change(line[after:])]))


def details(
    agreement: Agreement, people: Sequence[Person], language: Language
) -> tuple[tuple[str, str], ...]:
    """Give what was filled in besides its words: pairs of a label and a text, cleaned."""
    t = language.t
    labelled = (
        (t(N_("Who")), f"{who(agreement, people, language)} ({t(KINDS[agreement.kind])})"),
        (t(N_("When")), agreement.when),
        (t(N_("How often")), agreement.often),
        (t(N_("From")), language.day(agreement.start) if agreement.start else ""),
        (t(N_("Until")), language.day(agreement.until) if agreement.until else ""),
        (t(N_("If")), agreement.when_if),
        (t(N_("then")), agreement.then),
        (t(N_("We see it works if")), agreement.see),
        (t(N_("We stop earlier if")), agreement.stop),
        (t(N_("Look back")), look_back(agreement, language)),
    )
    return tuple((label, clean(text)) for label, text in labelled if text)
