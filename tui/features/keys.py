"""Every key and every entry of the menu: its words, when it can be used, what it asks for."""

from __future__ import annotations

from sessions import moves
from sessions.inventory import PATTERN as INVENTORY
from sessions.text import N_
from tui.features.agreements.requests import ShowAgreements
from tui.features.archive.requests import ShowArchive
from tui.features.conversation.requests import (
    CloseHere,
    PutOff,
    ShowSaid,
    SkipTurn,
    SwitchWay,
    TurnBack,
    WriteParking,
)
from tui.features.diary.requests import ShowDiary
from tui.features.help.requests import ShowGuide, ShowHelp, ShowSafety
from tui.features.home.requests import GoHome
from tui.features.inventory.requests import ShowInventory, StopInventory
from tui.features.menu.requests import ShowMenu
from tui.features.own_phrase.requests import ChooseOwnPhrase
from tui.features.people.requests import BeginConversation
from tui.features.quit.requests import LockNow, Quit
from tui.features.settings.requests import ChooseLanguage, ChooseTheme
from tui.features.timeout.requests import Settle, StopNow
from tui.features.vault.requests import ShowVaultMenu
from tui.features.word_help.requests import FindFeeling, FindNeed, ShowExamples
from tui.ui.keys import Action, Situation, label_of


def _is_talking(here: Situation) -> bool:
    return here.is_talking


def _weighs(here: Situation) -> bool:
    return here.is_talking and here.workspace.conversation.pattern == INVENTORY


def _talks(here: Situation) -> bool:
    return _is_talking(here) and not _weighs(here)


def _is_talked(here: Situation) -> bool:
    return _talks(here) and here.workspace.conversation.is_talked


def _is_written(here: Situation) -> bool:
    return _talks(here) and not here.workspace.conversation.is_talked


def _can_go_back(here: Situation) -> bool:
    workspace = here.workspace
    if not _is_talking(here):
        return False
    return moves.previous_turn(workspace.conversation, workspace.pattern) is not None


def _can_skip(here: Situation) -> bool:
    workspace = here.workspace
    return _is_talking(here) and moves.can_skip(workspace.conversation, workspace.pattern)


def _is_home(here: Situation) -> bool:
    return here.is_home and not here.is_locked


def _is_elsewhere(here: Situation) -> bool:
    return not here.is_home and not here.is_locked


def _can_keep_safe(here: Situation) -> bool:
    vault = here.workspace.library.vault
    can_change = not (vault.read_only or here.is_example or here.is_locked)
    return can_change and here.workspace.current is None


def _can_own(here: Situation) -> bool:
    vault = here.workspace.library.vault
    can_change = not (vault.read_only or here.is_example or here.is_locked)
    return can_change and here.workspace.current is not None


def _can_lock(here: Situation) -> bool:
    return here.workspace.library.vault.seal.is_sealed and not here.is_locked


def _can_find_words(here: Situation) -> bool:
    return _is_talking(here) and here.can_find_words


