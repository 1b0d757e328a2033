"""The commands without screens: at a terminal, without one, beside a program that is open; and what the program does when its folder goes."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import Vault
from sessions.store.sealing import Cost
from tests.store.helpers import every_conversation
from tests.terminal.conftest import ROOT
from tests.terminal.people import PATTERN, People, TimeMachine, conversations, lay, words_in
from tests.terminal.terminal import Terminal, clean_environment
from tui.cli import passphrase
from tui.features.vault.seal import USUAL
from tui.language.language import language

pytestmark = [pytest.mark.terminal, pytest.mark.long]

Start = Callable[..., Terminal]
CLOCKED = str(Path(__file__).with_name("clocked.py"))
DONE, NOTHING, WRONG_USE, NOT_READABLE, INTERRUPTED = 0, 1, 2, 3, 130

PASSPHRASE = "άλφα βήτα γάμμα δέλτα"
OTHER = "крот сова ёлка гриб"
"""In letters that nothing else on the screen has, so that one of them is noticed."""
CHEAP = Cost(memory=64, passes=1, lanes=1)
KEY = re.compile(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){7}\b")
COMMANDS = ("seal", "unseal", "passphrase", "backup", "restore", "check", "delete")
ENGLISH = language("en")
BOTH = pytest.mark.parametrize("tag", ["en", "nl"])

GONE = "is not there any more. What you wrote is still here on the screen."
"""Of the sentence about a folder that is gone, what fits on a small screen with a long name in it."""

INTO_A_FILE = (
    "import os, sys\n"
    "os.dup2(os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT, 0o600), 1)\n"
    "from tui.cli.main import run\n"
    "run()\n"
)
"""The command with its standard output in a file; what remains on the terminal is talk."""

SMALL_DISK = (
    "import resource, sys\n"
    "size = int(sys.argv.pop(1))\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
    "from tui.cli.main import run\n"
    "run()\n"
)
"""The command where no file can become larger than so many bytes."""


@dataclass(frozen=True)
class Ran:
    """How a command ended that had no terminal."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class House:
    """A vault, and commands that are run on it."""

    folder: Path
    home: Path
    terminal: Start

    def options(self, tag: str = "en") -> list[str]:
        """Give the arguments that every command gets."""
        return ["--data", str(self.folder), "--language", tag]

    def alone(
        self,
        *arguments: str,
        given: str | None = None,
        tag: str = "en",
        code: str = "",
        python: tuple[str, ...] = (),
        **more: str,
    ) -> Ran:
        """Run a command without a terminal anywhere; `given` stands on its standard input."""
        program = ["-c", code] if code else ["-m", "tui"]
        ended = subprocess.run(
            [sys.executable, *python, *program, *arguments, *self.options(tag)],
            stdin=subprocess.DEVNULL if given is None else None,
            input=given.encode() if given is not None else None,
            capture_output=True,
            env=clean_environment(self.home, PYTHONPATH=str(ROOT), **more),
            cwd=self.folder.parent,
            timeout=30,
            start_new_session=True,
            check=False,
        )
        found = Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
        assert "Traceback" not in found.err
        assert "\x1b" not in found.out + found.err
        return found

    def at_terminal(self, *arguments: str, tag: str = "en", **more: str) -> Terminal:
        """Run a command at a terminal."""
        return self.terminal([CLOCKED, *arguments, *self.options(tag)], env=more)

    def opened(self, *secrets: str) -> str:
        """Give every word in it, opened with one of the secrets if it is sealed."""
        with Vault.open(self.folder, now=datetime.now(UTC), read_only=True) as vault:
            if secrets:
                assert vault.seal.is_sealed
                vault.seal.unlock(secrets[0])
            talks = [
                conversation
                for conversation in every_conversation(vault)
                if isinstance(conversation, Conversation)
            ]
            return "\n".join(words_in(talk) for talk in talks)

    def refuses(self, secret: str) -> bool:
        """Whether a secret does not open it."""
        with Vault.open(self.folder, now=datetime.now(UTC), read_only=True) as vault:
            try:
                vault.seal.unlock(secret)
            except errors.WrongPassphrase:
                return True
        return False

    def bytes(self) -> dict[str, bytes]:
        """Give every file with what is in it, without the lock."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and path.name != "lock"
        }

    def names(self) -> set[str]:
        """Give the ids of the conversations."""
        with Vault.open(self.folder, now=datetime.now(UTC), read_only=True) as vault:
            return set(vault.records.ids())

    def seal(self) -> str:
        """Seal it cheaply with the passphrase; gives the recovery key."""
        with Vault.open(self.folder, now=datetime.now(UTC)) as vault:
            return vault.seal.seal(PASSPHRASE, language="en", cost=CHEAP)


@pytest.fixture
def house(terminal: Start, tmp_path: Path, home: Path) -> House:
    """Give a vault with one conversation in it."""
    folder = tmp_path / "vault"
    lay(folder, "impact", "speak", "Kim", words=lambda turn, name: f"words of {turn.phase}")
    return House(folder, home, terminal)


@pytest.fixture
def secret(tmp_path: Path) -> Callable[..., str]:
    """Write a secret in a file, and give its name."""

    def write(text: str | bytes, name: str = "secret.txt") -> str:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(file)

    return write


def _types(program: Terminal, prompt: str, text: str) -> None:
    """Type a secret after its prompt; the terminal shows no letter of it."""
    program.wait_for(prompt.strip())
    program.wait_until(lambda: program._line.echo_changed, what="a terminal that shows nothing")
    before = program.mark()
    program.type(text + "\n")
    program.wait_until(lambda: b"\n" in program.bytes_since(before), what="the end of the line")
    assert not set(text) - {" "} & set(program.bytes_since(before).decode("utf-8", "replace"))


def _said(text: str) -> str:
    return " ".join(text.split())


def _sentence(problem: type[errors.TweespraakError], tag: str = "en", **fields: object) -> str:
    return language(tag).error(problem(**fields))


# -- Sealing --------------------------------------------------------------------------------------


@BOTH
def test_seal_asks_twice_and_shows_the_key_on_standard_output(
    house: House, tmp_path: Path, tag: str
) -> None:
    """At a terminal: typed twice without a letter on it, the recovery key on standard output and nothing else there."""
    out = tmp_path / "out.txt"
    options = ["--data", str(house.folder), "--language", tag]
    program = house.terminal(["-c", INTO_A_FILE, str(out), "seal", *options])
    speaks = language(tag)
    _types(program, speaks.t("The new passphrase: "), PASSPHRASE)
    _types(program, speaks.t("Once more, to be sure: "), PASSPHRASE)
    assert program.wait_exit() == DONE
    key = out.read_text(encoding="utf-8").strip()
    assert KEY.fullmatch(key)
    assert key not in program.screen_text()
    assert not set(PASSPHRASE) - {" "} & set(bytes(program.raw).decode("utf-8", "replace"))
    assert program.leftovers() == []
    assert "words of speak" in house.opened(PASSPHRASE)
    assert "words of speak" in house.opened(key)
    assert not any(b"words of" in blob for blob in house.bytes().values())


def test_two_that_differ_change_nothing(house: House) -> None:
    """A passphrase that is typed differently the second time: code 2, and the vault is as it was."""
    before = house.bytes()
    program = house.at_terminal("seal")
    _types(program, "The new passphrase: ", PASSPHRASE)
    _types(program, "Once more, to be sure: ", PASSPHRASE + "α")
    assert program.wait_exit() == WRONG_USE
    assert _sentence(errors.PhrasesDiffer) in _said(program.screen_text())
    assert house.bytes() == before


def test_a_short_passphrase_is_called_short(house: House) -> None:
    """It is said that it is short, and it is taken."""
    program = house.at_terminal("seal")
    _types(program, "The new passphrase: ", "μικρό")
    program.wait_for("That is short.")
    _types(program, "Once more, to be sure: ", "μικρό")
    assert program.wait_exit() == DONE
    assert house.opened("μικρό")


def test_an_empty_passphrase_is_refused(house: House) -> None:
    """Enter alone is no passphrase: code 2, and nothing is changed."""
    before = house.bytes()
    program = house.at_terminal("seal")
    _types(program, "The new passphrase: ", "")
    assert program.wait_exit() == WRONG_USE
    assert _sentence(errors.PhraseMissing) in _said(program.screen_text())
    assert house.bytes() == before


@pytest.mark.parametrize("typed", ["", "μισό"], ids=["at once", "half-way"])
@pytest.mark.parametrize("prompt", ["first", "second"])
def test_ctrl_c_at_the_prompt_changes_nothing(house: House, prompt: str, typed: str) -> None:
    """Ctrl+C where the passphrase is asked: code 130, a sentence, and nothing is changed."""
    before = house.bytes()
    program = house.at_terminal("seal")
    if prompt == "second":
        _types(program, "The new passphrase: ", PASSPHRASE)
        program.wait_for("Once more, to be sure:")
    program.wait_for("The new passphrase:")
    program.wait_until(lambda: program._line.echo_changed, what="a terminal that shows nothing")
    program.settle()
    program.type(typed)
    program.press("ctrl+c")
    assert program.wait_exit() == INTERRUPTED
    assert "Stopped. What is here is safe." in _said(program.screen_text())
    assert program.leftovers() == []
    assert house.bytes() == before


@pytest.mark.parametrize("keys", ["ctrl+c", "ctrl+d"])
@pytest.mark.parametrize("command", ["delete", "restore"])
def test_who_breaks_off_a_question_changes_nothing(
    house: House, tmp_path: Path, command: str, keys: str
) -> None:
    """Ctrl+C where a name or a yes is asked: code 130; the end of the input is no answer. Nothing is changed."""
    file = str(tmp_path / "backup.tar")
    assert house.alone("backup", file).code == DONE
    place = house if command == "delete" else House(tmp_path / "new", house.home, house.terminal)
    program = place.at_terminal(command, "words of subject" if command == "delete" else file)
    asked = "type its name:" if command == "delete" else "Type “yes” to do it:"
    program.wait_until(
        lambda: "".join(asked.split()) in "".join(program.screen_text().split()),
        what="the question",
    )
    before = place.bytes()
    program.press(keys)
    code = program.wait_exit()
    assert code == (
        INTERRUPTED if keys == "ctrl+c" else WRONG_USE if command == "delete" else NOTHING
    )
    assert "Traceback" not in program.screen_text()
    assert place.bytes() == before


def test_the_end_of_the_input_is_no_passphrase(house: House) -> None:
    """Ctrl+D where the passphrase is asked: it stops at once with a code, and nothing is changed."""
    house.seal()
    before = house.bytes()
    program = house.at_terminal("unseal")
    program.wait_for("The passphrase:")
    program.wait_until(lambda: program._line.echo_changed, what="a terminal that shows nothing")
    program.settle()
    program.press("ctrl+d")
    assert program.wait_exit() == INTERRUPTED
    assert "What is here is safe." in _said(program.screen_text())
    assert program.leftovers() == []
    assert house.bytes() == before


def test_sealing_twice_is_refused(house: House) -> None:
    """What is sealed is not sealed again: one sentence, code 1, nothing asked."""
    house.seal()
    before = house.bytes()
    found = house.alone("seal")
    assert found == Ran(NOTHING, "", _sentence(errors.VaultSealed, folder=str(house.folder)) + "\n")
    assert house.bytes() == before


def test_a_wrong_passphrase_is_said_in_one_sentence(house: House) -> None:
    """Code 3, one sentence after the prompt, nothing changed, and the right one still opens it."""
    house.seal()
    before = house.bytes()
    for command in (("unseal",), ("passphrase",), ("check",), ("backup", "new.tar")):
        program = house.at_terminal(*command)
        prompt = "The present passphrase" if command == ("passphrase",) else "The passphrase:"
        _types(program, prompt, OTHER)
        assert program.wait_exit() == NOT_READABLE
        assert _sentence(errors.WrongPassphrase) in _said(program.screen_text())
        assert len([line for line in program.lines() if line]) <= 3
    assert house.bytes() == before
    assert not (house.folder.parent / "new.tar").exists()


@BOTH
def test_unseal_opens_everything_again(house: House, tag: str) -> None:
    """With the passphrase at the terminal the seal is taken off; without a seal there is nothing to take."""
    house.seal()
    program = house.at_terminal("unseal", tag=tag)
    _types(program, language(tag).t("The passphrase: "), PASSPHRASE)
    assert program.wait_exit() == DONE
    assert "words of speak" in house.opened()
    again = house.alone("unseal", tag=tag)
    assert again.code == NOTHING
    assert again.err == _sentence(errors.VaultNotSealed, tag, folder=str(house.folder)) + "\n"


def test_passphrase_puts_another_in_its_place(house: House) -> None:
    """The old one opens nothing any more, the new one and the recovery key do."""
    key = house.seal()
    program = house.at_terminal("passphrase")
    _types(program, "The present passphrase", PASSPHRASE)
    _types(program, "The new passphrase: ", OTHER)
    _types(program, "Once more, to be sure: ", OTHER)
    assert program.wait_exit() == DONE
    assert house.refuses(PASSPHRASE)
    assert "words of speak" in house.opened(OTHER)
    assert "words of speak" in house.opened(key)


def test_a_new_recovery_key_with_the_old_one(house: House, secret: Callable[..., str]) -> None:
    """The recovery key opens the command; the new one stands on standard output, the old one opens nothing."""
    key = house.seal()
    found = house.alone("passphrase", "--recovery", **{passphrase.FILE: secret(key)})
    assert found.code == DONE
    new = found.out.strip()
    assert KEY.fullmatch(new)
    assert new != key
    assert new not in found.err
    assert house.refuses(key)
    assert house.opened(new)
    assert house.opened(PASSPHRASE)


def test_both_passphrases_from_files(house: House, secret: Callable[..., str]) -> None:
    """Without a terminal, files hold the passphrases; only their first line counts, whatever ends it."""
    found = house.alone("seal", **{passphrase.NEW_FILE: secret(PASSPHRASE + "\r\nnot this line\n")})
    assert found.code == DONE
    assert KEY.fullmatch(found.out.strip())
    assert PASSPHRASE not in found.out + found.err
    given = {
        passphrase.FILE: secret(PASSPHRASE + "\n"),
        passphrase.NEW_FILE: secret(OTHER, "new.txt"),
    }
    assert house.alone("passphrase", **given).code == DONE
    assert house.refuses(PASSPHRASE)
    assert house.opened(OTHER)
    assert house.alone("unseal", **{passphrase.FILE: secret(OTHER)}).code == DONE
    assert house.opened()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (None, (passphrase.FileNotRead, os.strerror(2))),
        (b"\xff\xfe\x00", (passphrase.FileNotRead, "UTF-8")),
        (b"", (errors.PhraseMissing, "")),
        (b"\nsecond line", (errors.PhraseMissing, "")),
    ],
    ids=["missing", "no text", "empty", "empty line"],
)
def test_a_file_without_a_passphrase(
    house: House,
    secret: Callable[..., str],
    content: bytes | None,
    refusal: tuple[type[errors.TweespraakError], str],
) -> None:
    """A file that is not there, not text, or empty: one sentence, code 2, nothing changed."""
    before = house.bytes()
    problem, reason = refusal
    name = secret(content) if content is not None else str(house.folder.parent / "nothing.txt")
    found = house.alone("seal", **{passphrase.NEW_FILE: name})
    assert found.code == WRONG_USE
    told = _sentence(problem, file=name, variable=passphrase.NEW_FILE, reason=reason)
    assert found.err.splitlines()[-1] == told
    assert house.bytes() == before


@BOTH
@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_terminal_and_without_a_file(house: House, command: str, tag: str) -> None:
    """Where nobody can be asked it says so with code 3, at once, and changes nothing."""
    backup = house.folder.parent / "backup.tar"
    if command == "restore":
        assert house.alone("backup", str(backup)).code == DONE
    if command != "seal":
        house.seal()
    before = house.bytes()
    more = {"backup": ["other.tar"], "restore": [str(backup)], "delete": ["words"]}
    found = house.alone(command, *more.get(command, []), tag=tag)
    assert found.code == NOT_READABLE
    variable = passphrase.NEW_FILE if command == "seal" else passphrase.FILE
    assert found.err.splitlines()[-1] == _sentence(passphrase.NoTerminal, tag, variable=variable)
    assert found.out == ""
    assert house.bytes() == before
    assert not (house.folder.parent / "other.tar").exists()


# -- Backup and restore ---------------------------------------------------------------------------


@BOTH
def test_a_backup_is_a_new_file_of_ones_own(house: House, tmp_path: Path, tag: str) -> None:
    """It is made for its owner only, under any mask, and never over what is there."""
    file = tmp_path / "backup.tar"
    before = os.umask(0)
    try:
        found = house.alone("backup", str(file), tag=tag)
    finally:
        os.umask(before)
    assert found.code == DONE
    assert found.out == ""
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    made = file.read_bytes()
    again = house.alone("backup", str(file), tag=tag)
    assert again == Ran(WRONG_USE, "", _sentence(errors.BackupThere, tag, file=str(file)) + "\n")
    assert file.read_bytes() == made


def test_a_backup_where_none_can_be(house: House, tmp_path: Path) -> None:
    """A folder, a folder that is not there, a file as a folder: one sentence, nothing left behind."""
    file = tmp_path / "notes.txt"
    file.write_text("mine", encoding="utf-8")
    there = house.alone("backup", str(tmp_path))
    assert (there.code, there.err) == (
        WRONG_USE,
        _sentence(errors.BackupThere, file=str(tmp_path)) + "\n",
    )
    for place in (tmp_path / "missing" / "backup.tar", file / "backup.tar"):
        found = house.alone("backup", str(place))
        assert found.code == NOT_READABLE
        assert found.err.startswith("The backup could not be made (")
        assert found.err.count("\n") == 1
    assert file.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize("room", [0, 1_000, 9_000])
def test_a_backup_on_a_full_disk(house: House, tmp_path: Path, room: int) -> None:
    """The room ends at the first byte or half-way: one sentence, code 3, no half file, the vault as it was."""
    before = house.bytes()
    file = tmp_path / "backup.tar"
    found = house.alone(str(room), "backup", str(file), code=SMALL_DISK)
    assert found.code == NOT_READABLE
    assert found.err.startswith("The backup could not be made (")
    assert found.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vault"]
    assert house.bytes() == before


@pytest.mark.parametrize("how", ["typed", "yes"])
@BOTH
def test_restore_into_nothing(house: House, tmp_path: Path, tag: str, how: str) -> None:
    """A backup comes back where nothing is, when they agree; a second time there is nothing to bring."""
    file = str(tmp_path / "backup.tar")
    assert house.alone("backup", file).code == DONE
    new = House(tmp_path / "new", house.home, house.terminal)
    if how == "yes":
        assert new.alone("restore", file, "--yes", tag=tag).code == DONE
    else:
        program = new.at_terminal("restore", file, tag=tag)
        speaks = language(tag)
        yes = speaks.t("yes")
        program.wait_for(speaks.t("Type “{yes}” to do it: ", yes=yes).strip())
        assert new.names() == set()
        program.type(yes + "\n")
        assert program.wait_exit() == DONE
    assert new.opened() == house.opened()
    before = new.bytes()
    again = new.alone("restore", file, tag=tag)
    assert again.code == DONE
    assert language(tag).t("Everything in this backup is here already.") in again.out
    assert {name: blob for name, blob in new.bytes().items() if name in before} == before


def test_restore_keeps_what_is_different_side_by_side(house: House, tmp_path: Path) -> None:
    """A conversation that went on since is kept, and the one of the backup comes beside it."""
    file = str(tmp_path / "backup.tar")
    assert house.alone("backup", file).code == DONE
    (one,) = house.names()
    with Vault.open(house.folder, now=datetime.now(UTC)) as vault:
        talk = vault.records.load(one)
        later = {talk.at.key: {"see": "only here"}}
        vault.records.save(type(talk)(**{**_parts(talk), "drafts": later}))
    found = house.alone("restore", file, "--yes")
    assert found.code == DONE
    assert len(house.names()) == 2
    assert house.opened().count("words of subject") == 2
    assert house.opened().count("only here") == 1


@pytest.mark.parametrize("given", [None, "", "no\n", "y\n", "yes please\n"])
def test_restore_without_a_yes_changes_nothing(
    house: House, tmp_path: Path, given: str | None
) -> None:
    """No answer, or another one: it says what would come, code 1, and nothing comes."""
    file = str(tmp_path / "backup.tar")
    assert house.alone("backup", file).code == DONE
    new = House(tmp_path / "new", house.home, house.terminal)
    found = new.alone("restore", file, given=given)
    assert found.code == NOTHING
    assert "1 new conversation" in found.out
    assert found.err.endswith("Nothing was changed.\n")
    assert new.names() == set()


@pytest.mark.parametrize("how", ["cut", "flipped", "empty", "other", "missing"])
def test_restore_of_a_damaged_backup(house: House, tmp_path: Path, how: str) -> None:
    """Cut off, one bit changed, empty, another kind of file, or not there: one sentence, code 3, nothing changed."""
    file = tmp_path / "backup.tar"
    assert house.alone("backup", str(file)).code == DONE
    blob = file.read_bytes()
    place = blob.index(b"words of subject")
    spoiled = {
        "cut": blob[: len(blob) // 2],
        "flipped": blob[:place] + b"W" + blob[place + 1 :],
        "empty": b"",
        "other": b"\x89PNG\r\n\x1a\n" + b"\0" * 5000,
        "missing": None,
    }[how]
    file.unlink()
    if spoiled is not None:
        file.write_bytes(spoiled)
    before = house.bytes()
    found = house.alone("restore", str(file), "--yes")
    problem = errors.BackupUnreadable if spoiled is None else errors.BackupDamaged
    assert found.code == NOT_READABLE
    assert found.err == _sentence(problem, file=str(file), reason=os.strerror(2)) + "\n"
    assert house.bytes() == before


def test_a_sealed_backup_into_nothing_is_sealed_there(
    house: House, tmp_path: Path, secret: Callable[..., str]
) -> None:
    """Its passphrase is asked, and opens what it becomes; a wrong one brings nothing."""
    key = house.seal()
    file = str(tmp_path / "backup.tar")
    given = {passphrase.FILE: secret(PASSPHRASE)}
    assert house.alone("backup", file, **given).code == DONE
    assert b"words of" not in Path(file).read_bytes()
    new = House(tmp_path / "new", house.home, house.terminal)
    wrong = new.alone("restore", file, "--yes", **{passphrase.FILE: secret(OTHER, "other.txt")})
    assert wrong.code == NOT_READABLE
    assert wrong.err == _sentence(errors.WrongPassphrase) + "\n"
    assert new.alone("restore", file, "--yes", **given).code == DONE
    assert new.opened(PASSPHRASE) == house.opened(key)


# -- Check ----------------------------------------------------------------------------------------


@BOTH
def test_check_says_that_all_is_well(house: House, tag: str) -> None:
    """Nothing wrong: code 0, on standard output, and as JSON."""
    found = house.alone("check", tag=tag)
    assert (found.code, found.err) == (DONE, "")
    assert language(tag).t("Everything is well.") in found.out
    found = house.alone("check", "--json", tag=tag)
    assert (found.code, found.err) == (DONE, "")
    assert json.loads(found.out) == {
        "conversations": 1,
        "pairs": 1,
        "set_aside": [],
        "troubles": [],
    }


@BOTH
def test_check_names_what_is_damaged(house: House, tag: str) -> None:
    """A damaged file: code 3, its name, and as JSON; it stays as it is."""
    (one,) = house.names()
    with Vault.open(house.folder, now=datetime.now(UTC), read_only=True) as vault:
        path = vault.records.path(one)
    path.write_bytes(path.read_bytes()[:-9])
    damaged = path.read_bytes()
    found = house.alone("check", tag=tag)
    assert (found.code, found.err) == (NOT_READABLE, "")
    assert path.name in found.out
    found = house.alone("check", "--json", tag=tag)
    assert found.code == NOT_READABLE
    (trouble,) = json.loads(found.out)["troubles"]
    assert trouble["id"] == one
    assert trouble["problem"] == "RecordDamaged"
    assert trouble["file"].endswith(path.name)
    assert path.read_bytes() == damaged


# -- Delete ---------------------------------------------------------------------------------------


@BOTH
def test_delete_asks_for_the_name(house: House, tag: str) -> None:
    """The name typed over deletes it, another one does not, at a terminal."""
    before = house.bytes()
    name = "words of subject"
    prompt = language(tag).t(
        "This deletes the conversation “{name}” for good, for both of you. "
        "To do it, type its name: ",
        name=name,
    )
    for typed, code in (("something else", WRONG_USE), ("", WRONG_USE), (name.upper(), DONE)):
        program = house.at_terminal("delete", name, tag=tag)
        program.wait_until(
            lambda program=program: (
                "".join(prompt.split()) in "".join(program.screen_text().split())
            ),
            what="the question",
        )
        assert set(house.bytes()) == set(before)
        program.type(typed + "\n")
        assert program.wait_exit() == code
    assert house.names() == set()
    assert not any(b"words of subject" in blob for blob in house.bytes().values())


def test_delete_does_not_guess(house: House) -> None:
    """A name nobody has: code 1; a name that two have: code 2 with both numbers; nothing is deleted."""
    found = house.alone("delete", "something else", given="something else\n")
    assert (found.code, found.out) == (NOTHING, "")
    assert len(house.names()) == 1
    lay(house.folder, "impact", "speak", "Kim", words=lambda turn, name: "Words  of subject")
    found = house.alone("delete", "words of subject", given="words of subject\n")
    assert (found.code, found.out) == (WRONG_USE, "")
    names = house.names()
    assert len(names) == 2
    assert all(name[:8] in found.err for name in names)

    gone = min(names)
    found = house.alone("delete", gone[:8], given="words of subject\n")
    assert found.code == DONE
    assert house.names() == names - {gone}


def test_delete_without_an_answer_deletes_nothing(house: House) -> None:
    """A closed input is no name."""
    found = house.alone("delete", "words of subject")
    assert found.code == WRONG_USE
    assert len(house.names()) == 1


def test_delete_everything_of_two_people(house: House) -> None:
    """Their names typed over delete all of theirs and nothing of others."""
    other = lay(house.folder, "impact", "speak", "Bo", names=("Bo", "Ida"))
    for given, code in (("Bo and Ida\n", WRONG_USE), ("kim and  sam\n", DONE)):
        found = house.alone("delete", "--pair", "Kim and Sam", given=given)
        assert found.code == code, found.err
    assert house.names() == {other.id}
    with Vault.open(house.folder, now=datetime.now(UTC), read_only=True) as vault:
        assert [pair.people[0].name for pair in vault.records.pairs()] == ["Bo"]
    assert house.alone("delete", "--pair", "Kim and Sam", given="Kim and Sam\n").code == NOTHING
    assert not any(b"words of" in blob for blob in house.bytes().values())


# -- Beside a program that is open ------------------------------------------------------------------


def _screens(house: House, *, more: Mapping[str, str] | None = None) -> People:
    """Open the screens in the middle of a turn."""
    options = [CLOCKED, "--data", str(house.folder), "--language", "en"]
    program = house.terminal(options, env={"TWEESPRAAK_MOTION": "none", **(more or {})})
    two = People(program, house.folder)
    two.start()
    two.resume()
    return two


def test_commands_beside_the_open_program(
    house: House, tmp_path: Path, secret: Callable[..., str]
) -> None:
    """What changes the vault is refused with code 3; a backup and a check work, and disturb nobody."""
    backup = tmp_path / "before.tar"
    assert house.alone("backup", str(backup)).code == DONE
    two = _screens(house)
    word = two.write("understand")
    two.wait_saved(word)
    given = {passphrase.FILE: secret(PASSPHRASE), passphrase.NEW_FILE: secret(PASSPHRASE)}
    refused = {
        "seal": [],
        "unseal": [],
        "passphrase": [],
        "restore": [str(backup), "--yes"],
        "delete": ["words of subject"],
    }
    for command, more in refused.items():
        found = house.alone(command, *more, given="words of subject\n", **given)
        assert found.code == NOT_READABLE, command
        assert str(two.program.pid) in found.err
        assert found.err.count("\n") == 1
        assert found.out == ""
    file = tmp_path / "now.tar"
    assert house.alone("backup", str(file)).code == DONE
    assert word.encode() in file.read_bytes()
    assert house.alone("check").code == DONE
    more = two.word("understand")
    two.program.type(more)
    two.wait_saved(word + more)
    assert two.leave() == 0
    assert house.alone("restore", str(file), "--yes").code == DONE


@pytest.mark.parametrize("command", [*COMMANDS, "--help", "--version", "nonsense"])
def test_no_command_loads_the_screens(
    house: House, secret: Callable[..., str], command: str
) -> None:
    """Textual is not imported by any of them, whatever they do."""
    backup = house.folder.parent / "there.tar"
    assert house.alone("backup", str(backup)).code == DONE
    more = {"backup": ["new.tar"], "restore": [str(backup)], "delete": ["words of subject"]}
    if command in ("unseal", "passphrase"):
        house.seal()
    found = house.alone(
        command,
        *more.get(command, []),
        given="words of subject\n",
        python=("-X", "importtime"),
        **{passphrase.FILE: secret(PASSPHRASE), passphrase.NEW_FILE: secret(OTHER, "new.txt")},
    )
    assert found.code == (WRONG_USE if command == "nonsense" else DONE)
    loaded = {line.rpartition("|")[2].strip() for line in found.err.splitlines() if "|" in line}
    assert "tui.cli.main" in loaded or "tui.__main__" in loaded
    assert not {one for one in loaded if one.partition(".")[0] in ("textual", "rich")}


# -- The folder goes while the program runs ---------------------------------------------------------


def test_a_folder_that_goes_and_comes_back(house: House, tmp_path: Path) -> None:
    """Renamed away it is said, and typing goes on; renamed back everything that was typed is saved with the next key."""
    two = _screens(house)
    first = two.write("understand")
    two.wait_saved(first)
    second, third = two.word("understand"), two.word("understand")
    away = tmp_path / "away"
    house.folder.rename(away)
    two.program.type(second)
    two.wait_read(GONE)
    two.program.wait_for(first + second)
    assert not house.folder.exists()
    assert second not in words_in(_talk(away))

    away.rename(house.folder)
    two.program.type(third)
    two.wait_saved(first + second + third)
    two.program.wait_until(lambda: GONE not in two.reads_now(), what="the sentence gone")
    assert two.leave() == 0
    assert first + second + third in words_in(two.talk)


def test_a_folder_that_stays_away(house: House, tmp_path: Path) -> None:
    """Who leaves while it is away is told so; a second time it stops with code 3, and what was saved is whole."""
    two = _screens(house)
    first = two.write("understand")
    two.wait_saved(first)
    away = tmp_path / "away"
    house.folder.rename(away)
    two.program.type("more")
    two.wait_read(GONE)
    two.program.press("ctrl+q")
    two.wait_read("Not everything is saved yet; it is all still here.")
    two.program.press("ctrl+q")
    assert two.program.wait_exit() == NOT_READABLE
    assert first in words_in(_talk(away))
    assert two.program.leftovers() == []


def test_leaving_makes_no_new_folder_where_the_vault_was(house: House, tmp_path: Path) -> None:
    """After it stopped nothing stands in the old place, so that the folder can be put back there."""
    two = _screens(house)
    first = two.write("understand")
    two.wait_saved(first)
    away = tmp_path / "away"
    house.folder.rename(away)
    two.program.press("ctrl+q")
    assert two.program.wait_exit() == DONE  # nothing was typed that is not saved
    assert not house.folder.exists(), sorted(house.bytes())
    away.rename(house.folder)
    assert first in house.opened()


@pytest.mark.long
def test_a_folder_in_which_nothing_can_be_saved_for_a_while(house: House) -> None:
    """No file can be written: it is said, nothing on the screen goes; when it can be again, all of it is saved."""
    two = _screens(house)
    first = two.write("understand")
    two.wait_saved(first)
    second, third = two.word("understand"), two.word("understand")
    path = house.folder / "conversations" / two.talk.id[:2]
    # What holds for anybody, the owner of the computer too: a file where the folder should be.
    aside = path.with_name("aside")
    path.rename(aside)
    path.write_text("in the way", encoding="utf-8")
    two.program.type(second)
    two.wait_read("Saving did not work (")
    two.program.wait_for(first + second)
    path.unlink()
    aside.rename(path)
    two.program.type(third)
    two.wait_saved(first + second + third)
    assert two.leave() == 0


def _talk(folder: Path) -> Conversation:
    """Give the conversation in a folder."""
    (one,) = conversations(folder)
    return one


# -- Locking by itself ------------------------------------------------------------------------------


@pytest.mark.long
def test_it_locks_by_itself(house: House, tmp_path: Path) -> None:
    """A minute before it is said; then it stops with code 0, says why, and everything is saved."""
    house.seal()
    clock = TimeMachine(tmp_path)
    options = [CLOCKED, "--data", str(house.folder), "--language", "en"]
    more = {"TWEESPRAAK_MOTION": "none", "CLOCK_FILE": str(clock.path), "AUTOSAVE_AFTER": "600"}
    program = house.terminal(options, env=more)
    two = People(program, house.folder)
    with Vault.open(house.folder, now=datetime.now(UTC), read_only=True) as vault:
        vault.seal.unlock(PASSPHRASE)
        two.key = vault.seal.key
    program.wait_for("Your conversations are sealed.")
    two.wait_focus()
    program.type(PASSPHRASE + "\n")
    program.wait_for("words of subject")
    two.wait_focus()
    two.resume()
    two.wait_read(PATTERN.step("impact").prompt)
    word = two.write("understand")
    minutes = float(USUAL)
    clock.forward(minutes - 2)
    two.program.settle()
    clock.forward(1.5)
    two.wait_read("In a minute it locks, and stops. Any key keeps it open.")
    more_of_it = two.word("understand")
    program.type(more_of_it)
    two.program.wait_until(
        lambda: "In a minute it locks" not in two.reads_now(), what="the warning gone"
    )
    clock.forward(minutes - 0.5)
    two.wait_read("In a minute it locks, and stops. Any key keeps it open.")
    assert word + more_of_it not in words_in(two.talk)
    clock.forward(1)
    assert program.wait_exit() == DONE
    two.wait_read("Nobody touched a key for a while, so Tweespraak has locked. All is kept.")
    assert program.leftovers() == []
    assert word not in program.screen_text()
    assert word + more_of_it in words_in(two.talk)


def _parts(talk: Conversation) -> dict[str, object]:
    return {name: getattr(talk, name) for name in talk.__dataclass_fields__}
