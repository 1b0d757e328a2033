"""What is offered where somebody chooses a passphrase, and what is said about another one."""

from __future__ import annotations

import secrets
from random import Random

import pytest
from zxcvbn import zxcvbn

import locales
from sessions.passphrase import WORDS, chosen
from tests.conftest import ROOT
from tests.sources import loaded_by
from tui.language.language import language
from tui.workspace.passphrases import STRONG, guesses, offered, weakness

ENGLISH, DUTCH = language("en"), language("nl")
BOTH = pytest.mark.parametrize("tag", ["en", "nl"])


# -- The lists ----------------------------------------------------------------------------------


@BOTH
def test_a_list_to_draw_from(tag: str) -> None:
    """51 bits for four of them, each once, that can be typed on every keyboard and are seen."""
    words = locales.words(tag, "passphrase-words")
    assert len(words) == len(set(words))
    assert len(words) ** WORDS >= 2**51
    text = (ROOT / "locales" / tag / "passphrase-words.txt").read_text(encoding="utf-8")
    assert text.startswith(f"# {len(words):,} ")
    assert all(word.replace("-", "").isalpha() and word.isascii() for word in words)
    assert all(word == word.strip().lower() and len(word) >= 3 for word in words)


@BOTH
def test_a_list_of_frequent_words(tag: str) -> None:
    """The most frequent first, in plain letters."""
    words = locales.words(tag, "frequent-words")
    assert len(words) == len(set(words)) == 10_000
    assert ("the" if tag == "en" else "de") in words[:3]
    assert all(word.isalpha() and word.isascii() and word.islower() for word in words)


@BOTH
@pytest.mark.parametrize("name", ["passphrase-words", "frequent-words"])
def test_a_list_says_where_it_comes_from(tag: str, name: str) -> None:
    """Whoever opens the file reads its source and its licence."""
    text = (ROOT / "locales" / tag / f"{name}.txt").read_text(encoding="utf-8")
    notes = " ".join(line for line in text.splitlines() if line.startswith("#"))
    assert "CC BY" in notes
    assert "creativecommons.org/licenses/by" in notes


def test_a_language_without_lists_is_offered_english_words() -> None:
    """A language that was begun yesterday still seals."""
    words = set(locales.words("en", "passphrase-words"))
    assert locales.words("xx", "passphrase-words") == ()
    assert set(offered(language("xx")).split()) <= words


# -- What is offered ----------------------------------------------------------------------------


@pytest.mark.long
@BOTH
def test_an_offer_is_words_of_the_language(tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four of its list, drawn by the system; it may be chosen, and is not called weak."""
    assert offered(language(tag)) != offered(language(tag))
    words = locales.words(tag, "passphrase-words")
    monkeypatch.setattr(secrets, "choice", Random(7).choice)
    for _ in range(300):
        phrase = offered(language(tag))
        assert len(phrase.split()) == WORDS
        assert set(phrase.split()) <= set(words)
        assert chosen(phrase) == phrase
        assert weakness(ENGLISH, phrase) == ""


# -- What is said about another one -------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("1234", "at once"),
        ("welkom123", "at once"),
        ("wachtwoord", "at once"),
        ("P4ssw0rd!", "at once"),
        ("to be or not to be that is the question", "38 minutes"),
        ("ik hou van jou", "1 minute"),
        ("IkHouVanJou!", "11 minutes"),
        ("I love you so much", "at once"),
        ("mijn liefste schat", "46 minutes"),
        ("tafel tafel tafel tafel", "2 days"),
        ("Fietspomp2024!", "10 years"),
    ],
)
def test_what_is_weak_is_said(phrase: str, said: str) -> None:
    """In a length of time; words with spaces between them, run together, and with tricks."""
    told = weakness(ENGLISH, phrase)
    assert said in told, told
    assert "a thousand computers" in told


def test_zxcvbn_alone_takes_a_sentence_for_strong() -> None:
    """Which is why words are counted too; when it learns to, our count may go."""
    assert zxcvbn("ik hou van jou")["score"] == 4
    assert guesses("ik hou van jou") < 1e6


@pytest.mark.parametrize(
    "phrase",
    [
        "tafel stoel regen fiets",
        "tafelstoelregenfiets",
        "correct horse battery staple",
        "крот сова ёлка гриб",
        "vK7#x2Lq9!mZ4w",
    ],
)
def test_what_is_strong_is_left_alone(phrase: str) -> None:
    """Words that were drawn, in any language, and what a password manager makes."""
    assert weakness(DUTCH, phrase) == ""


@pytest.mark.parametrize("phrase", ["", "   ", "\n"])
def test_nothing_is_said_before_there_is_something(phrase: str) -> None:
    """An empty field is not weak yet."""
    assert weakness(ENGLISH, phrase) == ""


@pytest.mark.parametrize("phrase", ["a", "é", "👩", "\u200b", "-", "...!!!", "a" * 999, "x " * 900])
def test_anything_can_be_judged(phrase: str) -> None:
    """Whatever is typed or pasted gives a number."""
    assert 1 <= guesses(phrase) < float("inf")


def test_it_is_said_in_whole_sentences_of_the_language() -> None:
    """Each length of time has its own words."""
    assert weakness(DUTCH, "mijn liefste schat").endswith("raadt dit in ongeveer 46 minuten.")
    assert weakness(DUTCH, "1234").endswith("raadt dit meteen.")


def test_more_of_the_same_is_never_weaker_than_a_part() -> None:
    """Four drawn words are above the line, and three of them below."""
    assert guesses("tafel stoel regen") < STRONG < guesses("tafel stoel regen fiets")


def test_it_is_loaded_where_somebody_chooses() -> None:
    """Neither the screens nor the command line wait for lists of words."""
    loaded = loaded_by("import tui.app, tui.cli.vault_commands, tui.cli.passphrase")
    assert loaded & {"zxcvbn", "tui.workspace.passphrases"} == set()
