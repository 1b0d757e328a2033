"""The router: from a request to the feature that handles it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tui.messages import Request
from tui.ui.feature import Feature, Flow
from tui.ui.shell import Shell
from tui.workspace.workspace import Workspace

Loader = Callable[[], type[Feature[Any]]]
"""Imports a feature and gives its class."""


class Router:
    """Finds the feature of a request by its type. A feature is imported when first asked."""

    def __init__(
        self, shell: Shell, workspace: Workspace, table: Mapping[type[Request], Loader]
    ) -> None:
        """`table` names the feature of every type of request there is."""
        self._shell = shell
        self._workspace = workspace
        self._table = table
        self._features: dict[Loader, Feature[Any]] = {}

    def route(self, request: Request) -> Flow | None:
        """Do what is requested, or give the flow that does; raises what the feature raises."""
        loader = self._table[type(request)]
        if loader not in self._features:
            self._features[loader] = loader()(self._shell, self._workspace)
        return self._features[loader].handle(request)
