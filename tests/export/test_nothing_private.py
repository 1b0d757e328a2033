"""What somebody wrote alone leaves the program nowhere: in no export, and not by the command line.

Every word here is written once, so that it is known where it was. Two judges say what may leave:
the program's own (`sessions.privacy`), and a list of the places whose words both may read, which
trusts nobody. A new field is on that list only when somebody puts it there.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sessions import diary, moves, timeout
from sessions.agreements import Agreement
from sessions.conversation import YES, Conversation, State, Turn
from sessions.diary import Diary
from sessions.export.forms import FORMS
from sessions.kinds import Field, Form
from sessions.kinds.ideas import COLLECT
from sessions.kinds.private import SHARE
from sessions.pattern import PATTERNS, Pattern, shipped
from sessions.privacy import close_private, is_private
from sessions.store import Vault
from tests.sessions.helpers import KIM, NOW, SAM, pair, strings
from tui.cli import main

WORD = re.compile(r"zq\d{5}")
LATER = NOW + timedelta(days=30)
SUBJECT = "zq00000"
"""The subject, by which the commands find the conversation."""

READABLE = {
    "give-and-take": {
        "together/subject": {"text"},
        "appreciation/speak": {"text"},
        "appreciation/reflect": {"text"},
        "impact/speak": {"understand", "see", "feel", "need", "ask"},
        "impact/reflect": {"text"},
        "cycle/cycle": {"first", "second", "again"},
        "closing/open": {"text"},
        "closing/thanks": {"text"},
    },
    "evaluation": {
        "appreciation/speak": {"text"},
        "closing/open": {"text"},
        "closing/thanks": {"text"},
    },
    "inventory": {},
}
"""What both may read as soon as it is said, by pattern, step and phase."""

AFTER_THE_REVEAL = {
    "give-and-take": {"alone/goal": {"text"}, "ideas/mark": {"why"}},
    "evaluation": {"review/answer": {"helped", "stood"}},
    "inventory": {},
}
"""What both may read once everybody was alone: a shared goal, the reason of an objection."""

AGREED = {
    "give-and-take": {"agreements/write", "agreements/plan"},
    "evaluation": {"review/write", "review/plan"},
    "inventory": set(),
}
"""What becomes part of an agreement; it is read there."""

AGREEMENT_WORDS = ("what", "when", "often", "when_if", "then", "see", "stop")

IN_CONVERSATION = {
    "id", "pair", "people", "setting", "pattern", "state", "started", "changed", "said", "ideas",
    "agreements", "parked", "return_at", "ended", "ending", "reviewed", "about",
}  # fmt: skip
"""The fields of a conversation that something both may read can be in."""
NEVER = {"at", "drafts", "closed_drafts", "time_outs", "restored", "origin"}
"""Those of which no word ever leaves."""


@dataclass
class Written:
    """Words nobody else wrote, and where each was written: the turn's key and the field."""

    at: dict[str, tuple[str, str]] = field(default_factory=dict)
    _count: Iterator[int] = field(default_factory=lambda: count(1))

    def word(self, key: str, name: str) -> str:
        """Give a new one for this place."""
        word = f"zq{next(self._count):05d}"
        self.at[word] = (key, name)
        return word


def people_of(conversation: Conversation) -> tuple[str, ...]:
    """Give the ids of who talk."""
    return tuple(partner.id for partner in conversation.partners)


# -- Two people who fill in everything -------------------------------------------------------------


CHOICES = {"wait": "go-on", "mark": "objection", "confirm": "yes"}
"""What is chosen in a phase, where it is not the first."""


def given(talk: Conversation, asked: Field, written: Written) -> str:
    """Give what they answer: a word of its own where there can be one, else what opens most."""
    turn = talk.at
    is_kim = turn.who == KIM.id
    if asked.form in (Form.TEXT, Form.LINE):
        if turn.phase == "subject":
            return SUBJECT
        return "" if turn.phase == COLLECT else written.word(turn.key, asked.id)
    if turn.phase == SHARE:
        return YES if is_kim else ""
    plain = {
        Form.SCALE: str(min(9, asked.scale)) if is_kim else "2",
        Form.DATE: (NOW + timedelta(days=7)).date().isoformat(),
        Form.TIME: "20:30",
        Form.CONFIRM: YES,
    }
    return plain.get(asked.form) or choice(turn, asked)


