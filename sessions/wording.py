"""Wording: gentle hints about words that make the other defend themself, by rules that explain.

The rules of a language are data; who calls hands them in. A hint is shown to the writer alone, it
never blocks, and it is not kept (EVIDENCE: what users of nearby systems complain about).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

TEXT_MAX = 2000
"""Characters that are looked at: nobody reads hints about a text longer than that."""

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
_LIST = re.compile(r"\{([a-z_]+)\}")


class Where(msgspec.Struct, frozen=True):
    """Patterns that hold in some slots; in all of them when `slots` is empty."""

    match: tuple[re.Pattern[str], ...]
    slots: frozenset[str] = frozenset()
    unless: tuple[re.Pattern[str], ...] = ()
    """What makes it fine after all: looked for in the same sentence."""

    def holds_in(self, slot: str) -> bool:
        """Whether it is looked for in `slot`."""
        return not self.slots or slot in self.slots


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of wording: what it looks for, why, and a way to say it otherwise."""

    id: str
    why: str
    otherwise: str
    source: str
    where: tuple[Where, ...] = msgspec.field(default_factory=tuple)


class Hint(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule found: the words themselves, at `start` in the text."""

    rule: Rule
    words: str
    start: int

    @property
    def key(self) -> tuple[str, str]:
        """What somebody leaves as it is: the same words by the same rule are not said again."""
        return self.rule.id, self.words.casefold()


def read_rules(document: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Give the rules in a document; ``{name}`` in a pattern stands for a list in it.

    Raises ValueError for a list that is not there, and `re.error` for a pattern that is none.
    """
    lists = {name: _alternation(words) for name, words in document.get("lists", {}).items()}
    return tuple(
        Rule(
            id=rule["id"],
            why=rule["why"],
            otherwise=rule["otherwise"],
            source=rule["source"],
            where=tuple(
                Where(
                    match=_compiled(place["match"], lists),
                    slots=frozenset(place.get("slots", ())),
                    unless=_compiled((*rule.get("unless", ()), *place.get("unless", ())), lists),
                )
                for place in rule["where"]
            ),
        )
        for rule in document["rules"]
    )


def hints(text: str, slot: str, rules: Sequence[Rule]) -> tuple[Hint, ...]:
    """Give what the rules find in `text`, typed in `slot`: one hint a rule at most, in order."""
    plain = text[:TEXT_MAX].translate(_QUOTES)
    found: dict[str, Hint] = {}
    for sentence in _SENTENCE.finditer(plain):
        for rule in rules:
            if rule.id in found:
                continue
            match = next(_matches(sentence[0], slot, rule), None)
            if match is not None:
                start = sentence.start() + match.start()
                matched = text[start : start + len(match[0])]
                start += len(matched) - len(matched.lstrip())
                found[rule.id] = Hint(rule=rule, words=matched.strip(), start=start)
    return tuple(sorted(found.values(), key=lambda hint: hint.start))


def _matches(sentence: str, slot: str, rule: Rule) -> Iterator[re.Match[str]]:
    for where in rule.where:
        if not where.holds_in(slot):
            continue
        if any(exception.search(sentence) for exception in where.unless):
            continue
        for pattern in where.match:
            yield from pattern.finditer(sentence)


def _alternation(words: Sequence[str] | str) -> str:
    if isinstance(words, str):
        return f"(?:{words})"
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


def _compiled(patterns: Sequence[str], lists: Mapping[str, str]) -> tuple[re.Pattern[str], ...]:
    def put(name: re.Match[str]) -> str:
        if name[1] not in lists:
            raise ValueError(f"there is no list {name[1]!r}")
        return lists[name[1]]

    return tuple(
        re.compile(_LIST.sub(put, _LIST.sub(put, pattern)), re.IGNORECASE) for pattern in patterns
    )
