"""The requests for exports."""

from __future__ import annotations

from tui.messages import Request


class ExportAgreements(Request, frozen=True):
    """Choose a form, see exactly what leaves, and say yes to it, both of them."""

    pair: str


ExportRequest = ExportAgreements
