"""The way back from a time-out: the body checks, other ways to go on, and the return."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Center, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions import timeout
from sessions.commands import AnyCommand, ComeBack, ExtendTimeOut, NameCycle, RateBody
from sessions.people import Person
from sessions.text import N_
from tui.features.timeout.page import _TimeOutPage
from tui.features.timeout.requests import ChooseDay, FindThirdPerson
from tui.language.language import Language, language
from tui.messages import AnyDraft, Request, Requested
from tui.widgets.choices import Confirm
from tui.widgets.frame import AlertLine
from tui.widgets.localized import ActionButton, LocalizedText, msgid
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import ConversationView


class CheckScreen(_TimeOutPage):
    """The body check of one person, in their own language."""

    def __init__(self, view: ConversationView, person: Person) -> None:
        super().__init__(view)
        self.languages = (language(person.language),)
        self.person = person
        """The person whose body is checked."""

    def page(self) -> Iterable[Widget]:
        view, me = self.view, self.person
        side = view.side(me.id)
        yield Vertical(
            Static(view.mark(me.id), classes=f"middle {side}", markup=False),
            LocalizedText(
                lambda r: r.t(N_("{me}, how is your body?"), me=me.name),
                classes=f"middle bold {side}",
            ),
            LocalizedText(
                lambda r: r.t(
                    N_("Tick only what is true. If something is not there yet, you take more time.")
                ),
                classes="middle",
            ),
            Center(
                Vertical(
                    Confirm("heart", lambda r: r.t(N_("My heart beats calmly"))),
                    Confirm("breath", lambda r: r.t(N_("My breath is slow"))),
                    Confirm("shoulders", lambda r: r.t(N_("My shoulders are down"))),
                    classes="middle-box",
                ),
                classes="middle-row",
            ),
            Vertical(
                ActionButton(lambda r: r.t(N_("This is how I am now")), id="primary", classes=side),
                classes="middle-button",
            ),
            AlertLine(),
            id="middle",
        )

    def readers(self) -> tuple[Language, ...]:
        return (language(self.view.conversation.person(self.person.id).language),)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        calm = all(confirm.value for confirm in self.query(Confirm))
        self.post_message(Requested(RateBody(self.person.id, calm)))


OFFERS: dict[str, tuple[str, Request | AnyCommand]] = {
    "longer": (N_("Twenty minutes more"), ExtendTimeOut(timeout.LENGTHS[0])),
    "another_day": (N_("Another day"), ChooseDay()),
    "third_person": (N_("Ask someone to help us"), FindThirdPerson()),
}
"""The screen with what is offered when it is too early to go on."""


class NotCalmScreen(_TimeOutPage):
    """Shown when somebody is not calm enough; it does not say who."""

    def page(self) -> Iterable[Widget]:
        yield Vertical(
            *self.both(lambda r: r.t(N_("It is too early to go on.")), "bold"),
            *self.both(
                lambda r: r.t(
                    N_(
                        "That is nobody's fault: a body takes the time it needs. "
                        "What suits you both?"
                    )
                )
            ),
            *(
                Center(
                    ActionButton(msgid(words), request=request, id=name, classes="quiet-button"),
                    classes="middle-row one",
                )
                for name, (words, request) in OFFERS.items()
            ),
            AlertLine(),
            id="middle",
        )

    def first_focus(self) -> None:
        self.query_one("#longer").focus()


class ReturnScreen(_TimeOutPage):
    """The return: name the cycle, not the person; then the turn that was broken off."""

    def page(self) -> Iterable[Widget]:
        yield Vertical(
            *self.both(lambda r: r.t(N_("You are both back.")), "bold"),
            *self.both(
                lambda r: r.t(
                    N_(
                        "Where did you two get stuck? "
                        "Name what happened between you, not who did it."
                    )
                )
            ),
            Center(
                TextField(
                    "cycle",
                    self._cycle(),
                    classes="boxed",
                    hint=lambda r: r.t(N_("You can leave this empty")),
                ),
                classes="middle-row",
            ),
            Vertical(
                ActionButton(lambda r: r.t(N_("Go on where we were")), id="primary"),
                classes="middle-button",
            ),
            AlertLine(),
            id="middle",
        )

    def _cycle(self) -> str:
        running = self.view.conversation.time_out
        return running.cycle if running else ""

    def draft(self, name: str, text: str) -> AnyDraft:
        return NameCycle(text)

    def action_go_on(self) -> None:
        self.post_message(Requested(ComeBack(self.query_one(TextField).text)))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_go_on()
