"""The seal, the own phrase, the backup and deleting, on the screens and by the keys they show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from sessions.store import Vault
from sessions.store.sealing import Cost
from sessions.store.vault_seal import VaultSeal
from tests.sessions import helpers
from tests.tui.walk import EVENING, Clock, Hands, at, couple, make_app, opened, texts
from tui.features.archive.list_screen import ArchiveScreen
from tui.features.archive.requests import OpenConversation, ReadConversation, ShowArchive
from tui.features.conversation.curtain import CurtainScreen
from tui.features.conversation.requests import OpenCurtain
from tui.features.help.requests import ShowGuide, ShowHelp, ShowSafety
from tui.features.home.screen import HomeScreen
from tui.features.keys import ACTIONS
from tui.features.own_phrase.dialog import OwnDialog
from tui.features.own_phrase.requests import ChooseOwnPhrase
from tui.features.quit.requests import Quit
from tui.features.settings.requests import ChooseLanguage, ChooseTheme
from tui.features.timeout.requests import Settle, ShowLeft
from tui.features.vault.requests import (
    ChangePassphrase,
    ChooseLockTime,
    DeletePair,
    MakeBackup,
    MakeRecoveryKey,
    SealVault,
    UnsealVault,
)
from tui.features.vault.screens import RecoveryDialog, UnlockScreen
from tui.language.language import language
from tui.ui.passphrase_dialog import PassphraseDialog
from tui.widgets.passphrase_field import PassphraseField, PassphraseForm
from tui.workspace.example import fill

WORDS = "tafel stoel regen fiets"
CHEAP = Cost(memory=64, passes=1, lanes=1)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess costs a fifth of a second, on purpose; here nobody guesses."""
    assert Cost().memory == 64 * 1024
    for module in ("vault_seal", "own_phrases"):
        monkeypatch.setattr(f"sessions.store.{module}.Cost", lambda: CHEAP)


@asynccontextmanager
async def locked(folder: Path, clock: Clock, **how: object) -> AsyncIterator[Hands]:
    """Give two people before a sealed vault, at the question for the passphrase."""
    app = make_app(folder, clock)
    try:
        async with app.run_test() as pilot:
            hands = Hands(app, pilot)
            await hands.rest()
            yield hands
    finally:
        app.workspace.library.vault.close()


async def secret(hands: Hands, *phrases: str) -> None:
    """Type phrases, each with Enter after it, and wait for what follows from the last."""
    await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
    screen = hands.app.screen
    for phrase in phrases:
        await hands.type(phrase)
        await hands.press("enter")
    await hands.until(
        lambda: (
            hands.app.screen is not screen
            or not any(form.busy for form in screen.query(PassphraseForm))
        )
    )


def _tells(hands: Hands, words: str) -> bool:
    return words in hands.notice


def sealed(folder: Path, *, example: bool = False) -> None:
    """Make a vault that is sealed."""
    with Vault.open(folder, now=EVENING) as vault:
        if example:
            fill(vault, language("en"), EVENING)
        vault.seal.seal(WORDS, language="en", cost=CHEAP)


async def test_the_seal_can_come_before_anything_is_written(tmp_path: Path) -> None:
    """From the welcome: a passphrase twice, the recovery key on paper, and then they begin."""
    folder = tmp_path / "vault"
    async with opened(folder) as hands:
        await hands.do(hands.app.screen.query_one("#seal-first"))
        assert isinstance(hands.app.screen, PassphraseDialog)
        await secret(hands, WORDS, WORDS)
        dialog = hands.app.screen
        assert isinstance(dialog, RecoveryDialog)
        key = dialog._key
        assert any(key[:4] in text for text in texts(dialog))
        await hands.type("abcd")
        await hands.press("enter")
        assert hands.app.screen is dialog
        await hands.press("escape")
        assert hands.app.screen is dialog  # there is no way past it
        for _ in range(4):
            await hands.press("backspace")
        await hands.type(key[-4:].lower())
        await hands.press("enter")
        assert isinstance(hands.app.screen, HomeScreen)
        assert not hands.app.screen.query("#seal-first")
        assert hands.app.workspace.library.vault.seal.is_sealed
    with Vault.open(folder, now=EVENING) as vault:
        vault.seal.unlock(key)
        assert not vault.seal.is_locked


