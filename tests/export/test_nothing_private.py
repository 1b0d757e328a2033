"""What somebody wrote alone leaves the program nowhere: in no export, and not by the command line.

Every word here is written once, so that it is known where it was. Two judges say what may leave:
the program's own (`sessions.privacy`), and a list of the places whose words both may read, which
trusts nobody. A new field is on that list only when somebody puts it there.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import fields, replace

from sessions import moves
from sessions.agreements import Agreement
from sessions.conversation import YES, Conversation, State, Turn
from sessions.export.forms import FORMS
from sessions.pattern import PATTERNS, Pattern, shipped
from sessions.people import Way
from sessions.privacy import close_private, is_private
from tests.export.judges import (
    AFTER_THE_REVEAL,
    AGREED,
    IN_CONVERSATION,
    NEVER,
    READABLE,
    private_words,
    readable_words,
)
from tests.export.outputs import commands, keep, leaves
from tests.export.whole_conversations import (
    AGREEMENT_WORDS,
    LATER,
    Written,
    half_typed,
    states,
    words_of,
)
from tests.sessions.helpers import strings
from tui.cli import main

PATTERN_NAMES = sorted(path.stem for path in PATTERNS.glob("*.toml"))
EACH = pytest.mark.parametrize("name", PATTERN_NAMES)
WAYS = pytest.mark.parametrize("way", list(Way))
BOTH = pytest.mark.parametrize("tag", ["en", "nl"])


@EACH
def test_every_place_is_on_a_list(name: str) -> None:
    """Every field for words is filled here, and none of the record was forgotten."""
    talks = [list(states(name, Written(way=way)))[-1] for way in Way]
    asked = {
        (f"{turn.step}/{turn.phase}", field_name)
        for talk in talks
        for key, answer in talk.said.items()
        if (turn := Turn.of_key(key))
        for field_name, text in answer.fields.items()
        if words_of(text)
    }
    lists = (READABLE[name], AFTER_THE_REVEAL[name])
    listed = {
        (place, field_name)
        for table in lists
        for place, names in table.items()
        for field_name in names
    }
    assert listed <= asked
    assert {place for place, _ in asked} >= AGREED[name]
    assert {member.name for member in fields(Conversation)} == IN_CONVERSATION | NEVER
    texts = {member.name for member in fields(Agreement) if member.type is str}
    assert texts == {*AGREEMENT_WORDS, "id", "who", "idea", "first"}


@pytest.mark.long
@BOTH
@EACH
@WAYS
def test_at_every_turn_nothing_private_leaves(
    tmp_path: Path, name: str, tag: str, way: str
) -> None:
    """As it stands at each turn, also half-typed: only what both may read."""
    written = Written(way=way)
    for talk in states(name, written):
        variants = [talk]
        if talk.state is State.ACTIVE:
            variants.append(half_typed(talk, shipped(name), written))
        for variant in variants:
            keep(tmp_path / "vault", variant)
            may = readable_words(variant, written)
            secret = private_words(variant)
            assert not may & secret
            for what, text in leaves(
                tmp_path / "vault", tag, short=variant.state is State.ACTIVE
            ).items():
                words = words_of(text)
                assert not words & secret, (what, variant.at.key)
                assert words <= may, (
                    what,
                    variant.at.key,
                    [written.at[word] for word in words - may],
                )


@BOTH
@EACH
@WAYS
def test_in_the_end_everything_readable_is_there(
    tmp_path: Path, name: str, tag: str, way: str
) -> None:
    """The whole conversation holds every word that was shared, each form what was agreed."""
    written = Written(way=way)
    *_, talk = states(name, written)
    keep(tmp_path / "vault", talk)
    texts = leaves(tmp_path / "vault", tag, pdf=True)
    may, secret = readable_words(talk, written), private_words(talk)
    if name == "give-and-take":
        assert len(secret) > (10 if way == Way.WRITE else 4)
    for what in ("talk as Markdown", "talk as JSON", "show"):
        there = words_of(texts[what])
        missing = may - there - _old_words(talk)
        assert not missing, (what, [written.at.get(word) for word in missing])
    agreed = {
        word
        for agreement in talk.agreements
        if agreement.ended is None
        for field_name in AGREEMENT_WORDS
        for word in words_of(getattr(agreement, field_name))
    }
    assert bool(agreed) is bool(AGREED[name])
    for form in FORMS:
        for what in (form, f"{form} of all"):
            if what not in texts:
                continue
            there = words_of(texts[what])
            assert there <= may, what
            assert bool(there & agreed) is bool(agreed), what
            if form in ("markdown", "html", "pdf", "json", "calendar"):
                assert agreed <= there, what


def _old_words(talk: Conversation) -> set[str]:
    """Give the words that an evaluation replaced: they are read in the conversation of then."""
    return {
        word
        for old in talk.reviewed
        for field_name in AGREEMENT_WORDS
        for word in words_of(getattr(old, field_name))
    } - {word for agreement in talk.agreements for word in words_of(agreement.what)}


@EACH
def test_what_is_private_changes_nothing_that_leaves(tmp_path: Path, name: str) -> None:
    """A scale or a choice has no word of its own: with another one, all that leaves is the same."""
    written = Written()
    pattern = shipped(name)
    others = {
        "9": "8",
        "2": "1",
        "go-on": "wait",
        "objection": "yes",
        "live": "yes",
        "worked": "not",
    }
    if name == "inventory":
        others |= {"5": "4", YES: ""}  # what one noticed, and how they see it before both are done
    for talk in states(name, written):
        waiting = not _all_alone_done(talk)
        changed = {
            key: replace(
                answer,
                fields={slot: others.get(text, text) for slot, text in answer.fields.items()},
            )
            if is_private(talk, pattern, key) or (waiting and _is_alone(talk, pattern, key))
            else answer
            for key, answer in talk.said.items()
        }
        if changed == talk.said:
            continue
        keep(tmp_path / "one", talk)
        keep(tmp_path / "other", replace(talk, said=changed))
        short = talk.state is State.ACTIVE
        first, other = (leaves(tmp_path / folder, "en", short=short) for folder in ("one", "other"))
        assert first == other, talk.at.key


def _all_alone_done(talk: Conversation) -> bool:
    alone = ("judge", "answer", "signals")
    return talk.at.phase not in alone and not talk.at.phase.startswith("matter-")


def _is_alone(talk: Conversation, pattern: Pattern, key: str) -> bool:
    turn = Turn.of_key(key)
    if turn is None or not moves.is_answered_alone(talk, pattern, turn):
        return False
    return turn.phase == talk.at.phase or turn.step == "inventory"


@BOTH
def test_what_is_closed_stays_closed(tmp_path: Path, tag: str) -> None:
    """With phrases of their own, neither what they wrote alone nor what it is closed in leaves."""
    written = Written()
    boxes: dict[str, str] = {}

    def close(who: str, place: str, words: Mapping[str, str]) -> str:
        box = written.word("box", place)
        boxes[box] = who
        return box

    for talk in states("give-and-take", written):
        if talk.at.step not in ("alone", "closing"):
            continue
        half = talk
        if talk.state is State.ACTIVE:
            half = half_typed(talk, shipped(talk.pattern), written)
        secret = private_words(half)
        closed = close_private(half, close)
        assert closed == half or set(boxes) & set(strings(closed))
        assert not secret & set(strings(closed))
        keep(tmp_path / "vault", closed)
        for what, text in leaves(tmp_path / "vault", tag, short=half.state is State.ACTIVE).items():
            assert not words_of(text) & (secret | set(boxes)), (what, talk.at.key)


def test_a_name_of_a_file_says_nothing(tmp_path: Path) -> None:
    """Whatever was said, a file in a folder is called by its date and number only."""
    written = Written()
    *_, talk = states("give-and-take", written)
    keep(tmp_path / "vault", talk)
    for number, (name, arguments) in enumerate(commands()):
        if arguments[0] != "export" or name.startswith("pdf"):
            continue
        out = tmp_path / f"out{number}"
        out.mkdir()
        told = io.StringIO()
        with contextlib.redirect_stderr(told):
            options = ["--to", str(out), "--data", str(tmp_path / "vault")]
            assert main.main([*arguments, *options], clock=lambda: LATER) == 0
        (file,) = out.iterdir()
        assert re.fullmatch(r"tweespraak-2026-12-22(-bbbbbbbb)?\.[a-z]+", file.name)
        assert not words_of(told.getvalue())


def test_the_judges_see_what_leaks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An export that would tell of what was written alone is noticed by both."""
    from sessions.export import talk as module

    written = Written()
    talks = list(states("give-and-take", written))
    whole = module.talk_markdown

    def leaky(conversation: Conversation, *arguments: Any, **more: Any) -> str:
        told = whole(conversation, *arguments, **more)
        return told + " ".join(strings(conversation.said))

    monkeypatch.setattr(module, "talk_markdown", leaky)
    keep(tmp_path / "vault", talks[-1])
    words = words_of(leaves(tmp_path / "vault", "en")["talk as Markdown"])
    assert words & private_words(talks[-1])
    assert not words <= readable_words(talks[-1], written)
