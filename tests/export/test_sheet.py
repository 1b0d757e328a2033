"""The agreement sheet as Markdown and as HTML: its parts, its languages, words that stay words."""

from __future__ import annotations

import builtins
import re
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import timedelta
from hashlib import sha256
from types import ModuleType
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from sessions import errors
from sessions.export.base import Bundle, Language, details
from sessions.export.html import STYLE, sheet_html
from sessions.export.markdown import many_lines, one_line, quoted, sheet_markdown
from sessions.export.pdf import sheet_pdf
from sessions.text import clean, clean_line
from tests.export.sheets import (
    BOTH,
    DUTCH,
    ENGLISH,
    HOSTILE,
    KIM,
    NOW,
    SAM,
    TODAY,
    bundle,
    full,
    small,
)

LANGUAGES = {"nl": DUTCH, "en": ENGLISH, "both": BOTH}


def page(one: Bundle, languages: Sequence[Language] = DUTCH) -> Element:
    """Give the page as a browser would read it."""
    found: Element = html5lib.parse(
        sheet_html([one], languages, now=NOW), namespaceHTMLElements=False
    )
    return found


def text_of(element: Element) -> str:
    """Give all that can be read in `element`, to the letter."""
    return "".join(element.itertext())


def of_class(root: Element, name: str) -> list[Element]:
    """Give the elements of that class."""
    return [one for one in root.iter() if name in one.get("class", "").split()]


def tokens(text: str) -> list[Token]:
    """Give what a reader of Markdown makes of `text`, with tables and struck out words."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def inside(found: Sequence[Token]) -> Iterator[Token]:
    """Give what stands within the blocks."""
    for one in found:
        yield from one.children or ()


def shape(found: Sequence[Token]) -> list[str]:
    """Give the structure without the words."""
    return [one.type for one in found] + [
        one.type for one in inside(found) if one.type not in ("text", "hardbreak")
    ]


def read(found: Sequence[Token]) -> str:
    """Give the words without the structure."""
    return "".join("\n" if one.type == "hardbreak" else one.content for one in inside(found))


def as_typed(text: str) -> str:
    """Give what is left of somebody's words on paper: clean, without space around a line."""
    return "\n".join(line.strip() for line in clean(text).strip().split("\n"))


# -- Markdown ------------------------------------------------------------------------------------


def test_the_markdown_sheet_has_its_parts() -> None:
    """A subject, names, a day, each agreement in its own words with details, and lines to sign."""
    found = tokens(sheet_markdown([bundle(full(0), full(1))], ENGLISH, now=NOW))
    kinds = [token.type for token in found]
    assert kinds.count("heading_open") == 1
    assert kinds.count("blockquote_open") == 2
    assert kinds.count("list_item_open") == 20
    blocks = [token.content for token in found if token.type == "inline"]
    assert blocks[:3] == [
        "De avonden in de week",
        "Kim · Sam",
        "Agreed on Sunday, November 22, 2026",
    ]
    assert blocks[3] == full(0).what
    assert "**Look back**: Sunday, December 20, 2026 at 20:30" in blocks
    assert [re.sub("_+", "_", block) for block in blocks[-2:]] == ["Kim _ Date _", "Sam _ Date _"]
    assert {one.type for one in inside(found)} == {"text", "strong_open", "strong_close"}


def test_without_a_subject_the_sheet_has_a_title_of_ours() -> None:
    """All agreements of two people are about more than one subject."""
    assert sheet_markdown([bundle(title="")], ENGLISH, now=NOW).startswith("# What we agreed\n")
    (title,) = page(bundle(title=""), ENGLISH).iter("h1")
    assert text_of(title) == "What we agreed"


def test_both_languages_stand_and_own_words_stand_once() -> None:
    """Labels and days in the one language and then the other; nobody's words are repeated."""
    agreement = full(0)
    told = sheet_markdown([bundle(agreement)], BOTH, now=NOW)
    for label in ("Wie / Who", "Wanneer / When", "Terugkijken / Look back"):
        assert f"- **{label}**: " in told
    assert "zondag 20 december 2026 om 20:30 / Sunday, December 20, 2026 at 20:30" in told
    for words in (agreement.what, agreement.when, agreement.see, agreement.stop):
        assert told.count(words) == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_never_markdown(words: str) -> None:
    """Whatever somebody typed, the sheet is built as it is with plain words, and shows theirs."""
    plain = bundle(full(0, what="w", when="w", see="w"), title="w", people=(KIM, SAM))
    theirs = bundle(
        full(0, what=words, when=words, see=words),
        title=words,
        people=(KIM, replace(SAM, name=words)),
    )
    found = tokens(sheet_markdown([theirs], BOTH, now=NOW))
    assert shape(found) == shape(tokens(sheet_markdown([plain], BOTH, now=NOW)))
    shown = read(found)
    assert as_typed(words) in shown
    assert shown.startswith(clean_line(words))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)


