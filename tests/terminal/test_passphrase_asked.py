"""A passphrase asked outside the screens: from a file once, at a terminal three times."""

from __future__ import annotations

import codecs
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import locales
from sessions.errors import PhrasesDiffer, TweespraakError, WrongPassphrase
from sessions.passphrase import MARK, PassphraseNotText, PassphraseTooLong, PassphraseUtf16
from sessions.recovery_sheet import lines
from tui.cli import passphrase
from tui.cli.command import PASSPHRASE
from tui.cli.passphrase import FileNotPrivate, ask_new, unlock
from tui.language.language import language
from tui.workspace.passphrases import weakness

FOUR = "tafel stoel regen fiets"
ENGLISH = language("en")

Named = Callable[..., Path]


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Named:
    """Write a passphrase file, and name it where it is looked for."""

    def write(content: bytes, mode: int = 0o600) -> Path:
        file = tmp_path / "my secret.txt"
        file.write_bytes(content)
        file.chmod(mode)
        monkeypatch.setenv(passphrase.FILE, str(file))
        monkeypatch.setenv(passphrase.NEW_FILE, str(file))
        return file

    return write


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Let somebody type these at the terminal, one after the other; gives the prompts."""
    monkeypatch.delenv(passphrase.FILE, raising=False)
    monkeypatch.delenv(passphrase.NEW_FILE, raising=False)

    def types(*texts: str) -> list[str]:
        left: Iterator[str] = iter(texts)
        prompts: list[str] = []

        def ask(prompt: str) -> str:
            prompts.append(prompt)
            return next(left)

        monkeypatch.setattr(getpass, "getpass", ask)
        return prompts

    return types


def fits(*secrets: str) -> Callable[[str], None]:
    """Give what is opened by each of `secrets`, and by nothing else."""

    def opens(secret: str) -> None:
        if secret not in secrets:
            raise WrongPassphrase()

    return opens


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o602, 0o666, 0o601])
def test_a_file_that_others_can_read_or_write_is_refused(named: Named, mode: int) -> None:
    """The sentence says what is wrong, and the command that mends it."""
    file = named(FOUR.encode(), mode)
    with pytest.raises(FileNotPrivate, match="chmod 600 '") as refused:
        unlock(ENGLISH, PASSPHRASE, fits(FOUR))
    assert str(file) in str(refused.value)
    with pytest.raises(FileNotPrivate):
        ask_new(ENGLISH)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_private_file_opens(named: Named, mode: int) -> None:
    """Its owner alone can read it."""
    named(FOUR.encode() + b"\n", mode)
    unlock(ENGLISH, PASSPHRASE, fits(FOUR))
    assert ask_new(ENGLISH) == FOUR


def test_what_another_program_hands_over_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe, as of `<(command)`, is nobody else's."""
    reading, writing = os.pipe()
    os.write(writing, FOUR.encode() + b"\n")
    os.close(writing)
    monkeypatch.setenv(passphrase.FILE, f"/dev/fd/{reading}")
    unlock(ENGLISH, PASSPHRASE, fits(FOUR))
    os.close(reading)


def test_the_mark_is_no_part_of_it_and_what_was_closed_with_it_opens(named: Named) -> None:
    """A new passphrase comes without it; with something closed the passphrase itself comes first."""
    named(codecs.BOM_UTF8 + FOUR.encode())
    assert ask_new(ENGLISH) == FOUR
    unlock(ENGLISH, PASSPHRASE, fits(FOUR))
    unlock(ENGLISH, PASSPHRASE, fits(MARK + FOUR))
    with pytest.raises(WrongPassphrase):
        unlock(ENGLISH, PASSPHRASE, fits("iets anders"))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a" * 1025, PassphraseTooLong),
        (b"tafel\tstoel", PassphraseNotText),
        (FOUR.encode("utf-16"), PassphraseUtf16),
    ],
)
def test_a_file_with_what_cannot_be_one_makes_none(
    named: Named, content: bytes, problem: type[TweespraakError]
) -> None:
    """It is refused before anything is sealed with it."""
    named(content)
    with pytest.raises(problem):
        ask_new(ENGLISH)


