"""Who can read what is said in the same words on the screen, in the README and in the manual."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from tui.language.language import language
from tui.ui.who_reads import IN_SHORT, PIECES, WHO_READS

TOLD = {
    "en": (
        "steals",
        "cloud",
        "change files",
        "passphrase you share",
        "sits down",
        "gives you a file",
        "no passphrase helps",
        "reads its memory",
        "camera",
        "wipes every trace",
        "how large",
        "not noticed",
        "only because",
        "--new-key",
    ),
    "nl": (
        "steelt",
        "cloud",
        "bestanden in jullie map kan veranderen",
        "jullie wachtzin kent",
        "gaat zitten",
        "je een bestand geeft",
        "geen wachtzin tegen helpt",
        "in het geheugen",
        "camera",
        "alle sporen wist",
        "hoe groot",
        "vallen niet op",
        "alleen doordat",
        "--new-key",
    ),
}
"""Words that name each piece, and what stays visible or is not noticed."""

PAGES = {
    "README.md": ("en", ROOT / "README.md"),
    "tweespraak.1": ("en", ROOT / "tui" / "tweespraak.1"),
    "nl/tweespraak.1": ("nl", ROOT / "locales" / "nl" / "tweespraak.1"),
}


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_name_every_piece(page: str) -> None:
    """README and manual pages say who is held off and who is not."""
    tongue, path = PAGES[page]
    source = path.read_text(encoding="utf-8").replace(r"\-", "-").replace("`", "")
    told = " ".join(re.sub(r"^\.[A-Z]+ ?", "", source, flags=re.MULTILINE).split())
    assert [words for words in TOLD[tongue] if words not in told] == []


@pytest.mark.parametrize("tongue", TOLD)
def test_those_words_are_those_of_the_screen(tongue: str) -> None:
    """The list follows the page on the screen: each word is there, each piece has one."""
    reader = language(tongue)
    told = " ".join(reader.t(message) for message in (WHO_READS, IN_SHORT, *sum(PIECES, ())))
    assert [words for words in TOLD[tongue] if words not in told] == []
    for piece in PIECES:
        assert any(words in reader.t(piece.who) for words in TOLD[tongue])
