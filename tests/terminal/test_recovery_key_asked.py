"""The recovery key outside the screens: how it is shown, and whether it is on paper."""

from __future__ import annotations

import io
import sys

import pytest

from sessions.recovery_sheet import lines
from tui.cli.recovery_key import confirm_key, show_key
from tui.language.language import language

KEY = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345-6777"
BOTH = pytest.mark.parametrize("tag", ["en", "nl"])


class Typed(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        return True


@BOTH
def test_it_is_shown_as_it_is_written_on_paper(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tag: str
) -> None:
    """The key by itself on standard output; at a terminal both lines with their checks, too."""
    monkeypatch.setattr(sys, "stdin", Typed())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    show_key(language(tag), KEY)
    shown = capsys.readouterr()
    assert shown.out.strip() == KEY
    assert all(f"    {line}\n" in shown.err for line in lines(KEY))
    assert max(len(line) for line in shown.err.splitlines()) <= 100


@BOTH
@pytest.mark.parametrize("answer", ["2345-6777", "2345 6777 D3", KEY, "word"])
def test_it_is_asked_until_it_is_typed_over_or_declined(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tag: str, answer: str
) -> None:
    """A wrong answer is told in one sentence, and asked again."""
    speaks = language(tag)
    answer = speaks.t("without") if answer == "word" else answer
    monkeypatch.setattr(sys, "stdin", Typed(f"6777\n\n{answer}\nnever read\n"))
    assert confirm_key(speaks, KEY)
    asked, *told = capsys.readouterr().err.splitlines()
    assert f"“{speaks.t('without')}”" in asked
    assert told == [speaks.t("Those are not the last two groups. Look again.")] * 2


def test_where_nobody_answers_it_is_not_confirmed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The end of the input is no answer; without a terminal nothing is asked."""
    monkeypatch.setattr(sys, "stdin", Typed("6777\n"))
    assert not confirm_key(language("en"), KEY)
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", io.StringIO("2345-6777\n"))
    assert not confirm_key(language("en"), KEY)
    assert capsys.readouterr().err == ""
