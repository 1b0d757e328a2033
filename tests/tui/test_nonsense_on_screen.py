"""Records that make no sense, or only look odd, before the screens: each ends in a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sessions.commands import CloseConversation
from sessions.conversation import Conversation, State, Turn
from sessions.errors import RecordDamaged, RecordNewer
from sessions.store import file_format, schema
from sessions.store.file_format import Header
from tests.store.nonsense import GOOD, changed, documents, lay
from tests.tui.walk import Clock, Hands, make_app
from tui.features.archive.list_screen import ArchiveScreen
from tui.features.archive.read_screen import ReadScreen
from tui.features.archive.requests import OpenConversation, ReadConversation, ShowArchive
from tui.features.home.screen import HomeScreen

KIM = f"{2:032x}"
"""The id of the first of the two."""

DAMAGED = {
    "1" * 32: ("finished", ("pattern",), "../../etc/passwd"),
    "2" * 32: ("finished", ("started",), "0001-01-01T00:00:00+23:59"),
    "3" * 32: ("halfway", ("people",), []),
    "4" * 32: ("finished", ("agreements", 0, "who"), "nobody"),
    "5" * 32: ("breaking off", ("time_outs", 0, "by"), "nobody"),
    "6" * 32: ("halfway", ("at", "who"), "nobody"),
}
"""By id, the document, the way into it and what is laid there: damage."""

ODD = {
    "7" * 32: ("finished", ("said", f"ideas/judge/{KIM}/0", "fields", "mark0"), "[/]"),
    "8" * 32: ("halfway", ("said", "rules/now//0", "fields", "minutes"), "a while"),
    "9" * 32: ("halfway", ("at", "step"), "a-step-of-another-year"),
    "a" * 32: ("breaking off", ("at", "step"), "a-step-of-another-year"),
    "b" * 32: ("halfway", ("people", 0, "name"), "\x1b[31m{x}[/]"),
}
"""The same of what is no damage: it can be read, and gone on with where it was not finished."""

NEWER = "c" * 32
"""The id of one of a pattern that this program does not have."""


def _lay(folder: Path) -> None:
    """Lay one file for each of them in a vault, with every checksum right."""
    lay(folder)
    newer = {NEWER: ("finished", ("pattern",), "of-next-year")}
    for id_, (name, way, value) in {**DAMAGED, **ODD, **newer}.items():
        document = changed(documents()[name][2], way, value)
        _write(folder, {**document, "id": id_})


def _write(folder: Path, document: dict[str, Any]) -> None:
    id_ = document["id"]
    path = folder / "conversations" / id_[:2] / f"{id_}.tdb"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = file_format.record_key_of(path)
    header = Header(record_key=key, version=schema.version_of(key.kind), generation=1)
    tables = {"conversation": {"1": document}}
    path.write_bytes(file_format.pack(header, json.dumps(tables).encode()))


@pytest.mark.long
async def test_one_that_makes_no_sense_keeps_no_screen_from_opening(tmp_path: Path) -> None:
    """Home, the list and the reading of each: what is damaged is named, the others open."""
    folder = tmp_path / "vault"
    _lay(folder)
    app = make_app(folder, Clock())
    try:
        async with app.run_test() as pilot:
            hands = Hands(app, pilot)
            await hands.until(lambda: app.workspace.library.overview.loaded)
            assert isinstance(app.screen, HomeScreen)
            overview = app.workspace.library.overview
            assert set(overview.conversations) == {GOOD, *ODD}
            assert {problem.fields["id"]: type(problem) for problem in overview.damaged} == {
                **dict.fromkeys(DAMAGED, RecordDamaged),
                NEWER: RecordNewer,
            }
            for id_ in (GOOD, *ODD):
                app.request(ShowArchive())
                await hands.rest()
                assert isinstance(app.screen, ArchiveScreen)
                app.request(ReadConversation(id_))
                await hands.rest()
                assert isinstance(app.screen, ReadScreen)
            for id_ in (*DAMAGED, NEWER):
                app.request(ReadConversation(id_))
                await hands.rest()
                assert id_ in str(app.screen.query_one("#notice").render())
            for id_, (name, _, _) in ODD.items():
                if name != "finished":
                    app.request(OpenConversation(id_))
                    await hands.rest()
                    assert app.workspace.conversation.id == id_
                    app.go_home()
                    await hands.rest()
    finally:
        app.workspace.library.vault.close()


async def test_a_talk_at_a_step_that_went_away_can_be_closed(tmp_path: Path) -> None:
    """It goes on at the first turn that was not said, and closes from there."""
    folder = tmp_path / "vault"
    _lay(folder)
    app = make_app(folder, Clock())
    try:
        async with app.run_test() as pilot:
            hands = Hands(app, pilot)
            await hands.until(lambda: app.workspace.library.overview.loaded)
            workspace = app.workspace
            workspace.open("9" * 32)
            before = schema.from_document(documents()["halfway"][2], Conversation, _key(), file="-")
            assert workspace.conversation == replace(before, id="9" * 32)
            workspace.perform(CloseConversation())
            assert isinstance(workspace.conversation.at, Turn)
            assert workspace.pattern.step(workspace.conversation.at.step).kind.value == "closing"
            workspace.open("a" * 32)
            assert workspace.conversation.state is State.TIME_OUT
            step = workspace.conversation.at.step
            assert workspace.pattern.step(step).id == step
    finally:
        app.workspace.library.vault.close()


def _key() -> file_format.RecordKey:
    return file_format.record_key_of(Path("pairs.tdb"))