TIME_OUT = Action(
    StopNow(),
    menu=N_("Time-out"),
    is_lasting=True,
    keys=("f9", "ctrl+t"),
    shown="F9",
    rank=7,
    label=N_("time-out"),
    help=N_("F9: a time-out, for either of you, at any moment, without a reason. Also Ctrl+T."),
    when=_is_talking,
)
TURN_BACK = Action(
    TurnBack(),
    menu=N_("One turn back"),
    keys=("ctrl+b",),
    shown="Ctrl+B",
    help=N_("Ctrl+B: one turn back. What you typed stays."),
    when=_can_go_back,
    pressed_when=lambda here: here.is_at_turn,
)
PARK = Action(
    WriteParking(),
    menu=N_("Park a subject for another time"),
    keys=("f4",),
    shown="F4",
    help=N_("F4: park a subject for another time."),
    when=_talks,
)
SAID = Action(
    ShowSaid(),
    menu=N_("What you said so far"),
    keys=("f7",),
    shown="F7",
    help=N_("F7: what you said so far."),
    when=_talks,
)
LANGUAGE = Action(
    ChooseLanguage(),
    menu=N_("Another language"),
    keys=("ctrl+l",),
    shown="Ctrl+L",
    rank=1,
    label=N_("language"),
    help=N_("Ctrl+L: another language. What you typed stays."),
)
HELP = Action(ShowHelp(), menu=N_("Help"), keys=("f1",), shown="F1", label=N_("help"), rank=5)
SAFETY = Action(
    ShowSafety(),
    menu=N_("When this is not the right tool"),
    keys=("f2",),
    shown="F2",
    label=N_("safe"),
    rank=6,
)
MENU = Action(
    ShowMenu(),
    keys=("f10", "ctrl+p"),
    shown="F10",
    rank=7,
    label=N_("more"),
    help=N_("F10: everything you can do here. Also Ctrl+P."),
)
QUIT = Action(
    Quit(),
    menu=N_("Keep everything and stop"),
    keys=("ctrl+q",),
    shown="Ctrl+Q",
    rank=2,
    label=N_("save and stop"),
    help=N_("Ctrl+Q: keep everything and stop. You go on later at the same letter."),
)

ACTIONS = (
    TIME_OUT,
    TURN_BACK,
    Action(SkipTurn(), menu=N_("Skip this"), when=_can_skip),
    PARK,
    SAID,
    Action(FindFeeling(), menu=N_("Words for a feeling"), shown="F5", when=_can_find_words),
    Action(FindNeed(), menu=N_("Words for what you need"), shown="F5", when=_can_find_words),
    Action(ShowExamples(), menu=N_("Example sentences"), shown="F5", when=_can_find_words),
    Action(SwitchWay(), menu=N_("Write everything down from here"), when=_is_talked),
    Action(SwitchWay(), menu=N_("Talk, and keep one sentence a turn"), when=_is_written),
    Action(PutOff(), menu=N_("Go on at another moment"), when=_is_talking),
    Action(
        CloseHere(),
        menu=N_("Close the conversation here"),
        is_lasting=True,
        when=_talks,
    ),
    Action(
        StopInventory(),
        menu=N_("Stop here"),
        is_lasting=True,
        when=lambda here: _is_talking(here) and _weighs(here),
    ),
    Action(GoHome(), menu=N_("Keep everything and go to today"), when=_is_elsewhere),
    Action(BeginConversation(), menu=N_("New conversation"), when=_is_home),
    Action(ShowAgreements(), menu=N_("Agreements, and how they go"), when=_is_home),
    Action(ShowInventory(), menu=N_("Giving and taking: how do you each see it?"), when=_is_home),
    Action(ShowDiary(), menu=N_("Diary"), when=_is_home),
    Action(ShowArchive(), menu=N_("Earlier conversations"), when=_is_home),
    Action(ShowVaultMenu(), menu=N_("Seal, backup and delete"), when=_can_keep_safe),
    Action(
        ChooseOwnPhrase(), menu=N_("A phrase of your own, for what you write alone"), when=_can_own
    ),
    LANGUAGE,
    Action(ChooseTheme(), menu=N_("Other colours")),
    HELP,
    SAFETY,
    Action(ShowGuide(), menu=N_("Help from others, books and more")),
    Action(Settle(), menu=N_("Breathe for a moment")),
    Action(LockNow(), menu=N_("Lock now"), when=_can_lock),
    QUIT,
    MENU,
)
"""Everything that can be done from anywhere, in the order of the menu."""

BY_KEY = {key: action for action in ACTIONS for key in action.keys}
"""The action of a key, by the name that Textual has for it."""

HELP_ORDER = (TIME_OUT, MENU, PARK, SAID, TURN_BACK, LANGUAGE, QUIT)
"""The keys that the help page explains, in its order."""

KEY_HELP = label_of(HELP)
KEY_SAFETY = label_of(SAFETY)
KEY_TIME_OUT = label_of(TIME_OUT)
KEY_MENU = label_of(MENU)
KEY_LANGUAGE = label_of(LANGUAGE)
KEY_QUIT = label_of(QUIT)
