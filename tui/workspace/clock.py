"""The clock, and fresh ids: what `sessions` gets as arguments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

Clock = Callable[[], datetime]


def local_now() -> datetime:
    """Give the present moment, with this computer's time zone."""
    return datetime.now().astimezone()


def new_id() -> str:
    """Give a fresh id: 32 hexadecimal digits."""
    return uuid4().hex
