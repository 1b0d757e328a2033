"""The page with the recovery key: where it is put, where it is not, and how it is taken back."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from sessions.errors import ExportFailed, ExportThere
from sessions.store.disk import Disk
from tui.language.language import language
from tui.workspace.recovery_page import (
    NoFolderThere,
    PageInFolder,
    PlaceMissing,
    RecoveryPage,
)

KEY = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345-6777"
ENGLISH, DUTCH = language("en"), language("nl")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Give the folder of a vault."""
    folder = tmp_path / "ours"
    (folder / "conversations").mkdir(parents=True)
    return folder


@pytest.fixture
def page(vault: Path) -> RecoveryPage:
    """Give a page that is nowhere yet."""
    return RecoveryPage(vault, KEY, date(2026, 11, 22))


def test_it_is_a_new_file_for_its_owner_alone(page: RecoveryPage, tmp_path: Path) -> None:
    """Mode 600, with the key in it and the name of the folder, and not where the folder is."""
    path = page.save(str(tmp_path / "key.html"), (ENGLISH,))
    assert path == tmp_path / "key.html"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    html = path.read_text("utf-8")
    assert "ABCD  EFGH  JKLM  NPQR" in html
    assert ">ours<" in html
    assert str(tmp_path) not in html
    assert list(tmp_path.glob(".tweespraak*")) == []


def test_in_a_folder_it_gets_a_name_that_people_know(page: RecoveryPage, tmp_path: Path) -> None:
    """Of what it is and of the day, in the language that is read; a name may lack its ending."""
    assert page.suggested(DUTCH) == "~/tweespraak-noodsleutel-2026-11-22.html"
    path = page.save(str(tmp_path), (DUTCH,))
    assert path == tmp_path / "tweespraak-noodsleutel-2026-11-22.html"
    assert page.save(str(tmp_path / "paper"), (DUTCH,)) == tmp_path / "paper.html"
    assert page.places == (path, tmp_path / "paper.html")


def test_the_sign_for_home_is_understood(
    page: RecoveryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in every other place where a file is named."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert page.save("~/key.html", (ENGLISH,)) == tmp_path / "key.html"


def test_never_over_a_file(page: RecoveryPage, tmp_path: Path) -> None:
    """Nor over a link, also one that leads nowhere; what was there is as it was."""
    there = tmp_path / "key.html"
    there.write_text("theirs")
    (tmp_path / "link.html").symlink_to(tmp_path / "nowhere")
    for name in ("key.html", "link.html"):
        with pytest.raises(ExportThere):
            page.must_be_free(str(tmp_path / name), ENGLISH)
        with pytest.raises(ExportThere):
            page.save(str(tmp_path / name), (ENGLISH,))
    assert there.read_text() == "theirs"
    assert not (tmp_path / "nowhere").exists()
    assert page.places == ()


@pytest.mark.parametrize("where", ["", "conversations", "conversations/key.html", "key.html"])
def test_never_in_the_folder_it_opens(page: RecoveryPage, vault: Path, where: str) -> None:
    """The key would lie beside what it opens, and come along in every copy of it."""
    for text in (str(vault / where), str(vault / "conversations" / ".." / where)):
        with pytest.raises(PageInFolder):
            page.must_be_free(text, ENGLISH)
        with pytest.raises(PageInFolder):
            page.save(text, (ENGLISH,))
    assert [path for path in vault.rglob("*") if path.is_file()] == []


def test_never_there_by_another_road(page: RecoveryPage, vault: Path, tmp_path: Path) -> None:
    """A link to the folder, or to one inside it, leads there as well."""
    (tmp_path / "link").symlink_to(vault)
    (tmp_path / "deep").symlink_to(vault / "conversations")
    for name in ("link/key.html", "deep/key.html", "deep", "link"):
        with pytest.raises(PageInFolder):
            page.save(str(tmp_path / name), (ENGLISH,))
    assert [path for path in vault.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("text", ["", "   "])
def test_a_place_has_to_be_named(page: RecoveryPage, text: str) -> None:
    """An empty field is no folder."""
    with pytest.raises(PlaceMissing):
        page.save(text, (ENGLISH,))


def test_a_folder_that_is_not_there_is_named(page: RecoveryPage, tmp_path: Path) -> None:
    """None is made: a typing error in a name would be a new folder."""
    with pytest.raises(NoFolderThere) as told:
        page.save(str(tmp_path / "stik" / "key.html"), (ENGLISH,))
    assert str(tmp_path / "stik") in ENGLISH.error(told.value)
    assert not (tmp_path / "stik").exists()


@pytest.mark.parametrize("name", ["n" * 300, "a\0b", "a\ud800b"], ids=["long", "nul", "half"])
def test_a_name_that_cannot_be_is_told(page: RecoveryPage, tmp_path: Path, name: str) -> None:
    """In a sentence, not as an error of the program."""
    with pytest.raises(ExportFailed) as told:
        page.save(f"{tmp_path}/{name}.html", (ENGLISH,))
    assert "could not be written" in ENGLISH.error(told.value)


def test_a_full_disk_leaves_nothing(vault: Path, tmp_path: Path) -> None:
    """What is half written is taken away, and it says why."""

    class FullDisk(Disk):
        def write(self, descriptor: int, data: memoryview) -> int:
            raise OSError(28, os.strerror(28))

    full = RecoveryPage(vault, KEY, date(2026, 11, 22), disk=FullDisk())
    with pytest.raises(ExportFailed) as told:
        full.save(str(tmp_path / "key.html"), (ENGLISH,))
    assert os.strerror(28) in ENGLISH.error(told.value)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_it_is_taken_back(page: RecoveryPage, tmp_path: Path) -> None:
    """Every copy of it; afterwards none is made any more."""
    paths = [page.save(str(tmp_path / name), (ENGLISH,)) for name in ("a.html", "b.html")]
    assert page.take_back() == ()
    assert not any(path.exists() for path in paths)
    with pytest.raises(ExportFailed):
        page.save(str(tmp_path / "c.html"), (ENGLISH,))
    assert not (tmp_path / "c.html").exists()


def test_what_is_no_longer_that_page_is_left(page: RecoveryPage, tmp_path: Path) -> None:
    """Somebody put something else there, or took it away: nothing of theirs is deleted."""
    first = page.save(str(tmp_path / "a.html"), (ENGLISH,))
    second = page.save(str(tmp_path / "b.html"), (ENGLISH,))
    first.write_text("theirs")
    second.unlink()
    assert page.take_back() == ()
    assert first.read_text() == "theirs"


def test_what_cannot_be_taken_back_is_named(vault: Path, tmp_path: Path) -> None:
    """A stick that became read-only: then it says which file to throw away."""

    class FirmDisk(Disk):
        def unlink(self, path: Path) -> None:
            if path.suffix == ".html":
                raise PermissionError(13, os.strerror(13))
            super().unlink(path)

    page = RecoveryPage(vault, KEY, date(2026, 11, 22), disk=FirmDisk())
    path = page.save(str(tmp_path / "a.html"), (ENGLISH,))
    assert page.take_back() == (path,)
