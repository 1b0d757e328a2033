"""The next time they look back: what home says when nothing is due."""

from __future__ import annotations

from sessions.agenda import next_look_back
from sessions.agreements import AgreementEnd
from tests.sessions.test_agenda import DAY, TODAY, agreement, short


def test_the_next_time_they_look_back() -> None:
    """The first day after today; what is due, what has ended and what has no day is not it."""
    days = (None, TODAY, TODAY + 9 * DAY, TODAY + 3 * DAY)
    made = [agreement(id=f"a{place}", evaluate_on=day) for place, day in enumerate(days)]
    over = agreement(id="over", evaluate_on=TODAY + DAY, ended=AgreementEnd.STOPPED)
    summary = short(*made, over)
    assert next_look_back([summary], TODAY) == TODAY + 3 * DAY
    assert next_look_back([summary], TODAY + 9 * DAY) is None
    assert next_look_back([], TODAY) is None
