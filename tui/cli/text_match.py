"""Whether what somebody typed is what stands there."""

from __future__ import annotations

from unicodedata import normalize

ID_MIN = 4
"""Characters of an id that a person has to type at least."""


def alike(text: str, other: str) -> bool:
    """Whether two texts are the same but for capitals, space, and how accents are written."""
    return _folded(text) == _folded(other)


def _folded(text: str) -> str:
    return " ".join(normalize("NFC", text).split()).casefold()


def begins(record_id: str, what: str) -> bool:
    """Whether `what` are the first characters of an id, and enough of them."""
    return len(what) >= ID_MIN and record_id.startswith(what.lower())
