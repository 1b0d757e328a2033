"""``tweespraak completion``: a script for the shell, made of the parser that reads commands."""

from __future__ import annotations

import argparse
import sys

from tui.cli.command import DONE, CliCommand


class Completions(CliCommand):
    """The command ``completion``."""

    def run(self, parsed: argparse.Namespace) -> int:
        """Write the script to standard output; gives the exit code."""
        from tui.cli.parser import parser_of

        sys.stdout.write(script(parser_of(self._speaks), parsed.shell))
        return DONE


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """Give the completion of `parser` for bash, zsh or fish."""
    import shtab

    _mark_files(parser, shtab.FILE)
    made: str = shtab.complete(parser, shell=shell)
    return made if made.endswith("\n") else made + "\n"


def _mark_files(parser: argparse.ArgumentParser, mark: object) -> None:
    """Say of every argument that is a file or a folder that it is one."""
    # argparse names its arguments in no public place.
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for choice in action.choices.values():
                _mark_files(choice, mark)
        elif action.dest in ("file", "to", "data", "sheet"):
            # shtab reads this of an argument; argparse itself does not know it.
            vars(action)["complete"] = mark
