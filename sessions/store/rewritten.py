"""How a change of many files went."""

from __future__ import annotations

import msgspec


class Rewritten(msgspec.Struct, frozen=True, kw_only=True):
    """How many files were changed, and how many could not be read and are as they were."""

    changed: int = 0
    left: int = 0
