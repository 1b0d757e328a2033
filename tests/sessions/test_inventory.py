"""The inventory: what is asked, who sees what when, and what is said of a difference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions import inventory, moves
from sessions.conversation import Conversation, State, Turn
from sessions.inventory import Leaning, Measure, Row, Seen
from sessions.pattern import shipped
from sessions.people import Setting
from sessions.privacy import has_private, is_private
from sessions.transcript import passages
from tests.sessions import helpers
from tests.sessions.helpers import NOW, Script

PATTERN = shipped("inventory")
MANY = len(inventory.matters(Setting.PARTNERS))


def inventory_of(script: Script | None = None, until: str = "") -> Conversation:
    return helpers.play(helpers.start(pattern=PATTERN), until, script, PATTERN)


def row(**places: tuple[int, int]) -> Row:
    """Give a row of Kim and Sam, with places by measure."""
    area, matter = inventory.matters(Setting.PARTNERS)[0]
    seen = {
        who: {Measure(name): both[at] for name, both in places.items()}
        for at, who in enumerate(("kim", "sam"))
    }
    return Row(area=area, matter=matter, seen=seen)


@pytest.mark.parametrize("setting", Setting)
def test_every_setting_has_about_sixteen_matters_in_six_areas(setting: Setting) -> None:
    """As the source asks: six areas, each with its matters, and no id twice."""
    found = inventory.matters(setting)
    assert len(inventory.areas(setting)) == 6
    assert 15 <= len(found) <= 17
    assert len({one.id for _, one in found}) == len(found)
    assert {area.id for area, _ in found} == {
        "household",
        "planning",
        "care",
        "money",
        "initiative",
        "listening",
    }


def test_the_settings_ask_about_different_matters() -> None:
    """Friends are not asked who does the washing, nor colleagues who reaches out."""
    titles = {setting: {m.title for _, m in inventory.matters(setting)} for setting in Setting}
    for setting in Setting:
        for other in Setting:
            if setting is not other:
                assert len(titles[setting] - titles[other]) >= 6


def test_each_answers_all_matters_alone_and_then_both_see_them() -> None:
    """The whole way: Kim's matters and signals, Sam's, and what they see together."""
    came = [step.at for step in helpers.steps(helpers.start(pattern=PATTERN), None, PATTERN)]
    turns = list(dict.fromkeys(came))
    assert [turn.who for turn in turns] == ["kim"] * (MANY + 1) + ["sam"] * (MANY + 1) + [""]
    assert [turn.phase for turn in turns[-2:]] == ["signals", "show"]
    for turn in turns[:-1]:
        assert moves.is_answered_alone(helpers.start(pattern=PATTERN), PATTERN, turn)


def test_enough_ends_the_matters_of_one_person_only() -> None:
    """Kim stops after two; Sam is asked them all, and they see the two that both know."""
    script = {"inventory/matter-cleaning/kim/0": {"does": "2", "enough": "yes"}}
    keys = helpers.keys("inventory", script, pattern=PATTERN)
    assert keys[:4] == [
        "matter-cooking/kim/0",
        "matter-cleaning/kim/0",
        "signals/kim/0",
        "matter-cooking/sam/0",
    ]
    assert keys.count("signals/sam/0") == 1
    assert len(inventory.rows(inventory_of(script))) == 2


def test_nothing_shows_before_both_are_done() -> None:
    """Not in the chart, not where a conversation is read, at no turn on the way."""
    for step in helpers.steps(helpers.start(pattern=PATTERN), None, PATTERN):
        done = step.at.phase == "show" or step.state is State.FINISHED
        assert bool(inventory.rows(step)) is done
        assert bool(passages(step, PATTERN)) is done


def test_who_closes_it_halfway_shows_nobody_anything() -> None:
    """Closing is an end too; what was said alone stays out of sight."""
    half = inventory_of(until="inventory/matter-appointments/sam/0")
    closed = moves.close(half, PATTERN, now=NOW)
    assert closed.state is State.FINISHED
    assert not inventory.rows(closed)
    assert not passages(closed, PATTERN)


def test_what_one_notices_in_oneself_is_ones_own() -> None:
    """The signals are private for good; the matters are both's in the end."""
    done = inventory_of()
    assert is_private(done, PATTERN, Turn("inventory", "signals", "kim").key)
    assert not is_private(done, PATTERN, Turn("inventory", "matter-cooking", "kim").key)
    words = " ".join(passage.label for _, said in passages(done, PATTERN) for passage in said)
    assert not any(signal.label in words for signal in inventory.SIGNALS)


def test_a_matter_that_one_of_them_skips_is_not_shown() -> None:
    """`Not for us` of one is enough."""
    done = inventory_of({"inventory/matter-cooking/sam/0": None})
    shown = [one.matter.id for one in inventory.rows(done)]
    assert shown == [one.id for _, one in inventory.matters(Setting.PARTNERS)[1:]]


