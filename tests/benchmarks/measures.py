"""The measures by name, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.benchmarks.bench import Bench
from tests.benchmarks.command_measures import commands
from tests.benchmarks.figures import Row
from tests.benchmarks.screen_measures import cold, home, keys, waiting
from tests.benchmarks.store_measures import listing, saving, unlocking

MEASURES: Mapping[str, Callable[[Bench], list[Row]]] = {
    "home": home,
    "cold": cold,
    "keys": keys,
    "commands": commands,
    "saving": saving,
    "listing": listing,
    "unlocking": unlocking,
    "waiting": waiting,
}
