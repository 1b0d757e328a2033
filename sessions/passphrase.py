"""What a passphrase may be, and when it is short."""

from __future__ import annotations

import unicodedata

from sessions.text import N_

MAX = 1024
"""Characters in a passphrase; nobody types more, and a file with more is another file."""


SHORT = 12
"""Characters below which a passphrase is called short. It is said, and not refused."""


def is_short(phrase: str) -> bool:
    """Whether a phrase keeps out a glance, but not somebody who lets a computer guess."""
    plain = unicodedata.normalize("NFKC", phrase).strip()
    return len(plain) < SHORT or plain.isdecimal()


SHORT_WORDS = N_(
    "That is short. It keeps out a glance, but a computer guesses it quickly. "
    "Four words in a row are better."
)
