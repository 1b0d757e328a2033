"""The gutter: marks in the left padding of a widget, so that its words hang beside them.

What has the focus begins with ``›`` and is filled, whatever it is: that is what Enter will do. The
marks are laid over what was drawn, so they take no room of the words and nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.widget import Widget as _Widget
else:
    _Widget = object  # Textual styles a widget after its first base, which is not to be this one

FOCUS = "›"


class Gutter(_Widget):
    """A widget with marks in its left padding; filled while it has the focus."""

    IS_FILLED = True
    """Whether all of it takes the colours of the focus; a field keeps its own."""

    def marks(self) -> str:
        """Give the marks, a cell each: the first is for the focus, the others stand always."""
        return ""

    def render_lines(self, crop: Region) -> list[Strip]:
        if self.content_size.width == 2 * self.styles.line_pad:
            # Textual wraps the words of a button in no cells then, which is an error.
            return [Strip.blank(crop.width, self.rich_style)] * crop.height
        strips = super().render_lines(crop)
        gutter = (FOCUS if self.has_focus else " ") + self.marks()
        if not gutter.strip() or not strips:
            return strips
        style = self.rich_style
        if self.has_focus and self.IS_FILLED:
            strips = [_filled(strip, style) for strip in strips]
        if crop.y == 0 and crop.x == 0:
            rest = strips[0].crop(len(gutter))
            strips[0] = Strip.join([Strip([Segment(gutter, style)], len(gutter)), rest])
        return strips


def _filled(strip: Strip, style: Style) -> Strip:
    """Give a line in the colours of the focus; words that are quiet elsewhere are to be read."""
    over = Style(color=style.color, bgcolor=style.bgcolor, dim=False)
    return Strip(_over(strip, over), strip.cell_length)


def _over(segments: Iterable[Segment], style: Style) -> Iterable[Segment]:
    for text, own, control in segments:
        yield Segment(text, own + style if own else style, control)
