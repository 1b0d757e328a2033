"""How well the hints do: ``python -m tests.hints`` prints it, with `-v` the sentences they miss.

Two sets a language: the examples with which the rules were made, and fresh ones that were written
without the rules at hand, and were never used to mend them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

import locales
from sessions.wording import Hint, Rule, hints, read_rules

SETS = ("wording-examples", "wording-fresh")
PRECISION, RECALL = 0.95, 0.8
"""What they must reach at least on the examples."""

FRESH_PRECISION, FRESH_RECALL = 0.92, 0.8
"""And on sentences that nobody had in mind when the rules were made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence with which the rules are tried: `rule` is empty where none should speak."""

    text: str
    slot: str
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well the rules did on some examples."""

    hit: int
    missed: tuple[Example, ...]
    wrong: tuple[tuple[Example, Hint], ...]
    by_rule: Mapping[str, tuple[int, int]]
    """By rule: how many it was named for, of how many."""

    @property
    def precision(self) -> float:
        """Of the sentences that got a hint, the part that should."""
        return self.hit / max(1, self.hit + len(self.wrong))

    @property
    def recall(self) -> float:
        """Of the sentences that should get one, the part that did."""
        return self.hit / max(1, self.hit + len(self.missed))


def examples(document: Mapping[str, Any]) -> tuple[Example, ...]:
    """Give the examples in a document: what must get a hint, and what must not."""
    return (
        *(
            Example(text=example["text"], slot=example["slot"], rule=example["rule"])
            for example in document["must"]
        ),
        *(Example(text=example["text"], slot=example["slot"]) for example in document["fine"]),
    )


def score(examples: Sequence[Example], rules: Sequence[Rule]) -> Score:
    """Give how the rules do on these examples."""
    missed: list[Example] = []
    wrong: list[tuple[Example, Hint]] = []
    named: dict[str, list[int]] = {rule.id: [0, 0] for rule in rules}
    hit = 0
    for example in examples:
        got = hints(example.text, example.slot, rules)
        if not example.rule:
            wrong += [(example, got[0])] if got else []
            continue
        named[example.rule][1] += 1
        named[example.rule][0] += any(hint.rule.id == example.rule for hint in got)
        if got:
            hit += 1
        else:
            missed.append(example)
    by_rule = {name: (right, many) for name, (right, many) in named.items()}
    return Score(hit=hit, missed=tuple(missed), wrong=tuple(wrong), by_rule=by_rule)


def measured(tag: str, name: str) -> Score:
    """Give how the rules of a language do on one of its sets."""
    rules = read_rules(locales.data(tag, "wording"))
    return score(examples(locales.data(tag, name)), rules)


def _rows() -> Iterator[tuple[str, str, Score]]:
    for tag in locales.languages():
        for name in SETS:
            yield tag, name, measured(tag, name)


def main() -> None:
    """Print the table."""
    table = Table("language", "set", "must", "fine", "precision", "recall")
    console = Console()
    for tag, name, measured in _rows():
        examples = locales.data(tag, name)
        table.add_row(
            tag,
            name,
            str(len(examples["must"])),
            str(len(examples["fine"])),
            f"{measured.precision:.3f}",
            f"{measured.recall:.3f}",
        )
        if "-v" in sys.argv:
            for example in measured.missed:
                console.print(f"missed  {tag}  {example.rule}: {example.text}", markup=False)
            for example, hint in measured.wrong:
                line = f"wrong   {tag}  {hint.rule.id} “{hint.words}”: {example.text}"
                console.print(line, markup=False)
    console.print(table)


if __name__ == "__main__":
    main()
