"""``python -m tui`` is the command ``tweespraak``."""

from tui.cli.main import run

run()
