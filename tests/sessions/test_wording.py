"""The hints: how well they do, what they say, and that nothing they read can hurt them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import locales
from sessions.people import Setting
from sessions.word_lists import FOUND_MAX, Group, Use, groups, scripts, search
from sessions.wording import TEXT_MAX, Rule, hints, read_rules
from tests.hints import (
    FRESH_PRECISION,
    FRESH_RECALL,
    PRECISION,
    RECALL,
    SETS,
    measured,
)

LANGUAGES = locales.languages()
SLOTS = ("", "understand", "see", "feel", "need", "ask")
KINDS = {
    "always-never", "you-are", "why-do-you", "mind-reading",
    "feel-that", "verdict-feeling", "vague-request", "demand",
}  # fmt: skip


def rules(tag: str) -> tuple[Rule, ...]:
    return read_rules(locales.data(tag, "wording"))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_there_are_enough_examples(tag: str) -> None:
    """At least 150 of each sort, every kind among them, none twice, none in both."""
    examples = locales.data(tag, "wording-examples")
    assert len(examples["must"]) >= 150
    assert len(examples["fine"]) >= 150
    assert {example["rule"] for example in examples["must"]} == KINDS
    every = [
        (example["text"].casefold(), example["slot"])
        for name in SETS
        for sort in ("must", "fine")
        for example in locales.data(tag, name)[sort]
    ]
    assert len(every) == len(set(every))
    assert {slot for _, slot in every} == set(SLOTS)


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [(SETS[0], PRECISION, RECALL), (SETS[1], FRESH_PRECISION, FRESH_RECALL)],
)
@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_hints_are_right_and_find_what_they_should(
    tag: str, name: str, precision: float, recall: float
) -> None:
    """On the examples, and on sentences that were never used to make the rules."""
    measure = measured(tag, name)
    assert measure.precision >= precision, [
        (hint.rule.id, hint.words, example.text) for example, hint in measure.wrong
    ]
    assert measure.recall >= recall, [(example.rule, example.text) for example in measure.missed]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_rule_explains_itself(tag: str) -> None:
    """Why, with the words; another way; and where it comes from."""
    assert {rule.id for rule in rules(tag)} == KINDS
    for rule in rules(tag):
        assert "{words}" in rule.why
        assert len(rule.otherwise) > 15
        assert "EVIDENCE" in rule.source
        assert rule.where


@pytest.mark.parametrize("tag", LANGUAGES)
def test_what_the_program_offers_gets_no_hint(tag: str) -> None:
    """Its example sentences and its lists of words follow its own advice."""
    known_rules = rules(tag)
    for setting in Setting:
        for script in scripts(locales.data(tag, "scripts"), setting):
            for slot, text in (*script.slots.items(), ("", script.say)):
                assert not hints(text, slot, known_rules), (
                    slot,
                    text,
                    hints(text, slot, known_rules)[0].words,
                )
    for sort, slot in (("feelings", "feel"), ("needs", "need")):
        for group in groups(locales.data(tag, "words"), sort):
            for word in group.words:
                assert not hints(word, slot, known_rules), word


@pytest.mark.parametrize("setting", Setting)
@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_setting_has_examples_for_every_use(tag: str, setting: Setting) -> None:
    """Two at least; each asks something, and fills only slots there are."""
    offered = scripts(locales.data(tag, "scripts"), setting)
    for use in Use:
        assert sum(script.use is use for script in offered) >= 2
    assert [script.use for script in offered] == sorted(
        (script.use for script in offered), key=list(Use).index
    )
    for script in offered:
        assert script.slots["ask"]
        assert set(script.slots) <= set(SLOTS)
        assert len(script.say) <= 100


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_lists_are_no_wall(tag: str) -> None:
    """One level deep; a group fits on a screen; a word stands once."""
    feelings = groups(locales.data(tag, "words"), "feelings")
    needs = groups(locales.data(tag, "words"), "needs")
    assert [feeling.id for feeling in feelings] == ["body", "mind", "energised", "drained"]
    assert len(needs) <= 6
    words = [word for feeling in (*feelings, *needs) for word in feeling.words]
    assert len(words) == len(set(words))
    assert all(len(feeling.words) <= 18 for feeling in (*feelings, *needs))


GROUPS = (
    Group(id="a", title="A", words=("geïrriteerd", "boos", "verdrietig")),
    Group(id="b", title="B", words=("rustig", "blij")),
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("boos", ("boos",)),
        ("BO", ("boos",)),
        ("geir", ("geïrriteerd",)),
        ("rie", ("verdrietig",)),
        ("r", ("rustig", "geïrriteerd", "verdrietig")),
        ("zzz", ()),
        ("  ", ()),
    ],
)
def test_a_search_finds_words(typed: str, expected: tuple[str, ...]) -> None:
    """In every group, without accents, those that begin with it first; and never a wall."""
    assert search(GROUPS, typed)[: len(expected)] == expected
    assert len(search(GROUPS, typed)) >= len(expected)
    many = (Group(id="c", title="C", words=tuple(f"a{number}" for number in range(50))),)
    assert len(search(many, "a")) == FOUND_MAX


@given(st.sampled_from(LANGUAGES), st.sampled_from(SLOTS), st.text(max_size=300))
def test_any_text_can_be_looked_at(tag: str, slot: str, text: str) -> None:
    """The words of a hint stand in the text where it says; a rule speaks once."""
    shown_hints = hints(text, slot, _RULES[tag])
    for hint in shown_hints:
        assert text[hint.start :].startswith(hint.words) or hint.words == text[hint.start :].strip()
    assert len({hint.rule.id for hint in shown_hints}) == len(shown_hints)


_RULES = {tag: rules(tag) for tag in LANGUAGES}


def test_curly_apostrophes_and_capitals_make_no_difference() -> None:
    """As phones and keyboards write them."""
    for text in ("You’re so lazy", "YOU'RE SO LAZY", "you´re so lazy"):
        (hint,) = hints(text, "see", _RULES["en"])
        assert hint.rule.id == "you-are"


def test_the_words_of_a_hint_are_where_they_stand() -> None:
    """Also in the second sentence, after a line."""
    text = "Gisteren was fijn.\nMaar je luistert nooit naar mij."
    (hint,) = hints(text, "", _RULES["nl"])
    assert text[hint.start :].startswith("je luistert nooit")


def test_a_very_long_text_is_looked_at_in_part() -> None:
    """What stands far down is not looked at, so that nobody waits for it."""
    text = "a " * TEXT_MAX + "you never listen"
    assert not hints(text, "see", _RULES["en"])


def _document(**rule: Any) -> dict[str, Any]:
    base = {"id": "x", "why": "{words}", "otherwise": "o", "source": "s"}
    return {"lists": {"you": "you|u"}, "rules": [{**base, **rule}]}


def test_an_unknown_list_or_a_broken_pattern_is_refused() -> None:
    """Where the rules are read, not where somebody types."""
    with pytest.raises(ValueError, match="there is no list"):
        read_rules(_document(where=[{"match": ["{them}"]}]))
    with pytest.raises(re.error):
        read_rules(_document(where=[{"match": ["(you"]}]))


def test_a_place_can_have_its_own_exception() -> None:
    """`unless` of the rule counts everywhere, that of a place only there."""
    own_rules = read_rules(
        _document(
            unless=["kidding"],
            where=[
                {"match": ["never"], "slots": ["see"], "unless": ["mind"]},
                {"match": ["never"], "slots": ["feel"]},
            ],
        )
    )
    assert hints("you never", "see", own_rules)
    assert not hints("never mind", "see", own_rules)
    assert hints("never mind", "feel", own_rules)
    assert not hints("never, kidding", "feel", own_rules)
    assert not hints("you never", "ask", own_rules)
