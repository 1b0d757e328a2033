"""The registry: which feature handles which requests. It is imported when first asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from tui.features.agreements.requests import AgreementsRequest
from tui.features.archive.requests import ArchiveRequest
from tui.features.conversation.requests import ConversationRequest
from tui.features.diary.requests import DiaryRequest
from tui.features.export.requests import ExportRequest
from tui.features.help.requests import HelpRequest
from tui.features.home.requests import HomeRequest
from tui.features.inventory.requests import InventoryRequest
from tui.features.menu.requests import MenuRequest
from tui.features.own_phrase.requests import OwnPhraseRequest
from tui.features.people.requests import PeopleRequest
from tui.features.quit.requests import QuitRequest
from tui.features.settings.requests import SettingsRequest
from tui.features.timeout.requests import TimeOutRequest
from tui.features.vault.requests import BackupRequest, OpenWordsRequest, SealRequest
from tui.features.word_help.requests import WordHelpRequest
from tui.messages import Request
from tui.ui.feature import Feature
from tui.ui.router import Loader


def _agreements() -> type[Feature[Any]]:
    from tui.features.agreements.feature import AgreementsFeature

    return AgreementsFeature


def _archive() -> type[Feature[Any]]:
    from tui.features.archive.feature import ArchiveFeature

    return ArchiveFeature


def _conversation() -> type[Feature[Any]]:
    from tui.features.conversation.feature import ConversationFeature

    return ConversationFeature


def _diary() -> type[Feature[Any]]:
    from tui.features.diary.feature import DiaryFeature

    return DiaryFeature


def _export() -> type[Feature[Any]]:
    from tui.features.export.feature import ExportFeature

    return ExportFeature


def _help() -> type[Feature[Any]]:
    from tui.features.help.feature import HelpFeature

    return HelpFeature


def _home() -> type[Feature[Any]]:
    from tui.features.home.feature import HomeFeature

    return HomeFeature


def _inventory() -> type[Feature[Any]]:
    from tui.features.inventory.feature import InventoryFeature

    return InventoryFeature


def _menu() -> type[Feature[Any]]:
    from tui.features.menu.feature import MenuFeature

    return MenuFeature


def _own_phrase() -> type[Feature[Any]]:
    from tui.features.own_phrase.feature import OwnPhraseFeature

    return OwnPhraseFeature


def _people() -> type[Feature[Any]]:
    from tui.features.people.feature import PeopleFeature

    return PeopleFeature


def _quit() -> type[Feature[Any]]:
    from tui.features.quit.feature import QuitFeature

    return QuitFeature


def _settings() -> type[Feature[Any]]:
    from tui.features.settings.feature import SettingsFeature

    return SettingsFeature


def _time_out() -> type[Feature[Any]]:
    from tui.features.timeout.feature import TimeOutFeature

    return TimeOutFeature


def _seal() -> type[Feature[Any]]:
    from tui.features.vault.seal import SealFeature

    return SealFeature


def _open_words() -> type[Feature[Any]]:
    from tui.features.vault.open_words import OpenWordsFeature

    return OpenWordsFeature


def _backup() -> type[Feature[Any]]:
    from tui.features.vault.backup import BackupFeature

    return BackupFeature


def _word_help() -> type[Feature[Any]]:
    from tui.features.word_help.feature import WordHelpFeature

    return WordHelpFeature


_UNIONS: tuple[tuple[Any, Loader], ...] = (
    (AgreementsRequest, _agreements),
    (ArchiveRequest, _archive),
    (ConversationRequest, _conversation),
    (DiaryRequest, _diary),
    (ExportRequest, _export),
    (HelpRequest, _help),
    (HomeRequest, _home),
    (InventoryRequest, _inventory),
    (MenuRequest, _menu),
    (OwnPhraseRequest, _own_phrase),
    (PeopleRequest, _people),
    (QuitRequest, _quit),
    (SettingsRequest, _settings),
    (TimeOutRequest, _time_out),
    (SealRequest, _seal),
    (OpenWordsRequest, _open_words),
    (BackupRequest, _backup),
    (WordHelpRequest, _word_help),
)

FEATURES: Mapping[type[Request], Loader] = {
    kind: loader for union, loader in _UNIONS for kind in get_args(union) or (union,)
}
"""What imports the feature of a request, by the type of the request."""
