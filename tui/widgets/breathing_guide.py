"""The breathing guide: a ring that moves or stands still, or words only, at a chosen pace."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, replace
from enum import StrEnum

from textual.content import Content
from textual.widgets import Static

from sessions.text import N_
from tui.language.language import Language

PACES = {"calm": (4, 6), "slow": (5, 8), "even": (5, 5)}
"""Seconds in and out, by name. Out longer than in: that is the part that calms."""


class Shape(StrEnum):
    """How the guide looks."""

    MOVING = "moving"
    STILL = "still"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class BreathingStyle:
    """How somebody likes to breathe along."""

    shape: Shape = Shape.MOVING
    pace: str = "calm"

    @staticmethod
    def of(setting: str) -> BreathingStyle:
        """Give the style stored as ``still slow``; the usual shape or pace where it is unknown."""
        shape, _, pace = setting.partition(" ")
        known = shape in {member.value for member in Shape}
        return BreathingStyle(
            Shape(shape) if known else Shape.MOVING, pace if pace in PACES else next(iter(PACES))
        )

    @staticmethod
    def of_settings(setting: str) -> BreathingStyle:
        """Give the style stored in a setting; a still one where nothing may move."""
        breath = BreathingStyle.of(setting)
        unmoved = os.environ.get("TWEESPRAAK_MOTION") == "none"
        return replace(breath, shape=Shape.STILL) if unmoved and not breath.is_still else breath

    def kept(self) -> str:
        """The style as it is stored in the settings."""
        return f"{self.shape.value} {self.pace}"

    @property
    def is_still(self) -> bool:
        """Whether nothing of it moves."""
        return self.shape is not Shape.MOVING

    def reshaped(self) -> BreathingStyle:
        """Give the next shape: moving, still, words, and round again."""
        order = list(Shape)
        return replace(self, shape=order[(order.index(self.shape) + 1) % len(order)])

    def paced(self) -> BreathingStyle:
        """Give the next pace."""
        order = list(PACES)
        return replace(self, pace=order[(order.index(self.pace) + 1) % len(order)])


RESHAPE = {
    Shape.MOVING: N_("Stand still"),
    Shape.STILL: N_("Words only"),
    Shape.WORDS: N_("Let it move"),
}
"""What the link says that changes the shape: what it will be."""


class BreathingGuide(Static):
    """A slow ring in both colours."""

    WIDTH, HEIGHT = 27, 7

    def __init__(self, breath: BreathingStyle) -> None:
        super().__init__("", id="ring", markup=False)
        self.breath = breath
        """How it breathes."""
        self._tick = 0.0
        self._drawn = ""
        self._language: Language | None = None

    @property
    def still(self) -> bool:
        """Whether nothing of it moves."""
        return self.breath.is_still

    def on_mount(self) -> None:
        # Once a second: slow is the idea, and it leaves the processor be.
        self.set_interval(1.0, self._breathe)

    def relabel(self, languages: tuple[Language, ...]) -> None:
        self._language = languages[0]
        self._draw()

    def _breathe(self) -> None:
        if not self.still:
            self._tick = (self._tick + 1.0) % sum(PACES[self.breath.pace])
            self._draw()

    def _draw(self) -> None:
        if self._language is None:
            return
        inward, outward = PACES[self.breath.pace]
        t = self._language.t
        if self.breath.shape is Shape.WORDS:
            count = N_("Breathe in, counting to {inward}, and out, counting to {outward}.")
            self.update(Content(t(count, inward=inward, outward=outward)))
            self._drawn = ""
            return
        is_in = self._tick < inward
        share = self._tick / inward if is_in else 1 - (self._tick - inward) / outward
        direction = N_("breathe in") if is_in else N_("breathe out")
        word = t(N_("breathe slowly") if self.still else direction)
        size = 1.0 if self.still else 0.72 + 0.28 * share
        ring = _ring(size, word, self.WIDTH, self.HEIGHT)
        if ring.markup != self._drawn:
            self._drawn = ring.markup
            self.update(ring, layout=False)


def _ring(size: float, word: str, width: int, height: int) -> Content:
    """Give the ring: the upper half in the first colour, the lower in the second."""
    cells: dict[tuple[int, int], str] = {}
    middle, centre = height // 2, width // 2
    for step in range(7):
        angle = step * math.pi / 2 / 6
        # Mirrored from one quarter, so that rounding does not bend it.
        down = round(middle * size * abs(math.sin(angle)))
        along = round(centre * size * abs(math.cos(angle)))
        for row in (middle - down, middle + down):
            for column in (centre - along, centre + along):
                cells[row, column] = "·"
    left = centre - len(word) // 2
    rows: list[Content | str] = []
    for row in range(height):
        text = "".join(cells.get((row, column), " ") for column in range(width))
        if row == middle:
            text = text[:left] + word + text[left + len(word) :]
        style = "$t-first" if row <= middle else "$t-second"
        rows += [Content.styled(text, style), "\n"]
    return Content.assemble(*rows[:-1])
