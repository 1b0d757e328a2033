"""Pattern and Step: what a conversation asks, read from ``patterns/*.toml``.

A pattern is data. All its words are msgids; `{me}`, `{other}`, `{first}` and `{second}` in them
stand for names. A mistake in a file is one `PatternError` that names file, step and key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec.structs import fields, replace

from sessions import errors
from sessions.people import Setting

PATTERNS = Path(__file__).parent / "patterns"
"""Where the patterns that ship with the program are."""


class Kind(StrEnum):
    """What happens in a step; it decides the moves and the screen."""

    RULES = "rules"
    JOINT = "joint"
    PRIVATE = "private"
    TURNS = "turns"
    IDEAS = "ideas"
    AGREEMENTS = "agreements"
    DATE = "date"
    REVIEW = "review"
    CLOSING = "closing"
    INVENTORY = "inventory"
    BALANCE = "balance"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to choose."""

    id: str
    label: str


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of a sentence that people complete; `hint` says what can follow, in a word."""

    id: str
    label: str
    hint: str = ""


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """Other words for one setting; what is empty stays as it is."""

    prompt: str = ""
    note: str = ""
    reflect_prompt: str = ""
    talk_prompt: str = ""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question of a `joint` or `private` step.

    It asks for free text (a `line` of it, or more), or for `slots`, `choices` or a number from 1 to
    `scale`. `shareable`: the author may show it to the other afterwards. `wait_from`: a number from
    which waiting is offered.
    `diary`: the slot into which notes from the diary can be brought. `fits`: other words for a
    setting.
    """

    id: str
    prompt: str
    note: str = ""
    slots: tuple[Slot, ...] = ()
    choices: tuple[Choice, ...] = ()
    scale: int = 0
    line: bool = False
    optional: bool = False
    shareable: bool = False
    wait_from: int = 0
    diary: str = ""
    fits: Mapping[Setting, Fit] = msgspec.field(default_factory=dict)


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A word on the line of progress; several steps can belong to it."""

    id: str
    title: str


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step. Which keys mean something depends on its `kind`; the modules in `kinds` say so."""

    id: str
    kind: Kind
    stage: str
    prompt: str
    note: str = ""
    help: str = ""
    rules: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    slots: tuple[Slot, ...] = ()
    reflect_prompt: str = ""
    reflect_note: str = ""
    talk_prompt: str = ""
    """What a speaker is asked who says it aloud; empty where that is the same."""
    request: str = ""
    """The slot that holds what the speaker asks for."""
    need: str = ""
    """The slot that holds what the speaker needs."""
    core: str = ""
    """The slot in which a sentence that was kept of all of it goes on, where it is written."""
    confirm: bool = False
    tension: bool = True
    """Whether a `closing` asks how tense they are."""
    prepared: str = ""
    """``step/question`` of a private answer that the speaker may take over here."""
    fits: Mapping[Setting, Fit] = msgspec.field(default_factory=dict)
    """Other words for a setting."""


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """A whole conversation as data."""

    id: str
    title: str
    settings: tuple[Setting, ...]
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]

    def step(self, step_id: str) -> Step:
        """Give the step with that id. Raises KeyError when there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)


ENDS = (Kind.CLOSING, Kind.BALANCE)
"""The kinds with which a conversation can end."""

_NEEDED: Mapping[Kind, tuple[str, ...]] = {
    Kind.RULES: ("rules",),
    Kind.JOINT: ("questions",),
    Kind.PRIVATE: ("questions",),
    Kind.TURNS: ("slots",),
}

_RESERVED = frozenset({"share", "reveal", "wait"})
"""Phases that a `private` step has besides its questions."""

_NESTED: Mapping[str, type[msgspec.Struct]] = {
    "stages": Stage,
    "questions": Question,
    "slots": Slot,
    "choices": Choice,
}


@cache
def shipped(pattern_id: str) -> Pattern:
    """Give a pattern that ships with the program. Raises `PatternError` when it cannot be used.

    The id may come out of a record, so it is looked up in a list and never made into a path.
    """
    path = _files().get(pattern_id)
    if path is None:
        raise errors.PatternError(file="-", step="-", key="id", problem="there is no such pattern")
    return read(path)


@cache
def _files() -> Mapping[str, Path]:
    """Give the patterns that ship with the program, by id."""
    return {path.stem: path for path in PATTERNS.glob("*.toml")}


@cache
def fitted(pattern_id: str, setting: Setting) -> Pattern:
    """Give a pattern that ships with the program in the words of a setting, its ids the same.

    Raises `PatternError` when it cannot be used.
    """
    pattern = shipped(pattern_id)
    return replace(pattern, steps=tuple(_fitted(step, setting) for step in pattern.steps))


_Asking = TypeVar("_Asking", Question, Step)


def _fitted(asking: _Asking, setting: Setting) -> _Asking:
    fit = asking.fits.get(setting, Fit())
    words = {field.name: getattr(fit, field.name) for field in fields(fit)}
    adapted = replace(asking, **{name: text for name, text in words.items() if text})
    if isinstance(adapted, Step):
        return replace(
            adapted, questions=tuple(_fitted(question, setting) for question in adapted.questions)
        )
    return adapted


def read(path: Path) -> Pattern:
    """Read a pattern file. Raises `PatternError` naming file, step and key."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise errors.PatternError(file=path.name, step="-", key="-", problem=problem) from problem
    return parse(document, path.name)


