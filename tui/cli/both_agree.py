"""What leaves is shown first, and everybody whom it is about says yes: as on the screens."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from sessions.people import Person
from sessions.text import N_, clean
from tui.cli.answer import typed_line
from tui.cli.output import say
from tui.cli.text_match import alike
from tui.language.language import Language

NOBODY_HERE = N_(
    "Before anything leaves Tweespraak you both say yes to it, and nobody can be asked here. "
    "Do you both agree? Then add --yes. At a terminal, with --to FILE, you see it first."
)
"""What is said where they cannot be asked."""


def can_be_asked(*, in_file: bool) -> bool:
    """Whether people sit at a terminal and see what is asked.

    What goes into a pipe has none: the question would stand in the way of a pager.
    """
    streams = (sys.stdin, sys.stderr) if in_file else (sys.stdin, sys.stderr, sys.stdout)
    return all(stream.isatty() for stream in streams)


def both_agree(speaks: Language, shown: str, people: Sequence[Person], file: str) -> bool:
    """Show what leaves and where it goes, and ask each of `people`; gives whether all said yes."""
    say(speaks.t(N_("Only this leaves Tweespraak.")))
    preview = clean(shown).strip("\n")
    sys.stderr.write(f"\n{preview}\n\n")
    if file:
        say(
            speaks.t(
                N_("It goes into {file}. It is not sealed: anyone who can open it can read it."),
                file=file,
            )
        )
    return all(_agrees(speaks, person) for person in people)


def _agrees(speaks: Language, person: Person) -> bool:
    yes = speaks.t(N_("yes"))
    asked = N_("{name}, is this fine? Type “{yes}”: ")
    sys.stderr.write(speaks.t(asked, name=person.name, yes=yes))
    sys.stderr.flush()
    return alike(typed_line(), yes)