@given(
    st.text(alphabet=st.sampled_from("\\`*_{}[]()<>#|~$&^@!=+-.:;/ \n1a'\"wht\té "), max_size=60)
)
def test_any_text_reads_as_it_was_typed(words: str) -> None:
    """A reader finds in a quotation, a line and a list the words as they were, and nothing else."""
    for found, wanted in (
        (tokens(quoted(words)), as_typed(words)),
        (tokens(f"- **a**: {many_lines(words, '  ')}"), f"a: {as_typed(words)}".strip()),
        (tokens(f"# a{one_line(words)}"), f"a{clean_line(words)}"),
    ):
        assert read(found) == wanted
        assert {one.type for one in inside(found)} <= {
            "text",
            "hardbreak",
            "strong_open",
            "strong_close",
        }


def test_an_address_stays_text_where_readers_make_links_of_them() -> None:
    """Many readers make a link of every address; here a backslash stands in between."""
    told = one_line("zie https://a.example/b, www.a.example en ftp://a.example")
    assert told == r"zie https\://a.example/b, www\.a.example en ftp\://a.example"
    assert read(tokens(told)) == "zie https://a.example/b, www.a.example en ftp://a.example"


def test_more_pairs_are_more_sheets() -> None:
    """A line stands between one pair's sheet and the next in Markdown; in HTML, a page."""
    two = [bundle(small()), bundle(small(), title="Geld", pair="b" * 32)]
    found = [token.type for token in tokens(sheet_markdown(two, DUTCH, now=NOW))]
    assert (found.count("heading_open"), found.count("hr")) == (2, 1)
    root = html5lib.parse(sheet_html(two, DUTCH, now=NOW), namespaceHTMLElements=False)
    assert len(of_class(root, "sheet")) == len(list(root.iter("h1"))) == 2


def test_agreements_of_different_days_each_have_their_own() -> None:
    """One day at the top would be wrong for some of them; the top says how it stood when."""
    before = small(made_on=TODAY - timedelta(days=7))
    told = sheet_markdown([bundle(before, full(0))], ENGLISH, now=NOW)
    assert "As it was on Sunday, November 22, 2026" in told
    assert "- **Agreed on**: Sunday, November 15, 2026" in told
    assert "- **Agreed on**: Sunday, November 22, 2026" in told
    labels = [text_of(one) for one in page(bundle(before, full(0)), ENGLISH).iter("dt")]
    assert labels.count("Agreed on") == 2


def test_nothing_to_agree_is_said_and_nothing_is_signed() -> None:
    """Without agreements there is no line for a name, so nobody signs an empty sheet."""
    empty = replace(bundle(), agreements=())
    said = "There is no agreement that holds at the moment."
    told = sheet_markdown([empty], ENGLISH, now=NOW)
    assert said in told
    assert "__" not in told
    root = page(empty, ENGLISH)
    assert said in text_of(root)
    assert not of_class(root, "sign")


# -- HTML ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("languages", LANGUAGES.values(), ids=LANGUAGES)
def test_the_page_is_html_without_mistakes(languages: Sequence[Language]) -> None:
    """A strict reader of HTML, by the rules that browsers follow, has no complaint at all."""
    told = sheet_html([bundle(*(full(place) for place in range(4)))], languages, now=NOW)
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(told)
    assert parser.errors == []


def test_the_page_has_its_parts() -> None:
    """One title, an article for each agreement with its details, and a line for each name."""
    one = bundle(full(0), full(1), full(2))
    root = page(one)
    (title,) = root.iter("h1")
    assert text_of(title) == text_of(next(root.iter("title"))) == one.title
    articles = list(root.iter("article"))
    assert [article.get("class") for article in articles] == ["both", "first", "second"]
    for article, agreement in zip(articles, one.agreements, strict=True):
        (words,) = of_class(article, "words")
        assert text_of(words) == agreement.what
        pairs = [
            (text_of(each[0]), text_of(each[1])) for each in article.iter("div") if len(each) == 2
        ]
        assert tuple(pairs) == details(agreement, one.people, DUTCH[0])
    signs = of_class(root, "sign")
    assert [text_of(sign).split()[:2] for sign in signs] == [["◆", "Kim"], ["●", "Sam"]]


def test_people_sit_where_they_sit() -> None:
    """An agreement of one has the bar on their side, of a third again on the first side."""
    mia = replace(KIM, id="mia", name="Mia")
    people = (KIM, SAM, mia)
    three = bundle(*(small(id=person.id, who=person.id) for person in people), people=people)
    sides = [one.get("class") for one in page(three).iter("article")]
    assert sides == ["first", "second", "first"]
    assert len(of_class(page(three), "sign")) == 3


