"""Settings: as they are stored, with names of other versions, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.store import Vault
from tests.workspace.opened import EVENING
from tui.workspace.settings import (
    IN_CALENDAR,
    LOCK_AFTER,
    NAME_DRAFT,
    USUAL_LOCK,
    Settings,
    is_of_pair,
    settings_of,
)

KNOWN = ("language", "theme", "bell", "breath", "still", "lock_after", "country")
"""The names under which settings are stored; ``still`` is of an older version."""

TEXTS = st.text(max_size=8)
UNKNOWN = st.text(min_size=1, max_size=12).filter(
    lambda name: name not in KNOWN and not name.startswith((NAME_DRAFT, IN_CALENDAR))
)
STORED = st.dictionaries(
    st.sampled_from(KNOWN)
    | UNKNOWN
    | TEXTS.map(lambda name: NAME_DRAFT + name)
    | TEXTS.map(lambda name: IN_CALENDAR + name),
    TEXTS | st.sampled_from(["on", "off", "nl", "0", "5", "15", "60", "yes"]),
    max_size=8,
)
SETTINGS = st.builds(
    Settings,
    language=TEXTS,
    theme=TEXTS,
    bell_on=st.booleans(),
    breathing=TEXTS,
    lock_after=st.sampled_from(LOCK_AFTER),
    country=TEXTS,
    name_drafts=st.dictionaries(TEXTS, st.text(min_size=1, max_size=8), max_size=3),
    in_calendar=st.dictionaries(TEXTS, st.text(min_size=1, max_size=8), max_size=3),
    others=st.dictionaries(UNKNOWN, TEXTS, max_size=3),
)


@given(SETTINGS)
def test_settings_come_back_as_they_were_stored(settings: Settings) -> None:
    """Every field, whatever stands in it."""
    assert Settings.of_stored(settings.stored()) == settings


@given(STORED)
def test_names_of_another_version_stay(stored: dict[str, str]) -> None:
    """A newer program finds its settings again after an older one has saved."""
    unknown = {
        name: text
        for name, text in stored.items()
        if name not in KNOWN and not name.startswith((NAME_DRAFT, IN_CALENDAR))
    }
    settings = Settings.of_stored(stored)
    assert settings.others == unknown
    assert unknown.items() <= settings.stored().items()
    assert Settings.of_stored(settings.stored()) == settings


def test_nothing_stored_is_as_usual() -> None:
    """And what is as usual is not stored."""
    assert Settings.of_stored({}) == Settings()
    assert Settings().stored() == {}


OLD: tuple[tuple[dict[str, str], Settings, dict[str, str]], ...] = (
    ({"bell": "on"}, Settings(bell_on=True), {}),
    ({"bell": "off"}, Settings(bell_on=False), {"bell": "off"}),
    ({"breath": "box"}, Settings(breathing="box"), {"breath": "box"}),
    ({"still": "yes"}, Settings(breathing="still"), {"breath": "still"}),
    ({"still": ""}, Settings(), {}),
    ({"still": "yes", "breath": "box"}, Settings(breathing="box"), {"breath": "box"}),
    ({"lock_after": USUAL_LOCK}, Settings(), {}),
    ({"lock_after": "0"}, Settings(lock_after="0"), {"lock_after": "0"}),
    ({"lock_after": "soon"}, Settings(), {}),
    ({"draft.first": "Ki"}, Settings(name_drafts={"first": "Ki"}), {"draft.first": "Ki"}),
    ({"draft.first": ""}, Settings(), {}),
    ({"language": "nl"}, Settings(language="nl"), {"language": "nl"}),
    ({"speech": "slow"}, Settings(others={"speech": "slow"}), {"speech": "slow"}),
)


@pytest.mark.parametrize(("stored", "settings", "again"), OLD)
def test_the_names_in_vaults_of_today_and_before(
    stored: dict[str, str], settings: Settings, again: dict[str, str]
) -> None:
    """What each name means, and under which it is stored again."""
    assert Settings.of_stored(stored) == settings
    assert settings.stored() == again


def test_settings_are_read_from_a_vault(folder: Path) -> None:
    """As they were saved, by this program or by a newer one."""
    stored = {"bell": "off", "draft.first": "Ki", "speech": "slow"}
    with Vault.open(folder, now=EVENING) as vault:
        assert settings_of(vault) == Settings()
        vault.records.save_settings(stored)
    with Vault.open(folder, now=EVENING) as vault:
        settings = settings_of(vault)
    assert settings == Settings(
        bell_on=False, name_drafts={"first": "Ki"}, others={"speech": "slow"}
    )
    assert settings.stored() == stored


def test_what_goes_with_a_pair() -> None:
    """Half-typed names, and what left in a calendar of theirs; nothing of another pair."""
    goes = is_of_pair("p1")
    names = ("draft.name", "calendar.p1", "calendar.p2", "calendar.p11", "theme", "calendar")
    assert [name for name in names if goes(name)] == ["draft.name", "calendar.p1"]
    settings = Settings(in_calendar={"p1": "a b", "p2": "c"})
    assert settings.without_pair("p1") == Settings(in_calendar={"p2": "c"})
