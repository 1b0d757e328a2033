"""A feature: what happens when something of one kind is requested."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Generic, TypeVar

from tui.messages import Request
from tui.ui.shell import Shell
from tui.workspace.library import Library
from tui.workspace.workspace import Workspace

R = TypeVar("R", bound=Request)

Flow = Coroutine[None, None, None]
"""A coroutine that asks a person several questions; it runs in a worker."""


class Feature(Generic[R]):
    """The base of a feature, made with its first request. It knows the shell and the workspace."""

    def __init__(self, shell: Shell, workspace: Workspace) -> None:
        self.shell = shell
        self.workspace = workspace

    @property
    def library(self) -> Library:
        """What the vault holds."""
        return self.workspace.library

    def handle(self, request: R) -> Flow | None:
        """Do what is requested, or give the flow that does.

        Raises a `TweespraakError` when it cannot be done; the shell reports it.
        """
        raise NotImplementedError