@pytest.mark.parametrize(
    ("places", "seen"),
    [
        ((1, 5), Seen.EACH_SELF),
        ((2, 4), Seen.EACH_SELF),
        ((5, 1), Seen.EACH_OTHER),
        ((4, 2), Seen.EACH_OTHER),
        ((1, 3), Seen.APART),
        ((3, 5), Seen.APART),
        ((4, 5), Seen.NEARLY),
        ((3, 3), Seen.ALIKE),
        ((1, 1), Seen.ALIKE),
    ],
)
def test_what_is_said_of_a_difference(places: tuple[int, int], seen: Seen) -> None:
    """Each puts themself there, each the other, apart, nearly, alike; energy has no sides."""
    assert inventory.how_seen(row(does=places), Measure.DOES) is seen
    energy = inventory.how_seen(row(energy=places), Measure.ENERGY)
    assert energy is {Seen.EACH_SELF: Seen.APART, Seen.EACH_OTHER: Seen.APART}.get(seen, seen)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=16))
def test_the_differences_come_first_and_nothing_is_added_up(
    places: list[tuple[int, int]],
) -> None:
    """Ordered by how far apart, equals in the order asked; every row is there, once."""
    found = [row(does=place) for place in places]
    shown = inventory.ordered(found, Measure.DOES)
    apart = [one.apart(Measure.DOES) for one in shown]
    assert apart == sorted(apart, reverse=True)
    assert sorted(map(id, shown)) == sorted(map(id, found))
    for far in set(apart):
        same = [one for one in shown if one.apart(Measure.DOES) == far]
        assert same == [one for one in found if one.apart(Measure.DOES) == far]


def test_wishes_are_told_where_they_differ_from_now() -> None:
    """Kim would like it more evenly; Sam is content."""
    (wish,) = inventory.wishes(row(does=(1, 4), wish=(3, 4)))
    assert (wish.person, wish.seen, wish.wish) == ("kim", 1, 3)


@given(
    st.tuples(st.integers(1, 5), st.integers(1, 5)), st.tuples(st.integers(1, 5), st.integers(1, 5))
)
def test_what_moved_is_what_stands_elsewhere(
    before: tuple[int, int], after: tuple[int, int]
) -> None:
    """A person is named exactly when their mark moved."""
    found = inventory.moved([row(does=before)], [row(does=after)], Measure.DOES)
    expected = [who for at, who in enumerate(("kim", "sam")) if before[at] != after[at]]
    assert [one.person for one in found] == expected


def test_a_talk_about_a_matter_has_it_ready_as_its_subject() -> None:
    """The words stand in the field, and can be changed; they are not an answer yet."""
    begun = moves.begin(
        helpers.pair(), helpers.PATTERN, new_id="d" * 32, now=NOW, subject="Afspraken onthouden"
    )
    at = helpers.play(begun, "together/subject//0")
    assert at.written(at.at, "text") == "Afspraken onthouden"
    assert not at.title()


@pytest.mark.parametrize(
    ("seen", "wish", "first", "leans"),
    [
        (1, 3, True, Leaning.EVENLY),
        (1, 2, True, Leaning.EVENLY),
        (5, 4, True, Leaning.EVENLY),
        (1, 4, True, Leaning.OTHER),
        (2, 4, True, Leaning.OTHER),
        (5, 2, True, Leaning.SELF),
        (3, 1, True, Leaning.SELF),
        (3, 1, False, Leaning.OTHER),
        (3, 5, False, Leaning.SELF),
        (2, 1, True, Leaning.SELF),
    ],
)
def test_which_way_a_wish_goes(seen: int, wish: int, first: bool, leans: Leaning) -> None:
    """Towards the middle is more evenly, past it is to the other."""
    wished = inventory.Wish(person="kim", seen=seen, wish=wish)
    assert inventory.leaning(wished, first=first) is leans


@pytest.mark.parametrize("text", ["9", "0", "-1", "x", "\u0663"])
def test_a_place_that_is_none_is_no_answer(text: str) -> None:
    """A record with another value in it shows what it can."""
    done = inventory_of()
    key = "inventory/matter-cooking/kim/0"
    said = {**done.said, key: replace(done.said[key], fields={"does": text})}
    shown = [one.matter.id for one in inventory.rows(replace(done, said=said))]
    assert shown == [one.id for _, one in inventory.matters(Setting.PARTNERS)[1:]]


def test_an_answer_goes_by_its_matter_not_by_its_place() -> None:
    """A matter that comes first in a later list moves no answer."""
    listed = inventory.matters(Setting.PARTNERS)
    for place, (_, matter) in enumerate(listed):
        turn = inventory.turn_about(matter, "kim")
        assert inventory.place_of(Setting.PARTNERS, turn) == place
        assert matter.id in turn.key


def test_everything_that_both_see_can_be_read() -> None:
    """All that was asked of a matter, of both; nothing that somebody noticed."""
    ((_, said),) = passages(inventory_of(), PATTERN)
    labels = {one.label for one in said}
    assert {"Doing it", "Thinking of it", "How I would like it", "How I feel after it"} <= labels


def test_what_one_noticed_counts_as_private_also_half_filled() -> None:
    """Said or only ticked: then it opens with its writer's phrase."""
    fresh = helpers.start(pattern=PATTERN)
    assert not has_private(fresh, "kim")
    ticked = replace(fresh, drafts={"inventory/signals/kim/0": {"tired": "yes"}})
    assert has_private(ticked, "kim")
    assert not has_private(ticked, "sam")
    assert has_private(inventory_of(), "sam")
