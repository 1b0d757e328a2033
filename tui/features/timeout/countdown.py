"""The time-out: a clock, a breathing guide, the way back, and no text of the conversation."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta

from textual.widget import Widget
from textual.widgets import Static

from sessions import impasse, timeout
from sessions.commands import AcceptReturn
from sessions.people import Person
from sessions.text import N_
from tui.features.timeout.page import _TimeOutPage
from tui.features.timeout.requests import (
    AskCaller,
    AskTakeBack,
    ChooseReturn,
    KeepBreathing,
    ReturnEarly,
    ShowLeft,
    ToggleBell,
)
from tui.language.language import Language
from tui.messages import Requested
from tui.widgets.breathing_guide import PACES, RESHAPE, BreathingGuide, BreathingStyle
from tui.widgets.frame import AlertLine
from tui.widgets.groups import GroupRow, RowsList
from tui.widgets.localized import LocalizedText, StackedLink, TextSource, as_content
from tui.workspace.conversation_view import ConversationView

HELPS = (
    N_("Take a walk, drink something, breathe slowly. Let the quarrel go for now."),
    N_("Go outside for a moment, or do something with your hands. The talk can wait."),
    N_("Put on music, wash your face, stretch your back. Do not go over the quarrel again."),
)
"""What helps in a time-out: one thing at a time, another the next time."""

BY_THE_SECOND = timedelta(seconds=90)
"""What is left from which the seconds are counted."""


class TimeOutScreen(_TimeOutPage):
    """The screen of a time-out that runs."""

    def __init__(self, view: ConversationView, *, breath: BreathingStyle, bell: bool) -> None:
        super().__init__(view)
        self._breath = breath
        self._bell = bell
        self._said = ""

    def page(self) -> Iterable[Widget]:
        yield RowsList(
            LocalizedText(lambda r: r.t(N_("Time-out")), classes="middle bold"),
            Static("", id="left", classes="middle bold act", markup=False),
            *self.both(self._until, "quiet"),
            BreathingGuide(self._breath),
            *self.both(self._helps),
            *self.both(
                lambda r: r.t(N_("Everything you wrote is kept, to the last letter.")), "quiet"
            ),
            GroupRow(id="offers"),
            GroupRow(
                StackedLink(self._caller, request=AskCaller(), id="caller"),
                StackedLink(self._bell_words, request=ToggleBell(), id="bell"),
                StackedLink(self._still_words, do=self.reshape, id="still"),
                StackedLink(self._pace_words, do=self.change_pace, id="pace"),
                id="settings",
            ),
            AlertLine(),
            id="middle",
        )

    def _helps(self, reader: Language) -> str:
        """Give one thing that helps; at the third time-out, advice to ask somebody from outside."""
        conversation = self.view.conversation
        if impasse.keeps_stopping(conversation):
            return reader.t(
                N_(
                    "You stopped a few times now. It may help to ask somebody to sit with you: "
                    "F10, Help from others. For now: a walk, something to drink."
                )
            )
        return reader.t(HELPS[(len(conversation.time_outs) - 1) % len(HELPS)])

    def on_ready(self) -> None:
        self.set_interval(1.0, lambda: self.post_message(Requested(ShowLeft())))
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

    def tick(self, view: ConversationView) -> None:
        """Show the time that is left."""
        self.view = view
        running = view.conversation.time_out
        if running is None:
            return
        left = timeout.left(running, view.now)
        said = " · ".join(dict.fromkeys(left_words(reader, left) for reader in self.languages))
        if said != self._said:  # a terminal that is read aloud hears it when it changes
            self._said = said
            self.query_one("#left", Static).update(as_content(said), layout=False)
        for button in self.query("#take-back"):
            button.display = timeout.can_take_back(running, view.now)
        if not self.is_current:
            self.app.screen.refresh()  # a dialog lies on top, and draws what is below it

    def show(self, view: ConversationView) -> None:
        super().show(view)
        self.call_next(self._offer)

    async def _offer(self) -> None:
        """Show the buttons for what can be done now."""
        offers = self.query_one("#offers")
        focused = self.focused.id if self.focused else ""
        await offers.remove_children()
        await offers.mount_all(self._offers())
        self.relabel()
        self.tick(self.view)
        for widget in self.query(f"#{focused}") if focused else self.query("#other-moment"):
            widget.focus()

    def _offers(self) -> Iterable[Widget]:
        running = self.view.conversation.time_out
        if running is None:
            return
        take_back = StackedLink(
            lambda r: r.t(N_("It was a mistake")), request=AskTakeBack(), id="take-back"
        )
        take_back.display = timeout.can_take_back(running, self.view.now)
        yield take_back
        if running.proposal is not None:
            for other in self.view.conversation.others(running.proposal.who):
                yield StackedLink(
                    _named(N_("{name}: that is fine"), other), request=AcceptReturn(other.id)
                )
        yield StackedLink(
            lambda r: r.t(N_("Other moment")), request=ChooseReturn(), id="other-moment"
        )
        yield StackedLink(lambda r: r.t(N_("Go on earlier")), request=ReturnEarly(), id="early")

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

    def reshape(self) -> None:
        """Let the breathing guide move, stand still, or be words only."""
        self._breathe(self._breath.reshaped())

    def change_pace(self) -> None:
        """Breathe at another pace."""
        self._breathe(self._breath.paced())

    def _breathe(self, breath: BreathingStyle) -> None:
        self._breath = breath
        self.query_one(BreathingGuide).breath = breath
        self.relabel()
        self.query_one(BreathingGuide).refresh(layout=True)
        self.post_message(Requested(KeepBreathing(breath.kept())))


def left_words(reader: Language, left: timedelta) -> str:
    """Give how much time is left, as people say it; by the second only at the very end."""
    if left > BY_THE_SECOND:
        return reader.t(N_("about {minutes} left"), minutes=reader.minutes(left))
    seconds = math.ceil(left.total_seconds())
    return reader.t(
        N_("{minutes}:{seconds} left"), minutes=seconds // 60, seconds=f"{seconds % 60:02d}"
    )


def _named(message: str, person: Person) -> TextSource:
    return lambda r: r.t(message, name=person.name)
