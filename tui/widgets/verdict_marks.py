"""How an agreement fared: a mark beside the words that say so, the same wherever it is shown."""

from __future__ import annotations

from sessions.kinds.review import Verdict

MARKS = {
    Verdict.WORKED.value: "●",
    Verdict.PARTLY.value: "◐",
    Verdict.NOT.value: "○",
    Verdict.NOT_TRIED.value: "·",
}
"""By verdict. They differ in shape, so colour says nothing more."""
