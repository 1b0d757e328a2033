"""What stands open although it should be sealed: copies beside it, and a seal that is half off."""

from __future__ import annotations

from typing import assert_never

from tui.features.vault.cut_off import seal_again
from tui.features.vault.leftovers import show_leftovers
from tui.features.vault.requests import OpenWordsRequest, SealAgain, ShowLeftovers
from tui.ui.feature import Feature, Flow


class OpenWordsFeature(Feature[OpenWordsRequest]):
    """Closing what stands open, when they say so."""

    def handle(self, request: OpenWordsRequest) -> Flow:
        match request:
            case ShowLeftovers():
                return show_leftovers(self.shell, self.library)
            case SealAgain():
                return seal_again(self.shell, self.library)
            case _:
                assert_never(request)
