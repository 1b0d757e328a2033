"""What somebody means by a NAME: a conversation, an agreement, a person or two people.

In one way for every command: by the first characters of its number, else by its whole name, else
by words of it. One candidate is enough, and with several nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec

from sessions.people import Person
from sessions.summary import AgreementSummary, Summary, comparable, current_agreements
from sessions.text import is_empty
from tui.cli.text_match import alike, begins
from tui.language.language import Language
from tui.language.titles import title_of

_Thing = TypeVar("_Thing")


class Candidate(msgspec.Struct, Generic[_Thing], frozen=True):
    """Something that may be meant. `words` are those by which it is found, beside its name."""

    thing: _Thing
    number: str
    name: str
    words: str = ""


def meant(
    candidates: Sequence[Candidate[_Thing]], what: str, *, whole_words: bool = False
) -> list[_Thing]:
    """Give what `what` may mean; `whole_words` for what must not be taken for something like it."""
    if is_empty(what):
        return []  # as from a script with a name that was never set
    wanted = comparable(what).split()

    def has_words(candidate: Candidate[_Thing]) -> bool:
        text = comparable(f"{candidate.name} {candidate.words}")
        there = text.split() if whole_words else text
        return all(word in there for word in wanted)

    ways: tuple[Callable[[Candidate[_Thing]], bool], ...] = (
        lambda candidate: begins(candidate.number, what.strip()),
        lambda candidate: alike(candidate.name, what),
        has_words,
    )
    for fits in ways:
        matching = [candidate.thing for candidate in candidates if fits(candidate)]
        if matching:
            return matching
    return []


def conversations_meant(summaries: Sequence[Summary], what: str, speaks: Language) -> list[Summary]:
    """Give the conversations: by their subject, and words of it, of agreements, or of names."""
    candidates = []
    for summary in summaries:
        title = title_of(summary.title, summary.pattern, speaks)
        words = " ".join((*summary.names, *(promise.what for promise in summary.promises)))
        candidates.append(Candidate(summary, summary.id, title, words))
    return meant(candidates, what)


def agreements_standing(summaries: Sequence[Summary]) -> list[tuple[Summary, AgreementSummary]]:
    """Give every agreement that stands, with the conversation that holds it."""
    current = current_agreements(summaries)
    return [(holder, promise) for holder, promise in current if promise.ended is None]


def agreements_meant(
    standing: Sequence[tuple[Summary, AgreementSummary]], what: str, speaks: Language
) -> list[tuple[Summary, AgreementSummary]]:
    """Give the agreements: by their words, else by the conversation that holds them.

    Not by the name of somebody: what is said to be theirs may be meant for their diary alone.
    """
    itself = [Candidate((holder, it), it.id, it.what) for holder, it in standing]
    by_talk = [
        Candidate((holder, it), holder.id, title_of(holder.title, holder.pattern, speaks))
        for holder, it in standing
    ]
    return meant(itself, what) or meant(by_talk, what)


def people_meant(people: Sequence[Person], what: str) -> list[Person]:
    """Give the people: by their name, or by whole words of it, as a diary is one person's alone."""
    candidates = [Candidate(person, person.id, person.name) for person in people]
    return meant(candidates, what, whole_words=True)


def pairs_meant(names: Mapping[str, str], what: str) -> list[str]:
    """Give the ids of the pairs in `names`, by both their names or some of them."""
    return meant([Candidate(pair, pair, name) for pair, name in names.items()], what)
