"""The words for what was closed without its owner's phrase at hand (THREATS: 3)."""

from __future__ import annotations

from sessions.text import N_

UNMARKED = N_("written without your phrase")

WHAT_UNMARKED_IS = N_(
    "“Written without your phrase”: before you had one, with an earlier version, or by somebody "
    "else. You know what you wrote."
)
