"""A damaged conversation: named, and its last good copy offered."""

from __future__ import annotations

from pathlib import Path

from sessions.store import Vault
from sessions.summary import summarise
from tests.tui.walk import Clock, Hands, make_app
from tui.features.archive.requests import ShowArchive
from tui.language.language import language
from tui.workspace.example import fill


async def test_the_last_good_copy_is_offered(tmp_path: Path) -> None:
    """The damaged file is named, the other conversation opens, and the copy takes its place."""
    clock, folder = Clock(), tmp_path / "vault"
    with Vault.open(folder, now=clock()) as vault:
        fill(vault, language("en"), clock())
    with Vault.open(folder, now=clock()) as vault:
        hurt = vault.records.load(vault.records.ids()[0])
        vault.records.save(hurt)
        path = vault.records.path(hurt.id)
        path.write_bytes(path.read_bytes()[:-40])
    app = make_app(folder, clock)
    async with app.run_test() as pilot:
        hands = Hands(app, pilot)
        await hands.until(lambda: bool(app.screen.query_one("#notice").has_class("-told")))
        assert hurt.id in str(app.screen.query_one("#notice").render())
        assert len(app.workspace.library.overview.conversations) == 1
        app.request(ShowArchive())
        await hands.rest()
        await hands.do(app.screen.query_one(".copy"))
        await hands.rest()
        assert app.workspace.library.overview.conversations[hurt.id] == summarise(hurt)
        assert app.workspace.library.flush()
    app.workspace.library.vault.close()
    with Vault.open(folder, now=clock(), read_only=True) as vault:
        assert vault.records.load(hurt.id) == hurt
        assert list((folder / "damaged").iterdir())
