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


def write_json(document: object) -> None:
    """Write JSON, which is UTF-8 wherever it goes."""
    import json

    text = json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())


def _plain(value: object) -> str:
    from datetime import date

    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
