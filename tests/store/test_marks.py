"""What its owner wrote can be told from what was laid there, once they gave their phrase."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions.conversation import Conversation, Said
from sessions.diary import Diary, add, write
from sessions.store import Vault, own_lock
from tests.store import independent
from tests.store.faults import NOW, small
from tests.store.phrases import CHEAP, with_private
from tests.store.vectors import VECTORS, unb64

MINE, FORGED = "tension", "goal"
PHRASE = "van mij alleen, echt"
WRITER = "d" * 32
"""The id of somebody with a diary."""
LAID, WRITTEN = "1" * 32, "2" * 32
"""The ids of two notes."""


def key_of(name: str) -> str:
    """Give the key of what Kim answered alone to one question."""
    return f"alone/{name}/k/0"


def saying_alone(**words: str) -> Conversation:
    """Give a conversation in which Kim answered these questions alone."""
    said = {key_of(name): Said(fields={"text": text}, at=NOW) for name, text in words.items()}
    return replace(with_private(), said=said)


def with_phrase(folder: Path) -> Vault:
    """Give a vault in which Kim has a phrase."""
    vault = Vault.open(folder, now=NOW)
    vault.own_phrases.give("k", PHRASE, cost=CHEAP)
    return vault


def unmarked(vault: Vault, talk: Conversation, phrase: str = PHRASE) -> frozenset[str]:
    """Give the keys of what Kim is told is not known to be hers."""
    key = vault.own_phrases.key("k", phrase)
    return vault.own_phrases.unmarked(vault.records.load(talk.id), "k", key)


def held(vault: Vault, phrase: str = PHRASE) -> None:
    """Let Kim give her phrase before she writes."""
    vault.own_phrases.hold("k", vault.own_phrases.key("k", phrase))


def lay(vault: Vault, talk: Conversation, name: str, words: str) -> Conversation:
    """Lay a box in a conversation as whoever has the passphrase can; it is saved."""
    key = key_of(name)
    public = vault.own_phrases.locks.lock("k").public
    place = f"{talk.origin or talk.id} said {key}"
    # Not as the program writes it: that must not make other words of it.
    payload = b'{ "": "no", "text" : "%s" }' % words.encode()
    box = independent.own_box(public, "k", payload, place)
    laid = replace(talk, said={**talk.said, key: Said(fields={}, closed=box, at=NOW)})
    vault.records.save(laid)
    return laid


def mine_and_laid(vault: Vault) -> Conversation:
    """Let Kim write one answer with her phrase at hand, and somebody else lay another."""
    talk = saying_alone(tension="mine")
    held(vault)
    vault.records.save(talk)
    vault.own_phrases.let_go()
    return lay(vault, vault.records.load(talk.id), FORGED, "not mine")


def test_what_was_laid_there_is_told_from_what_its_owner_wrote(tmp_path: Path) -> None:
    """Both open with her phrase; only what was written with it at hand has her mark."""
    with with_phrase(tmp_path) as vault:
        talk = mine_and_laid(vault)
        assert unmarked(vault, talk) == {key_of(FORGED)}
        key = vault.own_phrases.key("k", PHRASE)
        opened = vault.own_phrases.open(vault.records.load(talk.id), "k", key)
        assert {answer.fields["text"] for answer in opened.said.values()} == {"mine", "not mine"}


def test_without_the_phrase_at_hand_nothing_is_marked(tmp_path: Path) -> None:
    """The partner can sit down behind a curtain, too: that it was closed says nothing."""
    with with_phrase(tmp_path) as vault:
        talk = saying_alone(tension="mine")
        vault.records.save(talk)
        assert unmarked(vault, talk) == {key_of(MINE)}
        held(vault)
        vault.own_phrases.let_go()
        later = small(said={key_of(FORGED): Said(fields={"text": "later"}, at=NOW)})
        later = replace(later, id="e" * 32, people=talk.people)
        vault.records.save(later)
        assert unmarked(vault, later) == {key_of(FORGED)}


def test_what_was_laid_there_gets_no_mark_on_the_way(tmp_path: Path) -> None:
    """Opened with her phrase and saved unchanged it stays as it was; changed by her, it is hers."""
    with with_phrase(tmp_path) as vault:
        talk = lay(vault, saying_alone(), FORGED, "not mine")
        key = vault.own_phrases.key("k", PHRASE)
        opened = vault.own_phrases.open(vault.records.load(talk.id), "k", key)
        held(vault)
        vault.records.save(opened)
        assert unmarked(vault, talk) == {key_of(FORGED)}
        vault.records.save(
            replace(opened, said={key_of(FORGED): Said(fields={"text": "now mine"}, at=NOW)})
        )
        assert unmarked(vault, talk) == frozenset()


def test_another_phrase_keeps_the_marks_as_they_were(tmp_path: Path) -> None:
    """Other keys, and closed again: what had a mark has one, what had none has none."""
    with with_phrase(tmp_path) as vault:
        talk = mine_and_laid(vault)
        vault.own_phrases.change("k", PHRASE, "another one", cost=CHEAP)
        assert unmarked(vault, talk, "another one") == {key_of(FORGED)}
    with Vault.open(tmp_path, now=NOW) as vault:
        assert unmarked(vault, talk, "another one") == {key_of(FORGED)}
        assert vault.own_phrases.locks.lock("k").before == ()


def test_a_key_laid_among_those_of_before_marks_nothing(tmp_path: Path) -> None:
    """Whoever has the passphrase can add a key of their own there, and mark with it."""
    with with_phrase(tmp_path) as vault:
        attacker = own_lock.new_own_lock("k", "theirs", CHEAP)
        private = own_lock.open_lock(attacker, "theirs")
        lock = vault.own_phrases.locks.lock("k")
        planted = own_lock.close_for(lock, private, "the key of before")
        lock = replace(lock, before=(planted,))
        privates = own_lock.open_lock(lock, PHRASE)
        assert privates[32:] == private
        assert own_lock.owned(lock, privates) == (privates[:32],)
        box = own_lock.close_for(attacker, b"{}", "here", own=private)
        opened = own_lock.open_box(lock, privates, box, "here")
        assert opened is not None
        assert not opened.marked


def test_a_note_is_marked_while_the_diary_is_open(tmp_path: Path) -> None:
    """What its writer adds with their phrase at hand is theirs; what was laid there stays bare."""
    with Vault.open(tmp_path, now=NOW) as vault:
        vault.own_phrases.give(WRITER, PHRASE, cost=CHEAP)
        public = vault.own_phrases.locks.lock(WRITER).public
        diary = add(Diary(person=WRITER), new_id=LAID, on=NOW.date(), now=NOW)
        box = independent.own_box(public, WRITER, b'{"text": "not mine"}', f"{WRITER} diary {LAID}")
        laid = replace(diary.entries[0], on=None, closed=box)
        vault.records.save_diary(Diary(person=WRITER, entries=(laid,)))
        key = vault.own_phrases.key(WRITER, PHRASE)
        opened = vault.own_phrases.open_diary(vault.records.diary(WRITER), key)
        vault.own_phrases.hold(WRITER, key)
        opened = add(opened, new_id=WRITTEN, on=NOW.date(), now=NOW)
        opened = write(opened, WRITTEN, "text", "mine")
        closed = vault.own_phrases.close_diary(opened)
        assert closed.is_closed
        vault.own_phrases.let_go()
        vault.records.save_diary(opened)  # a save that comes late gets the boxes of before
        assert vault.records.diary(WRITER) == closed
        assert vault.own_phrases.unmarked_notes(closed, key) == {LAID}


def test_a_mark_cannot_be_seen_from_outside() -> None:
    """Of one size, and other bytes each time, as a box without one is."""
    lock = own_lock.new_own_lock("k", "p", CHEAP)
    private = own_lock.open_lock(lock, "p")
    bare = own_lock.close_for(lock, b"{}", "here")
    marked = own_lock.close_for(lock, b"{}", "here", own=private)
    assert len(base64.b64decode(bare)) == len(base64.b64decode(marked))
    assert own_lock.close_for(lock, b"{}", "here", own=private) != marked


def test_a_marked_box_of_today_opens_by_its_description_alone() -> None:
    """A reader made from the page for auditors opens it, and not as one that anybody made."""
    vector = VECTORS["own_marked"]
    private = unb64(vector["private"])
    payload = vector["payload"].encode()
    box, place = vector["box"], vector["place"]
    assert independent.opened_own_box(private, "k", box, place, marked=True) == payload
    assert independent.opened_own_box(private, "k", box, place) is None
    assert own_lock.open_with(private, "k", box, place) == payload


@pytest.mark.parametrize("own", [True, False])
def test_what_is_made_from_the_description_opens_here(own: bool) -> None:
    """Both ways: with its mark, and without."""
    lock = own_lock.new_own_lock("k", "p", CHEAP)
    private = own_lock.open_lock(lock, "p")
    box = independent.own_box(lock.public, "k", b"{}", "here", private if own else b"")
    assert own_lock.open_box(lock, private, box, "here") == own_lock.Opened(b"{}", own)
