"""Two people who seal what they write, and the search for what they wrote."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sessions.conversation import Turn
from sessions.pattern import Kind
from sessions.store import Vault
from tests.terminal.people import People
from tests.terminal.terminal import Terminal

Start = Callable[..., Terminal]
ALTERNATE = re.compile(rb"\x1b\[\?1049h.*?\x1b\[\?1049l", re.DOTALL)
"""What a terminal forgets when the program leaves."""


def letters(random: Random, first: str, count: int) -> str:
    """Give letters of one alphabet, `first` the first of twenty."""
    return "".join(chr(ord(first) + random.randrange(20)) for _ in range(count))


class Secretive(People):
    """Two people who seal what they write, and of whom one has a phrase of her own."""

    def __init__(self, begin: Callable[..., Terminal], folder: Path, seed: str) -> None:
        self.random = Random(seed)
        # In alphabets of their own: not one letter of these may come to the terminal.
        self.passphrase = " ".join(letters(self.random, "α", 6) for _ in range(3))
        self.phrase = " ".join(letters(self.random, "а", 6) for _ in range(3))
        self.recovery = ""
        self.others: list[str] = []
        """Words they typed outside turns: names, parked subjects."""
        self.first, self.second = self.fresh()[:12], self.fresh()[:12]
        self.begin = begin
        super().__init__(begin(), folder)

    def fresh(self) -> str:
        """Give a word nobody typed before, with a letter that is written differently in every encoding."""
        word = f"{letters(self.random, 'a', 8)}ë{letters(self.random, 'a', 4)}"
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
        self.program.type("-".join(groups[-2:]))
        self.new_page()
        self.wait_read("Seal everything now?")
        self.program.settle()
        self.program.press("enter")
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
        with open_vault_of(self) as vault:
            return vault.own_phrases.has(self.talk.partners[0].id)

    # -- What there is to look for -----------------------------------------------------------------

    def secrets(self) -> list[str]:
        """Give everything that may lie nowhere."""
        return [*self.others, self.passphrase, self.phrase, *filter(None, [self.recovery])]

    def seen_on_screen(self) -> list[str]:
        """Give which of it the screen shows."""
        screen = self.program.screen_text()
        return [secret for secret in self.secrets() if secret in screen]


def open_vault_of(two: Secretive) -> Vault:
    """Give the vault, to read, open by its key."""
    vault = Vault.open(two.folder, now=datetime.now(UTC), read_only=True)
    assert two.key is not None
    vault.seal._take(vault.seal.manifest, two.key)
    return vault


def forms_of(secret: str) -> Iterator[bytes]:
    """Give how a text can lie on a disk."""
    parts = {secret, secret.replace("-", ""), *re.split(r"[ ë]", secret), *secret.split("-")}
    # Of a recovery key one group of four could stand anywhere by chance; of a word eight cannot.
    for part in {part for part in parts if len(part) >= 6}:
        for form in (part, part.upper(), json.dumps(part)[1:-1]):
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
                try:
                    yield form.encode(encoding)
                except UnicodeEncodeError:
                    continue


def found_in(data: bytes, secrets: list[str]) -> list[str]:
    """Give the secrets that are in the bytes, in any form."""
    return [secret for secret in secrets if any(form in data for form in set(forms_of(secret)))]


def nowhere(two: Secretive, *places: Path) -> int:
    """Hold that no secret is in a file or in the name of one; gives how many files there were."""
    count = 0
    for place in places:
        for path in place.rglob("*"):
            assert found_in(os.fsencode(path.relative_to(place)), two.secrets()) == []
            if path.is_file():
                count += 1
                assert found_in(path.read_bytes(), two.secrets()) == [], path
    return count