async def test_two_that_differ_are_refused_and_nothing_is_sealed(tmp_path: Path) -> None:
    """One sentence, empty fields, and the cursor back in the first."""
    async with opened(tmp_path / "vault") as hands:
        hands.app.request(SealVault())
        await hands.rest()
        await secret(hands, WORDS, "iets anders")
        assert "not the same" in hands.notice
        assert [field.value for field in hands.app.screen.query(PassphraseField)] == ["", ""]
        assert hands.app.focused is hands.app.screen.query(PassphraseField).first()
        await secret(hands, "   ", "   ")
        assert "nothing there yet" in hands.notice
        assert not hands.app.workspace.library.vault.seal.is_sealed


async def test_a_short_one_is_called_short(tmp_path: Path) -> None:
    """It is said, and not refused; digits are short however many there are."""
    async with opened(tmp_path / "vault") as hands:
        hands.app.request(SealVault())
        await hands.rest()
        await hands.type("1234567890123")
        assert any("That is short" in text for text in texts(hands.app.screen))
        for _ in range(13):
            await hands.press("backspace")
        await hands.type(WORDS)
        assert not any("That is short" in text for text in texts(hands.app.screen))


async def test_nothing_shows_before_the_passphrase(tmp_path: Path) -> None:
    """Names and subjects are nowhere; a wrong passphrase says so; the right one opens home."""
    folder = tmp_path / "vault"
    sealed(folder, example=True)
    async with locked(folder, Clock()) as hands:
        app = hands.app
        assert isinstance(app.screen, UnlockScreen)
        everything = " ".join(text for screen in app.screen_stack for text in texts(screen))
        assert "Kim" not in everything
        assert "holiday" not in everything
        await secret(hands, "something else")
        assert "not the passphrase" in hands.notice
        await secret(hands, WORDS.upper())
        assert isinstance(app.screen, UnlockScreen)
        await secret(hands, WORDS)
        await hands.until(lambda: app.workspace.library.overview.loaded)
        assert isinstance(app.screen, HomeScreen)
        assert any("holiday" in text for text in texts(app.screen))
        assert any("sealed" in text for text in texts(app.screen))


async def test_what_works_while_it_is_locked(tmp_path: Path) -> None:
    """Help, safety, language and leaving; no new conversation, and no key that breaks it."""
    folder = tmp_path / "vault"
    sealed(folder)
    async with locked(folder, Clock()) as hands:
        for key in ("f1", "f2"):
            await hands.press(key)
            assert not isinstance(hands.app.screen, UnlockScreen)
            await hands.press("escape")
        for key in ("f9", "f4", "ctrl+b", "escape"):
            await hands.press(key)
            assert isinstance(hands.app.screen, UnlockScreen)
        await hands.press("ctrl+l")
        assert any("op slot" in text for text in texts(hands.app.screen))
        assert hands.app.workspace.library.problems == ()
        here = hands.app.situation()
        assert [action.request for action in ACTIONS if action.menu and action.when(here)] == [
            ChooseLanguage(),
            ChooseTheme(),
            ShowHelp(),
            ShowSafety(),
            ShowGuide(),
            Settle(),
            Quit(),
        ]
        hands.app.request(ShowGuide())
        await hands.rest()
        await hands.press("escape")
        assert isinstance(hands.app.screen, UnlockScreen)
        await secret(hands, WORDS)
        assert isinstance(hands.app.screen, HomeScreen)


async def test_it_locks_by_itself_and_keeps_everything(tmp_path: Path) -> None:
    """After fifteen minutes without a key, with a warning a minute before; a key starts again."""
    folder, clock = tmp_path / "vault", Clock()
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.seal.seal(WORDS, language="en", cost=CHEAP)
    async with locked(folder, clock) as hands:
        await secret(hands, WORDS)
        await hands.put(at("together/subject//0"))
        await hands.type("half a word")
        clock.forward(minutes=14, seconds=30)
        hands.app._look_around()
        await hands.rest()
        assert "In a minute" in hands.notice
        await hands.type("s")
        assert hands.notice == ""
        clock.forward(minutes=14)
        hands.app._look_around()
        assert hands.app._running
        clock.forward(minutes=1, seconds=1)
        hands.app._look_around()
        await hands.until(lambda: hands.app.return_code is not None)
        assert hands.app.return_code == 0
    with Vault.open(folder, now=EVENING) as vault:
        vault.seal.unlock(WORDS)
        talk = vault.records.load("b" * 32)
        assert talk.drafts[talk.at.key] == {"text": "half a words"}


