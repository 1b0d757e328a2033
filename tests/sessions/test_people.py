"""Names, and the pair that people form."""

from __future__ import annotations

import pytest
from hypothesis import given
from msgspec.structs import replace

from sessions import errors
from sessions.people import Person, Setting, checked_name, make_pair, namesakes
from sessions.text import NAME_MAX
from tests.sessions.helpers import KIM, MIA, SAM, pair
from tests.sessions.test_text import ANY_TEXT, FAMILY, PERSIAN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kim", "Kim"),
        ("  Anne \t Marie\n", "Anne Marie"),
        ("Zoë", "Zoë"),
        ("O'Brien-d'Arcy", "O'Brien-d'Arcy"),
        ("[/]", "[/]"),
        ("[red]Kim[/red]", "[red]Kim[/red]"),
        ("{other}", "{other}"),
        ("李", "李"),
        (PERSIAN, PERSIAN),
        (FAMILY, FAMILY),
        ("\U0001f984", "\U0001f984"),
        ("K\x1bim", "K\N{REPLACEMENT CHARACTER}im"),
        ("x" * NAME_MAX, "x" * NAME_MAX),
    ],
)
def test_a_name_is_what_people_call_each_other(text: str, expected: str) -> None:
    """Any script, emoji and brackets; on one line; control characters shown."""
    assert checked_name(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\n\t", "\u200b", "\u200b\u200d\ufeff", "\u3164", "\x1b", "\ud800", "\u2800"],
)
def test_a_name_that_nobody_can_see_is_missing(text: str) -> None:
    """Space and invisible characters are not a name."""
    with pytest.raises(errors.NameMissing):
        checked_name(text)


@pytest.mark.parametrize("count", [NAME_MAX + 1, 200])
def test_a_name_that_does_not_fit_is_refused_with_its_count(count: int) -> None:
    """Nothing is cut: it says how long it is and how much fits."""
    with pytest.raises(errors.NameTooLong) as caught:
        checked_name("x" * count)
    assert caught.value.fields == {"count": count, "most": NAME_MAX}


@given(ANY_TEXT)
def test_a_name_is_refused_by_name_or_fits_on_the_line(text: str) -> None:
    """Whatever is typed as a name, it is one short visible line or a named error."""
    try:
        name = checked_name(text)
    except (errors.NameMissing, errors.NameTooLong):
        return
    assert 0 < len(name) <= NAME_MAX
    assert checked_name(name) == name


@pytest.mark.parametrize(
    ("first", "second"), [("Kim", "Kim"), ("Kim", "KIM"), ("Kim ", " kim"), ("Strauß", "STRAUSS")]
)
def test_two_names_that_differ_by_case_only_are_alike(first: str, second: str) -> None:
    """It must be clear from the name alone whose turn it is."""
    with pytest.raises(errors.NamesAlike):
        pair(replace(KIM, name=first), replace(SAM, name=second))


def test_a_mediator_has_a_name_of_their_own_too() -> None:
    """Three people in a room have three names."""
    with pytest.raises(errors.NamesAlike):
        pair(KIM, SAM, replace(MIA, name="sam"))


def test_a_pair_keeps_order_languages_and_setting() -> None:
    """The first sits left; a mediator is in the room but not one of the two who talk."""
    made = make_pair("p", (MIA, replace(KIM, name=" Kim "), SAM), Setting.WORK)
    assert made.people == (MIA, KIM, SAM)
    assert made.partners == (KIM, SAM)
    assert (made.id, made.setting) == ("p", Setting.WORK)


def test_namesakes_are_told_apart_by_whom_they_talk_with() -> None:
    """Only who shares a name with another of those who are asked."""
    kims = [
        Person(id=one * 32, name=name, language="en") for one, name in (("1", "Kim"), ("2", "kim"))
    ]
    others = [
        Person(id=one * 32, name=name, language="en") for one, name in (("3", "Sam"), ("4", "Alex"))
    ]
    pairs = [
        make_pair(one * 32, list(two), Setting.PARTNERS)
        for one, two in zip("ab", zip(kims, others, strict=True), strict=True)
    ]
    assert namesakes([*kims, *others], pairs) == {"1" * 32: ("Sam",), "2" * 32: ("Alex",)}
    assert namesakes([kims[0], *others], pairs) == {}
