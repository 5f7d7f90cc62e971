"""What is made of a library that another process may be changing is made of one state of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from quoth.engine.opened import Opened
from quoth.errors import LibraryRefused

TRIES = 20  # pages made before giving up; adding stores a batch every few tenths of a second, a page takes hundredths
Made = TypeVar("Made")


def steady(library: Opened, make: Callable[[], Made]) -> Made:
    """Return what ``make`` returns, made anew if the library changed meanwhile, so that it has one fingerprint.

    Raises LibraryRefused if that never ends.
    """
    for _ in range(TRIES):
        library.look_again()
        stands = library.fingerprint()
        made = make()
        if library.fingerprint() == stands:
            return made
    raise LibraryRefused("The library is changing faster than a page can be made of it; ask again in a moment.")
