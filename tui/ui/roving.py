"""How every screen answers Tab, arrows and F8 (HANDS, 1 to 8). A new screen has it by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar, TypeVar

from msgspec.structs import replace
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer
from textual.css.query import QueryType
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button, Input, TextArea

from tui.language.language import Language
from tui.widgets.choices import Confirm
from tui.widgets.groups import START, Direction, Group, Rows, group_of, neighbour
from tui.widgets.key_line import STAYS, KeyLine, Shown, ways_of
from tui.widgets.localized import ActionButton, TextSource, as_content
from tui.widgets.more_line import MoreLine
from tui.widgets.text_field import TextField

T = TypeVar("T")


class RovingScreen(Screen[T]):
    """A screen on which Tab goes from stop to stop, and arrows move inside."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"move('{key}')", show=False) for key in ("up", "down", "left", "right")),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("f8", "primary", priority=True, show=False),
    ]

    # -- Stops ---------------------------------------------------------------------------------

    def members(self, group: Widget) -> list[Widget]:
        """Give what can have the focus inside `group`, in the order of the page."""
        return [widget for widget in self.focus_chain if group in widget.ancestors_with_self]

    def stops(self) -> list[Widget]:
        """Give what Tab visits, groups and what stands by itself, in the order of the eye."""
        reached = set(self.focus_chain)
        # In the order of the page: what has just been shown has no place on the screen yet.
        chain = [widget for widget in self.walk_children(Widget) if widget in reached]
        if all(widget.region.area for widget in chain):
            chain.sort(key=_in_order_of_the_eye)
        return list(dict.fromkeys(group_of(widget) or widget for widget in chain))

    def go_to(self, stop: Widget, *, into_sight: bool = True) -> None:
        """Put the focus on a stop; in a group on the member where Tab comes in."""
        if isinstance(stop, Group):
            members = self.members(stop)
            if not members:
                return
            stop = stop.entry(members)
        stop.focus(scroll_visible=into_sight)
        if into_sight and not stop.region.area:
            # It has just been shown: what it is scrolled to comes with the next layout.
            self.call_after_refresh(stop.scroll_visible, animate=False)

    def go_to_field(self, name: str) -> None:
        """Go to the field of that name, if it is here: something was refused in it."""
        for stop in self.stops():
            if name in (stop.name, *(member.name for member in self.members(stop))):
                self.go_to(stop)
                return

    def begin_at(self, stop: Widget) -> None:
        """Put the first focus on a stop, once what stands before it has been on the screen.

        What lies below the screen would be done unseen: then it begins with reading on.
        """
        self.go_to(stop, into_sight=isinstance(stop, TextField))
        if not self._is_watched:
            self._is_watched = True
            # What was laid out first may be made to fit, or the window be made lower.
            self.screen_layout_refresh_signal.subscribe(self, lambda _: self._read_first())
        self._begins = stop
        self.call_after_refresh(self._read_first)

    _begins: Widget | None = None
    _is_watched = False

    def _read_first(self) -> None:
        focused = self.focused
        if focused is None or self._begins not in focused.ancestors_with_self:
            return  # they went on from there
        if isinstance(focused, TextField):
            around = next(self._scrolled(), None)
            if around is not None and not around.region.contains_region(focused.region):
                focused.scroll_visible(animate=False)  # what is typed there is seen
            return
        for line in self.query(MoreLine):
            line.look()
            inside = line.body in focused.ancestors
            unseen = inside and not line.body.region.contains_region(focused.region)
            # On a page to read the button is all there is to do: first what goes on below.
            skips = focused is self.primary_button() and self._is_to_read()
            if line.can_focus and (unseen or skips):
                line.focus(scroll_visible=False)

    def _is_to_read(self) -> bool:
        """Whether there is nothing to do here but to read, and to press a button."""
        return all(isinstance(widget, Button | MoreLine) for widget in self.focus_chain)

    def on_more_line_read(self, event: MoreLine.Read) -> None:
        """Go on from a text that was read to its end: to what is asked after it."""
        event.stop()
        line = event.control
        for stop in self.stops():
            if stop is line or stop.parent is None:
                continue
            if line.body in stop.ancestors or self._is_below(stop, line):
                self.go_to(stop)
                return

    def _is_below(self, stop: Widget, line: Widget) -> bool:
        order = self.stops()
        return line in order and order.index(stop) > order.index(line)

    def focus_next(self, selector: str | type[QueryType] = "*") -> Widget | None:
        return self._go_round(1)

    def go_on_from(self, widget: Widget) -> None:
        """Go on to what comes after `widget`: in a row of yeses to the next one that is open."""
        group = group_of(widget)
        if isinstance(widget, Confirm) and group is not None:
            members = self.members(group)
            for member in members[members.index(widget) + 1 :]:
                if isinstance(member, Confirm) and not member.value:
                    member.focus()
                    return
        self.focus_next()

    def focus_previous(self, selector: str | type[QueryType] = "*") -> Widget | None:
        return self._go_round(-1)

    def _go_round(self, by: int) -> Widget | None:
        stops = self.stops()
        if not stops:
            return self.focused
        here = self.focused
        stop = (group_of(here) or here) if here is not None else None
        if stop in stops:
            self.go_to(stops[(stops.index(stop) + by) % len(stops)])
        else:
            self.go_to(stops[0 if by > 0 else -1])
        return self.focused

    def watch_focused(self, focused: Widget | None) -> None:
        """Remember where the focus was in its group, and say what Enter does now."""
        group = group_of(focused) if focused is not None else None
        if group is not None:
            group.was_at = focused
        self.say_keys()
        self.call_after_refresh(self._put_cursor)

    def _put_cursor(self) -> None:
        """Let the terminal's cursor stand at the focus: magnifiers and braille follow it."""
        focused = self.focused
        if focused is not None and self.is_current and not isinstance(focused, TextArea | Input):
            self.app.cursor_position = focused.region.offset

    # -- Arrows --------------------------------------------------------------------------------

    def action_move(self, direction: Direction) -> None:
        """Move the focus in a direction; where nothing lies there, what stands here scrolls."""
        if not self.move(direction) and direction in ("up", "down"):
            self._scroll(Widget.scroll_up if direction == "up" else Widget.scroll_down)

    def move(self, direction: Direction) -> bool:
        """Move the focus in a direction, inside what it is in; gives whether it could."""
        focused = self.focused
        if focused is None:
            return False
        for around in focused.ancestors_with_self:
            items = self._items(around, direction)
            if not items:
                continue
            here = next((item for item in items if item in focused.ancestors_with_self), None)
            if here is None:
                continue
            places = [self.place_of_stop(item) for item in items]
            found = neighbour(places, items.index(here), direction)
            if found is not None:
                self.go_to(items[found])
                return True
        return False

    def _items(self, around: Any, direction: Direction) -> list[Widget]:
        """Give what arrows move among in `around`, or nothing."""
        if isinstance(around, Group):
            return self.members(around)
        if isinstance(around, Rows) and direction in ("up", "down"):
            return [stop for stop in self.stops() if around in stop.ancestors]
        return []

    def place_of_stop(self, item: Widget) -> Region:
        """Give where a stop stands: a group where Tab comes in."""
        if isinstance(item, Group):
            members = self.members(item)
            return item.entry(members).region if members else item.region
        return item.region

    def action_edge(self, place: int) -> None:
        """Go to the first or the last of a group, or of what scrolls."""
        focused = self.focused
        group = group_of(focused) if focused is not None else None
        if group is not None and len(members := self.members(group)) > 1:
            members[place].focus()
        else:
            self._scroll(Widget.scroll_home if place == 0 else Widget.scroll_end)

    def action_page(self, by: int) -> None:
        """Read on or back, a page."""
        self._scroll(Widget.scroll_page_down if by > 0 else Widget.scroll_page_up)

    def _scroll(self, way: Any) -> None:
        for widget in self._scrolled():
            way(widget, animate=False)
            return

    def _scrolled(self) -> Iterator[Widget]:
        """Give what can be scrolled: around the focus first, then anything on the screen."""
        around: Sequence[Any] = self.focused.ancestors if self.focused is not None else ()
        for widget in (*around, *self.walk_children()):
            if isinstance(widget, TextField) or not isinstance(widget, Widget):
                continue
            if widget.is_scrollable and widget.display and widget.max_scroll_y > 0:
                yield widget

    # -- What the keys do, in words ------------------------------------------------------------

    def say_keys(self) -> None:
        """Say on the line of keys what Enter and F8 do now."""
        lines = list(self.query(KeyLine))
        if not lines:
            return
        focused = self.focused
        group = group_of(focused) if focused is not None else None
        others = (child.focusable for child in group.walk_children(Widget)) if group else ()
        now = ways_of(focused, is_many=sum(islice(filter(None, others), 2)) > 1)
        button = self.primary_button()
        if isinstance(button, ActionButton) and button is not focused:
            now.append(Shown("F8", button.enter_words, "f8", STAYS - 1))
        names = self.names()
        for line in lines:
            line.follow([replace(key, words=_lower(key.words, names)) for key in now])

    def names(self) -> tuple[str, ...]:
        """Give the names that words here can begin with."""
        return ()

    # -- The button that is what happens next --------------------------------------------------

    def primary_button(self) -> Button | None:
        """Give the button that is what happens next, if it can be pressed now."""
        for button in self.query(f"#{START}").results(Button):
            if button.visible and button.display and not button.disabled:
                return button
        return None

    def action_primary(self) -> None:
        """F8: what happens next, from anywhere on the screen."""
        button = self.primary_button()
        if button is not None:
            button.press()


def _in_order_of_the_eye(widget: Widget) -> tuple[int, ...]:
    """Give what sorts widgets from the top left to the bottom right; a list that scrolls is one."""
    lists = [
        around.region.y for around in widget.ancestors if isinstance(around, ScrollableContainer)
    ]
    return (*reversed(lists), widget.region.y, widget.region.x)


def _lower(words: TextSource, names: Sequence[str]) -> TextSource:
    """Give words as they stand inside a line: without a capital, unless it is of a name."""

    def lowered(language: Language) -> str:
        text = as_content(words(language)).plain
        if text[1:2].islower() and not text.startswith(tuple(names)):
            return text[:1].lower() + text[1:]
        return text

    return lowered
