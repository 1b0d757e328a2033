"""Filling in: what somebody gives in a field, checked for its form or refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time

from sessions import errors
from sessions.conversation import YES
from sessions.days import YEARS
from sessions.kinds import Field, Form
from sessions.text import ANSWER_MAX, clean, is_empty


def clean_and_limit(text: str) -> str:
    """Give `text` cleaned. Raises `AnswerTooLong`."""
    cleaned = clean(text)
    if len(cleaned) > ANSWER_MAX:
        raise errors.AnswerTooLong(count=len(cleaned), most=ANSWER_MAX)
    return cleaned


@contextmanager
def about(field: Field) -> Iterator[None]:
    """Let a refusal in it say which field it is about, so that a screen can go there."""
    try:
        yield
    except errors.MoveError as problem:
        problem.field = problem.field or field.id
        raise


def validate(field: Field, text: str, now: datetime) -> str:
    """Give `text` as the answer of `field`, checked for its form. Empty stays empty."""
    cleaned = clean_and_limit(text)
    if is_empty(cleaned):
        return ""
    if field.form is Form.CHOICE and cleaned not in {choice.id for choice in field.choices}:
        raise errors.ChoiceUnknown()
    if field.form is Form.CONFIRM and cleaned != YES:
        raise errors.ChoiceUnknown()
    if field.form is Form.SCALE and cleaned not in {str(n) for n in range(1, field.scale + 1)}:
        raise errors.ChoiceUnknown()
    if field.form is Form.DATE:
        _check_day(cleaned, None if field.past else now)
    if field.form is Form.TIME:
        _check_time(cleaned)
    return cleaned


def _check_day(text: str, now: datetime | None) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError as problem:
        raise errors.DateNotUnderstood(example="2026-12-31") from problem
    if day.year not in YEARS:
        raise errors.DateNotThere(example="2026-12-31")
    if now is not None and day < now.date():
        raise errors.DateInPast()


def _check_time(text: str) -> None:
    try:
        clock = time.fromisoformat(text)
    except ValueError as problem:
        raise errors.TimeNotUnderstood() from problem
    if clock.tzinfo is not None:  # it is meant as local time
        raise errors.TimeNotUnderstood()


def require(fields: tuple[Field, ...], full: Mapping[str, str]) -> None:
    """Raise when a needed field is empty, or when all of several optional ones are."""
    for field in fields:
        if field.optional or full[field.id]:
            continue
        with about(field):
            if field.form is Form.CONFIRM:
                raise errors.NotConfirmed()
            if field.form in (Form.CHOICE, Form.SCALE):
                raise errors.ChoiceMissing()
            raise errors.AnswerMissing()
    if (
        len(fields) > 1
        and all(field.form is Form.TEXT for field in fields)
        and not any(full.values())
    ):
        raise errors.AnswerMissing()
