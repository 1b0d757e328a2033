"""How well the hints do: ``python -m tests.hints`` prints it, with `-v` the sentences they miss.

Two sets a language: the examples with which the rules were made, and fresh ones that were written
without the rules at hand, and were never used to mend them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

import locales
from sessions.wording import Score, examples, read_rules, score

SETS = ("wording-examples", "wording-fresh")
PRECISION, RECALL = 0.95, 0.8
"""What they must reach at least on the examples."""

FRESH_PRECISION, FRESH_RECALL = 0.92, 0.8
"""And on sentences that nobody had in mind when the rules were made."""


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
