"""How keys come in, in the parts of Textual that it does not promise to keep."""

from __future__ import annotations

import inspect

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers import linux_driver
from textual.widget import Widget

from tui.textual_private import PASTE, ImpatientParser

BEGIN, END = "\x1b[200~", "\x1b[201~"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Give the time that the parser sees, to be moved."""
    now = [0.0]
    monkeypatch.setattr("tui.textual_private.time.monotonic", lambda: now[0])
    return now


def told(parser: XTermParser, data: str) -> list[str]:
    """Give what the parser makes of this: a letter by itself, a paste after its name."""
    found = []
    fed = parser.feed(data) if data else ()  # nothing is the end of all that comes
    for event in (*fed, *parser.tick()):
        if isinstance(event, events.Paste):
            found.append(f"paste {event.text}")
        elif isinstance(event, events.Key):
            found.append(event.character or event.key)
    return found


def test_the_driver_makes_its_parser_from_that_name() -> None:
    """So another one can stand in its place; it feeds it, and lets it look at the time."""
    source = inspect.getsource(linux_driver.LinuxDriver.run_input_thread)
    assert "XTermParser(self._debug)" in source
    assert "feed = parser.feed" in source
    assert "tick = parser.tick" in source


def test_a_paste_without_an_end_ends_after_a_second(clock: list[float]) -> None:
    """What came is pasted, and the keyboard is back; in Textual as it is it never is."""
    parser, patient = ImpatientParser(), XTermParser()
    assert told(parser, f"a{BEGIN}some words") == ["a"]
    assert told(patient, f"a{BEGIN}some words") == ["a"]
    clock[0] += PASTE / 2
    assert told(parser, " more") == []
    clock[0] += PASTE + 0.1
    assert told(parser, "") == ["paste some words more"]
    assert told(parser, "b") == ["b"]
    assert told(patient, "b") == []
    assert told(parser, f"{END}c") == ["c"]  # its end comes after all


@pytest.mark.parametrize("cut", range(len(BEGIN) + 1))
def test_the_marks_may_come_in_pieces(clock: list[float], cut: int) -> None:
    """A paste that ends by itself is one paste, however it is cut; and later keys are keys."""
    parser = ImpatientParser()
    whole = f"{BEGIN}words{END}x"
    got = told(parser, whole[:cut]) + told(parser, whole[cut : cut + 12])
    got += told(parser, whole[cut + 12 :])
    clock[0] += 10
    assert "".join(got).endswith("x")
    assert got[-1] == "x"
    assert told(parser, "y") == ["y"]


def test_keys_are_handed_on_as_we_hold_them_back() -> None:
    """The app hands a key to what has the focus; what comes back to it is a binding, or nothing."""
    source = inspect.getsource(App.on_event)
    assert "forward_target = self.focused or self.screen" in source
    assert "forward_target._forward_event(event)" in source
    assert "not event.is_forwarded" in source
    assert "_check_bindings(event.key)" in inspect.getsource(App._on_key)
    assert "event._set_forwarded()" in inspect.getsource(Widget._forward_event)
