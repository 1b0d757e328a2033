"""Word lists: words to find a feeling or a need with, and example sentences to take over.

Both are data of a language, given by the caller. Nothing here is chosen for anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from unicodedata import normalize

import msgspec

from sessions.people import Setting

FOUND_MAX = 12
"""Words that a search shows at most."""


class Use(StrEnum):
    """What an example sentence is for (EVIDENCE: the source article, 6)."""

    WANT = "want"
    BOUNDARY = "boundary"
    REPEAT = "repeat"
    GUILT = "guilt"


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Words that belong together, under a title in their own language."""

    id: str
    title: str
    words: tuple[str, ...]


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """An example: a sentence to say aloud, and its parts for the slots."""

    setting: Setting
    use: Use
    say: str
    slots: Mapping[str, str]


def groups(document: Mapping[str, Any], sort: str) -> tuple[Group, ...]:
    """Give the groups of a sort, ``feelings`` or ``needs``."""
    return tuple(
        Group(id=group["group"], title=group["title"], words=tuple(group["words"]))
        for group in document.get(sort, ())
    )


def search(word_groups: Sequence[Group], typed: str) -> tuple[str, ...]:
    """Give the words with `typed` in them, those that begin with it first; accents are ignored."""
    wanted = _plain(typed)
    if not wanted:
        return ()
    words = [word for group in word_groups for word in group.words if wanted in _plain(word)]
    words.sort(key=lambda word: not _plain(word).startswith(wanted))
    return tuple(words[:FOUND_MAX])


def scripts(document: Mapping[str, Any], setting: Setting) -> tuple[Script, ...]:
    """Give the examples that fit a setting, in the order of the uses."""
    examples = [
        Script(
            setting=Setting(row["setting"]),
            use=Use(row["use"]),
            say=row["say"],
            slots=row["slots"],
        )
        for row in document.get("script", ())
    ]
    order = list(Use)
    fitting = [script for script in examples if script.setting is setting]
    return tuple(sorted(fitting, key=lambda script: order.index(script.use)))


def _plain(text: str) -> str:
    letters = normalize("NFD", text.casefold().strip())
    return "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f")
