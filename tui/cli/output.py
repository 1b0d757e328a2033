"""How the command line writes: data to standard output, talk to standard error."""

from __future__ import annotations

import sys

from sessions.text import clean_line

TITLE_MAX = 60
"""Characters of a subject in a list."""


def say(sentence: str) -> None:
    """Say something to the person; what is asked for goes to standard output, talk does not."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def short_line(text: str, most: int) -> str:
    """Give `text` on one line of at most `most` characters."""
    line = clean_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def write_json(document: object, *, is_long: bool = False) -> None:
    """Write JSON, which is UTF-8 wherever it goes; a document that `is_long` holds no moments."""
    blob = long_json(document) if is_long else short_json(document)
    sys.stdout.flush()
    sys.stdout.buffer.write(blob + b"\n")


def short_json(document: object) -> bytes:
    """Give `document` as JSON."""
    import json

    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain).encode()


def long_json(document: object) -> bytes:
    """Give the same text as `short_json`, in a twentieth of the time."""
    import msgspec  # takes longer to import than a short document to write

    return msgspec.json.format(msgspec.json.encode(document), indent=2)


def _plain(value: object) -> str:
    from datetime import date

    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
