"""Pictures of screens, as they are: the example, opened and walked through."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import patch

from sessions.commands import CloseConversation, Skip, TakeTimeOutBack
from sessions.conversation import State
from tests.tui.walk import Clock, Hands, make_app
from tui.features.archive.requests import OpenConversation
from tui.features.conversation.curtain import CurtainScreen
from tui.features.timeout.requests import ShowLeft, StopNow
from tui.language.language import language
from tui.workspace.example import fill

HERE = Path(__file__).parent
"""Where the pictures of the README are."""

_FONTS = re.compile(r"@font-face \{.*?\}", re.DOTALL)
SIZE = (80, 24)


async def make_all(target: Path, scratch: Path) -> list[Path]:
    """Make all pictures in `target`; gives their files. `scratch` takes the example vaults."""
    paths: list[Path] = []
    with patch.object(CurtainScreen, "PAUSE", 0):
        for tag in ("en", "nl"):
            paths += await _make(target, scratch / tag, tag)
    return paths


async def _make(target: Path, folder: Path, tag: str) -> list[Path]:
    """Make the pictures in one language."""
    clock = Clock()
    app = make_app(folder, clock, tag)
    fill(app.workspace.library.vault, language(tag), clock())
    paths: list[Path] = []

    def shoot(name: str) -> None:
        # Fonts would be fetched from elsewhere; the reader's own will do.
        picture = _FONTS.sub("", app.export_screenshot(title="Tweespraak"))
        path = target / f"{name}-{tag}.svg"
        path.write_text(picture, encoding="utf-8")
        paths.append(path)

    try:
        async with app.run_test(size=SIZE) as pilot:
            hands = Hands(app, pilot)
            await hands.until(lambda: app.workspace.library.overview.loaded)
            await hands.rest()
            shoot("home")
            going = next(
                talk
                for talk in app.workspace.library.overview.unfinished()
                if talk.state is State.ACTIVE
            )
            app.request(OpenConversation(going.id))
            await hands.rest()
            shoot("speak")
            app.request(StopNow())
            await hands.rest()
            app.router.route(ShowLeft())
            await hands.rest()
            shoot("time-out")
            app.request(TakeTimeOutBack())
            await hands.rest()
            app.request(CloseConversation())
            app.request(Skip())
            await hands.rest()
            shoot("curtain")
    finally:
        app.workspace.library.vault.close()
    return paths
