"""The sheet on paper: a real browser and WeasyPrint print it, and the pages are read back."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from pypdf import PdfReader

from sessions import errors
from sessions.export.base import Bundle, Language, details
from sessions.export.html import sheet_html
from sessions.export.pdf import PAGE_MAX, in_lines, sheet_pdf
from sessions.text import ANSWER_MAX
from tests.export.sheets import BOTH, DUTCH, HOSTILE, NOW, bundle, full, small

pytestmark = pytest.mark.long

Printer = Callable[[str], bytes]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

A4 = (595, 842)
"""The width and the height of the paper, in points."""

LANGUAGES = {"nl": DUTCH, "both": BOTH}


@pytest.fixture(params=["browser", "weasyprint"])
def printer(request: pytest.FixtureRequest, tmp_path: Path) -> Printer:
    """Give both ways to print, one after the other."""
    if request.param == "weasyprint":
        return sheet_pdf
    return lambda html: by_browser(html, tmp_path)


def by_browser(html: str, folder: Path) -> bytes:
    """Give the page as Chromium prints it, with a profile of its own."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert browser, f"Chromium is needed to see how a sheet prints; install one of {BROWSERS}."
    page, paper = folder / "sheet.html", folder / "sheet.pdf"
    page.write_text(html, encoding="utf-8")
    ran = subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            f"--user-data-dir={folder / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={paper}",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert paper.is_file(), ran.stderr
    return paper.read_bytes()


def many(count: int) -> Bundle:
    """Give that many full agreements."""
    return bundle(*(full(place) for place in range(count)))


def printed(
    printer: Printer, sheet: Bundle, languages: Sequence[Language]
) -> tuple[PdfReader, str]:
    """Give the sheet on paper, and the text on all its pages without any space."""
    pdf = PdfReader(io.BytesIO(printer(sheet_html([sheet], languages, now=NOW))))
    return pdf, squeezed(" ".join(page.extract_text() for page in pdf.pages))


def squeezed(text: str) -> str:
    """Give `text` without space: where a line breaks is no part of the words."""
    return re.sub(r"\s+", "", text)


def assert_all_there(text: str, sheet: Bundle, languages: Sequence[Language]) -> None:
    """Every word and every detail of every agreement is on the paper, and a line for each name."""
    for agreement in sheet.agreements:
        assert text.count(squeezed(agreement.what)) >= 1
        for spoken in languages:
            for label, words in details(agreement, sheet.people, spoken):
                assert squeezed(label) in text
                assert squeezed(words) in text
    assert text.count("Kim") >= 2


