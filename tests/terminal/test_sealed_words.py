"""In a sealed vault nothing of what two people write lies anywhere in the open: not on the disk, not in the terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from sessions.conversation import Conversation, State
from sessions.kinds import private
from sessions.store import Vault, file_format
from tests.store.helpers import open_own
from tests.terminal.laying import words_in
from tests.terminal.people import known
from tests.terminal.secretive import ALTERNATE, Secretive, Start, found_in, nowhere, open_vault_of
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal


CLOCKED = str(Path(__file__).with_name("clocked.py"))


# -- Searching ----------------------------------------------------------------------------------


def _private(folder: Path) -> None:
    """Hold that only the owner may read anything in the vault."""
    modes = {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in [folder, *folder.rglob("*")]
    }
    for name, mode in modes.items():
        assert mode == (0o700 if (folder / name).is_dir() else 0o600), f"{name}: {mode:o}"


def _left_behind(two: Secretive) -> None:
    """Hold that the terminal shows nothing of it after the program, scrolled back or not."""
    assert two.seen_on_screen() == []
    stays = ALTERNATE.sub(b"", bytes(two.program.raw))
    assert b"1049h" not in stays
    assert found_in(stays, two.secrets()) == []
    assert found_in(two.program.title.encode(), two.secrets()) == []
    assert two.program.leftovers() == []


def _not_in_the_list_of_processes(two: Secretive) -> None:
    """Hold that neither arguments nor environment of the program tell anything."""
    of_it = Path("/proc") / str(two.program.pid)
    for name in ("cmdline", "environ"):
        data = (of_it / name).read_bytes()
        assert data
        assert found_in(data, two.secrets()) == []


# -- The tests ----------------------------------------------------------------------------------


@pytest.fixture
def begin(terminal: Start, tmp_path: Path, home: Path) -> Callable[..., Terminal]:
    """Start the program with folders of its own for everything, and without a mask for modes."""
    scratch = tmp_path / "tmp"
    scratch.mkdir()

    def start(**more: str) -> Terminal:
        environment = {
            "TMPDIR": str(scratch),
            "TWEESPRAAK_MOTION": "none",
            "TEXTUAL_LOG": str(tmp_path / "keys.log"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_STATE_HOME": str(home / "state"),
            **more,
        }
        options = [CLOCKED, "--data", str(tmp_path / "vault"), "--language", "en"]
        before = os.umask(0)
        try:
            return terminal(options, env=environment)
        finally:
            os.umask(before)

    return start


def _prepare(two: Secretive) -> None:
    """Seal, begin, and come to where each is alone, Kim with a phrase of her own."""
    two.seal()
    two.meet(two.first, two.second)
    two.until("together", "aim")
    two.give_phrase()
    two.until("alone", "tension", two.first)


@pytest.mark.long
def test_no_word_of_a_sealed_vault_lies_in_the_open(
    begin: Callable[..., Terminal], tmp_path: Path, home: Path
) -> None:
    """A whole conversation, through a kill, a crash and a full leave: no word, no passphrase and no key is found anywhere."""
    two = Secretive(begin, tmp_path / "vault", "words")
    _prepare(two)
    two.until("alone", "message", two.second)
    searched = partial(nowhere, two, tmp_path, home)
    parked = _killed_half_typed(two, searched)
    idea = _crashed(two, parked, searched)
    _to_the_end(two, idea)
    assert searched() > 5
    _left_behind(two)
    _private(two.folder)
    assert not (tmp_path / "keys.log").exists()

    # They are all there for who has passphrase and phrase; so the search looked for what was written.
    assert len(two.typed) > 25
    with open_vault_of(two) as vault:
        whole = words_in(open_own(vault, two.talk, two.talk.partners[0].id, two.phrase))
    assert [typed for typed in two.typed if typed.word not in whole] == []
    assert two.talk.agreements


def _killed_half_typed(two: Secretive, searched: Callable[[], int]) -> str:
    """Kill the program over two fields that are half-typed; gives the subject that was to be parked."""
    # Half-typed, and a parked subject that is half-typed over it.
    half = two.write("understand")
    two.wait_saved(half)
    two.new_page("f4")
    parked = two.fresh()
    two.program.type(parked)
    two.wait_saved(parked)
    _not_in_the_list_of_processes(two)
    assert searched() > 4
    two.program.kill(signal.SIGKILL)
    assert two.program.wait_exit() == -signal.SIGKILL
    assert searched() > 4
    _private(two.folder)
    return parked


def _crashed(two: Secretive, parked: str, searched: Callable[[], int]) -> str:
    """Go on, and let the program make a mistake at an idea; gives the idea."""
    two.interrupted()
    two.again(CRASH_WITH=two.fresh())
    two.open_curtain()  # what was half-parked alone is its writer's
    two.new_page("f4")
    two.program.wait_for(parked)  # half-typed before the kill
    two.new_page()
    two.program.wait_until(
        lambda: parked in [subject.text for subject in two.talk.parked], what="the parked subject"
    )
    two.until("ideas", "collect")
    idea = two.write("idea")
    two.program.press("enter")
    assert two.program.wait_exit() not in (0, None)
    two.wait_read(
        known("Tweespraak stopped because of a mistake in the program. What you wrote is kept.")
    )
    assert (two.folder / "crash.txt").is_file()
    assert idea in words_in(two.talk)
    assert searched() > 5
    _left_behind(two)
    _private(two.folder)
    return idea


def _to_the_end(two: Secretive, idea: str) -> None:
    """Go on where the crash was, to the end of the conversation, and leave."""
    two.interrupted()
    two.again()
    two.program.wait_for(idea)  # the crash left it in the field
    two.program.press("enter")
    two.program.wait_until(lambda: two.talk.ideas, what="the idea among the ideas")
    two.program.wait_for(re.compile(f"1 +{idea}"))
    two.wait_focus()
    while two.talk.state is State.ACTIVE:
        two.answer()
    two.outside = True
    two.program.settle()
    _not_in_the_list_of_processes(two)
    assert two.leave() == 0


def test_the_search_would_find_a_word_that_lies_in_the_open(tmp_path: Path) -> None:
    """A word in a file, in any encoding, or in the name of a file, is found."""
    secret = "ankerblikëdoos"
    for form in (secret.encode(), secret.encode("utf-16-le"), json.dumps(secret).encode()):
        assert found_in(b"\x00before " + form + b" after", [secret]) == [secret]
    assert found_in("αβγδεζ ηθικλμ".encode(), ["αβγδεζ ηθικλμ"])
    assert found_in(json.dumps("αβγδεζ ηθικλμ").encode(), ["αβγδεζ ηθικλμ"])
    assert found_in(b"ABCD-EFGH", ["ABCD-EFGH"])
    assert found_in(b"something else", [secret]) == []


@pytest.mark.long
def test_what_kim_wrote_alone_opens_with_her_phrase_only(
    begin: Callable[..., Terminal], tmp_path: Path
) -> None:
    """The passphrase gives none of it; her phrase gives all of it; what she shares is there for both after one save."""
    two = Secretive(begin, tmp_path / "vault", "phrase")
    _prepare(two)
    before = len(two.typed)
    two.until("alone", "share", two.first)
    hers = [typed for typed in two.typed[before:] if typed.key.startswith("alone/")]
    assert (
        len(hers) == 7
    )  # a goal, five beginnings of a message, and what somebody from outside sees
    kim = two.talk.partners[0].id

    def by_passphrase() -> Conversation:
        with Vault.open(two.folder, now=datetime.now(UTC), read_only=True) as vault:
            vault.seal.unlock(two.passphrase)
            return vault.records.load(two.talk.id)

    whole = _everything(by_passphrase())
    assert [her.word for her in hers if her.word in whole] == []
    with open_vault_of(two) as vault:
        opened = open_own(vault, by_passphrase(), kim, two.phrase)
    assert [her.word for her in hers if her.word not in words_in(opened)] == []

    # She shares her goal.
    goal = hers[0].word
    two.program.wait_for(goal)
    saved = _generation(two)
    two.changed("shift+tab")  # what shares has not the first focus
    two.changed("enter")
    two.program.wait_until(lambda: _generation(two) > saved, what="her choice on the disk")
    two.program.settle(0.3)
    saved = _generation(two)
    assert goal not in _everything(by_passphrase())
    two.go_on()
    assert two.at.who == two.talk.partners[1].id
    assert _generation(two) == saved + 1
    shared = by_passphrase()
    assert goal in words_in(shared)
    assert [her.word for her in hers[1:] if her.word in _everything(shared)] == []

    # Sam writes without a phrase; together they read what she shared.
    two.until("alone", private.REVEAL)
    two.program.wait_for(goal)
    assert not any(her.word in two.program.screen_text() for her in hers[1:])
    assert two.leave() == 0
    _left_behind(two)


def _everything(talk: Conversation) -> str:
    """Give a whole record as text, whatever its fields are called."""
    return repr(talk)


def _generation(two: Secretive) -> int:
    """Give how often the conversation was saved."""
    with open_vault_of(two) as vault:
        path = vault.records.path(two.talk.id)
        return file_format.glance(
            path.read_bytes(), file_format.record_key_of(path), file=""
        ).generation
