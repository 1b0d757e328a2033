"""In a sealed vault nothing of what two people write lies anywhere in the open: not on the disk, not in the terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from sessions.conversation import Conversation, State, Turn
from sessions.kinds import private
from sessions.pattern import Kind
from sessions.store import Vault, file_format
from tests.store.helpers import open_own
from tests.terminal.people import People, known, words_in
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]
CLOCKED = str(Path(__file__).with_name("clocked.py"))

ALTERNATE = re.compile(rb"\x1b\[\?1049h.*?\x1b\[\?1049l", re.DOTALL)
"""What a terminal forgets when the program leaves."""


def _letters(random: Random, first: str, count: int) -> str:
    """Give letters of one alphabet, `first` the first of twenty."""
    return "".join(chr(ord(first) + random.randrange(20)) for _ in range(count))


class Secretive(People):
    """Two people who seal what they write, and of whom one has a phrase of her own."""

    def __init__(self, begin: Callable[..., Terminal], folder: Path, seed: str) -> None:
        self.random = Random(seed)
        # In alphabets of their own: not one letter of these may come to the terminal.
        self.passphrase = " ".join(_letters(self.random, "α", 6) for _ in range(3))
        self.phrase = " ".join(_letters(self.random, "а", 6) for _ in range(3))
        self.recovery = ""
        self.others: list[str] = []
        """Words they typed outside turns: names, parked subjects."""
        self.first, self.second = self.fresh()[:12], self.fresh()[:12]
        self.begin = begin
        super().__init__(begin(), folder)

    def fresh(self) -> str:
        """Give a word nobody typed before, with a letter that is written differently in every encoding."""
        word = f"{_letters(self.random, 'a', 8)}ë{_letters(self.random, 'a', 4)}"
        self.others.append(word[:12])
        return word

    def word(self, name: str, who: str | None = None, at: Turn | None = None) -> str:
        """Replace the words of tests by random ones, and remember where they go."""
        super().word(name, who, at)
        old = self.typed.pop()
        self.typed.append(type(old)(self.fresh(), old.key, old.name, old.who))
        return self.typed[-1].word

    # -- The seal --------------------------------------------------------------------------------

    def seal(self) -> None:
        """Seal the empty vault from the welcome screen, and read the recovery key off the screen."""
        self.program.wait_started()
        self.wait_focus()
        self.pick("First seal it, so that only you two can open it")
        self.wait_read("Choose a passphrase together.")
        self.types_blind(self.passphrase)
        self.types_blind(self.passphrase)
        self.wait_read("This is your recovery key.")
        self.program.settle()
        groups = re.findall(r"(?<!\S)[A-Z2-7]{4}(?!\S)", self.program.screen_text())
        assert len(groups) == 8
        self.recovery = "-".join(groups)
        self.program.type(groups[-1])
        self.new_page()
        self.wait_read("Everything is sealed.")
        self.take_key()

    def take_key(self) -> None:
        """Take the key, to look into the vault beside the program."""
        with Vault.open(self.folder, now=datetime.now(UTC), read_only=True) as vault:
            assert vault.seal.is_sealed
            vault.seal.unlock(self.passphrase)
            self.key = vault.seal.key

    def types_blind(self, secret: str) -> None:
        """Type a secret and Enter; what comes on the screen is dots, and none of its letters."""
        self.program.settle()
        before = self.program.mark()
        self.program.type(secret)
        self.program.wait_for("•" * len(secret))
        shown = self.program.bytes_since(before).decode("utf-8", "replace")
        assert not set(secret) - {" "} & set(shown)
        self.program.press("enter")

    def unlock(self) -> None:
        """Type the passphrase on the first screen, before which nothing shows."""
        self.program.wait_started()
        self.program.wait_for("Your conversations are sealed.")
        self.wait_focus()
        assert not self.seen_on_screen()
        self.types_blind(self.passphrase)
        self.program.wait_for(self.first)
        self.wait_focus()

    def again(self, **environment: str) -> None:
        """Start the program again, and unlock."""
        self.program = self.begin(**environment)
        self.unlock()
        self.resume()

    def give_phrase(self) -> None:
        """Kim gets a phrase of her own, by the menu."""
        self.new_page("f10", to_read=True)
        self.pick("A phrase of your own, for what you write alone")
        self.program.wait_for("For whom?")
        self.new_page()
        self.wait_read(f"{self.first}, choose a phrase of your own.")
        self.types_blind(self.phrase)
        self.types_blind(self.phrase)
        self.wait_read("What you write alone is yours now.")
        self.wait_focus()

    def open_curtain(self) -> None:
        """Open the curtain; Kim gives her phrase for what she wrote alone."""
        talk = self.talk
        closed = self.step.kind is Kind.PRIVATE and talk.at.who == talk.partners[0].id
        if not closed or not self.has_phrase() or self._alone == talk.at.who:
            super().open_curtain()
            return
        self.new_page()
        self.wait_read(f"{self.first}, your phrase.")
        self.types_blind(self.phrase)
        self.program.wait_gone("your phrase")
        self.wait_focus()
        self._alone = talk.at.who

    def has_phrase(self) -> bool:
        """Whether Kim has one on the disk."""
        with _opened(self) as vault:
            return vault.own_phrases.has(self.talk.partners[0].id)

    # -- What there is to look for -----------------------------------------------------------------

    def secrets(self) -> list[str]:
        """Give everything that may lie nowhere."""
        return [*self.others, self.passphrase, self.phrase, *filter(None, [self.recovery])]

    def seen_on_screen(self) -> list[str]:
        """Give which of it the screen shows."""
        screen = self.program.screen_text()
        return [secret for secret in self.secrets() if secret in screen]


def _opened(two: Secretive) -> Vault:
    """Give the vault, to read, open by its key."""
    vault = Vault.open(two.folder, now=datetime.now(UTC), read_only=True)
    assert two.key is not None
    vault.seal._take(vault.seal.manifest, two.key)
    return vault


# -- Searching ------------------------------------------------------------------------------------


def _forms(secret: str) -> Iterator[bytes]:
    """Give how a text can lie on a disk."""
    parts = {secret, secret.replace("-", ""), *re.split(r"[ ë]", secret), *secret.split("-")}
    # Of a recovery key one group of four could stand anywhere by chance; of a word eight cannot.
    for one in {part for part in parts if len(part) >= 6}:
        for form in (one, one.upper(), json.dumps(one)[1:-1]):
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
                try:
                    yield form.encode(encoding)
                except UnicodeEncodeError:
                    continue


def _found(data: bytes, secrets: list[str]) -> list[str]:
    """Give the secrets that are in the bytes, in any form."""
    return [secret for secret in secrets if any(form in data for form in set(_forms(secret)))]


def _nowhere(two: Secretive, *places: Path) -> int:
    """Hold that no secret is in a file or in the name of one; gives how many files there were."""
    count = 0
    for place in places:
        for path in place.rglob("*"):
            assert _found(os.fsencode(path.relative_to(place)), two.secrets()) == []
            if path.is_file():
                count += 1
                assert _found(path.read_bytes(), two.secrets()) == [], path
    return count


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
    assert _found(stays, two.secrets()) == []
    assert _found(two.program.title.encode(), two.secrets()) == []
    assert two.program.leftovers() == []


def _not_in_the_list_of_processes(two: Secretive) -> None:
    """Hold that neither arguments nor environment of the program tell anything."""
    of_it = Path("/proc") / str(two.program.pid)
    for name in ("cmdline", "environ"):
        data = (of_it / name).read_bytes()
        assert data
        assert _found(data, two.secrets()) == []


# -- The tests ------------------------------------------------------------------------------------


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
    # Half-typed, and a parked subject that is half-typed over it.
    half = two.write("understand")
    two.wait_saved(half)
    two.new_page("f4")
    parked = two.fresh()
    two.program.type(parked)
    two.wait_saved(parked)
    _not_in_the_list_of_processes(two)
    assert _nowhere(two, tmp_path, home) > 4
    two.program.kill(signal.SIGKILL)
    assert two.program.wait_exit() == -signal.SIGKILL
    assert _nowhere(two, tmp_path, home) > 4
    _private(two.folder)

    two.interrupted()
    two.again(CRASH_WITH=two.fresh())
    two.new_page("f4")
    two.program.wait_for(parked)  # half-typed before the kill
    two.new_page()
    two.program.wait_until(
        lambda: parked in [one.text for one in two.talk.parked], what="the parked subject"
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
    assert _nowhere(two, tmp_path, home) > 5
    _left_behind(two)
    _private(two.folder)

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
    assert _nowhere(two, tmp_path, home) > 5
    _left_behind(two)
    _private(two.folder)
    assert not (tmp_path / "keys.log").exists()

    # They are all there for who has passphrase and phrase; so the search looked for what was written.
    assert len(two.typed) > 25
    with _opened(two) as vault:
        whole = words_in(open_own(vault, two.talk, two.talk.partners[0].id, two.phrase))
    assert [one for one in two.typed if one.word not in whole] == []
    assert two.talk.agreements


def test_the_search_would_find_a_word_that_lies_in_the_open(tmp_path: Path) -> None:
    """A word in a file, in any encoding, or in the name of a file, is found."""
    secret = "ankerblikëdoos"
    for form in (secret.encode(), secret.encode("utf-16-le"), json.dumps(secret).encode()):
        assert _found(b"\x00before " + form + b" after", [secret]) == [secret]
    assert _found("αβγδεζ ηθικλμ".encode(), ["αβγδεζ ηθικλμ"])
    assert _found(json.dumps("αβγδεζ ηθικλμ").encode(), ["αβγδεζ ηθικλμ"])
    assert _found(b"ABCD-EFGH", ["ABCD-EFGH"])
    assert _found(b"something else", [secret]) == []


@pytest.mark.long
def test_what_kim_wrote_alone_opens_with_her_phrase_only(
    begin: Callable[..., Terminal], tmp_path: Path
) -> None:
    """The passphrase gives none of it; her phrase gives all of it; what she shares is there for both after one save."""
    two = Secretive(begin, tmp_path / "vault", "phrase")
    _prepare(two)
    before = len(two.typed)
    two.until("alone", "share", two.first)
    hers = [one for one in two.typed[before:] if one.key.startswith("alone/")]
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
    with _opened(two) as vault:
        opened = open_own(vault, by_passphrase(), kim, two.phrase)
    assert [her.word for her in hers if her.word not in words_in(opened)] == []

    # She shares her goal.
    goal = hers[0].word
    two.program.wait_for(goal)
    saved = _generation(two)
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
    with _opened(two) as vault:
        path = vault.records.path(two.talk.id)
        return file_format.glance(
            path.read_bytes(), file_format.record_key_of(path), file=""
        ).generation