async def _away(hands: Hands, clock: Clock) -> None:
    """Open the vault, take a time-out in a conversation, and stay away for nineteen minutes."""
    await secret(hands, WORDS)
    await hands.put(at("together/subject//0"))
    await hands.press("f9")
    clock.forward(minutes=19)
    hands.app._look_around()


async def test_a_time_out_does_not_lock(tmp_path: Path) -> None:
    """They walk away for twenty minutes because the program said so."""
    folder, clock = tmp_path / "vault", Clock()
    sealed(folder)
    async with locked(folder, clock) as hands:
        await _away(hands, clock)
        await hands.rest()
        assert hands.app._running
        assert hands.app.auto_lock.locks_at() is not None


async def test_when_nobody_comes_back_from_a_time_out_it_locks(tmp_path: Path) -> None:
    """The time is up, and the same quarter of an hour begins."""
    folder, clock = tmp_path / "vault", Clock()
    sealed(folder)
    async with locked(folder, clock) as hands:
        await _away(hands, clock)
        clock.forward(minutes=2)
        hands.app.router.route(ShowLeft())
        hands.app._look_around()
        await hands.rest()
        assert hands.app._running
        clock.forward(minutes=14)
        hands.app._look_around()
        await hands.until(lambda: hands.app.return_code is not None)
        assert hands.app.return_code == 0


async def test_never_is_never_and_an_open_vault_does_not_lock(tmp_path: Path) -> None:
    """Only a sealed vault can lock, and they may choose that it does not."""
    folder, clock = tmp_path / "vault", Clock()
    async with opened(tmp_path / "open") as hands:
        assert hands.app.auto_lock.locks_at() is None
    sealed(folder)
    async with locked(folder, clock) as hands:
        await secret(hands, WORDS)
        hands.app.request(ChooseLockTime())
        await hands.rest()
        await hands.choose("0")
        assert hands.app.auto_lock.locks_at() is None


async def test_another_passphrase_and_off_again(tmp_path: Path) -> None:
    """Both ask for the present one first, and a wrong one changes nothing."""
    folder, clock = tmp_path / "vault", Clock()
    sealed(folder)
    async with locked(folder, clock) as hands:
        await secret(hands, WORDS)
        vault = hands.app.workspace.library.vault
        hands.app.request(ChangePassphrase())
        await hands.rest()
        await secret(hands, "wrong", "vier nieuwe woorden hier", "vier nieuwe woorden hier")
        assert "not the passphrase" in hands.notice
        await secret(hands, WORDS, "vier nieuwe woorden hier", "vier nieuwe woorden hier")
        assert isinstance(hands.app.screen, HomeScreen)
        hands.app.request(MakeRecoveryKey())
        await hands.rest()
        await secret(hands, "vier nieuwe woorden hier")
        assert isinstance(hands.app.screen, RecoveryDialog)
        await hands.type(hands.app.screen._key[-4:])
        await hands.press("enter")
        hands.app.request(UnsealVault())
        await hands.rest()
        await secret(hands, WORDS)
        assert vault.seal.is_sealed
        await secret(hands, "vier nieuwe woorden hier")
        assert not vault.seal.is_sealed


async def test_sealing_that_was_cut_off_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half-way both are read; with the passphrase the rest is sealed too."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        fill(vault, language("en"), EVENING)
        monkeypatch.setattr(VaultSeal, "finish", lambda *_: None)
        vault.seal.seal(WORDS, cost=CHEAP)
        assert vault.seal.is_half_way
    monkeypatch.undo()
    monkeypatch.setattr("sessions.store.own_phrases.Cost", lambda: CHEAP)
    async with locked(folder, Clock()) as hands:
        await secret(hands, WORDS)
        await hands.until(lambda: hands.app.workspace.library.overview.loaded)
        assert not hands.app.workspace.library.vault.seal.is_half_way
    for path in folder.rglob("*.tdb*"):
        assert b'"Kim"' not in path.read_bytes()


# -- A phrase of one's own ----------------------------------------------------------------------

