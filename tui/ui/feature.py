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
"""What takes more than one answer of a person; it runs in a worker."""


class Feature(Generic[R]):
    """Made when the first of its requests comes. It knows the shell and the workspace."""

    def __init__(self, shell: Shell, workspace: Workspace) -> None:
        self.shell = shell
        self.workspace = workspace

    @property
    def library(self) -> Library:
        """What the vault holds."""
        return self.workspace.library

    def handle(self, request: R) -> Flow | None:
        """Do what is requested, or give the flow that does.

        Raises a `TweespraakError` when it cannot be done; that is told in one place.
        """
        raise NotImplementedError
