"""A vault with the commands that are run on it, and what they are expected to say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sessions import errors
from sessions.conversation import Conversation, State
from sessions.export.forms import FORMS
from sessions.store import Vault
from sessions.store.sealing import Cost
from tests.store.helpers import every_conversation, seal_with
from tests.terminal.conftest import ROOT
from tests.terminal.hostile import foreign
from tests.terminal.laying import words_in
from tests.terminal.terminal import Terminal, clean_environment
from tui.language.language import language

Start = Callable[..., Terminal]

DONE, NOTHING, WRONG_USE, NOT_READABLE, INTERRUPTED, CLOSED_PIPE = 0, 1, 2, 3, 130, 141
HOME_ZONE = ZoneInfo("Europe/Amsterdam")
THEN = datetime(2025, 3, 25, 20, 0, tzinfo=HOME_ZONE)
"""A Tuesday, on which an agreement of the example is to be looked back on. It is past in every real run."""

WHAT = "Om de week koken; wie niet kookt, ruimt af."
"""The words of that agreement."""

PASSPHRASE = "άλφα βήτα γάμμα δέλτα"
OTHER = "крот сова ёлка гриб"
"""In letters that nothing else on the screen has, so that a single one is noticed."""

CHEAP = Cost(memory=64, passes=1, lanes=1)
CLOCKED = str(Path(__file__).parents[1] / "clocked.py")
BOTH = pytest.mark.parametrize("tag", ["en", "nl"])
"""In both languages."""

WITHOUT_PDF = [form for form in FORMS if form != "pdf"]

SMALL_DISK = (
    "import resource, sys\n"
    "size = int(sys.argv.pop(1))\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
    "from tui.cli.main import run\n"
    "run()\n"
)
"""The command where no file can become larger than so many bytes."""

READING = {
    "due": ["due"],
    "due --json": ["due", "--json"],
    "due --quiet": ["due", "--quiet"],
    "list": ["list"],
    "list --json": ["list", "--json"],
    "show": ["show", "koken"],
    "show --json": ["show", "koken", "--json"],
    "export": ["export", "--yes"],
    "export talk": ["export", "koken", "--as", "talk", "--yes"],
    "patterns": ["patterns"],
    "patterns --json": ["patterns", "--json"],
    "completion": ["completion", "bash"],
}
"""Commands that only read, on a vault with the example in it."""

ON_VAULT = {
    name: command
    for name, command in READING.items()
    if command[0] not in ("patterns", "completion")
}
COMMANDS_THAT_READ = pytest.mark.parametrize("command", READING.values(), ids=READING)

VAULT_COMMANDS = ("seal", "unseal", "passphrase", "backup", "restore", "check", "delete")
"""Commands on a whole vault."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended that had no terminal."""

    code: int
    out: str
    err: str


RunHere = Callable[..., Outcome]
"""Run a command in this process, at a moment of choice."""


@dataclass(frozen=True)
class CommandLine:
    """A vault, and commands that are run on it."""

    folder: Path
    home: Path
    terminal: Start

    def options(self, tag: str = "en") -> list[str]:
        """Give the arguments that every command gets."""
        return ["--data", str(self.folder), "--language", tag]

    def environment(self, **more: str) -> dict[str, str]:
        """Give the environment of the commands."""
        return clean_environment(self.home, PYTHONPATH=str(ROOT), **more)

    def run(
        self,
        *arguments: str,
        tag: str = "en",
        program: tuple[str, ...] = ("-m", "tui"),
        given: str | None = None,
        redirect: str = "",
        more: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run a command without a terminal anywhere.

        `given` stands on its standard input, `redirect` is what the shell does with its streams,
        and `more` is added to its environment.
        """
        line = [sys.executable, *program, *arguments, *self.options(tag)]
        if redirect:
            line = ["/bin/sh", "-c", f'"$@" {redirect}', "sh", *line]
        ended = subprocess.run(
            line,
            stdin=subprocess.DEVNULL if given is None else None,
            input=given.encode() if given is not None else None,
            capture_output=True,
            env=self.environment(**(more or {})),
            cwd=self.folder.parent,
            timeout=60,
            start_new_session=True,
            check=False,
        )
        outcome = Outcome(
            ended.returncode, ended.stdout.decode(), ended.stderr.decode("utf-8", "replace")
        )
        assert "Traceback" not in outcome.err
        assert "Exception" not in outcome.err
        assert "\x1b" not in outcome.out + outcome.err
        assert foreign(ended.stderr) == []
        return outcome

    def at_terminal(self, *arguments: str, tag: str = "en") -> Terminal:
        """Run a command at a terminal."""
        return self.terminal([CLOCKED, *arguments, *self.options(tag)])

    # What is in the vault

    def bytes(self) -> dict[str, bytes]:
        """Give every file with what is in it, without the lock."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and path.name != "lock"
        }

    def talks(self, secret: str = "") -> list[Conversation]:
        """Give every conversation, the first that began first; `secret` opens a sealed vault."""
        with Vault.open(self.folder, now=datetime.now(UTC), read_only=True) as vault:
            if secret:
                assert vault.seal.is_sealed
                vault.seal.unlock(secret)
            talks = [
                conversation
                for conversation in every_conversation(vault)
                if isinstance(conversation, Conversation)
            ]
        return sorted(talks, key=lambda talk: talk.started)

    def finished(self) -> Conversation:
        """Give the conversation in which something was agreed."""
        return next(talk for talk in self.talks() if talk.state is State.FINISHED)

    def words(self, secret: str = "") -> str:
        """Give every word in it; `secret` opens a sealed vault."""
        return "\n".join(words_in(talk) for talk in self.talks(secret))

    def ids(self) -> set[str]:
        """Give the ids of the conversations."""
        with Vault.open(self.folder, now=datetime.now(UTC), read_only=True) as vault:
            return set(vault.records.ids())

    def refuses(self, secret: str) -> bool:
        """Whether a secret does not open it."""
        with Vault.open(self.folder, now=datetime.now(UTC), read_only=True) as vault:
            try:
                vault.seal.unlock(secret)
            except errors.WrongPassphrase:
                return True
        return False

    # What is done to it

    def save(self, *talks: Conversation) -> None:
        """Put conversations in it."""
        with Vault.open(self.folder, now=THEN) as vault:
            for talk in talks:
                vault.records.save(talk)

    def damage(self, talk: Conversation) -> Path:
        """Cut off the file of a conversation; gives its path."""
        path = self.folder / "conversations" / talk.id[:2] / f"{talk.id}.tdb"
        path.write_bytes(path.read_bytes()[:-9])
        return path

    def seal(self, secret: str = PASSPHRASE, tag: str = "en") -> str:
        """Seal it cheaply with a passphrase; gives the recovery key."""
        with Vault.open(self.folder, now=datetime.now(UTC)) as vault:
            return seal_with(vault, secret, language=tag, cost=CHEAP)


def output_line(message: str, tag: str = "en", **fields: object) -> str:
    """Give a sentence of the program as one line of its output."""
    return language(tag).t(message, **fields) + "\n"


def error_text(problem: type[errors.TweespraakError], tag: str = "en", **fields: object) -> str:
    """Give the sentence of an error."""
    return language(tag).error(problem(**fields))


def error_line(problem: type[errors.TweespraakError], tag: str = "en", **fields: object) -> str:
    """Give the sentence of an error as one line of the output."""
    return error_text(problem, tag, **fields) + "\n"
