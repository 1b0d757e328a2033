"""Dialogs: closed once, by whatever comes first."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from tests.tui.walk import Clock, Hands, make_app
from tui.features.home.screen import HomeScreen
from tui.features.settings.requests import ChooseTheme
from tui.ui.dialogs import PickDialog
from tui.widgets.choices import Option
from tui.widgets.localized import as_content


async def test_a_second_enter_in_a_dialog_does_no_harm(tmp_path: Path) -> None:
    """Somebody presses Enter twice: the dialog gives one answer, and the program goes on."""
    app = make_app(tmp_path / "vault", Clock())
    async with app.run_test() as pilot:
        hands = Hands(app, pilot)
        app.request(ChooseTheme())
        await hands.rest()
        assert isinstance(app.screen, PickDialog)
        day = app.screen.query(Option)[1]
        day.post_message(Option.Chosen(day, by_key=True))
        day.post_message(Option.Chosen(day, by_key=True))
        await hands.rest()
        assert isinstance(app.screen, HomeScreen)
        assert app.theme == "day"
    app.workspace.library.vault.close()


def test_what_is_put_together_is_cleaned_too() -> None:
    """A name in the middle of words of ours speaks to no terminal, and keeps its colour."""
    name = Content.assemble("◆ ", ("K\x7fi\x1bm", "bold"), " says")
    shown = as_content(name)
    assert shown.plain == "◆ K\ufffdi\ufffdm says"
    assert [(span.start, span.end) for span in shown.spans] == [(2, 7)]
    assert as_content(Content("line\r\nbreak")).plain == "line\nbreak"
