"""Patterns: a mistake in a file is one error that names the file, the step and the key."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import errors
from sessions.conversation import State
from sessions.kinds import KINDS
from sessions.pattern import PATTERNS, Kind, Pattern, Question, Step, fitted, parse, read, shipped
from sessions.people import Setting
from tests.sessions.helpers import PATTERN, document, play, start

Document = dict[str, Any]

RULES, TOGETHER, ALONE, APPRECIATION, IMPACT = range(5)


def put(*way: str | int, value: object) -> Callable[[Document], None]:
    """Give a change that puts `value` at the end of the `way` into the document."""

    def change(table: Document) -> None:
        place: Any = table
        for key in way[:-1]:
            place = place[key]
        place[way[-1]] = value

    return change


def remove(*way: str | int) -> Callable[[Document], None]:
    """Give a change that removes what is at the end of the `way`."""

    def change(table: Document) -> None:
        place: Any = table
        for key in way[:-1]:
            place = place[key]
        del place[way[-1]]

    return change


def step(place: int, *way: str | int, value: object) -> Callable[[Document], None]:
    """Give a change inside a step."""
    return put("steps", place, *way, value=value)


WRONG: list[tuple[str, Callable[[Document], None], str, str]] = [
    ("unknown key at the top", put("colour", value="red"), "-", "colour"),
    ("unknown key in a stage", put("stages", 0, "colour", value="red"), "-", "stages[1].colour"),
    ("unknown key in a step", step(RULES, "colour", value="red"), "rules", "colour"),
    (
        "unknown key in a question",
        step(TOGETHER, "questions", 1, "colour", value="red"),
        "together",
        "questions[2].colour",
    ),
    (
        "unknown key in a choice",
        step(TOGETHER, "questions", 1, "choices", 0, "colour", value="red"),
        "together",
        "questions[2].choices[1].colour",
    ),
    (
        "unknown key in a slot of a question",
        step(ALONE, "questions", 2, "slots", 4, "colour", value="red"),
        "alone",
        "questions[3].slots[5].colour",
    ),
    (
        "unknown key in a slot of a step",
        step(IMPACT, "slots", 1, "colour", value="red"),
        "impact",
        "slots[2].colour",
    ),
    ("no id", remove("id"), "-", "id"),
    ("no title", remove("title"), "-", "title"),
    ("no settings", remove("settings"), "-", "settings"),
    ("no stages", remove("stages"), "-", "stages"),
    ("no steps", remove("steps"), "-", "steps"),
    ("empty steps", put("steps", value=[]), "-", "steps"),
    ("steps that are no list", put("steps", value={"id": "rules"}), "-", "steps"),
    ("a step that is no table", put("steps", 1, value="together"), "step 2", "-"),
    ("a step without an id", remove("steps", RULES, "id"), "step 1", "id"),
    ("a step without a kind", remove("steps", RULES, "kind"), "rules", "kind"),
    ("a step without a stage", remove("steps", RULES, "stage"), "rules", "stage"),
    ("a step without a prompt", remove("steps", RULES, "prompt"), "rules", "prompt"),
    (
        "a question without an id",
        remove("steps", TOGETHER, "questions", 0, "id"),
        "together",
        "questions[1].id",
    ),
    (
        "a slot without a label",
        remove("steps", IMPACT, "slots", 0, "label"),
        "impact",
        "slots[1].label",
    ),
    ("a stage without a title", remove("stages", 2, "title"), "-", "stages[3].title"),
    ("a stage that is no table", put("stages", 2, value="impact"), "-", "stages[3]"),
    ("an id that is a number", step(RULES, "id", value=3), "3", "id"),
    ("a title that is a number", put("title", value=3), "-", "title"),
    ("an unknown setting", put("settings", value=["enemies"]), "-", "settings[1]"),
    ("an unknown kind", step(RULES, "kind", value="duel"), "rules", "kind"),
    ("rules that are one text", step(RULES, "rules", value="Luister."), "rules", "rules"),
    ("questions that are one table", step(ALONE, "questions", value={}), "alone", "questions"),
    (
        "a scale in words",
        step(ALONE, "questions", 0, "scale", value="ten"),
        "alone",
        "questions[1].scale",
    ),
    (
        "a yes in words",
        step(ALONE, "questions", 0, "optional", value="yes"),
        "alone",
        "questions[1].optional",
    ),
    ("two steps alike", step(TOGETHER, "id", value="rules"), "rules", "id"),
    ("two stages alike", put("stages", 1, "id", value="preparation"), "-", "stages"),
    (
        "two questions alike",
        step(ALONE, "questions", 1, "id", value="tension"),
        "alone",
        "questions",
    ),
    ("no such core", step(IMPACT, "core", value="seen"), "impact", "core"),
    ("no such request", step(IMPACT, "request", value="asked"), "impact", "request"),
    ("two slots alike", step(IMPACT, "slots", 1, "id", value="understand"), "impact", "slots"),
    (
        "two slots of a question alike",
        step(ALONE, "questions", 2, "slots", 1, "id", value="understand"),
        "alone",
        "questions[3].slots",
    ),
    (
        "two choices alike",
        step(TOGETHER, "questions", 1, "choices", 1, "id", value="heard"),
        "together",
        "questions[2].choices",
    ),
    (
        "a question by the name of a turn",
        step(ALONE, "questions", 1, "id", value="share"),
        "alone",
        "questions[2].id",
    ),
    (
        "a question with a slash",
        step(TOGETHER, "questions", 0, "id", value="sub/ject"),
        "together",
        "questions[1].id",
    ),
    ("a step with a slash", step(RULES, "id", value="ru/les"), "ru/les", "id"),
    ("a step without a name", step(RULES, "id", value=""), "", "id"),
    ("an unknown stage", step(RULES, "stage", value="quarrel"), "rules", "stage"),
    ("rules without rules", step(RULES, "rules", value=[]), "rules", "rules"),
    ("joint without questions", step(TOGETHER, "questions", value=[]), "together", "questions"),
    ("private without questions", remove("steps", ALONE, "questions"), "alone", "questions"),
    ("turns without slots", remove("steps", APPRECIATION, "slots"), "appreciation", "slots"),
    (
        "turns without words to say back",
        remove("steps", IMPACT, "reflect_prompt"),
        "impact",
        "reflect_prompt",
    ),
    ("prepared nowhere", step(IMPACT, "prepared", value="alone/dream"), "impact", "prepared"),
    ("prepared in no step", step(IMPACT, "prepared", value="message"), "impact", "prepared"),
    ("no closing at the end", remove("steps", -1), "date", "kind"),
    (
        "unknown words for a setting",
        step(IMPACT, "fits", value={"work": {"colour": "red"}}),
        "impact",
        "fits.work.colour",
    ),
    (
        "unknown words for a setting in a question",
        step(TOGETHER, "questions", 0, "fits", value={"work": {"colour": "red"}}),
        "together",
        "questions[1].fits.work.colour",
    ),
    ("words for no setting", step(IMPACT, "fits", value={"enemies": {}}), "impact", "fits"),
    ("words that are a text", step(IMPACT, "fits", value="red"), "impact", "fits"),
]


@pytest.mark.parametrize(
    ("change", "step_id", "key"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_a_mistake_is_named(change: Callable[[Document], None], step_id: str, key: str) -> None:
    """One sentence with the file, the step and the key, that can be read as it is."""
    table = document()
    change(table)
    with pytest.raises(errors.PatternError) as caught:
        parse(table, "mine.toml")
    fields = caught.value.fields
    # An older msgspec does not say which of a list it was.
    assert fields["key"] in (key, re.sub(r"\[\d+\]", "[...]", key))
    assert (fields["file"], fields["step"]) == ("mine.toml", step_id)
    assert fields["problem"]
    assert f"mine.toml cannot be used: in {step_id}, {fields['key']}: " in str(caught.value)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"id = ", "Invalid value"),
        (b"id = 'a'\nid = 'b'", "Cannot overwrite a value"),
        (b"[[steps]\nid = 'a'", "Expected ']]'"),
        (b"id = '\xff\xfe'", "can't decode"),
        (b"\x00", "Invalid statement"),
    ],
)
def test_a_file_that_is_not_toml(tmp_path: Path, content: bytes, problem: str) -> None:
    """Broken TOML and bytes that are not UTF-8 are named with the file and the reason."""
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(errors.PatternError) as caught:
        read(path)
    assert caught.value.fields["file"] == "mine.toml"
    assert problem in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file and a folder in its place are errors with a name too."""
    for path in (tmp_path / "mine.toml", tmp_path):
        with pytest.raises(errors.PatternError) as caught:
            read(path)
        assert caught.value.fields["file"] == path.name


