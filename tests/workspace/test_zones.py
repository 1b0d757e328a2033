"""A moment that was agreed is what the clock on the wall says then, also when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import moves, timeout
from sessions.agreed_moments import as_agreed, with_agreed_moments
from sessions.conversation import Conversation
from sessions.store import Vault
from sessions.zones import as_here, at_wall, in_zone, is_within, is_zone_name, name_of
from tests.sessions import helpers
from tests.workspace.opened import couple
from tui.language.language import language
from tui.language.times import next_moments
from tui.workspace import clock
from tui.workspace.clock import local_now, zone_named

HERE = ZoneInfo("Europe/Amsterdam")
DUTCH = language("nl")

BACK, AHEAD = date(2026, 10, 25), date(2027, 3, 28)
"""The nights in which clocks go an hour back, and an hour ahead."""

CHANGES = pytest.mark.parametrize("night", [BACK, AHEAD], ids=["back", "ahead"])


def here(day: date, at: time) -> datetime:
    """Give a moment as the clock of this place gives it."""
    return in_zone(datetime.combine(day, at, HERE), HERE)


def talk_at(now: datetime) -> Conversation:
    """Give a conversation that began just before `now`."""
    return moves.begin(couple(), helpers.PATTERN, new_id="b" * 32, now=now)


@CHANGES
def test_half_past_eight_tomorrow_is_half_past_eight(night: date, tmp_path: Path) -> None:
    """Agreed on the evening before, kept, read back the next day, and shown."""
    now = here(night - timedelta(days=1), time(20, 40))
    (moment,) = next_moments("20:30", [DUTCH], now)
    talk = moves.postpone(talk_at(now), moment, now=now)
    with Vault.open(tmp_path, now=now) as vault:
        vault.records.save(talk)
    with Vault.open(tmp_path, now=now) as vault:
        kept = with_agreed_moments(vault.records.load(talk.id), zone_named)
    assert kept.return_at is not None
    assert kept.return_zone == "Europe/Amsterdam"
    assert DUTCH.when(kept.return_at, now) == "morgen om 20:30"
    later = here(night, time(20, 29))
    assert DUTCH.when(kept.return_at, later) == "vandaag om 20:30"
    assert kept.return_at - later == timedelta(minutes=1)


@CHANGES
def test_a_time_out_shows_an_hour_that_comes(night: date) -> None:
    """Called just before clocks change, "back at" is what the wall says when it is over."""
    now = in_zone(datetime.combine(night, time(0, 50), UTC), HERE)
    called = timeout.call(talk_at(now), now=now, new_id="c" * 32)
    running = called.time_out
    assert running is not None
    assert timeout.left(running, now) == timedelta(minutes=20)
    over = now + timedelta(minutes=20)
    assert running.until == over
    assert DUTCH.clock(running.until) == DUTCH.clock(over.astimezone(HERE))
    assert running.zone == "Europe/Amsterdam"
    longer = timeout.longer(called, 60, now=now).time_out
    assert longer is not None
    assert timeout.left(longer, now) == timedelta(minutes=60)


@CHANGES
def test_the_same_time_tomorrow_is_within_a_day(night: date) -> None:
    """Also in the night that has an hour more."""
    now = here(night - timedelta(days=1), time(20, 0))
    tomorrow = at_wall(night, time(20, 0), now)
    assert is_within(tomorrow, now, timedelta(hours=24))
    moves.postpone(talk_at(now), tomorrow, now=now)
    called = timeout.call(talk_at(now), now=now, new_id="c" * 32)
    who = called.partners[0].id
    proposed = timeout.propose(called, who, tomorrow, now=now).time_out
    assert proposed is not None
    assert proposed.proposal is not None
    assert DUTCH.clock(proposed.proposal.until) == "20:00"


def test_an_hour_that_is_left_out_is_the_one_after() -> None:
    """And of an hour that comes twice it is the first."""
    now = here(AHEAD, time(1, 0))
    assert at_wall(AHEAD, time(2, 30), now) == here(AHEAD, time(3, 30))
    now = here(BACK, time(1, 0))
    assert at_wall(BACK, time(2, 30), now) - now == timedelta(minutes=90)


def test_what_was_agreed_does_not_move_when_people_travel() -> None:
    """Elsewhere the wall of then is shown, and the instant is the same."""
    now = here(date(2026, 11, 20), time(20, 40))
    (moment,) = next_moments("20:30", [DUTCH], now)
    talk = moves.postpone(talk_at(now), moment, now=now)
    abroad = in_zone(now, ZoneInfo("America/New_York"))
    assert talk.return_at is not None
    assert DUTCH.clock(talk.return_at) == "20:30"
    assert "20:30" in DUTCH.when(talk.return_at, abroad)
    assert talk.return_at - abroad == talk.return_at - now


def test_other_rules_for_clocks_do_not_move_what_was_agreed() -> None:
    """Kept with the offset of then; the wall clock is what they agreed."""
    then = datetime(2027, 7, 1, 20, 30, tzinfo=UTC)
    agreed = as_agreed(then, HERE)
    assert DUTCH.clock(agreed) == "20:30"
    assert agreed.utcoffset() == timedelta(hours=2)
    for unknown in ("", "Nowhere/Atlantis", "../../etc/passwd"):
        assert as_agreed(then, zone_named(unknown)) is then
    twice = in_zone(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), HERE)
    assert as_agreed(twice, HERE) == twice


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("Europe/Amsterdam", "Europe/Amsterdam"),
        (":America/New_York", "America/New_York"),
        ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
        ("CET-1CEST", ""),
        ("/etc/passwd", ""),
        ("../../etc/passwd", ""),
    ],
)
def test_the_zone_of_the_system_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, name: str
) -> None:
    """By its variable; one without a name has an offset only."""
    monkeypatch.setenv("TZ", variable)
    now = local_now()
    assert name_of(now) == name
    assert now.tzinfo is not None


@pytest.mark.parametrize("linked", [True, False])
def test_the_zone_of_the_system_without_a_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, linked: bool
) -> None:
    """A link into the zones of the system, or the file that names it."""
    monkeypatch.delenv("TZ", raising=False)
    zones = tmp_path / "zoneinfo" / "Europe"
    zones.mkdir(parents=True)
    (zones / "Amsterdam").write_bytes(b"")
    (tmp_path / "timezone").write_text("Europe/Paris\n")
    (tmp_path / "localtime").symlink_to(zones / "Amsterdam" if linked else tmp_path / "timezone")
    monkeypatch.setattr(clock, "_LOCALTIME", tmp_path / "localtime")
    monkeypatch.setattr(clock, "_NAMED", tmp_path / "timezone")
    assert name_of(local_now()) == ("Europe/Amsterdam" if linked else "Europe/Paris")


moments = st.integers(1_577_836_800, 2_051_222_400).map(lambda at: datetime.fromtimestamp(at, UTC))
zones = st.sampled_from(["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "UTC"])


@given(moments, moments, zones)
def test_moments_are_counted_as_instants(one: datetime, other: datetime, zone: str) -> None:
    """However often clocks change between them."""
    there = ZoneInfo(zone)
    assert in_zone(one, there) - in_zone(other, there) == one - other
    assert (in_zone(one, there) < in_zone(other, there)) == (one < other)
    assert as_here(other, in_zone(one, there)) == other
    assert in_zone(one, there).isoformat() == one.astimezone(there).isoformat()


@given(st.text(max_size=60))
def test_a_name_of_a_zone_names_no_file(text: str) -> None:
    """Nothing that goes up, begins at the root, or has a sign that no zone has."""
    if is_zone_name(text):
        assert ".." not in text
        assert not text.startswith("/")
        assert "\x00" not in text
