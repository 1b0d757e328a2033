"""Where to find help, and what to read: complete, dated, and filtered."""

from __future__ import annotations

import re
from datetime import date

import pytest

from sessions import resources
from sessions.people import Setting
from sessions.resources import Country, LineSort, Situation

KINDS = {
    "eft", "psychologist", "coach", "career", "social-work", "carer-support", "mediator",
}  # fmt: skip


@pytest.mark.parametrize("country", Country)
def test_every_country_has_its_lines(country: Country) -> None:
    """Danger first; violence and despair too; each with a number and a day."""
    listed = resources.lines(country)
    assert listed[0].sort is LineSort.EMERGENCY
    assert {line.sort for line in listed} == set(LineSort)
    for line in listed:
        assert re.fullmatch(r"[\d +()-]+|[\d -]+", line.number), line.number
        assert line.note
        assert line.source
        assert date(2026, 1, 1) <= line.checked <= date(2100, 1, 1)


def test_the_dutch_lines_are_those_of_the_evidence() -> None:
    """112, Veilig Thuis and 113, as EVIDENCE names them."""
    numbers = {line.number for line in resources.lines(Country.NL)}
    assert {"112", "0800-2000", "113"} <= numbers


def test_every_kind_of_help_has_a_place_in_every_country() -> None:
    """Where to find it, and what insurance usually pays."""
    assert {kind.id for kind in resources.kinds()} == KINDS
    for kind in resources.kinds():
        for country in Country:
            where = kind.found_in(country)
            assert where is not None
            assert where.find_note
            assert where.pays_note
    assert len(resources.questions()) >= 6


@pytest.mark.parametrize("setting", Setting)
def test_a_setting_shows_what_fits_it(setting: Setting) -> None:
    """Some, and not all for everybody."""
    fitting = resources.kinds(setting)
    assert 0 < len(fitting) < len(KINDS)
    assert all(setting in kind.settings for kind in fitting)


def test_the_resources_are_those_of_the_source() -> None:
    """Four books, and two of each other sort; every one on four marks."""
    listed = resources.resources()
    assert sorted(resource.sort for resource in listed) == sorted(
        ["book"] * 4 + ["app"] * 2 + ["therapy"] * 2 + ["tool"] * 2 + ["course"] * 2
    )
    for resource in listed:
        assert resource.who_note
        for number, note in (
            (resource.ease, resource.ease_note),
            (resource.evidence, resource.evidence_note),
            (resource.effect, resource.effect_note),
        ):
            assert 1 <= number <= 4
            assert note
    known = {resource.id for resource in listed}
    assert all(set(pair.of) <= known for pair in resources.pairs())
    assert len(resources.pairs()) >= 2
    assert resources.advice()


@pytest.mark.parametrize("situation", Situation)
def test_a_situation_narrows_it_down(situation: Situation) -> None:
    """Every situation finds something, none finds all."""
    listed = resources.resources(situation)
    assert 0 < len(listed) < len(resources.resources())
