"""The recovery key on a page to print: one A4 that needs nothing else, with nothing of the rest."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date

import html5lib
import pytest
from pypdf import PdfReader

from sessions.export.base import Language
from sessions.export.recovery_page import recovery_html
from sessions.recovery_sheet import lines, open_with
from tests.export.sheets import BOTH, DUTCH, ENGLISH, HOSTILE
from tests.export.test_printed import A4, Printer, printer, squeezed

__all__ = ["printer"]

KEY = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345-6777"
MADE_ON = date(2026, 11, 22)
READERS = pytest.mark.parametrize("readers", [DUTCH, ENGLISH, BOTH], ids=["nl", "en", "both"])


def page(readers: Sequence[Language], folder: str = "tweespraak") -> str:
    """Give the page as it is written."""
    return recovery_html(KEY, readers, folder=folder, made_on=MADE_ON)


def words_of(html: str) -> str:
    """Give the words on it, as a browser reads them."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    body = root.find("body")
    assert body is not None
    return " ".join(" ".join(body.itertext()).split())


@READERS
def test_all_that_is_needed_stands_on_it(readers: Sequence[Language]) -> None:
    """What it is, of which folder, both lines with their checks, the day, what to do with it."""
    words = words_of(page(readers))
    for line in lines(KEY):
        assert squeezed(line) in squeezed(words)
    assert "tweespraak" in words
    for reader in readers:
        assert reader.long_day(MADE_ON) in words
        keep = "Keep it on paper, away from this computer, then delete this file."
        assert reader.t(keep) in words
        assert reader.t("Seal, backup and delete") in words


@READERS
def test_what_stands_on_it_opens(readers: Sequence[Language]) -> None:
    """Each line with its number and its check, typed one after another."""
    root = html5lib.parse(page(readers), namespaceHTMLElements=False)
    typed = " ".join("".join(line.itertext()) for line in root.iter("p") if _is_line(line))
    opened: list[str] = []
    for text in (typed, typed.lower()):
        open_with(text, lambda secret: opened.append(_must_be(secret)))
    assert opened == [KEY.replace("-", "")] * 2


def _is_line(element: object) -> bool:
    return "key" in str(getattr(element, "attrib", {}).get("class", "")).split()


def _must_be(secret: str) -> str:
    from sessions.errors import WrongPassphrase

    if secret != KEY.replace("-", ""):
        raise WrongPassphrase()
    return secret


@READERS
def test_it_is_strict_and_needs_nothing_else(readers: Sequence[Language]) -> None:
    """No address, no script, no file beside it; a browser may use its own style and no more."""
    html = page(readers)
    html5lib.HTMLParser(strict=True).parse(html)
    root = html5lib.parse(html, namespaceHTMLElements=False)
    assert {element.tag for element in root.iter()} & {
        "script",
        "img",
        "link",
        "iframe",
        "a",
    } == set()
    for element in root.iter():
        assert not set(element.attrib) & {"src", "href", "style", "onload"}
    assert not re.search(r"https?:|//|url\(|@import", html)
    assert "default-src 'none'" in re.sub("&#x27;", "'", html)


@pytest.mark.parametrize("name", [*HOSTILE, "/home/kim/tweespraak", ""])
def test_the_name_of_the_folder_is_text(name: str) -> None:
    """Whatever a folder is called, nothing of it is taken for a mark."""
    html = page(DUTCH, name)
    html5lib.HTMLParser(strict=True).parse(html)
    assert html.count("<script") == html.count("<img") == html.count("<!--") == 0
    assert "\x1b" not in html


@pytest.mark.long
@READERS
def test_it_is_one_page_of_paper(printer: Printer, readers: Sequence[Language]) -> None:
    """In two languages too, and the lines of the key are whole on it."""
    pdf = PdfReader(io.BytesIO(printer(page(readers, "een map met een heel lange naam " * 6))))
    assert len(pdf.pages) == 1
    box = pdf.pages[0].mediabox
    assert (round(box.width), round(box.height)) == A4
    text = pdf.pages[0].extract_text()
    for line in lines(KEY):
        assert any(squeezed(line) in squeezed(row) for row in text.splitlines())