PREPARED = {
    "alone/goal/kim": {"text": "kims goal"},
    "alone/message/kim": {"see": "what kim prepared"},
    "alone/share/kim": {"goal": ""},
}


async def test_the_curtain_opens_with_the_phrase(tmp_path: Path) -> None:
    """Kim's part opens for Kim: with a wrong phrase it stays closed, and Sam's needs none."""
    folder = tmp_path / "vault"
    async with opened(folder) as hands:
        hands.app.workspace.library.save_pair(couple())
        hands.app.workspace.library.flush()
        hands.app.request(ChooseOwnPhrase())
        await hands.rest()
        await hands.choose("1" * 32)
        await secret(hands, "kims own four words", "kims own four words")
        vault = hands.app.workspace.library.vault
        assert vault.own_phrases.has("1" * 32)
        await hands.put(at("alone/tension/kim/0"))
        assert isinstance(hands.app.screen, CurtainScreen)
        await hands.press("enter")
        assert isinstance(hands.app.screen, PassphraseDialog)
        await secret(hands, "sams guess")
        assert "not the phrase" in hands.notice
        await hands.press("escape")
        assert isinstance(hands.app.screen, CurtainScreen)
        # Textual takes no second press of one button within a fifth of a second.
        hands.app.request(OpenCurtain())
        await secret(hands, "kims own four words")
        assert hands.app.workspace.curtain_open_for == "1" * 32
        await hands.put(at("alone/tension/sam/0"))
        await hands.press("enter")
        assert hands.app.workspace.curtain_open_for == "2" * 32


async def test_what_was_typed_alone_comes_back_with_the_phrase(tmp_path: Path) -> None:
    """Left half-way in Kim's part: on the disk it is closed, and with the phrase it goes on."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give("1" * 32, "kims own four words")
    async with opened(folder) as hands:
        await hands.put(at("alone/goal/kim/0"), alone=True)
        await hands.type("half a goal")
        await hands.press("ctrl+q")
        await hands.until(lambda: hands.app.return_code is not None)
    path = next(iter((folder / "conversations").rglob("*.tdb")))
    assert b"half a goal" not in path.read_bytes()
    async with opened(folder) as hands:
        hands.app.request(OpenConversation("b" * 32))
        await hands.rest()
        assert isinstance(hands.app.screen, CurtainScreen)
        await hands.press("enter")
        await secret(hands, "kims own four words")
        assert hands.field().text == "half a goal"


async def test_what_was_prepared_is_laid_open_in_the_turn_itself(tmp_path: Path) -> None:
    """In a later run: first the phrase, then the words stand in the fields."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give("1" * 32, "kims own four words")
        vault.records.save(at("impact/speak/kim/0", PREPARED))
    async with opened(folder) as hands:
        hands.app.request(OpenConversation("b" * 32))
        await hands.rest()
        assert not any("what kim prepared" in text for text in texts(hands.app.screen))
        await hands.do(hands.app.screen.query_one("#take-over"))
        await secret(hands, "kims own four words")
        assert hands.field("see").text == "what kim prepared"


async def test_another_phrase_and_none(tmp_path: Path) -> None:
    """It can be changed and taken away by its owner, and by nobody else."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give("1" * 32, "kims own four words")
        vault.records.save(at("impact/speak/kim/0", PREPARED))
    async with opened(folder) as hands:
        vault = hands.app.workspace.library.vault
        for action, phrases, has in (
            ("change", ("sams guess", "new words here now", "new words here now"), True),
            ("change", ("kims own four words", "new words here now", "new words here now"), True),
            ("away", ("kims own four words",), True),
            ("away", ("new words here now",), False),
        ):
            hands.app.navigator.end_dialogs()
            await hands.rest()
            hands.app.request(ChooseOwnPhrase())
            await hands.rest()
            await hands.choose("1" * 32)
            await hands.choose(action)
            await secret(hands, *phrases)
            assert vault.own_phrases.has("1" * 32) is has
        said = helpers.strings(vault.records.load("b" * 32))
        assert "what kim prepared" in list(said)


async def test_somebody_reads_back_what_they_wrote_alone(tmp_path: Path) -> None:
    """With their phrase only, and only their own: questions, and their words."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give("1" * 32, "kims own four words")
        script = {**PREPARED, "alone/tension/kim": {"scale": "9"}}
        vault.records.save(at("impact/speak/kim/0", script))
    async with opened(folder) as hands:
        hands.app.request(ReadConversation("b" * 32))
        await hands.rest()
        await hands.do(hands.app.screen.query_one("#own"))
        await secret(hands, "sams guess")
        assert "not the phrase" in hands.notice
        await secret(hands, "kims own four words")
        assert isinstance(hands.app.screen, OwnDialog)
        told = texts(hands.app.screen)
        for words in ("kims goal", "I see what kim prepared", "9", "First some time", "tense are"):
            assert any(words in text for text in told) is (words != "First some time"), words
        assert any("I go on" in text for text in told)
        assert not any("/sam/" in text or "2" * 32 in text for text in told)
        await hands.press("escape")
        assert not any("kims goal" in text for text in texts(hands.app.screen))