def parse(document: Mapping[str, Any], file: str) -> Pattern:
    """Give the pattern in a TOML `document`; `file` is for the message of a `PatternError`."""
    steps = document.get("steps", [])
    if not isinstance(steps, list) or not steps:
        raise errors.PatternError(file=file, step="-", key="steps", problem="there are none")
    for place, table in enumerate(steps, start=1):
        name = str(table.get("id", f"step {place}")) if isinstance(table, dict) else f"step {place}"
        _check_keys(table, Step, file, name, "")
    head = {key: value for key, value in document.items() if key != "steps"}
    _check_keys({**head, "steps": []}, Pattern, file, "-", "")
    built = tuple(_convert(table, Step, file, str(table["id"])) for table in steps)
    pattern = _convert({**head, "steps": []}, Pattern, file, "-")
    whole = Pattern(
        id=pattern.id,
        title=pattern.title,
        settings=pattern.settings,
        stages=pattern.stages,
        steps=built,
    )
    _check_whole(whole, file)
    return whole


def _check_keys(
    table: object, shape: type[msgspec.Struct], file: str, step: str, where: str
) -> None:
    """Refuse a key that `shape` does not know, or one it needs that is missing."""
    if not isinstance(table, dict):
        key = where.rstrip(".") or "-"
        raise errors.PatternError(file=file, step=step, key=key, problem="not a table")
    known = {field.name: field for field in fields(shape)}
    for key in table:
        if key not in known:
            raise errors.PatternError(
                file=file, step=step, key=where + key, problem="this key is unknown"
            )
    for name, field in known.items():
        if field.required and name not in table:
            raise errors.PatternError(
                file=file, step=step, key=where + name, problem="this key is missing"
            )
    fits = table.get("fits", {})
    for setting, part in fits.items() if isinstance(fits, dict) else ():
        _check_keys(part, Fit, file, step, f"{where}fits.{setting}.")
    for key, nested in _NESTED.items():
        inner = table.get(key, [])
        if not isinstance(inner, list):
            continue  # the conversion below says what is wrong with it
        for place, part in enumerate(inner, start=1):
            _check_keys(part, nested, file, step, f"{where}{key}[{place}].")


_Shape = TypeVar("_Shape")


def _convert(table: Mapping[str, Any], shape: type[_Shape], file: str, step: str) -> _Shape:
    try:
        return msgspec.convert(table, shape)
    except msgspec.ValidationError as problem:
        text, _, where = str(problem).partition(" - at ")
        # msgspec counts from 0; people, and the checks above, from 1.
        # Of a key of a table it says "`key` in `$.table`".
        where = where.rpartition(" in ")[2].strip("`$.")
        key = re.sub(r"\[(\d+)\]", lambda at: f"[{int(at[1]) + 1}]", where) or "-"
        raise errors.PatternError(file=file, step=step, key=key, problem=text) from problem


def _check_whole(pattern: Pattern, file: str) -> None:
    """Refuse what no table shows by itself: doubles, unknown names, missing contents."""

    def refuse(step: str, key: str, problem: str) -> errors.PatternError:
        return errors.PatternError(file=file, step=step, key=key, problem=problem)

    if len({stage.id for stage in pattern.stages}) < len(pattern.stages):
        raise refuse("-", "stages", "two of them have the same id")
    seen: set[str] = set()
    for step in pattern.steps:
        if step.id in seen:
            raise refuse(step.id, "id", "another step has this id too")
        seen.add(step.id)
        if wrong := _wrong_in(step, pattern) or _wrong_ids(step):
            raise refuse(step.id, *wrong)
    if pattern.steps[-1].kind not in ENDS:
        raise refuse(pattern.steps[-1].id, "kind", "the last step must be 'closing' or 'balance'")


def _wrong_in(step: Step, pattern: Pattern) -> tuple[str, str] | None:
    """Give the key and the problem of what `step` names or lacks, or None."""
    if "/" in step.id or not step.id:
        return "id", "a step's id is a word without a slash"
    if step.stage not in {stage.id for stage in pattern.stages}:
        return "stage", f"there is no stage {step.stage!r}"
    for key in _NEEDED.get(step.kind, ()):
        if not getattr(step, key):
            return key, f"a step of kind {step.kind.value!r} needs it"
    if step.confirm and not step.reflect_prompt:
        return "reflect_prompt", "what is said back is confirmed, and nothing is said back"
    if step.prepared and not _names_a_question(pattern, step.prepared):
        return "prepared", f"there is no question {step.prepared!r}"
    return None


def _wrong_ids(step: Step) -> tuple[str, str] | None:
    """Give the key and the problem of ids inside `step` that cannot be told apart, or None."""
    groups: dict[str, Sequence[Question | Slot | Choice]] = {
        "questions": step.questions,
        "slots": step.slots,
    }
    for place, question in enumerate(step.questions, start=1):
        if "/" in question.id or not question.id or question.id in _RESERVED:
            return f"questions[{place}].id", "it names a turn; choose another word without a slash"
        groups[f"questions[{place}].slots"] = question.slots
        groups[f"questions[{place}].choices"] = question.choices
    for key, parts in groups.items():
        if len({part.id for part in parts}) < len(parts):
            return key, "two of them have the same id"
    for key, slot_id in (("request", step.request), ("need", step.need), ("core", step.core)):
        if slot_id and slot_id not in {slot.id for slot in step.slots}:
            return key, "there is no slot of that name"
    return None


def _names_a_question(pattern: Pattern, path: str) -> bool:
    step_id, _, question_id = path.partition("/")
    return any(
        step.id == step_id and any(question.id == question_id for question in step.questions)
        for step in pattern.steps
    )
