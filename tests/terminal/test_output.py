"""What commands write for other programs."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from hypothesis import given
from hypothesis import strategies as st

from tui.cli.output import long_json, short_json


class Word(StrEnum):
    """Some words."""

    ONE = "one"
    OTHER = "the other"


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**63 - 1)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.sampled_from(Word)
    | st.dates(min_value=date(1900, 1, 1))
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(TEXTS, inner),
    )
)
def test_a_long_document_is_written_as_a_short_document(document: object) -> None:
    """Byte for byte, so that it is of no matter to other programs how it was written."""
    assert long_json(document) == short_json(document)