@pytest.mark.parametrize("languages", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_an_ordinary_sheet_is_one_page(
    printer: Printer, count: int, languages: Sequence[Language]
) -> None:
    """Up to four agreements with everything filled in are one page of A4, with all that is said."""
    pdf, text = printed(printer, many(count), languages)
    assert len(pdf.pages) == 1
    box = pdf.pages[0].mediabox
    assert (round(box.width), round(box.height)) == A4
    assert_all_there(text, many(count), languages)


@pytest.mark.parametrize("languages", LANGUAGES.values(), ids=LANGUAGES)
def test_a_long_sheet_takes_more_pages_and_loses_nothing(
    printer: Printer, languages: Sequence[Language]
) -> None:
    """Twenty agreements: each stands whole on one page, and the names are on the last."""
    twenty = bundle(*(full(place, what=f"Dit is afspraak nummer {place}.") for place in range(20)))
    pdf, text = printed(printer, twenty, languages)
    assert 4 < len(pdf.pages) < 12
    assert_all_there(text, twenty, languages)
    assert text.count(squeezed(full(0).stop)) == 20
    pages = [squeezed(page.extract_text()) for page in pdf.pages]
    for agreement in twenty.agreements:
        (place,) = [at for at, told in enumerate(pages) if squeezed(agreement.what) in told]
        after = pages[place].split(squeezed(agreement.what))[1]
        assert squeezed(details(agreement, twenty.people, languages[0])[-1][1]) in after
    assert "Kim" in pages[-1]
    assert f"2/{len(pages)}" in pages[1]


def test_more_pairs_begin_on_pages_of_their_own(printer: Printer) -> None:
    """A sheet is taken home by the people whose it is, and by nobody else."""
    two = [bundle(small()), bundle(small(what="Om de beurt bellen"), pair="b" * 32)]
    pdf = PdfReader(io.BytesIO(printer(sheet_html(two, DUTCH, now=NOW))))
    first, second = (squeezed(page.extract_text()) for page in pdf.pages)
    assert "Samenkoken" in first
    assert "Samenkoken" not in second
    assert "Omdebeurtbellen" in second


@pytest.mark.parametrize(
    "words",
    [words for words in HOSTILE if words.isprintable() and words.isascii() and len(words) < 1000],
)
def test_words_come_out_of_the_printer_as_words(printer: Printer, words: str) -> None:
    """What somebody typed is on the paper to the letter, however odd."""
    pdf, text = printed(printer, bundle(full(0, what=words)), DUTCH)
    assert squeezed(words) in text
    assert len(pdf.pages) == 1


def test_words_of_many_pages_lose_no_letter(printer: Printer) -> None:
    """As much as fits in one answer goes on from page to page."""
    words = "woord " * (ANSWER_MAX // 6)
    pdf, text = printed(printer, bundle(full(0, what=words, stop="")), DUTCH)
    plain = bundle(full(0, what="", stop=""))
    _, besides = printed(printer, plain, DUTCH)
    assert text.count("oo") - besides.count("oo") == words.count("oo")
    assert 3 < len(pdf.pages) < 12


def test_the_pdf_says_what_it_is_and_nothing_of_anybody() -> None:
    """It has its title, its language and tags for a reading voice; no author, and no moment."""
    pdf, _ = printed(sheet_pdf, many(1), BOTH)
    told: dict[str, object] = dict(pdf.metadata or {})
    assert told["/Title"] == "De avonden in de week"
    assert not {"/Author", "/Creator", "/CreationDate", "/ModDate", "/Subject"} & told.keys()
    root: dict[str, Any] = pdf.root_object
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root


def test_the_same_sheet_makes_the_same_pdf() -> None:
    """Somebody who keeps both can see that nothing was changed."""
    html = sheet_html([many(2)], BOTH, now=NOW)
    assert sheet_pdf(html) == sheet_pdf(html)


def test_a_pdf_fetches_nothing(tmp_path: Path) -> None:
    """Not even from this computer: a page that asks for a file gets none."""
    style = tmp_path / "style.css"
    style.write_text("p { display: none }")
    html = f'<link rel="stylesheet" href="{style.as_uri()}"><p>woorden</p>'
    pdf = PdfReader(io.BytesIO(sheet_pdf(html)))
    assert "woorden" in pdf.pages[0].extract_text()


# -- What takes long ------------------------------------------------------------------------------

FAMILY = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
WITHOUT_SPACE = {
    "letters": "x",
    "ampersands": "&",
    "emoji": "\N{WOMAN}",
    "one endless emoji": "\N{WOMAN}\u200d",
    "families": FAMILY,
    "hearts on fire": "\N{HEAVY BLACK HEART}\ufe0f\u200d\N{FIRE}",
    "flags": "\N{REGIONAL INDICATOR SYMBOL LETTER N}\N{REGIONAL INDICATOR SYMBOL LETTER L}",
    "thumbs": "\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}",
    "letters with marks": "e\u0301\u0323",
    "flags of tags": "\N{WAVING BLACK FLAG}\U000e0067\U000e0062\U000e007f",
}
"""What stands in a row without a space, as it is pasted or held down."""

FIELDS = ("what", "when", "often", "when_if", "then", "see", "stop")


def _seconds(words: str) -> float:
    """Give how long a PDF takes with these words in every field, of the processor."""
    began = process_time()
    filled: dict[str, Any] = dict.fromkeys(FIELDS, words[:ANSWER_MAX])
    sheet_pdf(sheet_html([bundle(full(**filled))], DUTCH, now=NOW))
    return process_time() - began


@pytest.mark.parametrize("name", WITHOUT_SPACE)
def test_what_has_no_space_takes_no_longer_than_words(name: str) -> None:
    """Of letters, or of 50 KB of joined emoji in every field, a PDF comes as soon as of words."""
    words = _seconds("woord " * ANSWER_MAX)
    assert _seconds(WITHOUT_SPACE[name] * ANSWER_MAX) < 6 * words  # it was up to 27 times as long


@pytest.mark.parametrize("name", WITHOUT_SPACE)
def test_no_sign_is_broken(name: str) -> None:
    """An end of line stands between two of them, never inside; nothing else is changed."""
    sign = escape(WITHOUT_SPACE[name])
    lines = in_lines(f">{sign * 1000}").split("\n")
    assert "".join(lines) == f">{sign * 1000}"
    assert all(not line.replace(sign, "") for line in (lines[0][1:], *lines[1:]))
    assert len(lines) > 1 or name == "one endless emoji"
    assert in_lines(">woord " * 1000) == ">woord " * 1000


def test_what_would_take_minutes_is_refused_with_a_sentence() -> None:
    """Of a book there is no PDF; it says so at once."""
    agreements = (full(place, what="woord " * 3_333, see="x" * 20_000) for place in range(20))
    with pytest.raises(errors.PdfTooLong) as caught:
        sheet_pdf(sheet_html([bundle(*agreements)], DUTCH, now=NOW))
    assert caught.value.fields["most"] == PAGE_MAX
