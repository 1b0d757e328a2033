"""Another way in: its recovery key on paper first, and only then what hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sessions.store.way_in import WayIn
from sessions.text import N_
from tui.features.vault.screens import RecoveryDialog
from tui.ui.flows import Progress, ask_passphrase, tell_done
from tui.ui.shell import Shell
from tui.ui.who_reads import READING
from tui.widgets.localized import TextSource, msgid
from tui.workspace.library import Library
from tui.workspace.recovery_page import GONE_AGAIN, THROW_AWAY, RecoveryPage


async def take_way_in(
    shell: Shell,
    library: Library,
    way_in: WayIn | None,
    *,
    prompt: TextSource,
    note: TextSource,
    button: TextSource,
    do: Callable[[WayIn, Progress], None],
) -> None:
    """Show the recovery key until it is on paper, and only then do what hangs on it."""
    if way_in is None:
        return
    vault = library.vault
    page = RecoveryPage(vault.folder, way_in.recovery_key, library.clock().date())
    before = vault.seal.manifest

    def work(_: dict[str, str], progress: Progress) -> bool:
        do(way_in, progress)
        return True

    done = None
    try:
        if await shell.ask(RecoveryDialog(shell.readers, way_in.recovery_key, page)):
            done = await ask_passphrase(
                shell,
                prompt=prompt,
                notes=[note],
                fields=[],
                button=button,
                do=work,
                reading=READING,
            )
    finally:  # whatever ends it, a page with a key that opens nothing does not stay
        is_used = vault.seal.manifest.recovery == way_in.recovery
        about_page = [] if is_used else _taken_back(page)
    if done:
        tell_done(shell, N_("Everything is sealed."))
    elif vault.seal.manifest != before:
        tell_done(
            shell, N_("It is not finished; the next start goes on. Keep the new key on paper.")
        )
    else:
        shell.refresh_home()
        said = [msgid(N_("Nothing was changed.")), *about_page]
        shell.show_notice(lambda reader: " ".join(str(words(reader)) for words in said))


def _taken_back(page: RecoveryPage) -> list[TextSource]:
    """Take a page back; give what there is to say about it."""
    if not page.places:
        return []
    left = page.take_back()
    return [_to_throw_away(path) for path in left] or [msgid(GONE_AGAIN)]


def _to_throw_away(path: Path) -> TextSource:
    return lambda reader: reader.t(THROW_AWAY, file=str(path))
