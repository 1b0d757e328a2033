"""What leaves the program of a vault, by every command that tells or writes."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from sessions import diary
from sessions.conversation import Conversation
from sessions.diary import Diary
from sessions.export.forms import FORMS
from sessions.store import Vault
from tests.export.whole_conversations import LATER
from tests.sessions.helpers import NOW, pair
from tui.cli import main

SHORT = {
    "json of all", "talk as Markdown", "talk as JSON", "show", "list as JSON", "due as JSON",
    "which one",
}  # fmt: skip
"""What there is to tell of a conversation that has not ended; forms are of what was agreed."""


def commands() -> Iterator[tuple[str, list[str]]]:
    """Give every command that tells or writes of a conversation, of all of them and of this one."""
    for form in FORMS:
        if form != "pdf" or has_pdf():
            yield f"{form} of all", ["export", "--yes", "--as", form]
            yield f"{form}", ["export", "b" * 32, "--yes", "--as", form]
    yield "talk as Markdown", ["export", "b" * 32, "--yes", "--as", "talk"]
    yield "talk as JSON", ["show", "b" * 32, "--json"]
    yield "show", ["show", "b" * 32]
    yield "list", ["list"]
    yield "list as JSON", ["list", "--json"]
    yield "due", ["due", "--on", LATER.date().isoformat()]
    yield "due as JSON", ["due", "--json", "--on", LATER.date().isoformat()]
    yield "due quietly", ["due", "--quiet", "--on", LATER.date().isoformat()]
    yield "which one", ["note", "nothing", "note"]


def has_pdf() -> bool:
    """Whether PDFs can be made and read here; their page, which is HTML, is always looked at."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            import pypdf  # noqa: F401
            import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def leaves(folder: Path, tag: str, *, pdf: bool = False, short: bool = False) -> dict[str, str]:
    """Give everything that the commands write of the vault in `folder`, by name."""
    texts = {}
    for name, arguments in commands():
        if (name.startswith("pdf") and not pdf) or (short and name not in SHORT):
            continue
        raw, told = io.BytesIO(), io.StringIO()
        out = io.TextIOWrapper(raw, encoding="utf-8")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
            options = ["--data", str(folder), "--language", tag]
            main.main([*arguments, *options], clock=lambda: LATER)
            sys.stdout.flush()
        texts[name] = _text(raw.getvalue()) + told.getvalue()
    return texts


def _text(blob: bytes) -> str:
    if blob.startswith(b"%PDF"):
        from pypdf import PdfReader

        read = PdfReader(io.BytesIO(blob))
        return "".join(page.extract_text() for page in read.pages) + str(read.metadata)
    return blob.decode().replace("\r\n ", "")  # a calendar folds its lines


def keep(folder: Path, talk: Conversation) -> None:
    """Put the conversation in the vault, beside a pair, settings and diaries with words in them."""
    noted = Diary(person="1" * 32)
    noted = diary.add(noted, new_id="d" * 32, on=NOW.date(), now=NOW)
    for name, words in (("text", "zq99993"), ("feeling", "zq99994"), ("typed", "zq99995")):
        noted = diary.write(noted, "d" * 32, name, words)
    with Vault.open(folder, now=NOW) as vault:
        vault.records.save_pair(pair())
        vault.records.save_settings({"language": "nl", "zq99990": "zq99991", "name": "zq99992"})
        vault.records.save_diary(noted)
        vault.records.save(talk)
