"""Filling in: what somebody gives in a field, checked for its form or refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from sessions import errors
from sessions.conversation import YES
from sessions.days import YEARS
from sessions.kinds import Field, Form
from sessions.text import ANSWER_MAX, clean, is_empty


def clean_and_limit(text: str) -> str:
    """Give `text` cleaned. Raises `AnswerTooLong`."""
    kept = clean(text)
    if len(kept) > ANSWER_MAX:
        raise errors.AnswerTooLong(count=len(kept), most=ANSWER_MAX)
    return kept


def validate(field: Field, text: str, now: datetime) -> str:
    """Give `text` as the answer of `field`, checked for its form. Empty stays empty."""
    kept = clean_and_limit(text)
    if is_empty(kept):
        return ""
    if field.form is Form.CHOICE and kept not in {choice.id for choice in field.choices}:
        raise errors.ChoiceUnknown()
    if field.form is Form.CONFIRM and kept != YES:
        raise errors.ChoiceUnknown()
    if field.form is Form.SCALE and kept not in {str(n) for n in range(1, field.scale + 1)}:
        raise errors.ChoiceUnknown()
    if field.form is Form.DATE:
        _check_day(kept, None if field.past else now)
    if field.form is Form.TIME:
        _check_time(kept)
    return kept


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
    if clock.tzinfo is not None:  # it is the time on their own wall
        raise errors.TimeNotUnderstood()


def require(asked: tuple[Field, ...], full: Mapping[str, str]) -> None:
    """Raise when a needed field is empty, or when all of several optional ones are."""
    for one in asked:
        if one.optional or full[one.id]:
            continue
        if one.form is Form.CONFIRM:
            raise errors.NotConfirmed()
        if one.form in (Form.CHOICE, Form.SCALE):
            raise errors.ChoiceMissing()
        raise errors.AnswerMissing()
    if len(asked) > 1 and all(one.form is Form.TEXT for one in asked) and not any(full.values()):
        raise errors.AnswerMissing()
