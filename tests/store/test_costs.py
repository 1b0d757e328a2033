"""What a file may ask of the machine for one guess."""

from __future__ import annotations

import pytest

from sessions.store.sealing import Cost

CAP = 512 * 1024
"""KiB: half a gigabyte."""


@pytest.mark.parametrize(
    ("cost", "is_sane"),
    [
        (Cost(), True),
        (Cost(memory=CAP, passes=16, lanes=4), True),
        (Cost(memory=CAP + 1), False),
        (Cost(passes=17), False),
    ],
)
def test_a_cost_is_capped(cost: Cost, is_sane: bool) -> None:
    """A folder that somebody else wrote in cannot make opening it take the memory or an hour."""
    assert cost.is_sane() is is_sane