def test_a_file_is_tried_once(named: Named, typed: Callable[..., list[str]]) -> None:
    """A second time would give the same."""
    prompts = typed(FOUR)
    named(b"wrong\n")
    with pytest.raises(WrongPassphrase):
        unlock(ENGLISH, PASSPHRASE, fits(FOUR))
    assert prompts == []


def test_at_a_terminal_it_is_asked_three_times(
    typed: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """After each wrong one a sentence; the third that is right opens, after three it gives up."""
    prompts = typed("wrong", "wrong too", FOUR)
    unlock(ENGLISH, PASSPHRASE, fits(FOUR))
    assert len(prompts) == 3
    assert capsys.readouterr().err.count("That is not the passphrase.") == 2
    prompts = typed("wrong", "wrong too", "and again", FOUR)
    with pytest.raises(WrongPassphrase):
        unlock(ENGLISH, PASSPHRASE, fits(FOUR))
    assert len(prompts) == 3


@pytest.mark.parametrize("tag", ["en", "nl"])
def test_the_prompt_says_that_the_recovery_key_fits(
    typed: Callable[..., list[str]], tag: str
) -> None:
    """Who has forgotten the passphrase is not sent away."""
    prompts = typed(FOUR)
    unlock(language(tag), PASSPHRASE, fits(FOUR))
    assert ("recovery key" if tag == "en" else "noodsleutel") in prompts[0]


def test_what_was_typed_before_there_was_a_rule_still_opens(
    typed: Callable[..., list[str]],
) -> None:
    """Too long, or with a tab: the rule is for what is chosen now."""
    for old in ("a" * 2000, "tafel\tstoel"):
        typed(old)
        unlock(ENGLISH, PASSPHRASE, fits(old))


@pytest.mark.parametrize(
    ("first", "problem"), [("a" * 1025, PassphraseTooLong), ("tafel\x1bstoel", PassphraseNotText)]
)
def test_what_cannot_be_one_is_not_asked_twice(
    typed: Callable[..., list[str]], first: str, problem: type[TweespraakError]
) -> None:
    """It is refused at once."""
    prompts = typed(first, first)
    with pytest.raises(problem):
        ask_new(ENGLISH)
    assert len(prompts) == 1


def test_two_that_differ(typed: Callable[..., list[str]]) -> None:
    """A typing error would lock them out."""
    typed(FOUR, FOUR + "t")
    with pytest.raises(PhrasesDiffer):
        ask_new(ENGLISH)


@pytest.mark.parametrize("tag", ["en", "nl"])
def test_one_is_offered_where_one_is_chosen(
    typed: Callable[..., list[str]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tag: str,
) -> None:
    """Four words of their language, at a terminal only; a weak one of their own is called weak."""
    typed("1234", "1234")
    assert ask_new(language(tag)) == "1234"
    assert len(capsys.readouterr().err.splitlines()) == 1
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    typed("1234", "1234")
    ask_new(language(tag))
    offer, weak = capsys.readouterr().err.splitlines()
    assert set(offer.partition(": ")[2].split()) <= set(locales.words(tag, "passphrase-words"))
    assert weak == weakness(language(tag), "1234")


def test_a_recovery_key_is_taken_with_its_checks(
    named: Named, typed: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """As it stands on paper, from a file and at the terminal; an error is told by its line."""
    key = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345-6777"
    first, second = (line[1:] for line in lines(key))
    prompts = typed(f"{first} {second.replace('W', 'V')}", f"{first} {second}")
    unlock(ENGLISH, PASSPHRASE, fits(key.replace("-", "")))
    assert len(prompts) == 2
    assert "typing error in line 2" in capsys.readouterr().err
    named(f"{first} {second}\n".encode())
    unlock(ENGLISH, PASSPHRASE, fits(key.replace("-", "")))
