"""The kinds of step, by name.

A new kind is one module here and one screen; its name goes into `sessions.pattern.Kind`, into the
table below and into the table of screens.
"""

from __future__ import annotations

from collections.abc import Mapping

from sessions.kinds.agreements import AgreementsKind
from sessions.kinds.base import Field, Form, Passage, StepKind
from sessions.kinds.closing import ClosingKind
from sessions.kinds.date import DateKind
from sessions.kinds.ideas import IdeasKind
from sessions.kinds.inventory import BalanceKind, InventoryKind
from sessions.kinds.joint import JointKind
from sessions.kinds.private import PrivateKind
from sessions.kinds.review import ReviewKind
from sessions.kinds.rules import RulesKind
from sessions.kinds.turns import TurnsKind
from sessions.pattern import Kind

__all__ = ["KINDS", "Field", "Form", "Passage", "StepKind"]

KINDS: Mapping[Kind, StepKind] = {
    Kind.RULES: RulesKind(),
    Kind.JOINT: JointKind(),
    Kind.PRIVATE: PrivateKind(),
    Kind.TURNS: TurnsKind(),
    Kind.IDEAS: IdeasKind(),
    Kind.AGREEMENTS: AgreementsKind(),
    Kind.DATE: DateKind(),
    Kind.REVIEW: ReviewKind(),
    Kind.CLOSING: ClosingKind(),
    Kind.INVENTORY: InventoryKind(),
    Kind.BALANCE: BalanceKind(),
}
