"""Text from people is text: shown as it was typed, never obeyed by the program nor by the terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessions.conversation import State
from sessions.text import ANSWER_MAX, NAME_MAX
from tests.terminal.laying import PATTERN, conversations, lay, words_in
from tests.terminal.people import People, known
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]

MARKUP = ("[/]", "[red]x[/red]", "[@click=app.quit]x[/]", "[bold", "\\[b]", "{me}", "%s")
"""What Rich, Textual, or a format would take for its own."""

ATTACK = "p\x1b[31;7mq\x1b]0;EVIL\x07r\x1b]52;c;RVZJTA==\x07s\x9b6nt\x90EVIL\x9cu\u202ev\u2066w\x07x\x08y\x1b[3mlast"
"""Colours, a title, the clipboard, a question to the terminal, a device string, bidirectional controls, a bell, a backspace."""

FOREIGN = (
    b"\x1b[31;7m", b"\x1b]0;", b"\x1b]2;EVIL", b"\x1b]52", b"\xc2\x9b", b"\xc2\x90", b"\xc2\x9c", b"\x9b6n",
    b"\xe2\x80\xae", b"\xe2\x81\xa6", b"\x08",
)  # fmt: skip
"""What of it must never come out of the program."""

LAST = "last"
"""What of it is text, at the end."""


@pytest.fixture
def people(terminal: Start, tmp_path: Path) -> Callable[..., People]:
    """Start the program at home, on an empty vault or on one laid at a turn."""

    def start(*turn: str, **more: Any) -> People:
        vault = tmp_path / "vault"
        if turn:
            lay(vault, *turn, **more)
        options = ["-m", "tui", "--data", str(vault), "--language", "en"]
        two = People(terminal(options, env={"TWEESPRAAK_MOTION": "none"}), vault)
        two.start()
        if turn:
            two.resume()
        return two

    return start


def _nothing_foreign(program: Terminal) -> None:
    """Hold that no byte of an attack came out of the program."""
    raw = bytes(program.raw)
    for sequence in FOREIGN:
        assert sequence not in raw, (
            f"{sequence!r} came out of the program: ...{raw[max(0, raw.index(sequence) - 40) :][:80]!r}"
        )
    assert program.bells == 0
    assert "EVIL" not in program.title


# -- Markup -----------------------------------------------------------------------------------------


FIRST, SECOND = "[/]", "[red]Sam[/red]"
"""Two people with names that look like markup."""

MARKED_UP = " ".join(MARKUP)


def _begin(two: People, first: str, second: str) -> None:
    """Give two names, typed or pasted, and go on to the rules."""
    two.new_page()
    two.program.paste(first)
    two.to_second_name()
    two.program.paste(second)
    two.program.settle()
    two.to_primary()
    two.new_page()
    two.program.press("f8")
    two.program.wait_until(lambda: conversations(two.folder), what="a conversation")
    two.outside = False
    two.wait_read(PATTERN.steps[0].prompt)
    two.wait_focus()


@pytest.mark.long
def test_markup_in_names_and_subject(people: Callable[..., People]) -> None:
    """Names and a subject full of brackets are read back as typed: with the rules, on the title line, on the curtain."""
    two = people()
    _begin(two, FIRST, SECOND)
    assert [partner.name for partner in two.talk.partners] == [FIRST, SECOND]
    assert two.program.find(FIRST)
    assert two.program.find(SECOND)
    two.until("together", "subject")
    two.program.type(MARKED_UP)
    two.program.wait_for(MARKED_UP)
    two.go_on()
    two.program.wait_for(MARKED_UP[:40])
    two.answer()
    two.program.wait_for(two.reads.t(known("Now {me}, alone"), me=FIRST))
    two.open_curtain()
    assert two.program.find(FIRST.upper())
    assert two.leave() == 0
    assert two.program.leftovers() == []


@pytest.mark.long
def test_markup_in_what_is_shared(people: Callable[..., People]) -> None:
    """A shared answer full of brackets is shown as it was written."""
    two = people(
        "alone", "share", SECOND, names=(FIRST, SECOND), words=lambda turn, name: MARKED_UP
    )
    two.open_curtain()
    two.program.wait_for(MARKED_UP)
    two.changed("shift+tab")  # what shares has not the first focus
    two.changed("enter")
    two.go_on()
    assert two.at.phase == "reveal"
    two.wait_read("[@click=app.quit]x[/]")
    assert two.leave() == 0


@pytest.mark.long
def test_markup_from_ideas_to_the_sheet(people: Callable[..., People]) -> None:
    """Ideas, agreements and everything said before are read back as typed, to the end, on home, and in the list."""
    two = people(
        "ideas", "collect", names=(FIRST, SECOND), words=lambda turn, name: MARKED_UP, ideas=()
    )
    for idea in ("[/]", "[@click=app.quit]x[/]"):
        two.program.type(idea)
        two.program.wait_for(idea)
        two.program.press("enter")
        two.wait_idea(idea)
        two.wait_focus()
    two.go_on()
    while two.talk.state is State.ACTIVE:
        two.answer()
    two.outside = True
    two.program.wait_for("[/]")
    assert two.talk.agreements[0].what == "[/]"
    two.new_page("escape")
    two.program.wait_for(f"◆ {FIRST} and ● {SECOND}")
    two.choose("Earlier conversations")
    two.program.wait_for(MARKED_UP[:30])
    assert two.leave() == 0
    assert two.program.leftovers() == []


@pytest.mark.long
def test_markup_in_a_title_does_not_act(people: Callable[..., People]) -> None:
    """A subject that looks like a link of Textual does nothing when it is clicked, as title, in the list and on home."""
    link = "[@click=app.quit]leave[/]"
    two = people("impact", "speak", "Kim", words=lambda turn, name: link)
    two.program.click_text("leave", nth=0)
    two.program.settle()
    two.new_page("f10", to_read=True)
    two.choose("Keep everything and go to today")
    two.outside = True
    two.program.wait_for(link)
    two.choose("Earlier conversations")
    two.program.click_text("[@click=app.quit]leave")
    two.program.wait_until(lambda: len(two.program.find(link)) > 1, what="the conversation")
    two.program.click_text("leave", nth=1)
    two.program.settle()
    assert two.program.alive
    assert two.leave() == 0


# -- Control characters -----------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(
    ("turn", "name"),
    [
        (("together", "subject"), "text"),
        *(
            pytest.param(*turn, marks=pytest.mark.long)
            for turn in (
                (("alone", "goal", "Kim"), "text"),
                (("alone", "message", "Kim"), "understand"),
                (("impact", "speak", "Kim"), "understand"),
                (("impact", "reflect", "Sam"), "text"),
                (("closing", "open"), "text"),
            )
        ),
    ],
    ids=lambda value: "/".join(value) if isinstance(value, tuple) else "",
)
def test_control_characters_are_shown_not_obeyed(
    people: Callable[..., People], turn: tuple[str, ...], name: str
) -> None:
    """Escape sequences in a paste stay letters and marks, in the field, in the vault, and on what is shown of it later."""
    two = people(*turn)
    two.open_curtain()
    asked = two.at
    two.program.paste(ATTACK)
    two.wait_saved(LAST)
    two.program.settle()
    _nothing_foreign(two.program)
    typed = two.talk.written(asked, name)
    assert LAST in typed, typed
    assert not any(ord(letter) < 32 and letter != "\n" for letter in typed)
    assert not any("\x7f" <= letter <= "\x9f" or letter in "\u202e\u2066" for letter in typed)
    two.go_on()
    two.program.settle()
    two.new_page("f10", to_read=True)
    two.choose("Keep everything and go to today")
    two.outside = True
    two.choose("Earlier conversations")
    two.new_page(to_read=True)
    assert two.leave() == 0
    _nothing_foreign(two.program)


@pytest.mark.long
def test_control_characters_in_names(people: Callable[..., People]) -> None:
    """Names hold no control character either."""
    two = people()
    _begin(two, "K\x1b[31;7mi\u202em", "S\x9b6na\x07m")
    names = [partner.name for partner in two.talk.partners]
    assert not any(
        ord(letter) < 32 or "\x7f" <= letter <= "\x9f" for name in names for letter in name
    ), names
    assert not any("\u202e" in name for name in names)
    assert two.leave() == 0
    _nothing_foreign(two.program)


@pytest.mark.long
def test_control_characters_in_ideas_and_agreements(people: Callable[..., People]) -> None:
    """Ideas, parked subjects and agreements show none up to the sheet."""
    two = people("ideas", "collect", ideas=())
    two.program.paste(ATTACK)
    two.program.settle()
    two.changed("enter")
    two.program.wait_until(lambda: two.talk.ideas, what="the idea")
    two.new_page("f4")
    two.program.paste(ATTACK)
    two.program.settle()
    two.new_page()
    two.program.wait_until(lambda: two.talk.parked, what="the parked subject")
    two.until("agreements", "write")
    for _ in range(2):  # to "when"; "what" holds the idea
        two.changed("enter")
    two.program.paste(ATTACK)
    two.program.settle()
    while two.talk.state is State.ACTIVE:
        two.go_on() if two.at.phase == "write" else two.answer()
    assert LAST in two.talk.agreements[0].what
    assert LAST in two.talk.agreements[0].when
    two.program.settle()
    assert two.leave() == 0
    _nothing_foreign(two.program)


# -- Too long, alike, empty -------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("", "Sam", "A name is still missing. A first name or a nickname is enough."),
        ("   ", "Sam", "A name is still missing. A first name or a nickname is enough."),
        (
            "Sam",
            "sam",
            "You have the same name here. Add a letter, so it is clear whose turn it is.",
        ),
        ("\u200b\u2063", "Sam", "A name is still missing. A first name or a nickname is enough."),
    ],
    ids=["empty", "spaces", "alike", "invisible"],
)
def test_a_name_that_does_not_do_is_kept_and_told(
    people: Callable[..., People], first: str, second: str, sentence: str
) -> None:
    """Missing and equal names get their sentence; what was typed stays, and can be made right."""
    two = people()
    two.new_page()
    if first:
        two.program.paste(first)
    two.to_second_name()
    two.program.type(second)
    two.program.wait_for(second)
    two.to_primary()
    two.program.press("enter")
    two.wait_read(known(sentence))
    assert two.program.find(second)
    assert not conversations(two.folder)
    assert two.leave() == 0


@pytest.mark.long
def test_a_long_name_is_counted(people: Callable[..., People]) -> None:
    """A name of 200 characters is refused with the count, and stays to be made shorter."""
    two = people()
    two.new_page()
    two.program.type("Ka" * 100)
    two.to_second_name()
    two.program.type("Sam")
    two.program.wait_for("Sam")
    two.to_primary()
    two.program.press("enter")
    sentence = known(
        "That name has {count} characters, and {most} fit. What do you call each other?"
    )
    two.wait_read(two.reads.t(sentence, count=200, most=NAME_MAX))
    assert "Ka" * 10 in two.program.screen_text()
    assert not conversations(two.folder)
    assert two.leave() == 0


def test_names_of_emoji_and_other_scripts(people: Callable[..., People]) -> None:
    """Emoji with joiners, and names from right to left, are names as well; they stand in every line as typed."""
    names = ("👩‍👧 Mam", "نور")
    two = people("impact", "speak", names[0], names=names)
    assert two.program.find(names[0].split()[1].upper())
    word = two.write("understand")
    assert two.leave() == 0
    assert [partner.name for partner in two.talk.partners] == list(names)
    assert word in words_in(two.talk)


@pytest.mark.long
def test_an_answer_that_is_too_long_is_refused_whole(people: Callable[..., People]) -> None:
    """A paste of 20,001 characters is refused with the count, and what stood there stays; 20,000 fit."""
    two = people("together", "subject")
    before = two.write("text")
    two.program.paste("a" * (ANSWER_MAX + 1))
    count = len(before) + ANSWER_MAX + 1
    two.wait_read(
        two.reads.t(
            known(
                "That is {count} characters, and {most} fit in one answer. "
                "Nothing was changed. Make it shorter, or split it in two."
            ),
            count=count,
            most=ANSWER_MAX,
        )
    )
    assert two.program.find(before)
    assert "aaaa" not in two.program.screen_text()
    two.wait_saved(before)
    assert two.talk.written(two.at, "text") == before
    two.program.paste("b" * (ANSWER_MAX - len(before)))
    two.program.wait_until(
        lambda: len(two.talk.written(two.at, "text")) == ANSWER_MAX, what="all of it saved"
    )
    assert two.leave() == 0


@pytest.mark.long
@pytest.mark.parametrize(
    "text", ["", "   ", "\u200b \u2060"], ids=["nothing", "spaces", "invisible"]
)
def test_an_empty_answer_where_one_is_needed(people: Callable[..., People], text: str) -> None:
    """Nothing, spaces and invisible characters are no answer; it says so and stays where it is."""
    two = people("together", "subject")
    if text:
        two.program.paste(text)
        two.program.settle()
    two.to_primary()
    two.program.press("enter")
    two.wait_read(known("There is nothing here yet. A few words are enough."))
    assert two.at.phase == "subject"
    assert two.leave() == 0
