"""Wording: gentle hints about words that make the other defend themself, by rules that explain.

The rules of a language are data, given by the caller. A hint is shown to the writer alone, it
never blocks, and it is not kept (EVIDENCE: what users of nearby systems complain about).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

TEXT_MAX = 2000
"""Characters of a text that are searched: nobody reads hints about a longer text."""

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
_LIST = re.compile(r"\{([a-z_]+)\}")


class Where(msgspec.Struct, frozen=True):
    """Patterns that hold in some slots; in all of them when `slots` is empty."""

    match: tuple[re.Pattern[str], ...]
    slots: frozenset[str] = frozenset()
    unless: tuple[re.Pattern[str], ...] = ()
    """The exceptions, searched in the same sentence."""

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
    """The words that a rule matches, at `start` in the text."""

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
                    match=_compiled(where["match"], lists),
                    slots=frozenset(where.get("slots", ())),
                    unless=_compiled((*rule.get("unless", ()), *where.get("unless", ())), lists),
                )
                for where in rule["where"]
            ),
        )
        for rule in document["rules"]
    )


def hints(text: str, slot: str, rules: Sequence[Rule]) -> tuple[Hint, ...]:
    """Give the hints on `text`, typed in `slot`, in order: at most one for each rule."""
    plain = text[:TEXT_MAX].translate(_QUOTES)
    hint_of: dict[str, Hint] = {}
    for sentence in _SENTENCE.finditer(plain):
        for rule in rules:
            if rule.id in hint_of:
                continue
            match = next(_matches(sentence[0], slot, rule), None)
            if match is not None:
                start = sentence.start() + match.start()
                words = text[start : start + len(match[0])]
                start += len(words) - len(words.lstrip())
                hint_of[rule.id] = Hint(rule=rule, words=words.strip(), start=start)
    return tuple(sorted(hint_of.values(), key=lambda hint: hint.start))


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


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence with which the rules are tried: `rule` is empty where none should speak."""

    text: str
    slot: str
    rule: str = ""


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """How well the rules did on some examples."""

    hit: int
    missed: tuple[Example, ...]
    wrong: tuple[tuple[Example, Hint], ...]
    by_rule: Mapping[str, tuple[int, int]]
    """By rule: how many it was named for, of how many."""

    @property
    def precision(self) -> float:
        """The precision: the share of the hints that were right."""
        return self.hit / max(1, self.hit + len(self.wrong))

    @property
    def recall(self) -> float:
        """The recall: the share of the sentences that should get a hint and did."""
        return self.hit / max(1, self.hit + len(self.missed))


def examples(document: Mapping[str, Any]) -> tuple[Example, ...]:
    """Give the examples in a document: what must get a hint, and what must not."""
    return (
        *(
            Example(text=row["text"], slot=row["slot"], rule=row["rule"])
            for row in document["must"]
        ),
        *(Example(text=row["text"], slot=row["slot"]) for row in document["fine"]),
    )


def score(cases: Sequence[Example], rules: Sequence[Rule]) -> Score:
    """Give how the rules do on these examples."""
    missed: list[Example] = []
    wrong: list[tuple[Example, Hint]] = []
    named: dict[str, list[int]] = {rule.id: [0, 0] for rule in rules}
    hit = 0
    for case in cases:
        got = hints(case.text, case.slot, rules)
        if not case.rule:
            wrong += [(case, got[0])] if got else []
            continue
        named[case.rule][1] += 1
        named[case.rule][0] += any(hint.rule.id == case.rule for hint in got)
        if got:
            hit += 1
        else:
            missed.append(case)
    by_rule = {name: (right, many) for name, (right, many) in named.items()}
    return Score(hit=hit, missed=tuple(missed), wrong=tuple(wrong), by_rule=by_rule)
