"""The rules, words and examples of a language, read once, when somebody first needs them."""

from __future__ import annotations

from functools import cache

import locales
from sessions.people import Setting
from sessions.word_lists import Group, Script, groups, scripts
from sessions.wording import Rule, read_rules


@cache
def rules_of(tag: str) -> tuple[Rule, ...]:
    """Give the rules for hints; a language without them gives none. The first time 0.1 s."""
    document = locales.data(tag, "wording")
    return read_rules(document) if document else ()


@cache
def words_of(tag: str, sort: str) -> tuple[Group, ...]:
    """Give words for ``feelings`` or ``needs``."""
    return groups(locales.data(tag, "words"), sort)


@cache
def scripts_of(tag: str, setting: Setting) -> tuple[Script, ...]:
    """Give the examples for a setting."""
    return scripts(locales.data(tag, "scripts"), setting)
