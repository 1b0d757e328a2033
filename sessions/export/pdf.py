"""The agreement sheet as a PDF, made of the page that prints."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from contextlib import redirect_stdout
from html import unescape

from sessions import errors

PAGE_MAX = 500_000
"""Characters of a page at most, some 250 sheets of paper: half a minute of work."""

RUN_MAX = 200
"""Characters in a row without a space, more than the widest line has."""

_WORDS = re.compile(r">[^<]+")
_RUN = re.compile(rf"\S{{{RUN_MAX + 1},}}")
_LETTER = re.compile(r"&[#0-9A-Za-z]{1,12};|.", re.DOTALL)
_JOINERS = frozenset("\u200c\u200d")


def sheet_pdf(html: str) -> bytes:
    """Give the page `html` as a PDF, with the tags that a screen reader follows.

    Nothing is fetched, from the network or from this computer. Raises `PdfTooLong`, or `PdfMissing`
    when WeasyPrint or the library that it draws text with is not there.
    """
    if (count := len(unescape(html))) > PAGE_MAX:
        raise errors.PdfTooLong(count=count, most=PAGE_MAX)
    try:
        # What it misses it prints, on a terminal that shows a conversation.
        with redirect_stdout(io.StringIO()):
            from weasyprint import HTML, LOGGER
            from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as problem:
        raise errors.PdfMissing() from problem
    # It would note every letter that no font has, one by one: people's words, and much work.
    LOGGER.setLevel(logging.CRITICAL)
    nothing = URLFetcher(allowed_protocols=())
    head, body, words = html.partition("<body>")
    page = head + body + _WORDS.sub(lambda match: in_lines(match[0]), words)
    made: bytes = HTML(string=page, url_fetcher=nothing).write_pdf(pdf_tags=True)
    return made


def in_lines(words: str) -> str:
    """Give words of a page with an end of line here and there in what has no space.

    The library sets all that is left of a word again for each line of it: 20,000 letters in every
    field took half a minute. A sign that is made of several (a family, a flag) stays whole.
    """
    return _RUN.sub(_broken, words)


def _broken(run: re.Match[str]) -> str:
    parts, before, count, flags = list[str](), "", 0, 0
    for letter in _LETTER.findall(run[0]):
        if count >= RUN_MAX and not (flags % 2 and _is_flag(letter)) and not _joins(before, letter):
            parts.append("\n")
            count = 0
        flags = flags + 1 if _is_flag(letter) else 0
        parts.append(letter)
        before, count = letter, count + 1
    return "".join(parts)


def _is_flag(letter: str) -> bool:
    """Whether it is half of the flag of a country."""
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _joins(before: str, letter: str) -> bool:
    """Whether two belong to what people see as one."""
    if before in _JOINERS or letter in _JOINERS:
        return True
    if len(letter) > 1:  # a letter that HTML has a name for
        return False
    is_tone, is_tag = "\U0001f3fb" <= letter <= "\U0001f3ff", "\U000e0020" <= letter <= "\U000e007f"
    return is_tone or is_tag or unicodedata.category(letter).startswith("M")
