"""What the files in a backup are called, for people: by what they are, and not by their path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sessions.text import N_

if TYPE_CHECKING:
    from tui.language.language import Language

_SAYS = (
    (
        re.compile(r"conversations/[0-9a-f]{2}/([0-9a-f]{8})[0-9a-f]{24}\.tdb(\.bak)?"),
        N_("a conversation, number {number}"),
    ),
    (
        re.compile(r"diary/([0-9a-f]{8})[0-9a-f]{24}\.tdb(\.bak)?"),
        N_("a diary, number {number}"),
    ),
    (
        re.compile(r"(pairs)\.tdb(\.bak)?"),
        N_("your names, and what belongs with them"),
    ),
    (
        re.compile(r"damaged/([0-9A-Za-z]{1,8})[0-9A-Za-z._-]*"),
        N_("what was set aside before, number {number}"),
    ),
)


def said_of_member(reader: Language, name: str) -> str:
    """Give in words what a file of a backup is; the subject of a conversation stays what it is."""
    for path, sentence in _SAYS:
        match = path.fullmatch(name)
        if match is not None:
            return reader.t(sentence, number=match[1])
    return name
