"""Finding words: lists of feelings and needs, and example sentences, for the writer."""

from __future__ import annotations

from typing import assert_never

from sessions import moves
from sessions.commands import FillFields
from sessions.kinds.base import CORE
from sessions.text import N_
from tui.features.word_help.dialogs import ScriptDialog, WordDialog
from tui.features.word_help.requests import (
    FindFeeling,
    FindNeed,
    FindWords,
    ShowExamples,
    WordHelpRequest,
)
from tui.language.language import language
from tui.language.word_lists import scripts_of, words_of
from tui.ui.feature import Feature, Flow
from tui.widgets.localized import msgid
from tui.workspace.workspace import FEELINGS, NEEDS

NOTHING = N_("There are no words to choose here.")


class WordHelpFeature(Feature[WordHelpRequest]):
    """Help with writing an I-message."""

    def handle(self, request: WordHelpRequest) -> Flow:
        match request:
            case FindWords(field):
                if field in (FEELINGS, CORE):  # said aloud, that is the word they look for
                    return self._find_feeling()
                return self._find_need() if field == NEEDS else self._show_examples()
            case FindFeeling():
                return self._find_feeling()
            case FindNeed():
                return self._find_need()
            case ShowExamples():
                return self._show_examples()
            case _:
                assert_never(request)

    async def _find_feeling(self) -> None:
        """Show words for what somebody feels."""
        await self._find(FEELINGS, "feelings", N_("What do you feel?"))

    async def _find_need(self) -> None:
        """Show words for what somebody needs."""
        await self._find(NEEDS, "needs", N_("What do you need?"))

    async def _find(self, slot: str, sort: str, prompt: str) -> None:
        """Add a word of a list to what stands in the line `slot`."""
        if not self.workspace.can_find_words():
            self.shell.show_notice(msgid(NOTHING))
            return
        tag = self._writer
        groups = words_of(tag, sort)
        if not groups:
            return
        word = await self.shell.ask(WordDialog(language(tag), msgid(prompt), groups))
        if not word or self.workspace.current is None:
            return
        self.shell.autosave.collect()
        conversation = self.workspace.conversation
        slot = self._line_for(slot)
        before = conversation.written(conversation.at, slot).rstrip()
        self._fill({slot: f"{before}, {word}" if before else word})

    async def _show_examples(self) -> None:
        """Fill the empty lines with an example; what was typed stays."""
        if not self.workspace.can_find_words():
            self.shell.show_notice(msgid(NOTHING))
            return
        scripts = scripts_of(self._writer, self.workspace.conversation.setting)
        if not scripts:
            return
        place = await self.shell.ask(ScriptDialog(language(self._writer), scripts))
        if place is None or self.workspace.current is None:
            return
        self.shell.autosave.collect()
        conversation = self.workspace.conversation
        script = scripts[place]
        slots = dict(script.slots)
        if self._has_line(CORE):
            # Said aloud there is one line for all of it, and what is asked may have its own.
            own = {name: text for name, text in slots.items() if self._has_line(name)}
            slots = {CORE: script.say, **own}
        self._fill(
            {
                name: text
                for name, text in slots.items()
                if not conversation.written(conversation.at, name)
            }
        )

    def _line_for(self, slot: str) -> str:
        """Give the line in which a word for `slot` goes: said aloud there is one for all."""
        return slot if self._has_line(slot) else CORE

    def _has_line(self, name: str) -> bool:
        fields = moves.fields(self.workspace.conversation, self.workspace.pattern)
        return any(field.id == name for field in fields)

    def _fill(self, texts: dict[str, str]) -> None:
        self.workspace.perform(FillFields(texts))
        self.shell.page.load_drafts(next(iter(texts), ""))

    @property
    def _writer(self) -> str:
        """The language tag of the writer."""
        floor = moves.floor(self.workspace.conversation)
        return floor.language if floor else self.shell.language.tag
