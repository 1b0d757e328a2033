"""The app: builds the parts, binds the keys, takes every request, begins and ends. No rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from sessions.commands import AddIdea, AnyCommand, Command
from sessions.errors import TweespraakError
from sessions.store import Vault
from sessions.store.writer import Result
from sessions.text import N_
from tui import terminal
from tui.features.home.screen import HomeScreen
from tui.features.keys import BY_KEY, QUIT, TIME_OUT
from tui.features.quit.requests import LockNow, StopOnSignal
from tui.features.registry import FEATURES
from tui.features.scenes import Showing, screen_for
from tui.features.vault.requests import UnlockVault
from tui.language.language import Language, language
from tui.messages import Draft, Drafted, Request, Requested
from tui.textual_private import QuietCrashApp
from tui.ui import themes
from tui.ui.autosave import Autosave
from tui.ui.dialog import Dialog
from tui.ui.keys import Situation
from tui.ui.navigator import Navigator
from tui.ui.page import Page
from tui.ui.router import Router
from tui.ui.shell import Notice
from tui.widgets.localized import msgid
from tui.widgets.text_field import TextField
from tui.workspace.auto_lock import AutoLock, LockState
from tui.workspace.clock import Clock
from tui.workspace.library import Library
from tui.workspace.overview import Overview
from tui.workspace.scene import Place, Scene
from tui.workspace.settings import Settings, settings_of
from tui.workspace.workspace import Workspace

T = TypeVar("T")

ENDED = {
    Place.INVENTORY_DONE: N_(
        "It is kept, under earlier conversations. Do it again in a few weeks: then you see what "
        "moved."
    ),
    Place.INVENTORY_STOPPED: N_("You stopped halfway. What was filled in is shown to nobody."),
}
"""What is said at home of an inventory that has ended."""

DISK_FULL = N_(
    "The disk is almost full. This was saved in the last room there was. "
    "Make some room before you go on."
)
LOCKS_SOON = N_("In a minute it locks, and stops. Any key keeps it open.")
CRASHED = N_("Tweespraak stopped because of a mistake in the program. What you wrote is kept.")
CRASH_FILE = N_("Where it went wrong, without your words, is in {file}.")


class SaveFinished(Message):
    """A save is done, or was refused."""

    def __init__(self, result: Result) -> None:
        super().__init__()
        self.result = result


class TweespraakApp(QuietCrashApp):
    """The program, as a `Shell` for its features."""

    TITLE = "Tweespraak"
    CSS_PATH = "tweespraak.tcss"
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"use_key('{key}')", priority=True, show=False) for key in BY_KEY
    ]

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        settings: Settings,
        chosen_language: str,
        fallback: str,
        *,
        example: bool = False,
    ) -> None:
        """`chosen_language` was asked for and wins; `fallback` is for who never chose one.

        Of an `example` nothing is kept.
        """
        super().__init__()
        self._chosen_language, self._fallback, self._example = chosen_language, fallback, example
        self.workspace = Workspace(Library(vault, clock, settings, self._save_finished))
        self.workspace.listeners.append(self._scene_changed)
        self.language = language(chosen_language or settings.language or fallback)
        """The language outside a conversation."""
        self.navigator = Navigator(self)
        self.autosave = Autosave(self, self.workspace, self._keep_draft, self.show_notice)
        self.router = Router(self, self.workspace, FEATURES)
        self.auto_lock = AutoLock(self.workspace)
        self._home_listeners: list[Callable[[], None]] = []
        self._scene: Scene | None = None
        self._spent: dict[str, int] = {}
        for theme in themes.themes():
            self.register_theme(theme)
        # Without its watcher: the style sheet has not been read yet, and need not be read twice.
        self.set_reactive(TweespraakApp.theme, themes.known(settings.theme))
        self.stylesheet.set_variables(self.get_css_variables())

    # -- The beginning -------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        library = self.workspace.library
        now = self.workspace.now
        home = HomeScreen((self.language,), library.overview, now, example=self._example)
        home.sealed, home.locked = library.vault.is_sealed, library.vault.is_locked
        return home

    def on_mount(self) -> None:
        if self.workspace.library.vault.is_locked:
            self.request(UnlockVault())
        terminal.on_signals(lambda number: self._handle(StopOnSignal(number)))
        self._terminal_is_gone = terminal.watch_terminal()
        self.set_interval(2.0, self._look_around)
        self.call_after_refresh(self._first_frame_stands)

    def _first_frame_stands(self) -> None:
        terminal.settle()
        if not self.workspace.library.vault.is_locked:
            self._load()

    def on_unlocked(self) -> None:
        """The passphrase was right: what was set can be read now, and everything else."""
        library = self.workspace.library
        library.settings = settings_of(library.vault)
        if not self._chosen_language and library.settings.language:
            self.language = language(library.settings.language)
        self.theme = themes.known(library.settings.theme)
        self.auto_lock.touch()
        home = self._home
        home.locked = False
        home.set_languages((self.language,))
        self.navigator.show_ground()
        self.refresh_home()
        self._load()

    @work(thread=True, exit_on_error=True)
    def _load(self) -> None:
        """Read the vault beside the screens, so that the first one is there at once."""
        library = self.workspace.library
        try:
            overview = library.load()
        except TweespraakError as problem:
            self.call_from_thread(self.show_notice, problem)
            return
        self.call_from_thread(self._loaded, overview)
        # Sealing, or closing what was written alone, was cut off: it goes on from there.
        try:
            library.vault.finish()
        except TweespraakError as problem:
            self.call_from_thread(self.show_notice, problem)
        library.mend_index()

    def _loaded(self, overview: Overview) -> None:
        self.workspace.library.take_overview(overview)
        self.refresh_home()
        if overview.damaged:
            self.show_notice(overview.damaged[0])

    # -- The shell -----------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        return self.navigator.page

    @property
    def readers(self) -> tuple[Language, ...]:
        return self.page.languages

    @property
    def is_asking(self) -> bool:
        return self.navigator.dialog is not None

    @property
    def _home(self) -> HomeScreen:
        home = self.screen_stack[0]
        if not isinstance(home, HomeScreen):
            raise TypeError(home)
        return home

    def situation(self) -> Situation:
        return Situation(
            workspace=self.workspace,
            is_home=isinstance(self.page, HomeScreen),
            is_page=True,
            can_find_words=self.workspace.can_find_words(),
            is_example=self._example,
        )

    async def ask(self, dialog: Dialog[T]) -> T | None:
        return await self.navigator.ask(dialog)

    async def in_thread(self, work: Callable[[], T]) -> T:
        return await self.navigator.in_thread(work)

    def request(self, request: Request | AnyCommand) -> None:
        self.post_message(Requested(request))

    def show(self, page: Page) -> None:
        self.navigator.show(page)

    def show_notice(self, notice: Notice) -> None:
        self.navigator.show_notice(notice)

    def show_scene(self) -> None:
        """Show the screen of the state. Resume, back and a change of language are all this."""
        self._note_spent()
        if self.workspace.current is None:
            return
        scene, view = self.workspace.scene, self.workspace.view()
        if scene.place in (Place.WAITING, *ENDED):
            self.go_home()
            if scene.place in ENDED:
                self.show_notice(msgid(ENDED[scene.place]))
        elif scene == self._scene and self.page is not self._home:
            self.page.show(view)
        else:
            self._scene = scene
            spent = self._spent.get(view.conversation.at.key, 0)
            self.show(screen_for(scene, Showing(self.workspace, view, spent)))
            # On a new screen too it is said that something could not be saved, until it is.
            for problem in self.workspace.library.problems[:1]:
                self.show_notice(problem)

    def _scene_changed(self) -> None:
        self.show_notice(None)
        self.show_scene()

    def _note_spent(self) -> None:
        spent = self.page.clock_reading() if self._scene is not None else None
        if spent is not None:
            self._spent[spent[0]] = spent[1]

    def go_home(self) -> None:
        """Put the conversation away, and show today."""
        self._note_spent()
        for listener in self._home_listeners:
            listener()
        self.workspace.close()
        self._scene = None
        self.navigator.show_ground()
        self._home.set_languages((self.language,))
        self.refresh_home()

    def add_home_listener(self, listener: Callable[[], None]) -> None:
        self._home_listeners.append(listener)

    def refresh_home(self) -> None:
        library = self.workspace.library
        self._home.sealed = library.vault.is_sealed
        self._home.show_overview(library.overview, self.workspace.now)

    def apply_settings(self) -> None:
        settings = self.workspace.library.settings
        self.theme = themes.known(settings.theme)
        chosen = language(settings.language or self._chosen_language or self._fallback)
        if chosen is not self.language:
            self.language = chosen
            for screen in self.screen_stack:
                if isinstance(screen, Page):
                    screen.set_languages((self.language,))

    def ring(self) -> None:
        self.bell()

    def stop(self, code: int, message: str | None = None) -> None:
        self.exit(return_code=code, message=message)

    # -- What people do ------------------------------------------------------------------------

    def action_use_key(self, key: str) -> None:
        """Do what a key is for; a key for something else closes a dialog first."""
        action = BY_KEY[key]
        if action in (TIME_OUT, QUIT):
            self.request(action.request)
        elif self.navigator.dialog is not None:
            self.navigator.dialog.finish(None)
        elif action.can_press(self.situation()):
            self.request(action.request)

    @on(Requested)
    def _requested(self, event: Requested) -> None:
        current = self.workspace.current
        if event.turn is None or (current is not None and current.at == event.turn):
            self._handle(event.request)

    def _handle(self, request: Request | AnyCommand) -> None:
        """Do what is asked; the one place where an error of it is told."""
        try:
            if isinstance(request, Command):
                if not isinstance(request, AddIdea):  # its field was emptied just now
                    self.autosave.collect()
                if self.workspace.current is not None:
                    self.workspace.perform(request)
                return
            flow = self.router.route(request)
        except TweespraakError as problem:
            self.show_notice(problem)
            return
        if flow is not None:
            self.navigator.start(type(request), flow)

    def on_drafted(self, event: Drafted) -> None:
        if event.draft is not None:
            self.autosave.keep(event.draft)

    def _keep_draft(self, draft: Draft) -> None:
        self.router.route(draft)

    def on_text_field_refused(self, event: TextField.Refused) -> None:
        event.stop()
        self.show_notice(event.problem)

    def _save_finished(self, result: Result) -> None:
        # Called in the writer's thread, which must not wait for this one.
        self.post_message(SaveFinished(result))

    def on_save_finished(self, event: SaveFinished) -> None:
        if event.result.error is not None:
            self.show_notice(event.result.error)
        elif event.result.saved is not None and event.result.saved.ballast_spent:
            self.show_notice(msgid(DISK_FULL))

    # -- The end -------------------------------------------------------------------------------

    def _look_around(self) -> None:
        if self._terminal_is_gone():
            self._handle(StopOnSignal(1))
        match self.auto_lock.look():
            case LockState.LOCKED:
                self.request(LockNow())
            case LockState.WARNED:
                self.show_notice(msgid(LOCKS_SOON))

    async def on_event(self, event: events.Event) -> None:
        touches = events.Key | events.MouseDown | events.MouseScrollDown | events.Paste
        if isinstance(event, touches) and self.auto_lock.touch():
            self.show_notice(None)
        await super().on_event(event)

    def on_unmount(self) -> None:
        # From the model: the widgets are gone here.
        self.autosave.save_now()
        self.workspace.library.close()

    def crash_words(self) -> str:
        vault, now = self.workspace.library.vault, self.workspace.now
        file = terminal.crash_file(vault, self.crash, now)
        words = self.language.t(CRASHED)
        if file is not None:
            words += " " + self.language.t(CRASH_FILE, file=str(file))
        return words