def choice(turn: Turn, asked: Field) -> str:
    """Give what they choose: in an evaluation, one agreement of each sort."""
    if turn.phase == "mark" and turn.who == SAM.id:
        return "live"
    if turn.phase == "decide":
        return ("adjust", "keep", "again")[turn.round]
    if turn.phase == "choose" and turn.round:
        return "enough"
    return CHOICES.get(turn.phase, asked.choices[0].id)


def half_typed(talk: Conversation, pattern: Pattern, written: Written) -> Conversation:
    """Give the conversation with something half-typed in every field, and a subject to park."""
    for one in moves.fields(talk, pattern):
        if one.form in (Form.TEXT, Form.LINE):
            talk = moves.save_draft(talk, one.id, written.word("draft", one.id), now=NOW)
    return moves.save_draft(
        talk, "text", written.word("draft", "parking"), now=NOW, turn=moves.PARKING
    )


def begun(name: str, written: Written) -> Conversation:
    """Give a new conversation; an evaluation looks back on three agreements."""
    looked_back_on = tuple(
        Agreement(id=f"{place}" * 32, what=written.word("agreed", "what"), made_on=NOW.date())
        for place in (1, 2, 3)
    )
    return moves.begin(
        pair(), shipped(name), new_id="b" * 32, now=NOW,
        reviewed=looked_back_on if name == "evaluation" else (),
    )  # fmt: skip


def states(name: str, written: Written) -> Iterator[Conversation]:
    """Give a conversation as it stands at every turn, up to its end."""
    pattern = shipped(name)
    talk = begun(name, written)
    for place in range(200):
        yield talk
        if talk.state is not State.ACTIVE:
            return
        if talk.at.phase == COLLECT and not talk.ideas:
            for number in range(3):
                words = written.word("idea", str(number))
                talk = moves.add_idea(talk, words, now=NOW, new_id=f"i{number}")
            talk = moves.withdraw_idea(talk, "i2", now=NOW)
            talk = moves.park(talk, written.word("parked", "text"), now=NOW, new_id="p1")
        if place == 5:
            talk = timed_out(talk, written)
        answers = {one.id: given(talk, one, written) for one in moves.fields(talk, pattern)}
        if talk.at.phase == "neutral" and talk.at.who == SAM.id:
            # What is typed and then passed over stays in its field, half-typed.
            for answer in answers:
                talk = moves.save_draft(talk, answer, written.word("draft", answer), now=NOW)
            talk = moves.skip(talk, pattern, now=NOW)
            continue
        talk = moves.answer(talk, pattern, answers, now=NOW, new_id=f"{place:032x}")
    raise AssertionError(f"there is no end to it; we are at {talk.at.key}")


def timed_out(talk: Conversation, written: Written) -> Conversation:
    """Give it after a time-out, with everything that can be said there."""
    running = timeout.call(talk, now=NOW, new_id="t1")
    running = timeout.name_caller(running, KIM.id, now=NOW)
    running = timeout.name_cycle(running, written.word("time-out", "cycle"), now=NOW)
    back = NOW + timedelta(minutes=21)
    for one in (KIM, SAM):
        running = timeout.rate(running, one.id, calm=True, now=back)
    cycle = written.word("time-out", "cycle")
    return timeout.come_back(running, cycle=cycle, now=back)


# -- What leaves the program -----------------------------------------------------------------------


SHORT = {
    "json of all", "talk as Markdown", "talk as JSON", "show", "list as JSON", "due as JSON",
    "which one",
}  # fmt: skip
"""What there is to tell of a conversation that has not ended; forms are of what was agreed."""


def commands() -> Iterator[tuple[str, list[str]]]:
    """Give every command that tells or writes of a conversation, of all of them and of this one."""
    for form in FORMS:
        if form != "pdf" or has_pdf():
            yield f"{form} of all", ["export", "--as", form]
            yield f"{form}", ["export", "b" * 32, "--as", form]
    yield "talk as Markdown", ["export", "b" * 32, "--as", "talk"]
    yield "talk as JSON", ["show", "b" * 32, "--json"]
    yield "show", ["show", "b" * 32]
    yield "list", ["list"]
    yield "list as JSON", ["list", "--json"]
    yield "due", ["due", "--on", LATER.date().isoformat()]
    yield "due as JSON", ["due", "--json", "--on", LATER.date().isoformat()]
    yield "due quietly", ["due", "--quiet", "--on", LATER.date().isoformat()]
    yield "which one", ["note", "nothing", "note"]


