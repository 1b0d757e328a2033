"""The language of the system, read as gettext reads it."""

from __future__ import annotations

import pytest

from tests.terminal.commands.command_line import THEN, CommandLine
from tui.cli import main

ENGLISH, DUTCH = "There is no conversation", "Er is geen gesprek"


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        # A list, of which the first language that is known speaks.
        ({"LANGUAGE": "nl", "LANG": "en_US.UTF-8"}, DUTCH),
        ({"LANGUAGE": "nl:en", "LANG": "en_US.UTF-8"}, DUTCH),
        ({"LANGUAGE": "de:nl_BE:en", "LANG": "en_US.UTF-8"}, DUTCH),
        ({"LANGUAGE": "en_US:nl", "LANG": "nl_NL.UTF-8"}, ENGLISH),
        ({"LANGUAGE": "::nl:", "LANG": "en_US.UTF-8"}, DUTCH),
        ({"LANGUAGE": "nl", "LC_ALL": "en_US.UTF-8"}, DUTCH),
        ({"LANGUAGE": "nl", "LC_MESSAGES": "en_US.UTF-8", "LANG": "C"}, DUTCH),
        # The source language ends the list, under its other names too.
        ({"LANGUAGE": "de:C:nl", "LANG": "nl_NL.UTF-8"}, ENGLISH),
        ({"LANGUAGE": "POSIX:nl", "LANG": "nl_NL.UTF-8"}, ENGLISH),
        # None of the list is known, or there is no list: the locale.
        ({"LANGUAGE": "de:fr", "LANG": "nl_NL.UTF-8"}, DUTCH),
        ({"LANGUAGE": "", "LANG": "nl_NL.UTF-8"}, DUTCH),
        ({"LANGUAGE": ":", "LANG": "nl_NL.UTF-8"}, DUTCH),
        ({"LANG": "nl_NL@euro"}, DUTCH),
        # Of three names for the locale the first that says anything decides.
        ({"LC_ALL": "nl_NL.UTF-8", "LANG": "en_US.UTF-8"}, DUTCH),
        ({"LC_ALL": "", "LC_MESSAGES": "nl_NL", "LANG": "en_US.UTF-8"}, DUTCH),
        ({"LC_MESSAGES": "en_GB", "LANG": "nl_NL.UTF-8"}, ENGLISH),
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "nl_NL.UTF-8"}, ENGLISH),
        ({"LC_ALL": "C", "LANG": "nl_NL.UTF-8"}, ENGLISH),
        # In the plain locale the list does not count, nor where no locale was chosen.
        ({"LANGUAGE": "nl", "LC_ALL": "C", "LANG": "nl_NL.UTF-8"}, ENGLISH),
        ({"LANGUAGE": "nl", "LC_ALL": "POSIX"}, ENGLISH),
        ({"LANGUAGE": "nl", "LANG": "C"}, ENGLISH),
        ({"LANGUAGE": "nl", "LANG": ""}, ENGLISH),
        # What has letters is a language like another for whoever lists languages.
        ({"LANGUAGE": "nl", "LANG": "C.UTF-8"}, DUTCH),
    ],
    ids=str,
)
def test_the_language_of_the_system(
    example: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    variables: dict[str, str],
    told: str,
) -> None:
    """LANGUAGE is a list, the locale stands behind it, and in the plain locale it is not read."""
    monkeypatch.delenv("LANG")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    main.main(["show", "zwemmen", "--data", str(example.folder)], clock=lambda: THEN)
    assert capfd.readouterr().err.startswith(told)


def test_what_is_asked_for_comes_before_the_system(
    example: CommandLine, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With --language no variable counts."""
    monkeypatch.setenv("LANGUAGE", "nl")
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    options = ["--data", str(example.folder), "--language", "en"]
    main.main(["show", "zwemmen", *options], clock=lambda: THEN)
    assert capfd.readouterr().err.startswith(ENGLISH)
