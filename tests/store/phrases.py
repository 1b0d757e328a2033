"""A vault that is sealed and words that are closed, with the phrases that open them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from unicodedata import normalize

from sessions.conversation import Conversation, Said
from sessions.people import Person
from sessions.store import Vault
from sessions.store.disk import Disk
from sessions.store.sealing import Cost
from tests.store.faults import NOW, saying, small
from tests.store.helpers import open_own, seal_with

CHEAP = Cost(memory=8, passes=1, lanes=1)
PASSPHRASE = "Vier woorden, één zin"
WORDS = b"these very words"
"""What somebody wrote, as it stands in a file that is not closed."""


def near_misses(phrase: str, count: int) -> list[str]:
    """Give `count` phrases that are almost `phrase`, and none that is it in another spelling."""
    random = Random(phrase)
    letters = "abcdefghijklmnopqrstuvwxyzéABC0123456789 .,!-'\u200b\u00ad"
    misses: dict[str, None] = {}
    fixed = [
        phrase.upper(),
        phrase.lower(),
        phrase.swapcase(),
        phrase + " ",
        " " + phrase,
        phrase + "\n",
        phrase.replace(" ", ""),
        phrase.replace(" ", "  "),
        phrase[:-1],
        phrase[1:],
        phrase[::-1],
        phrase * 2,
        phrase + "\x00",
        "\x00" + phrase,
        phrase + "\u0301",
        phrase + "\ufeff",
        phrase + "\ud800",
        normalize("NFD", phrase).encode("ascii", "ignore").decode(),
        "",
        " ",
        "x" * 10_000,
    ]
    for miss in fixed:
        misses[miss] = None
    while len(misses) < count + 5:
        at, letter = random.randrange(len(phrase) + 1), random.choice(letters)
        sort = random.randrange(4)
        if sort == 0:
            miss = phrase[:at] + letter + phrase[at:]
        elif sort == 1:
            miss = phrase[:at] + letter + phrase[at + 1 :]
        elif sort == 2:
            miss = phrase[:at] + phrase[at + 1 :]
        else:
            miss = phrase[:at] + phrase[at : at + 2][::-1] + phrase[at + 2 :]
        misses[miss] = None
    right = normalize("NFKC", phrase)
    return [miss for miss in misses if normalize("NFKC", miss) != right][:count]


SAME = [
    normalize("NFD", PASSPHRASE),
    normalize("NFC", PASSPHRASE),
    PASSPHRASE.replace(" ", "\u00a0"),
    PASSPHRASE.replace("V", "\uff36"),
]
"""Other ways to type the right one, which a keyboard or a paste may choose by itself."""


def sealed_vault(folder: Path, cost: Cost) -> str:
    """Make a sealed vault; give its recovery key."""
    with Vault.open(folder, now=NOW) as vault:
        vault.records.save(saying("words"))
        return seal_with(vault, PASSPHRASE, cost=cost)


PRIVATE = "alone/answer/k/0"


def with_private(words: str = "mine") -> Conversation:
    """Give a conversation in which Kim wrote `words` alone."""
    people = (
        Person(id="k", name="Kim", language="nl"),
        Person(id="s", name="Sam", language="en"),
    )
    return small(people=people, said={PRIVATE: Said(fields={"text": words}, at=NOW)})


def own(vault: Vault, conversation_id: str, phrase: str) -> Conversation:
    """Give a conversation with what Kim wrote alone open, whether she has a phrase or not."""
    conversation = vault.records.load(conversation_id)
    return (
        open_own(vault, conversation, "k", phrase) if vault.own_phrases.has("k") else conversation
    )


def variants(key: str) -> Iterator[str]:
    """Give a recovery key as people type it over."""
    yield key.lower()
    yield key.replace("-", "")
    yield key.replace("-", " ")
    yield f"  {key}\n"
    yield " ".join(key.replace("-", ""))
    yield key.translate(str.maketrans("OIB", "018"))
    yield key.translate(str.maketrans("OIB", "018")).lower().replace("-", "  ")
    yield "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else letter for letter in key)
    yield key.replace("-", "\t")
    yield key.replace("-", "--")


class Light(Disk):
    """A disk that does not wait: what is cut off here is the program, and no real disk."""

    def fsync(self, descriptor: int) -> None:
        pass


LIGHT = Light()
