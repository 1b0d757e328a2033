"""The recovery key on paper: what is typed over, and where the error is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.errors import WrongPassphrase
from sessions.recovery_sheet import (
    LETTERS,
    RecoveryLineWrong,
    check,
    is_typed_over,
    lines,
    open_with,
)
from sessions.store.sealing import is_recovery_key, new_recovery_key

KEY = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345-6777"
ROWS = st.text(LETTERS, min_size=16, max_size=16)
KEYS = st.text(LETTERS, min_size=32, max_size=32)


class Lock:
    """Something that one secret opens."""

    def __init__(self, *secrets: str) -> None:
        self.secrets = {self._plain(secret) for secret in secrets}
        self.tried: list[str] = []

    def open(self, secret: str) -> None:
        """Open it. Raises `WrongPassphrase`."""
        self.tried.append(secret)
        if self._plain(secret) not in self.secrets:
            raise WrongPassphrase()

    @staticmethod
    def _plain(secret: str) -> str:
        return secret.replace("-", "").replace(" ", "").upper()


def test_a_sheet_has_two_lines_with_checks() -> None:
    """The letters stand for ever: a paper that was written today is typed over in ten years."""
    assert lines(KEY) == ["1   ABCD  EFGH  JKLM  NPQR   LM", "2   STUV  WXYZ  2345  6777   D3"]


def test_what_is_made_has_a_sheet() -> None:
    """A key as the store makes it has exactly these lines."""
    key = new_recovery_key()
    assert is_recovery_key(key)
    typed = "".join(line[1:-2] for line in lines(key))
    assert typed.replace(" ", "") == key.replace("-", "")


@given(ROWS, st.integers(0, 15), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_found(row: str, place: int, letter: str) -> None:
    """Whichever it is, and wherever."""
    other = row[:place] + letter + row[place + 1 :]
    assert (check(other, 1) == check(row, 1)) is (other == row)


@given(ROWS, st.integers(0, 15), st.integers(0, 15))
def test_two_letters_that_changed_places_are_found(row: str, first: int, second: int) -> None:
    """Side by side or not."""
    letters = list(row)
    letters[first], letters[second] = letters[second], letters[first]
    other = "".join(letters)
    assert (check(other, 2) == check(row, 2)) is (other == row)


def test_lines_that_changed_places_are_found() -> None:
    """Each line is checked as the line it is."""
    assert check("A" * 16, 1) != check("A" * 16, 2)


@given(KEYS)
def test_a_key_opens_however_it_was_typed_over(key: str) -> None:
    """With its checks or without, with the numbers of the lines, in small letters."""
    lock = Lock(key)
    first, second = lines(key)
    for typed in (key, f"{first[1:]} {second[1:]}", f"{first}\n{second}".lower()):
        open_with(typed, lock.open)


@pytest.mark.parametrize("line", [1, 2])
def test_an_error_is_told_by_its_line(line: int) -> None:
    """Then they look at one line and not at two; it is a wrong passphrase like another."""
    written = [row[1:] for row in lines(KEY)]
    written[line - 1] = written[line - 1].replace("R" if line == 1 else "7", "Q", 1)
    with pytest.raises(RecoveryLineWrong, match=f"line {line}"):
        open_with(" ".join(written), Lock(KEY).open)
    assert issubclass(RecoveryLineWrong, WrongPassphrase)


def test_a_passphrase_of_as_many_letters_is_a_passphrase() -> None:
    """Words may have 36 letters too; they are tried as they are, first."""
    words = "aardappel kasteel wandeling koffiekopje"
    lock = Lock(words)
    open_with(words, lock.open)
    assert lock.tried == [words]
    wrong = Lock("iets anders")
    with pytest.raises(WrongPassphrase) as refused:
        open_with("aardappel kasteel wandeling koffiekop", wrong.open)
    assert type(refused.value) is WrongPassphrase


@pytest.mark.parametrize(
    "typed",
    ["2345-6777", "2345 6777", "23456777", " 2345  6777  D3 ", "2345677 7", KEY, KEY.lower()],
)
def test_the_last_two_groups_show_that_it_is_on_paper(typed: str) -> None:
    """Or all of it; with the check or without."""
    assert is_typed_over(KEY, typed)


@pytest.mark.parametrize(
    "typed", ["", "6777", "2345-6776", "345-6777", "ABCD-EFGH", "2345-6777-ZZ", "zonder", "777"]
)
def test_what_is_not_the_last_two_groups(typed: str) -> None:
    """One group can be kept in mind for a moment; two are on paper."""
    assert not is_typed_over(KEY, typed)


def test_lookalikes_are_taken_for_what_they_look_like() -> None:
    """A nought for an O, a one for an I, an eight for a B."""
    assert is_typed_over("A" * 24 + "OIBO-IBOI", "018o i801")
