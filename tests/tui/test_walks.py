"""From an empty vault to a saved agreement: by keys alone, and by the mouse alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from tinydb import TinyDB

from sessions.conversation import Conversation, State, Turn
from sessions.people import Way
from sessions.store.tinydb_storage import RecordStorage
from tests.sessions.helpers import strings
from tests.tui.walk import Hands, meet, opened, whole
from tui.features.archive.read_screen import ReadScreen


def _records(folder: Path) -> list[dict[str, object]]:
    """Give the documents of all conversations, read as TinyDB reads them."""
    found: list[dict[str, object]] = []
    for path in sorted((folder / "conversations").rglob("*.tdb")):
        with TinyDB(path, storage=RecordStorage) as base:
            for table in base.tables():
                found += [dict(document) for document in base.table(table).all()]
    return found


def _said_by(conversation: Conversation, place: str) -> tuple[str, str]:
    """Give what is kept where `place` (a turn key and a field) says, and whose turn it was."""
    key, _, name = place.rpartition(" ")
    step, phase, who, count = key.split("/")
    return conversation.answer(Turn(step, phase, who, int(count)), name), who


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize(
    "mouse",
    [pytest.param(False, id="keys"), pytest.param(True, id="mouse", marks=pytest.mark.long)],
)
async def test_the_whole_way(folder: Path, mouse: bool, way: Way) -> None:
    """From nothing to a saved agreement; every word is in the vault, by the right person."""
    count = iter(range(100, 1000))
    async with opened(folder, mouse=mouse) as hands:
        hands.way = way.value
        hands.word = lambda _: f"w{next(count)}"
        await meet(hands)
        assert hands.talk.at.key == "rules/agree//0"
        await whole(hands)
        talk = hands.talk
        assert isinstance(hands.app.screen, ReadScreen)
        assert [partner.name for partner in talk.partners] == ["Kim", "Sam"]
        assert talk.way is way
        (pair,) = hands.app.workspace.library.overview.pairs
        assert (pair.way, pair.minutes) == (way, 2)  # it is not asked anew
    _holds_everything(folder, hands, talk)


def _holds_everything(folder: Path, hands: Hands, talk: Conversation) -> None:
    kept = "\n".join(text for record in _records(folder) for text in strings(record))
    assert len(hands.typed) > (20 if talk.is_talked else 35)
    for place, word in hands.typed.items():
        assert word in kept, place
        if not place.startswith("idea "):
            said, who = _said_by(talk, place)
            assert said == word
            if who:
                capitals = talk.person(who).name.upper()
                assert capitals in hands.floors[place]
    assert talk.state is State.FINISHED
    assert [idea.text for idea in talk.ideas] == [hands.typed["idea 0"], hands.typed["idea 1"]]
    (agreed,) = talk.agreements
    assert agreed.what == hands.typed["idea 0"]
    assert agreed.evaluate_on is not None