def has_pdf() -> bool:
    """Whether PDFs can be made and read here; their page, which is HTML, is always looked at."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            import pypdf  # noqa: F401
            import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def leaves(folder: Path, tag: str, *, pdf: bool = False, short: bool = False) -> dict[str, str]:
    """Give everything that the commands write of the vault in `folder`, by name."""
    found = {}
    for name, arguments in commands():
        if (name.startswith("pdf") and not pdf) or (short and name not in SHORT):
            continue
        raw, told = io.BytesIO(), io.StringIO()
        out = io.TextIOWrapper(raw, encoding="utf-8")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
            options = ["--data", str(folder), "--language", tag]
            main.main([*arguments, *options], clock=lambda: LATER)
            sys.stdout.flush()
        found[name] = _text(raw.getvalue()) + told.getvalue()
    return found


def _text(blob: bytes) -> str:
    if blob.startswith(b"%PDF"):
        from pypdf import PdfReader

        read = PdfReader(io.BytesIO(blob))
        return "".join(page.extract_text() for page in read.pages) + str(read.metadata)
    return blob.decode().replace("\r\n ", "")  # a calendar folds its lines


def keep(folder: Path, talk: Conversation) -> None:
    """Put the conversation in the vault, beside a pair, settings and diaries with words in them."""
    noted = Diary(person="1" * 32)
    noted = diary.add(noted, new_id="d" * 32, on=NOW.date(), now=NOW)
    for name, words in (("text", "zq99993"), ("feeling", "zq99994"), ("typed", "zq99995")):
        noted = diary.write(noted, "d" * 32, name, words)
    with Vault.open(folder, now=NOW) as vault:
        vault.records.save_pair(pair())
        vault.records.save_settings({"language": "nl", "zq99990": "zq99991", "name": "zq99992"})
        vault.records.save_diary(noted)
        vault.records.save(talk)


def words_of(text: str) -> set[str]:
    """Give the words of which is known where they were written."""
    return set(WORD.findall(text))


# -- The judges ------------------------------------------------------------------------------------


def private_words(talk: Conversation) -> set[str]:
    """Give the words that the program itself calls private, wherever a turn keeps them."""
    pattern = shipped(talk.pattern)
    kept: list[tuple[str, Mapping[str, str]]] = [
        *((key, one.fields) for key, one in talk.said.items()),
        *talk.drafts.items(),
    ]
    return {
        word
        for key, words in kept
        if is_private(talk, pattern, key)
        for text in words.values()
        for word in words_of(text)
    }


def readable_words(talk: Conversation, written: Written) -> set[str]:
    """Give the words that both may read, by the lists above alone."""
    name = talk.pattern
    who = people_of(talk)
    every = {one for each in talk.parked for one in words_of(each.text)}
    every |= {one for idea in talk.ideas if not idea.withdrawn for one in words_of(idea.text)}
    for agreement in (*talk.agreements, *talk.reviewed):
        if not agreement.withdrawn:
            texts = [getattr(agreement, word) for word in AGREEMENT_WORDS]
            every |= {word for text in texts for word in words_of(text)}
    for key, said in talk.said.items():
        turn = Turn.of_key(key)
        assert turn is not None
        place = f"{turn.step}/{turn.phase}"
        names = set(READABLE[name].get(place, set()))
        if place in AFTER_THE_REVEAL[name] and _revealed(talk, turn, who):
            names |= AFTER_THE_REVEAL[name][place]
        for each in names:
            every |= words_of(said.fields.get(each, ""))
    return {one for one in every if one == SUBJECT or written.at[one][0] != "draft"}


def _revealed(talk: Conversation, turn: Turn, who: tuple[str, ...]) -> bool:
    said = talk.said
    if turn.phase == "goal":
        shared = [Turn("alone", SHARE, one).key for one in who]
        mine = said.get(Turn("alone", SHARE, turn.who).key)
        return (
            all(one in said for one in shared) and mine is not None and mine.fields["goal"] == YES
        )
    if turn.phase == "mark":
        places = [place for place, idea in enumerate(talk.ideas) if not idea.withdrawn]
        objects = said[turn.key].fields.get("mark") == "objection"
    else:
        places, objects = list(range(len(talk.reviewed))), True
    every = [Turn(turn.step, turn.phase, one, place).key for one in who for place in places]
    return objects and all(one in said for one in every)


# -- The tests -------------------------------------------------------------------------------------

PATTERN_NAMES = sorted(path.stem for path in PATTERNS.glob("*.toml"))
EACH = pytest.mark.parametrize("name", PATTERN_NAMES)
BOTH = pytest.mark.parametrize("tag", ["en", "nl"])


@EACH
def test_every_place_is_on_a_list(name: str) -> None:
    """Every field for words is filled here, and none of the record was forgotten."""
    written = Written()
    *_, talk = states(name, written)
    asked = {
        (f"{turn.step}/{turn.phase}", each)
        for key, said in talk.said.items()
        if (turn := Turn.of_key(key))
        for each, text in said.fields.items()
        if words_of(text)
    }
    lists = (READABLE[name], AFTER_THE_REVEAL[name])
    listed = {(place, one) for each in lists for place, names in each.items() for one in names}
    assert listed <= asked
    assert {place for place, _ in asked} >= AGREED[name]
    assert {one.name for one in fields(Conversation)} == IN_CONVERSATION | NEVER
    texts = {one.name for one in fields(Agreement) if str(one.type) == "str"}
    assert texts == {*AGREEMENT_WORDS, "id", "who", "idea", "first"}


@BOTH
@EACH
def test_at_every_turn_nothing_private_leaves(tmp_path: Path, name: str, tag: str) -> None:
    """As it stands at each turn, also half-typed: only what both may read."""
    written = Written()
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
                found = words_of(text)
                assert not found & secret, (what, variant.at.key)
                assert found <= may, (
                    what,
                    variant.at.key,
                    [written.at[word] for word in found - may],
                )


@BOTH
@EACH
def test_in_the_end_everything_readable_is_there(tmp_path: Path, name: str, tag: str) -> None:
    """The whole conversation holds every word that was shared, each form what was agreed."""
    written = Written()
    *_, talk = states(name, written)
    keep(tmp_path / "vault", talk)
    found = leaves(tmp_path / "vault", tag, pdf=True)
    may, secret = readable_words(talk, written), private_words(talk)
    if name == "give-and-take":
        assert len(secret) > 10
    for what in ("talk as Markdown", "talk as JSON", "show"):
        there = words_of(found[what])
        missing = may - there - _old_words(talk)
        assert not missing, (what, [written.at.get(word) for word in missing])
    agreed = {
        word
        for agreement in talk.agreements
        if agreement.ended is None
        for each in AGREEMENT_WORDS
        for word in words_of(getattr(agreement, each))
    }
    assert bool(agreed) is bool(AGREED[name])
    for form in FORMS:
        for what in (form, f"{form} of all"):
            if what not in found:
                continue
            there = words_of(found[what])
            assert there <= may, what
            assert bool(there & agreed) is bool(agreed), what
            if form in ("markdown", "html", "pdf", "json", "calendar"):
                assert agreed <= there, what


def _old_words(talk: Conversation) -> set[str]:
    """Give the words that an evaluation replaced: they are read in the conversation of then."""
    return {
        word
        for one in talk.reviewed
        for each in AGREEMENT_WORDS
        for word in words_of(getattr(one, each))
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
            key: replace(one, fields={x: others.get(text, text) for x, text in one.fields.items()})
            if is_private(talk, pattern, key) or (waiting and _is_alone(talk, pattern, key))
            else one
            for key, one in talk.said.items()
        }  # fmt: skip
        if changed == talk.said:
            continue
        keep(tmp_path / "one", talk)
        keep(tmp_path / "other", replace(talk, said=changed))
        short = talk.state is State.ACTIVE
        one, other = (leaves(tmp_path / each, "en", short=short) for each in ("one", "other"))
        assert one == other, talk.at.key


def _all_alone_done(talk: Conversation) -> bool:
    alone = ("mark", "answer", "signals")
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
    found = words_of(leaves(tmp_path / "vault", "en")["talk as Markdown"])
    assert found & private_words(talks[-1])
    assert not found <= readable_words(talks[-1], written)
