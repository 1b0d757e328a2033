"""The time-out: no text of the conversation, a clock, a ring to breathe with, and the way back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import ClassVar

from textual.containers import Center, Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions import impasse, timeout
from sessions.people import Person
from sessions.text import N_
from tui.i18n import Language, language
from tui.messages import Asked
from tui.screens.base import KEY_LEAVE, KEY_MENU, KEY_SAFE, KEY_TAB, Key, Page
from tui.view import View
from tui.widgets.choices import Confirm
from tui.widgets.field import Field
from tui.widgets.frame import AlertLine
from tui.widgets.ring import PACES, RESHAPE, Breath, Ring
from tui.widgets.words import Do, Link, Say, Words, literal, worded


def everybody(view: View) -> tuple[Language, ...]:
    """Give the languages of all partners, each once: a time-out belongs to both."""
    tags = dict.fromkeys(one.language for one in view.conversation.partners)
    return tuple(language(tag) for tag in tags)


HELPS = (
    N_("Take a walk, drink something, breathe slowly. Let the quarrel go for now."),
    N_("Go outside for a moment, or do something with your hands. The talk can wait."),
    N_("Put on music, wash your face, stretch your back. Do not go over the quarrel again."),
)
"""What helps in a time-out: one thing at a time, another the next time."""


class _TimeOutPage(Page):
    """What the screens of a time-out have in common."""

    KEYS: ClassVar[Sequence[Key]] = (KEY_TAB, KEY_SAFE, KEY_MENU, KEY_LEAVE)

    def __init__(self, view: View) -> None:
        super().__init__(everybody(view))
        self.view = view
        """What is shown."""

    def both(self, words: Words, classes: str = "") -> Iterable[Widget]:
        """Give a line in the middle, in both languages below each other."""
        yield Say(words, classes=f"middle {classes}")
        yield Say(words, second=True, classes="middle quiet")

    def renew(self, view: View) -> None:
        """Show a newer state."""
        self.view = view
        self.speak(self.readers())

    def readers(self) -> tuple[Language, ...]:
        """Give who reads it."""
        return everybody(self.view)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        event.stop()
        self.focus_next()


class TimeOutScreen(_TimeOutPage):
    """While it runs."""

    def __init__(self, view: View, *, breath: Breath, bell: bool) -> None:
        super().__init__(view)
        self._breath = breath
        self._bell = bell

    def page(self) -> Iterable[Widget]:
        yield Vertical(
            Say(lambda r: r.t(N_("Time-out")), classes="middle bold"),
            Static("", id="left", classes="middle bold act", markup=False),
            *self.both(self._until, "quiet"),
            Ring(self._breath),
            *self.both(self._helps),
            *self.both(
                lambda r: r.t(N_("Everything you wrote is kept, to the last letter.")), "quiet"
            ),
            Horizontal(id="offers"),
            Horizontal(
                Link(self._caller, "screen.tell_app('caller')", id="caller"),
                Link(self._bell_words, "screen.tell_app('bell')", id="bell"),
                Link(self._still_words, "screen.still", id="still"),
                Link(self._pace_words, "screen.pace", id="pace"),
                id="settings",
            ),
            AlertLine(),
            id="middle",
        )

    def _helps(self, reader: Language) -> str:
        """Give one thing that helps; at the third time-out, that somebody from outside may."""
        conversation = self.view.conversation
        if impasse.keeps_stopping(conversation):
            return reader.t(
                N_(
                    "You stopped a few times now. It may help to ask somebody to sit with you: "
                    "F10, Help from others. For now: a walk, something to drink."
                )
            )
        return reader.t(HELPS[(len(conversation.time_outs) - 1) % len(HELPS)])

    def ready(self) -> None:
        self.set_interval(1.0, lambda: self.post_message(Asked("tick")))
        self.call_next(self._offer)

    def _until(self, language: Language) -> str:
        running = self.view.conversation.time_out
        if running is None:
            return ""
        if running.proposal is None:
            return language.back(running.until, self.view.now)
        who = self.view.conversation.person(running.proposal.who)
        return language.t(
            N_("{name} proposes: {back}"),
            name=f"{self.view.mark(who.id)} {who.name}",
            back=language.back(running.proposal.until, self.view.now),
        )

    def tick(self, view: View) -> None:
        """Show the time that is left."""
        self.view = view
        running = view.conversation.time_out
        if running is None:
            return
        left = timeout.left(running, view.now)
        self.query_one("#left", Static).update(literal(clock_face(left)), layout=False)
        for one in self.query("#take-back"):
            one.display = timeout.can_take_back(running, view.now)

    def renew(self, view: View) -> None:
        super().renew(view)
        self.call_next(self._offer)

    async def _offer(self) -> None:
        """Lay out what can be done now."""
        offers = self.query_one("#offers")
        focused = self.focused.id if self.focused else ""
        await offers.remove_children()
        await offers.mount_all(self._offers())
        self.relabel()
        self.tick(self.view)
        for one in self.query(f"#{focused}") if focused else self.query("#other-moment"):
            one.focus()

    def _offers(self) -> Iterable[Widget]:
        running = self.view.conversation.time_out
        if running is None:
            return
        take_back = Link(
            lambda r: r.t(N_("It was a mistake")), "screen.tell_app('take_back')", id="take-back"
        )
        take_back.display = timeout.can_take_back(running, self.view.now)
        yield take_back
        if running.proposal is not None:
            for one in self.view.conversation.others(running.proposal.who):
                yield Link(
                    _named(N_("{name}: that is fine"), one), f"screen.tell_app('accept','{one.id}')"
                )
        yield Link(
            lambda r: r.t(N_("Other moment")), "screen.tell_app('other_moment')", id="other-moment"
        )
        yield Link(lambda r: r.t(N_("Go on earlier")), "screen.tell_app('early')", id="early")

    def _caller(self, language: Language) -> str:
        running = self.view.conversation.time_out
        if running and running.by:
            name = self.view.conversation.person(running.by).name
            return language.t(N_("Asked by {name}"), name=name)
        return language.t(N_("Say who asked for it"))

    def _bell_words(self, language: Language) -> str:
        return language.t(N_("Sound off")) if self._bell else language.t(N_("Sound on"))

    def _still_words(self, language: Language) -> str:
        return language.t(RESHAPE[self._breath.shape])

    def _pace_words(self, language: Language) -> str:
        inward, outward = PACES[self._breath.paced().pace]
        return language.t(N_("{inward} in, {outward} out"), inward=inward, outward=outward)

    def set_bell(self, on: bool) -> None:
        """Say whether there will be a sound at the end."""
        self._bell = on
        self.relabel()

    def action_still(self) -> None:
        """Let the ring move, stand still, or be words only."""
        self._breathe(self._breath.reshaped())

    def action_pace(self) -> None:
        """Breathe at another pace."""
        self._breathe(self._breath.paced())

    def _breathe(self, breath: Breath) -> None:
        self._breath = breath
        self.query_one(Ring).breath = breath
        self.relabel()
        self.query_one(Ring).refresh(layout=True)
        self.post_message(Asked("breath", breath.kept()))

    def action_tell_app(self, action: str, detail: str = "") -> None:
        """Ask the app for something."""
        self.post_message(Asked(action, detail))


def clock_face(left: timedelta) -> str:
    """Give ``18:42``, or ``2:05:00`` from an hour on."""
    seconds = math.ceil(left.total_seconds())
    hours, rest = divmod(seconds, 3600)
    face = f"{rest // 60:02d}:{rest % 60:02d}"
    return f"{hours}:{face}" if hours else face


class CheckScreen(_TimeOutPage):
    """The body check of one person, in their own language."""

    def __init__(self, view: View, person: Person) -> None:
        super().__init__(view)
        self.languages = (language(person.language),)
        self.person = person
        """Who feels."""

    def page(self) -> Iterable[Widget]:
        view, me = self.view, self.person
        side = view.side(me.id)
        yield Vertical(
            Static(view.mark(me.id), classes=f"middle {side}", markup=False),
            Say(
                lambda r: r.t(N_("{me}, how is your body?"), me=me.name),
                classes=f"middle bold {side}",
            ),
            Say(
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
                Do(lambda r: r.t(N_("This is how I am now")), id="primary", classes=side),
                classes="middle-button",
            ),
            AlertLine(),
            id="middle",
        )

    def readers(self) -> tuple[Language, ...]:
        return (language(self.view.conversation.person(self.person.id).language),)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        calm = all(one.value for one in self.query(Confirm))
        self.post_message(Asked("rate", f"{self.person.id} {'calm' if calm else ''}".strip()))


OFFERS = {
    "longer": N_("Twenty minutes more"),
    "another_day": N_("Another day"),
    "third_person": N_("Ask someone to help us"),
}
"""What is offered when it is too early to go on."""


class NotCalmScreen(_TimeOutPage):
    """Somebody is not calm enough; nobody says who."""

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
                    Do(worded(words), id=action, classes="quiet-button"), classes="middle-row one"
                )
                for action, words in OFFERS.items()
            ),
            AlertLine(),
            id="middle",
        )

    def first_focus(self) -> None:
        self.query_one("#longer").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(Asked(event.button.id or ""))


class ReturnScreen(_TimeOutPage):
    """Back: name the cycle, not the person; then the very turn that was broken off."""

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
                Field(
                    "cycle",
                    self._cycle(),
                    classes="boxed",
                    hint=lambda r: r.t(N_("You can leave this empty")),
                ),
                classes="middle-row",
            ),
            Vertical(
                Do(lambda r: r.t(N_("Go on where we were")), id="primary"), classes="middle-button"
            ),
            AlertLine(),
            id="middle",
        )

    def _cycle(self) -> str:
        running = self.view.conversation.time_out
        return running.cycle if running else ""

    def action_go_on(self) -> None:
        self.post_message(Asked("come_back", self.query_one(Field).text))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_go_on()


def _named(message: str, person: Person) -> Words:
    return lambda r: r.t(message, name=person.name)
