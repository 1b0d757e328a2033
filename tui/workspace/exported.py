"""What left in a calendar: kept by name, so that the next one takes out what is gone, and no more.

The names are those of events: the id of an agreement and a part of it, no word of anybody.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from sessions.export.base import Bundle
from sessions.text import N_
from tui.language.language import Language
from tui.workspace.settings import Settings

CALENDAR = "calendar"
"""The form of which it is kept."""

NOT_KEPT = N_(
    "Which days went into your calendar could not be kept this time. When an agreement ends, take "
    "its days out of your calendar yourselves."
)
"""What is said when the folder is open elsewhere, or is only read."""


def exported(settings: Settings) -> dict[str, frozenset[str]]:
    """Give by pair the names of the events that left in a calendar before."""
    return {pair: frozenset(names.split()) for pair, names in settings.in_calendar.items()}


def with_exported(settings: Settings, bundles: Sequence[Bundle], language: Language) -> Settings:
    """Give the settings after a calendar of these bundles has left."""
    from sessions.export.calendar import names_of

    names = exported(settings)
    for bundle in bundles:
        names[bundle.pair] = names.get(bundle.pair, frozenset()) | names_of(bundle, language)
    return replace(
        settings,
        in_calendar={pair: " ".join(sorted(known)) for pair, known in names.items() if known},
    )