# -- Backup and deleting ------------------------------------------------------------------------


async def test_a_backup_from_the_menu(tmp_path: Path) -> None:
    """It says that it is made; a second one of that name is refused."""
    folder, target = tmp_path / "vault", tmp_path / "copy.tar"
    with Vault.open(folder, now=EVENING) as vault:
        fill(vault, language("en"), EVENING)
    async with opened(folder) as hands:
        for said in ("made and read back: 2 conversations", "there already"):
            hands.app.request(MakeBackup())
            await hands.rest()
            hands.field("backup").put(str(target))
            await hands.press("enter")
            await hands.until(partial(_tells, hands, said))
        assert target.is_file()


async def test_deleting_asks_for_its_name(tmp_path: Path) -> None:
    """Another name deletes nothing; the right one takes it off the list and off the disk."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        fill(vault, language("en"), EVENING)
    async with opened(folder) as hands:
        gone = next(
            conversation
            for conversation in hands.app.workspace.library.overview.conversations.values()
            if "day" in conversation.title
        )
        hands.app.request(ReadConversation(gone.id))
        await hands.rest()
        await hands.do(hands.app.screen.query_one("#delete"))
        await hands.type("something")
        await hands.press("enter")
        assert "not the name" in hands.notice
        for _ in "something":
            await hands.press("backspace")
        await hands.type(gone.title.lower())
        await hands.press("enter")
        await hands.rest()
        assert isinstance(hands.app.screen, ArchiveScreen)
        assert gone.id not in hands.app.workspace.library.vault.records.ids()
        assert not any(gone.title in text for text in texts(hands.app.screen))


async def test_deleting_everything_of_a_pair(tmp_path: Path) -> None:
    """Their names are typed; then home welcomes as on the first day."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        fill(vault, language("en"), EVENING)
        pair = vault.records.pairs()[0].id
    async with opened(folder) as hands:
        hands.app.request(DeletePair())
        await hands.rest()
        await hands.choose(pair)
        await hands.type("Kim and Sam")
        await hands.press("enter")
        await hands.until(lambda: not hands.app.workspace.library.overview.pairs)
        assert hands.app.workspace.library.vault.records.ids() == ()
        assert "gone" in hands.notice


# -- The list -----------------------------------------------------------------------------------


async def test_the_list_narrows_down(tmp_path: Path) -> None:
    """By words, by state and by time; what nothing fits says what to do."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        for _ in range(3):
            fill(vault, language("en"), EVENING)
    async with opened(folder) as hands:
        hands.app.request(ShowArchive())
        await hands.rest()
        screen = hands.app.screen
        assert isinstance(screen, ArchiveScreen)

        def rows() -> int:
            return len(screen.query(".entry"))

        assert rows() == 6
        await hands.write("HOLIDAY", "words")
        await hands.until(lambda: rows() == 3)
        await hands.write("zzz", "words")
        await hands.until(lambda: rows() == 0)
        assert any("Nothing here that fits" in text for text in texts(screen))
        for _ in "HOLIDAYzzz":
            await hands.press("backspace")
        await hands.until(lambda: rows() == 6)
        await hands.choose("finished")
        await hands.until(lambda: rows() == 3)
        await hands.choose("all")
        screen.narrow_period("before")
        await hands.until(lambda: rows() == 0)
        screen.narrow_period("")
        pair = hands.app.workspace.library.overview.pairs[0].id
        screen.narrow_pair(pair)
        await hands.until(lambda: rows() == 2)