def test_an_empty_file_has_no_steps(tmp_path: Path) -> None:
    """Nothing at all is a pattern without steps."""
    path = tmp_path / "mine.toml"
    path.touch()
    with pytest.raises(errors.PatternError, match="there are none"):
        read(path)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.dates()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.data())
def test_no_document_breaks_the_reader(data: st.DataObject) -> None:
    """Whatever stands anywhere in the file, it is a pattern that can be played or a named error."""
    table = document()
    place: Any = table
    while True:
        ways = sorted(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(ways))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        place = inner
    place[key] = data.draw(VALUES)
    with contextlib.suppress(errors.PatternError):
        pattern = parse(table, "mine.toml")
        assert pattern.steps[-1].kind is Kind.CLOSING
        assert play(start(pattern=pattern), pattern=pattern).state is State.FINISHED


@pytest.mark.parametrize("path", sorted(PATTERNS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_pattern_can_be_used(path: Path) -> None:
    """It reads, its name is its id, every kind in it has its rules, and it is read once."""
    pattern = shipped(path.stem)
    assert pattern.id == path.stem
    assert {step.kind for step in pattern.steps} <= set(KINDS)
    assert shipped(path.stem) is pattern


def test_every_kind_has_its_rules() -> None:
    """A kind that a pattern can name is one that can be played."""
    assert set(KINDS) == set(Kind)


def test_a_step_is_found_by_its_id() -> None:
    """An unknown id is a KeyError, not a silent other step."""
    assert PATTERN.step("impact").id == "impact"
    with pytest.raises(KeyError):
        PATTERN.step("quarrel")


def _words(pattern: Pattern) -> list[str]:
    asked: list[Step | Question] = [*pattern.steps]
    asked += [question for step in pattern.steps for question in step.questions]
    return [text for question in asked for text in (question.prompt, question.note)]


@pytest.mark.parametrize("path", sorted(PATTERNS.glob("*.toml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("setting", list(Setting))
def test_in_the_words_of_a_setting_it_asks_the_same_turns(path: Path, setting: Setting) -> None:
    """Only words differ: the same steps, fields and names in them, and it is made once."""
    plain, fit = shipped(path.stem), fitted(path.stem, setting)
    assert fitted(path.stem, setting) is fit
    assert [step.id for step in fit.steps] == [step.id for step in plain.steps]
    for before, after in zip(_words(plain), _words(fit), strict=True):
        assert set(re.findall(r"\{\w+\}", before)) == set(re.findall(r"\{\w+\}", after))
        assert bool(after) >= bool(before)


def test_every_setting_has_words_of_its_own() -> None:
    """What a colleague reads is not what a partner reads, in more than one place."""
    words = {setting: _words(fitted("give-and-take", setting)) for setting in Setting}
    for setting in Setting:
        for other in set(Setting) - {setting}:
            apart = [a for a, b in zip(words[setting], words[other], strict=True) if a != b]
            assert len(apart) >= 4, (setting, other)
