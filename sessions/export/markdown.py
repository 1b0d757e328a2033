"""The agreement sheet as CommonMark, and how people's words are written in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sessions.agreements import Agreement
from sessions.export.base import Bundle, Language, details
from sessions.people import Person
from sessions.text import N_, clean, clean_line

LINE = "_" * 30
"""A line to write on. With space on both sides it is text and no emphasis."""

SHORT_LINE = "_" * 16

Words = tuple[tuple[str, str], ...]
"""A text with the tag of its language, for each language; what is the same in all of them stands
once, with an empty tag."""

# -- Text from people ----------------------------------------------------------------------------

# Some of these mean nothing in CommonMark itself, but do in what many programs add to it: tables,
# struck out words, formulas, names of people to warn.
_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~$&^@]")
_LIST_OR_RULE = re.compile(r"^(?:([-+=:])|([0-9]+)([.)]))")
_LINKS = re.compile(r"(:)(?=//)|(?<=\bwww)(\.)", re.IGNORECASE)


def escaped(line: str) -> str:
    """Give one line of cleaned text so that a reader of Markdown shows it as it stands.

    A web address stays text as well: some readers make a link of any address they meet. Of a mail
    address a few still do; nothing that leaves it readable stops them.
    """
    line = _MARKS.sub(r"\\\g<0>", line)
    line = _LIST_OR_RULE.sub(_behind_a_backslash, line)
    return _LINKS.sub(r"\\\g<0>", line)


def _behind_a_backslash(match: re.Match[str]) -> str:
    return rf"{match[2]}\{match[3]}" if match[2] else rf"\{match[1]}"


def one_line(text: str) -> str:
    """Give `text` from people on one line, cleaned and escaped."""
    return escaped(clean_line(text))


def many_lines(text: str, before: str = "") -> str:
    """Give `text` from people, cleaned and escaped, with the line ends it has.

    `before` stands at the beginning of every line but the first, as what holds the text asks.
    """
    # Four spaces before a line would be code, and two behind it a line end.
    lines = [escaped(line.strip()) for line in clean(text).strip().split("\n")]
    return f"\\\n{before}".join(lines)


def quoted(text: str, label: str = "") -> str:
    """Give `text` from people as a quotation, after a `label` of ours where there is one."""
    words = many_lines(text, "> ")
    return f"> *{one_line(label)}* {words}" if label else f"> {words}"


# -- What every sheet says -----------------------------------------------------------------------


def each(languages: Sequence[Language], message: str, **fields: object) -> Words:
    """Give a sentence in each of the `languages`."""
    return once([(language.tag, language.t(message, **fields)) for language in languages])


def once(words: Sequence[tuple[str, str]]) -> Words:
    """Give `words`, or the single text that is the same in all languages."""
    texts = {text for _, text in words}
    return (("", words[0][1]),) if len(texts) == 1 else tuple(words)


def day_of(bundle: Bundle) -> date | None:
    """Give the day on which everything was agreed; None when there were more days, or none."""
    days = {agreement.made_on for agreement in bundle.agreements}
    return days.pop() if len(days) == 1 else None


def dated(bundle: Bundle, languages: Sequence[Language], now: datetime) -> Words:
    """Give when it was agreed, or else the day on which it stood like this."""
    if made_on := day_of(bundle):
        sentences = [
            (language.tag, language.t(N_("Agreed on {day}"), day=language.day(made_on)))
            for language in languages
        ]
    else:
        today = now.date()
        sentences = [
            (language.tag, language.t(N_("As it was on {day}"), day=language.day(today)))
            for language in languages
        ]
    return once(sentences)


def rows(
    agreement: Agreement,
    people: Sequence[Person],
    languages: Sequence[Language],
    *,
    with_day: bool = False,
) -> Iterator[tuple[Words, Words]]:
    """Give the labels and the texts of what was filled in besides the words of an agreement.

    `with_day` gives the day on which it was agreed as well.
    """
    columns = [details(agreement, people, language) for language in languages]
    for same in zip(*columns, strict=True):
        tags = [language.tag for language in languages]
        yield (
            once([(tag, label) for tag, (label, _) in zip(tags, same, strict=True)]),
            once([(tag, text) for tag, (_, text) in zip(tags, same, strict=True)]),
        )
    if with_day and (made_on := agreement.made_on):
        yield each(languages, N_("Agreed on")), once([(x.tag, x.day(made_on)) for x in languages])


def spoken(languages: Sequence[Language]) -> tuple[Language, ...]:
    """Give the `languages` without doubles."""
    return tuple({language.tag: language for language in languages}.values())


# -- The sheet -----------------------------------------------------------------------------------


def sheet_markdown(
    bundles: Sequence[Bundle], languages: Sequence[Language], *, now: datetime
) -> str:
    """Give the agreement sheet as CommonMark, a sheet after the other for more pairs.

    In more than one language every label stands in each of them; people's own words stand once.
    """
    sheets = ("\n\n".join(_blocks(bundle, spoken(languages), now)) for bundle in bundles)
    return "\n\n---\n\n".join(sheets) + "\n"


def _blocks(bundle: Bundle, languages: Sequence[Language], now: datetime) -> Iterator[str]:
    agreed = _side_by_side(each(languages, N_("What we agreed")))
    yield f"# {one_line(bundle.title) or agreed}"
    yield " · ".join(one_line(person.name) for person in bundle.people)
    yield _side_by_side(dated(bundle, languages, now))
    if not bundle.agreements:
        yield _side_by_side(each(languages, N_("There is no agreement that holds at the moment.")))
        return
    for agreement in bundle.agreements:
        yield from agreement_blocks(
            agreement, bundle.people, languages, with_day=day_of(bundle) is None
        )
    yield _side_by_side(each(languages, N_("This is what we stand behind.")))
    on = _side_by_side(each(languages, N_("Date")))
    for person in bundle.people:
        yield f"{one_line(person.name)} {LINE} {on} {SHORT_LINE}"


def agreement_blocks(
    agreement: Agreement,
    people: Sequence[Person],
    languages: Sequence[Language],
    *,
    with_day: bool = False,
) -> Iterator[str]:
    """Give an agreement as blocks of Markdown: its own words, then what was filled in besides."""
    yield quoted(agreement.what)
    yield "\n".join(
        f"- **{_side_by_side(labels)}**: {_side_by_side(texts)}"
        for labels, texts in rows(agreement, people, languages, with_day=with_day)
    )


def _side_by_side(words: Words) -> str:
    return " / ".join(many_lines(text, "  ") for _, text in words)
