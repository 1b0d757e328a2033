"""What a terminal sends for a key, by the names Textual gives to keys.

Two hands: the old one of xterm, and the one of kitty (also of Ghostty, WezTerm, foot), which tells every key apart.
Sources: xterm `ctlseqs`, and https://sw.kovidgoyal.net/kitty/keyboard-protocol/.
"""

from __future__ import annotations

LETTERED = {
    "up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F",
    "f1": "P", "f2": "Q", "f3": "R", "f4": "S",
}  # fmt: skip
"""Keys that end in a letter: `CSI A`, `CSI 1 ; modifiers A`."""

NUMBERED = {
    "insert": 2, "delete": 3, "pageup": 5, "pagedown": 6, "f5": 15, "f6": 17, "f7": 18, "f8": 19,
    "f9": 20, "f10": 21, "f11": 23, "f12": 24,
}  # fmt: skip
"""Keys that end in a tilde: `CSI 20 ~`, `CSI 20 ; modifiers ~`."""

CHARACTERS = {"tab": "\t", "enter": "\r", "escape": "\x1b", "backspace": "\x7f", "space": " "}
"""Keys that are one character."""

MODIFIERS = {"shift": 1, "alt": 2, "ctrl": 4}
"""The bits of the modifiers."""


def split(key: str) -> tuple[int, str]:
    """The modifier bits and the name in "ctrl+shift+up"; raises ValueError for a key nobody has."""
    *held, name = ["+"] if key == "+" else key.split("+")
    if unknown := [modifier for modifier in held if modifier not in MODIFIERS]:
        raise ValueError(f"no such modifier: {unknown[0]!r} in {key!r}")
    if len(name) != 1 and name not in LETTERED | NUMBERED | CHARACTERS:
        raise ValueError(f"no such key: {key!r}")
    return sum(MODIFIERS[modifier] for modifier in set(held)), name


def _function_key(bits: int, name: str) -> str:
    """A key that is no character, with its modifiers (both hands agree, but for F1 to F4)."""
    if name in LETTERED:
        return f"\x1b[1;{bits + 1}{LETTERED[name]}" if bits else f"\x1b[{LETTERED[name]}"
    return f"\x1b[{NUMBERED[name]};{bits + 1}~" if bits else f"\x1b[{NUMBERED[name]}~"


def xterm(key: str) -> str:
    """What xterm sends; raises ValueError for a key it cannot tell from another (ctrl+enter, shift+space)."""
    bits, name = split(key)
    if name in ("f1", "f2", "f3", "f4") and not bits:
        return "\x1bO" + LETTERED[name]
    if name in LETTERED or name in NUMBERED:
        return _function_key(bits, name)
    shift, alt, ctrl = (bool(bits & MODIFIERS[modifier]) for modifier in ("shift", "alt", "ctrl"))
    if name == "tab" and shift and not ctrl:
        character = "\x1b[Z"
    elif name == "space" and ctrl and not shift:
        character = "\x00"
    elif name in CHARACTERS:
        if shift or ctrl:
            raise ValueError(f"xterm cannot send {key!r}")
        character = CHARACTERS[name]
    elif ctrl:
        if shift or not "@" <= name.upper() <= "_":
            raise ValueError(f"xterm cannot send {key!r}")
        character = chr(ord(name.upper()) & 0x1F)
    else:
        character = name.upper() if shift else name
    return "\x1b" * alt + character


def kitty(key: str) -> str:
    """What kitty sends when a program asked for every key and its text (the flags 1, 8 and 16, as Textual does)."""
    bits, name = split(key)
    if name == "f3":
        return f"\x1b[13;{bits + 1}~" if bits else "\x1b[13~"
    if name in LETTERED or name in NUMBERED:
        return _function_key(bits, name)
    character = CHARACTERS.get(name, name)
    if character.isupper() and len(character.lower()) == 1:
        bits |= MODIFIERS["shift"]
    code = ord(character.lower()) if len(character.lower()) == 1 else ord(character)
    modifiers = str(bits + 1) if bits else ""
    if character.isprintable() and not bits & ~MODIFIERS["shift"]:
        text = character.upper() if bits and len(character.upper()) == 1 else character
        return f"\x1b[{code};{modifiers};{ord(text)}u"
    return f"\x1b[{code};{modifiers}u" if bits else f"\x1b[{code}u"
