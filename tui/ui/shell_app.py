"""An app that fulfils `Shell`: it shows scenes, takes requests and commands, and tells errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual import on
from textual.message import Message

from sessions.commands import AddIdea, AnyCommand, Command
from sessions.errors import TweespraakError
from sessions.store.writer import Result
from sessions.text import N_
from tui.language.language import Language
from tui.messages import Draft, Drafted, Request, Requested
from tui.textual_private import OrderedKeysApp, QuietCrashApp
from tui.ui.autosave import Autosave
from tui.ui.dialog import Dialog
from tui.ui.keys import Situation
from tui.ui.navigator import Navigator
from tui.ui.page import Page
from tui.ui.router import Router
from tui.ui.shell import Notice
from tui.widgets.localized import msgid
from tui.widgets.passphrase_field import PassphraseField
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import ConversationView
from tui.workspace.scene import Place, Scene
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


class SaveFinished(Message):
    """A save is done, or was refused."""

    def __init__(self, result: Result) -> None:
        super().__init__()
        self.result = result


class ShellApp(QuietCrashApp, OrderedKeysApp):
    """What a feature may ask of the app. A subclass builds the parts, begins and ends."""

    workspace: Workspace
    """The open conversation, and what the vault holds."""
    language: Language
    """The language outside a conversation."""
    navigator: Navigator
    autosave: Autosave
    router: Router

    def __init__(self) -> None:
        super().__init__()
        self._home_listeners: list[Callable[[], None]] = []
        self._scene: Scene | None = None
        self._spent: dict[str, int] = {}
        self._has_typed = False

    # -- What a subclass knows -----------------------------------------------------------------

    def screen_of(self, scene: Scene, view: ConversationView, spent: int) -> Page:
        """Give a new screen for a scene; `spent`: seconds spent on its turn before."""
        raise NotImplementedError

    def situation(self) -> Situation:
        """Give where the people are, as far as it decides what can be done."""
        raise NotImplementedError

    def refresh_home(self) -> None:
        """Show on home what the vault holds now."""
        raise NotImplementedError

    # -- What is shown -------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        return self.navigator.page

    @property
    def readers(self) -> tuple[Language, ...]:
        return self.page.languages

    @property
    def is_asking(self) -> bool:
        return self.navigator.dialog is not None

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
        elif scene == self._scene and not self.navigator.is_home:
            self.page.show(view)
        else:
            self._scene, self._has_typed = scene, False
            self.show(self.screen_of(scene, view, self._spent.get(view.conversation.at.key, 0)))
            # On a new screen too it is said that something could not be saved, until it is.
            for problem in self.workspace.library.problems[:1]:
                self.show_notice(problem)

    def scene_changed(self) -> None:
        """The open conversation changed: what was told of it is over."""
        self.show_notice(None)
        self.show_scene()

    def _note_spent(self) -> None:
        reading = self.page.clock_reading() if self._scene is not None else None
        if reading is not None:
            turn, seconds = reading
            self._spent[turn] = seconds

    def go_home(self) -> None:
        self._note_spent()
        for listener in self._home_listeners:
            listener()
        self.workspace.close()
        self._scene = None
        self.navigator.show_home()
        self.page.set_languages((self.language,))
        self.refresh_home()

    def add_home_listener(self, listener: Callable[[], None]) -> None:
        self._home_listeners.append(listener)

    def use_theme(self, name: str) -> None:
        self.theme = name

    def use_language(self, reader: Language) -> None:
        self.language = reader
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.set_languages((reader,))

    # -- What is asked -------------------------------------------------------------------------

    async def ask(self, dialog: Dialog[T]) -> T | None:
        return await self.navigator.ask(dialog)

    async def in_thread(self, work: Callable[[], T]) -> T:
        return await self.navigator.in_thread(work)

    def request(self, request: Request | AnyCommand) -> None:
        self.post_message(Requested(request))

    @on(Requested)
    def _requested(self, event: Requested) -> None:
        current = self.workspace.current
        if event.turn is None or (current is not None and current.at == event.turn):
            self.handle(event.request)

    def handle(self, request: Request | AnyCommand) -> None:
        """Do what is asked, now; the one place where an error of it is told."""
        try:
            if isinstance(request, Command):
                self._perform(request)
                return
            flow = self.router.route(request)
        except TweespraakError as problem:
            self.show_notice(problem)
            return
        if flow is not None:
            self.navigator.start(type(request), flow)

    def _perform(self, command: AnyCommand) -> None:
        if not isinstance(command, AddIdea):  # its field was emptied just now
            self.autosave.collect()
        if self.workspace.current is not None:
            self.workspace.perform(command)

    # -- What is typed and saved ---------------------------------------------------------------

    def on_drafted(self, event: Drafted) -> None:
        if event.draft is not None:
            self._has_typed = True
            self.page.tell_kept(False)
            self.autosave.keep(event.draft)

    def keep_draft(self, draft: Draft) -> None:
        """Give a draft to the feature whose it is."""
        self.router.route(draft)

    def on_text_field_refused(self, event: TextField.Refused) -> None:
        event.stop()
        self.show_notice(event.problem)

    def save_finished(self, result: Result) -> None:
        """Hear of a save. Called in the writer's thread, which must not wait for this one."""
        self.post_message(SaveFinished(result))

    def on_save_finished(self, event: SaveFinished) -> None:
        self.navigator.tell_kept(self._has_typed and self.workspace.is_kept)
        if event.result.error is not None:
            self.show_notice(event.result.error)
        elif event.result.saved is not None and event.result.saved.reserve_spent:
            self.show_notice(msgid(DISK_FULL))

    # -- What is copied, and what is for one person --------------------------------------------

    @property
    def clipboard(self) -> str:
        field = self.focused
        own = field.own_clip if isinstance(field, TextField) else ""
        return own or super().clipboard

    def copy_to_clipboard(self, text: str) -> None:
        """Copy `text`; where somebody is alone, for the field it comes from and nowhere else."""
        if self.navigator.is_copied_out:
            super().copy_to_clipboard(text)
        elif isinstance(self.focused, TextField):
            self.focused.own_clip = text

    def hide_private(self) -> None:
        """Hide what somebody was doing alone: who sits there now may be somebody else.

        What was written is kept, behind its curtain; a half-typed passphrase is not.
        """
        self.autosave.collect()
        self.autosave.save_now()
        for screen in self.screen_stack:
            for secret in screen.query(PassphraseField):
                secret.value = ""
        if not self.navigator.is_private:
            return
        self.navigator.end_dialogs()
        if self.workspace.is_active:
            self.workspace.close_curtain()
        if self.page.is_private:
            self.go_home()

    # -- The program itself --------------------------------------------------------------------

    def ring(self) -> None:
        self.bell()

    def stop(self, code: int, message: str | None = None) -> None:
        self.exit(return_code=code, message=message)
