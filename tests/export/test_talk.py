"""A whole conversation as Markdown: what everybody may read, in order, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from sessions import moves
from sessions.conversation import Conversation, Parked, Said
from sessions.export.talk import talk_markdown
from sessions.people import Person
from sessions.text import clean
from sessions.transcript import passages
from tests.export.sheets import HOSTILE
from tests.sessions.helpers import (
    KIM,
    NOW,
    PATTERN,
    SAM,
    Script,
    at,
    pattern_of,
    play,
    start,
    strings,
)
from tui.language.language import language

OBJECTS: Script = {"ideas/judge/kim": {"mark0": "objection", "why0": "‹kim vindt het te laat›"}}


def markdown_of(talk: Conversation, tag: str = "nl") -> str:
    """Give the conversation as Markdown."""
    return talk_markdown(talk, PATTERN, language(tag), now=NOW)


def tokens(text: str) -> list[Token]:
    """Give what a reader of Markdown makes of `text`."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def read(blocks: Sequence[Token]) -> str:
    """Give the words, block by block, without the structure."""
    return "\n".join(
        "".join(
            "\n" if child.type == "hardbreak" else child.content for child in block.children or ()
        )
        for block in blocks
        if block.type == "inline"
    )


def headings(blocks: Sequence[Token]) -> list[str]:
    """Give the headings."""
    return [
        blocks[place + 1].content
        for place, block in enumerate(blocks)
        if block.type == "heading_open"
    ]


def test_it_holds_all_that_may_be_read_in_order() -> None:
    """What was agreed first, then every passage by its stage, and what was parked at the end."""
    talk = replace(
        play(start(), script=OBJECTS), parked=(Parked(id="p1", text="de vakantie", at=NOW),)
    )
    blocks = tokens(markdown_of(talk))
    titles = headings(blocks)
    assert titles[:2] == [talk.title(), "Wat jullie afspraken"]
    assert titles[2:-1] == [
        "Voorbereiding",
        "Waardering",
        "Wat het doet",
        "Oplossingen",
        "Terugkijken",
    ]
    rest = read(blocks)
    for _, words in passages(talk, PATTERN):
        for word in words:
            if word.own:
                assert word.text in rest
                rest = rest[rest.index(word.text) :]
    assert rest.endswith("de vakantie")
    assert "‹kim vindt het te laat›" in read(blocks)


def test_what_is_private_is_not_in_it() -> None:
    """Of what was written alone only what was shared is in it; here nobody shared anything."""
    talk = play(start(), script={"alone/share": {}})
    shown = read(tokens(markdown_of(talk)))
    alone = {
        text
        for key, answer in talk.said.items()
        if key.startswith("alone/")
        for text in answer.fields.values()
        if "‹" in text
    }
    assert alone
    assert not {words for words in alone if words in shown}


def test_nothing_is_in_it_but_what_may_be_read() -> None:
    """On every side of the record: no word that reading would not give."""
    talk = moves.save_draft(at("impact/speak/kim/0"), "feel", "‹half getypt›", now=NOW)
    shown = read(tokens(markdown_of(talk)))
    allowed = {word.text for _, words in passages(talk, PATTERN) for word in words}
    every = {text for text in strings(talk) if text.startswith("‹")}
    assert {text for text in every - allowed if text in shown} == set()
    assert "‹half getypt›" in every


def test_a_conversation_that_has_only_begun_is_a_title_and_names() -> None:
    """Without a subject it has the name of its pattern; there is nothing to agree or to park."""
    blocks = tokens(markdown_of(start(), "en"))
    assert headings(blocks) == [PATTERN.title]
    assert read(blocks).split("\n")[1:] == ["Kim · Sam", "Sunday, November 22, 2026"]


def test_what_was_taken_back_is_not_agreed() -> None:
    """An agreement that was withdrawn while they talked is not among what they agreed."""
    talk = play(start())
    gone = tuple(replace(agreement, withdrawn=True) for agreement in talk.agreements)
    assert "Wat jullie afspraken" in headings(tokens(markdown_of(talk)))
    assert "Wat jullie afspraken" not in headings(
        tokens(markdown_of(replace(talk, agreements=gone)))
    )


def test_labels_are_translated_and_own_words_are_not() -> None:
    """The same words of people stand in every language, among labels that differ."""
    talk = play(start())
    dutch, english = read(tokens(markdown_of(talk))), read(tokens(markdown_of(talk, "en")))
    own = {word.text for _, words in passages(talk, PATTERN) for word in words if word.own}
    assert all(text in dutch and text in english for text in own)
    assert "Ik voel me ‹" in dutch
    assert "I feel ‹" in english


def test_a_speaker_is_named_once_a_turn() -> None:
    """Five sentences of one turn stand under one name, and labels name who they are about."""
    talk = play(start())
    markdown = markdown_of(talk)
    impact = markdown[markdown.index("## Wat het doet") : markdown.index("## Oplossingen")]
    spoken = impact[impact.index("**Kim**") : impact.index("**Sam**")]
    assert spoken.count("**Kim**") == 1
    assert spoken.count("\n> ") == 5
    assert "> *Als Kim* ‹" in impact


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_never_markdown(words: str) -> None:
    """Whatever somebody typed, in an answer, a name or a parked subject, it is shown as typed."""
    plain, theirs = filled("w"), filled(words)
    blocks = tokens(markdown_of(theirs))
    assert [token.type for token in blocks] == [token.type for token in tokens(markdown_of(plain))]
    kinds = {child.type for token in blocks for child in token.children or ()}
    assert kinds <= {"text", "hardbreak", "em_open", "em_close", "strong_open", "strong_close"}
    shown = read(blocks)
    assert "\n".join(line.strip() for line in clean(words).strip().split("\n")) in shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)


def filled(words: str) -> Conversation:
    """Give a finished conversation with `words` wherever somebody can type."""
    talk = play(start())
    answers = {
        key: replace(
            answer,
            fields={name: words if "‹" in text else text for name, text in answer.fields.items()},
        )
        for key, answer in talk.said.items()
    }
    return replace(
        talk,
        people=(replace(KIM, name=words), SAM),
        said=answers,
        ideas=tuple(replace(idea, text=words) for idea in talk.ideas),
        agreements=tuple(
            replace(agreement, what=words, when=words) for agreement in talk.agreements
        ),
        parked=(Parked(id="p1", text=words, at=NOW),),
    )


def test_names_fill_the_fields_of_a_pattern() -> None:
    """A pattern may name people in its labels: me, the other, the first and the second."""
    pattern = pattern_of(
        {
            "id": "j",
            "kind": "joint",
            "questions": [
                {
                    "id": "q",
                    "prompt": "?",
                    "slots": [
                        {"id": "a", "label": "{me} and {other}"},
                        {"id": "b", "label": "{first} and {second}"},
                    ],
                }
            ],
        }
    )
    people = (Person(id="kim", name="K*m", language="nl"), SAM)
    talk = play(start(*people, pattern=pattern), pattern=pattern)
    shown = read(tokens(talk_markdown(talk, pattern, language("en"), now=NOW)))
    assert shown.count("K*m and Sam ‹") == 2


def test_an_answer_of_nothing_is_left_out() -> None:
    """A question that was passed over leaves no name and no empty quotation behind."""
    talk = at("impact/speak/kim/0")
    empty = replace(talk, said={**talk.said, "impact/speak/kim/0": Said(fields={}, at=NOW)})
    assert markdown_of(empty) == markdown_of(talk)
