"""Autosave: what people type, taken into the model letter by letter, and saved in a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.app import App

from sessions.errors import MoveError
from tui.messages import AnyDraft, Draft
from tui.ui.dialog import Dialog
from tui.ui.page import Page
from tui.widgets.debounce import Debounce
from tui.workspace.workspace import Workspace

QUIET = 0.6
"""Seconds without a key before half-typed text is saved."""

LATEST = 1.2
"""Seconds after which it is saved while somebody types on."""

PATIENCE = 1.0
"""Seconds that a field gets to handle its keys; a removed field handles none."""


class Autosave:
    """Half-typed text on its way from the screens to the disk."""

    def __init__(
        self,
        app: App[None],
        workspace: Workspace,
        keep_draft: Callable[[Draft], None],
        show_notice: Callable[[MoveError | None], None],
    ) -> None:
        """`keep_draft` gives a draft to its feature; `show_notice` says why one was not taken."""
        self._app = app
        self._workspace = workspace
        self._keep_draft = keep_draft
        self._show_notice = show_notice
        self._savers: list[Callable[[], None]] = [workspace.save_if_needed]
        self._soon = Debounce(app, self.save_now)

    def add_saver(self, save: Callable[[], None]) -> None:
        """Call `save` too, whenever what was typed is saved."""
        self._savers.append(save)

    def keep(self, draft: AnyDraft) -> None:
        """Take half-typed text into the model; it is saved in a moment."""
        try:
            if isinstance(draft, Draft):
                self._keep_draft(draft)
            elif self._workspace.current is None:
                return
            else:
                self._workspace.draft(draft)
                self._show_notice(None)
        except MoveError as problem:
            self._show_notice(problem)
            return
        self.save_soon()

    def collect(self) -> None:
        """Take everything that stands in fields into the model; the screens may be gone after."""
        for screen in list(self._app.screen_stack):
            if isinstance(screen, Page | Dialog):
                self.collect_from(screen)

    def collect_from(self, screen: Page | Dialog[object]) -> None:
        """Take what stands in the fields of one screen into the model."""
        for draft in screen.unsaved():
            self._take(draft)

    def _take(self, draft: AnyDraft) -> None:
        if isinstance(draft, Draft) or self._workspace.would_change(draft):
            self.keep(draft)

    async def settle(self) -> None:
        """Wait until the focused field has handled the keys it was sent, and collect all."""
        focused = self._app.focused
        if focused is not None and focused.is_attached:
            handled = asyncio.Event()
            focused.call_later(handled.set)
            waiting = asyncio.ensure_future(handled.wait())
            await asyncio.wait({waiting}, timeout=PATIENCE)
            waiting.cancel()
        self.collect()

    def save_soon(self) -> None:
        """Save in a moment: when nobody has typed for a while, or has typed on for too long."""
        self._soon.touch(QUIET, LATEST)

    def save_now(self) -> None:
        """Save what was typed since the last time."""
        self._soon.cancel()
        for save in self._savers:
            save()
