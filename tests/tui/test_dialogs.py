"""Dialogs: closed once, by whatever comes first."""

from __future__ import annotations

from pathlib import Path

from tests.tui.walk import Clock, Hands, make_app
from tui.screens.dialogs import PickDialog
from tui.screens.home import HomeScreen
from tui.widgets.choices import Option


async def test_a_second_enter_in_a_dialog_does_no_harm(tmp_path: Path) -> None:
    """Somebody presses Enter twice: the dialog gives one answer, and the program goes on."""
    app = make_app(tmp_path / "vault", Clock())
    async with app.run_test() as pilot:
        hands = Hands(app, pilot)
        app.ask("colours")
        await hands.rest()
        assert isinstance(app.screen, PickDialog)
        day = app.screen.query(Option)[1]
        day.post_message(Option.Chosen(day, by_key=True))
        day.post_message(Option.Chosen(day, by_key=True))
        await hands.rest()
        assert isinstance(app.screen, HomeScreen)
        assert app.theme == "day"
    app.desk.vault.close()
