"""Signs that two people are stuck: reasons to think of a third person, never a verdict.

A third time-out in one talk, two looks back without movement, or tension that does not drop
(EVIDENCE: the source article, 4 and 11). What is drawn from somebody's tension is for them alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from sessions.conversation import Conversation, TimeOutEnd
from sessions.kinds.review import Verdict
from sessions.progress import Evaluation, TensionReading

TIME_OUTS = 3
LOOKS = 2
TALKS = 3

_NO_MOVEMENT = {Verdict.NOT.value, Verdict.NOT_TRIED.value}


def keeps_stopping(conversation: Conversation) -> bool:
    """Whether this is at least their third time-out here; those taken back do not count."""
    called = [
        time_out for time_out in conversation.time_outs if time_out.end is not TimeOutEnd.TAKEN_BACK
    ]
    return len(called) >= TIME_OUTS


def does_not_move(looks: Sequence[Evaluation]) -> bool:
    """Whether, the last two times, nobody said that an agreement worked, even partly."""
    last = looks[-LOOKS:]
    verdicts = [
        {answers.get("verdict", "") for answers in look.seen.values() if answers.get("verdict")}
        for look in last
    ]
    return len(last) == LOOKS and all(verdict and verdict <= _NO_MOVEMENT for verdict in verdicts)


def does_not_drop(tensions: Sequence[TensionReading]) -> bool:
    """Whether somebody was no calmer after each of their last three talks than before it."""
    known = [(tension.before, tension.after) for tension in tensions]
    both = [(b, a) for b, a in known if b is not None and a is not None][-TALKS:]
    return len(both) == TALKS and all(after >= before for before, after in both)
