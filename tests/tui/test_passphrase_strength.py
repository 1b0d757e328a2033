"""How soon a phrase is guessed: found out beside the screen, and said of what stands there now."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from textual.app import App
from textual.worker import Worker

from tests.tui.seals import secret
from tests.tui.walk import Hands, opened, texts
from tui.features.vault.requests import SealVault
from tui.features.vault.screens import RecoveryDialog
from tui.language.language import language
from tui.ui.passphrase_dialog import PassphraseDialog
from tui.widgets.passphrase_field import PassphraseField
from tui.workspace import passphrases
from tui.workspace.passphrases import guesses

pytestmark = pytest.mark.usefixtures("cheap")

AT_ONCE = "guesses this at once"
IN_TIME = "guesses this in about"


@dataclass
class SlowJudge:
    """Judges as the program does, in a thread that waits until it may go on."""

    may_go_on: threading.Event = field(default_factory=threading.Event)
    threads: list[int] = field(default_factory=list)
    judged: list[str] = field(default_factory=list)

    def guesses(self, phrase: str) -> float:
        """Judge a phrase, once it may."""
        self.threads.append(threading.get_ident())
        self.judged.append(phrase)
        if threading.current_thread() is not threading.main_thread():
            assert self.may_go_on.wait(60)
        return guesses(phrase)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowJudge]:
    """Let every judgement wait."""
    slow = SlowJudge()
    monkeypatch.setattr(passphrases, "guesses", slow.guesses)
    yield slow
    slow.may_go_on.set()


def told(hands: Hands) -> str:
    """Give what is said under the fields."""
    return " ".join(text for text in texts(hands.app.screen) if "thousand computers" in text)


async def asked(hands: Hands) -> None:
    """Come to where a passphrase is chosen."""
    hands.app.request(SealVault())
    await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))


async def test_typing_never_waits_for_it(folder: Path, judge: SlowJudge) -> None:
    """While it is found out, letters come in, and nothing is said; then it is said."""
    async with opened(folder) as hands:
        await asked(hands)
        await hands.type("geheim")
        await hands.until(lambda: bool(judge.judged))
        await hands.type("en meer")
        assert hands.app.screen.query(PassphraseField).first().value == "geheimen meer"
        assert told(hands) == ""
        judge.may_go_on.set()
        await hands.until(lambda: bool(told(hands)))
        assert threading.get_ident() not in judge.threads


async def test_it_is_said_of_what_stands_there_now(folder: Path, judge: SlowJudge) -> None:
    """An answer about what stood there before is thrown away, also when it is the later one."""
    async with opened(folder) as hands:
        await asked(hands)
        await hands.type("geheim")
        await hands.until(lambda: bool(judge.judged))
        await hands.type(" ik hou van jou")
        judge.may_go_on.set()
        await hands.until(lambda: bool(told(hands)))
        assert IN_TIME in told(hands)
        assert AT_ONCE not in told(hands)
        assert judge.judged[-1] == "geheim ik hou van jou"


async def test_words_go_at_once_when_the_phrase_is_another(folder: Path, judge: SlowJudge) -> None:
    """No sentence about a phrase that is no longer there; its lines keep their place meanwhile."""
    judge.may_go_on.set()
    async with opened(folder) as hands:
        await asked(hands)
        await hands.type("geheim")
        await hands.until(lambda: bool(told(hands)))
        height = hands.app.screen.query_one("#dialog").region.height
        judge.may_go_on.clear()
        await hands.type("e")
        assert told(hands) == ""
        assert hands.app.screen.query_one("#dialog").region.height == height
        for _ in range(7):
            await hands.press("backspace")
        judge.may_go_on.set()
        await hands.rest()
        assert told(hands) == ""
        assert hands.app.screen.query_one("#dialog").region.height < height


async def test_a_language_that_changes_is_said_again(folder: Path, judge: SlowJudge) -> None:
    """What is known of the phrase is said in the other language, and not found out again."""
    judge.may_go_on.set()
    async with opened(folder) as hands:
        await asked(hands)
        await hands.type("geheim")
        await hands.until(lambda: bool(told(hands)))
        before = len(judge.judged)
        dialog = hands.app.screen
        assert isinstance(dialog, PassphraseDialog)
        dialog.set_languages((language("nl"),))
        assert any("duizend computers" in text for text in texts(hands.app.screen))
        assert len(judge.judged) == before


@contextmanager
def noted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Worker[object]]]:
    """Give the workers that begin, in order."""
    begun: list[Worker[object]] = []
    start = Worker._start

    def note(
        worker: Worker[object],
        app: App[object],
        done: Callable[[Worker[object]], None] | None = None,
    ) -> None:
        begun.append(worker)
        start(worker, app, done)

    monkeypatch.setattr(Worker, "_start", note)
    yield begun


async def test_no_word_of_it_is_in_a_log_or_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker is called by what it does, never by what it is given; nothing stays after it."""
    phrase = "zwijgend goud"
    with noted(monkeypatch) as begun:
        async with opened(folder) as hands:
            await asked(hands)
            form = hands.app.screen.query_one("PassphraseForm")
            await hands.type(phrase)
            await hands.until(lambda: bool(told(hands)))
            await hands.press("enter")
            await secret(hands, phrase)
            await hands.until(lambda: isinstance(hands.app.screen, RecoveryDialog))
            assert begun
            for worker in begun:
                assert "zwijgend" not in f"{worker!r} {worker.name} {worker.description}"
            kept = [vars(widget) for widget in (form, *form.walk_children())]
            assert "zwijgend" not in repr(kept)
