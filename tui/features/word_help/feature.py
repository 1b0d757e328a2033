"""Finding words: lists of feelings and needs, and example sentences, for whoever writes."""

from __future__ import annotations

from sessions import moves
from sessions.conversation import Conversation
from sessions.text import N_
from tui.features.conversation.turn import TurnScreen
from tui.language.language import language
from tui.language.word_lists import scripts_of, words_of
from tui.ui.flows import Room
from tui.widgets.text_field import TextField

FEELINGS = "feel"
NEEDS = "need"


class Phrasing(Room):
    """What helps somebody who writes an I-message."""

    def find_words(self, _: str) -> None:
        """Help with the line in which somebody writes: a feeling, a need, or an example."""
        name = self._field_name()
        if name == FEELINGS:
            self.find_feeling("")
        elif name == NEEDS:
            self.find_need("")
        else:
            self.examples("")

    def find_feeling(self, _: str) -> None:
        """Words for what somebody feels."""
        self._find(FEELINGS, "feelings", N_("What do you feel?"))

    def find_need(self, _: str) -> None:
        """Words for what somebody needs."""
        self._find(NEEDS, "needs", N_("What do you need?"))

    def _find(self, slot: str, sort: str, prompt: str) -> None:
        if not self.can_help():
            return
        from tui.features.word_help.dialogs import WordDialog

        tag = self._writer
        groups = words_of(tag, sort)
        if groups:
            self.app.push_screen(
                WordDialog(language(tag), lambda r: r.t(prompt), groups),
                lambda word: self._put(slot, word) if word else None,
            )

    def _put(self, slot: str, word: str) -> None:
        """Add a word to what stands in a line."""
        self.app.autosave.take_in()
        turn = self.app.workspace.open.at
        before = self.app.workspace.open.written(turn, slot).rstrip()
        text = f"{before}, {word}" if before else word
        self._draft({slot: text})

    def examples(self, _: str) -> None:
        """Example sentences that fit these people, to take over and change."""
        if not self.can_help():
            return
        from tui.features.word_help.dialogs import ScriptDialog

        found = scripts_of(self._writer, self.app.workspace.open.setting)
        if found:
            self.app.push_screen(
                ScriptDialog(language(self._writer), found),
                lambda place: self._take(dict(found[int(place)].slots)) if place else None,
            )

    def _take(self, slots: dict[str, str]) -> None:
        """Lay an example in the lines that are empty; what was typed stays."""
        self.app.autosave.take_in()
        talk = self.app.workspace.open
        self._draft({name: text for name, text in slots.items() if not talk.written(talk.at, name)})

    def _draft(self, texts: dict[str, str]) -> None:
        def drafted(conversation: Conversation) -> Conversation:
            known = {field.id for field in moves.fields(conversation, self.app.workspace.pattern)}
            for name, text in texts.items():
                if name in known:
                    conversation = moves.save_draft(conversation, name, text, now=self.app.now())
            return conversation

        moved = self.app.move(drafted)
        screen = self.app.base
        if moved and isinstance(screen, TurnScreen):
            screen.load_drafts(next(iter(texts), ""))

    def can_help(self) -> bool:
        """Whether somebody writes an I-message on the screen that is shown."""
        if self.app.workspace.conversation is None or not isinstance(self.app.base, TurnScreen):
            return False
        if moves.floor(self.app.workspace.open) is None:
            return False
        names = {field.name for field in self.app.base.query(TextField)}
        return {FEELINGS, NEEDS} <= names

    @property
    def _writer(self) -> str:
        floor = moves.floor(self.app.workspace.open)
        return floor.language if floor else self.app.language.tag

    def _field_name(self) -> str:
        focused = self.app.base.focused
        return focused.name or "" if isinstance(focused, TextField) else ""
