"""The pictures of the README come from the running program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pictures.make import HERE, make_all

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.long
async def test_pictures_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every picture the README shows can be made again, and fetches nothing from elsewhere."""
    monkeypatch.setenv("TWEESPRAAK_MOTION", "none")
    made = await make_all(tmp_path, tmp_path)
    assert {path.name for path in made} == {path.name for path in HERE.glob("*.svg")}
    for picture in made:
        text = picture.read_text(encoding="utf-8")
        assert "kim" in text.lower() or "20&#160;minut" in text
        assert "url(http" not in text
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "tests/pictures/speak-en.svg" in readme
