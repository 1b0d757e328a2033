"""A conversation to begin with."""

from __future__ import annotations

import pytest

from sessions.conversation import Conversation
from tests.sessions.helpers import KIM, MIA, SAM, start


@pytest.fixture
def fresh() -> Conversation:
    """A conversation of Kim and Sam at its first turn."""
    return start()


@pytest.fixture(params=[(KIM, SAM), (KIM, SAM, MIA), (MIA, KIM, SAM)], ids=["two", "three", "led"])
def room(request: pytest.FixtureRequest) -> Conversation:
    """A new conversation: of two, and of two with a mediator, who may sit anywhere."""
    return start(*request.param)