def test_both_languages_stand_side_by_side_and_say_which_they_are() -> None:
    """A reading voice speaks each label in its language, and takes nobody's words for either."""
    root = page(bundle(full(0)), BOTH)
    labels = [(one.get("lang"), text_of(one)) for one in root.iter("dt")]
    assert labels[:4] == [("nl", "Wie"), ("en", "Who"), ("nl", "Wanneer"), ("en", "When")]
    days = [
        [(each.get("lang"), text_of(each)) for each in one.iter("span")]
        for one in of_class(root, "two")
        if one.tag == "dd"
    ]
    assert days[-1] == [
        ("nl", "zondag 20 december 2026 om 20:30"),
        ("en", "Sunday, December 20, 2026 at 20:30"),
    ]
    own = [one for one in root.iter("dd") if text_of(one) == full(0).see]
    assert [(one.get("lang"), one.get("dir")) for one in own] == [("", "auto")]
    assert root.get("lang") == "nl"


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_never_html(words: str) -> None:
    """Whatever somebody typed, the page has the elements that it has with plain words."""
    plain = bundle(full(0, what="w", when="w", see="w"), title="w")
    theirs = bundle(
        full(0, what=words, when=words, see=words),
        title=words,
        people=(KIM, replace(SAM, name=words)),
    )
    root = page(theirs, BOTH)
    assert [built(one) for one in root.iter()] == [built(one) for one in page(plain, BOTH).iter()]
    (shown,) = of_class(root, "words")
    assert text_of(shown) == clean(words).strip()
    assert text_of(next(root.iter("h1"))) == clean_line(words)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text_of(root))


def built(element: Element) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Give what an element is made of; how closely a sheet is set depends on its words."""
    given = {**element.attrib}
    if "sheet" in given.get("class", ""):
        given["class"] = "sheet"
    return str(element.tag), tuple(sorted(given.items()))


def test_words_stand_in_their_own_direction() -> None:
    """Hebrew begins on the right, on whatever sheet it stands, and a name cannot turn a line."""
    root = page(bundle(full(0, what="אנחנו מסכימים")))
    (words,) = of_class(root, "words")
    assert words.get("dir") == "auto"
    own = {full(0).when, full(0).see}
    assert all(one.get("dir") == "auto" for one in root.iter("dd") if text_of(one) in own)
    assert [text_of(one) for one in root.iter("bdi")] == ["Kim", "Sam", "Kim", "Sam"]


def test_the_page_needs_nothing_else_and_allows_nothing_else() -> None:
    """No script, no address, nothing to fetch; a rule for the browser says the same."""
    told = sheet_html([bundle()], BOTH, now=NOW)
    root = page(bundle(), BOTH)
    tags = {str(one.tag) for one in root.iter()}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "a", "base", "svg"}
    assert not {name for one in root.iter() for name in one.attrib} & {"src", "href", "style"}
    assert "://" not in told
    assert "url(" not in told
    assert "@import" not in told
    rules = {one.get("http-equiv"): one.get("content", "") for one in root.iter("meta")}
    told_to = rules["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in told_to
    style = text_of(next(root.iter("style")))
    assert style == STYLE
    of_style = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{of_style}'" in told_to
    assert next(root.iter("meta")).get("charset") == "utf-8"


def test_the_same_agreements_make_the_same_file() -> None:
    """No clock and no chance is in it, and a language that is named twice stands once."""
    again = [make([bundle()], (*BOTH, *BOTH), now=NOW) for make in (sheet_html, sheet_markdown)]
    assert again == [make([bundle()], BOTH, now=NOW) for make in (sheet_html, sheet_markdown)]


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", ["#2b2722", "#6a6256", "#1f6675", "#96490f"])
def test_every_word_can_be_read(colour: str) -> None:
    """Each colour of a word on the page has a contrast of 4.5 to 1 or more with the paper."""
    assert f"color: {colour};" in STYLE
    light, dark = luminance("#faf6ee"), luminance(colour)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# -- PDF -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", [ImportError("weasyprint"), OSError("libpango")])
def test_without_weasyprint_it_says_what_is_missing(
    problem: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the package, or without the library it draws text with; the terminal stays clean."""
    load = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> ModuleType:
        if name.partition(".")[0] == "weasyprint":
            print("WeasyPrint could not import some external libraries")  # noqa: T201
            raise problem
        return load(name, *rest, **named)

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(errors.PdfMissing):
        sheet_pdf("<p>")
    assert capsys.readouterr().out == ""
