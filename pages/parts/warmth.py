"""
What the screens show of a new state is computed in a thread of its own, before a hall of viewers asks for it.

Until that is done, whoever only looks is shown the state before, whole: old or new, never half, and nobody waits. Who
is signed in always sees the newest, as does everybody where this thread does not run.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from data import logbook
from data.kept import Kept
from pages.parts import cached

LOOK: Final = 0.1  # seconds between two looks at the store; a look reads two attributes
LATEST: Final = 10.0  # seconds after which an older state is no longer shown, however long computing takes


class Warmth:
    """
    Keeps the caches warm. Nothing runs before `start`; whatever fails is logged, and computed when asked for.

    Args:
        newest: The state of the moment; each call may find another. The first was computed before the first visitor.
        warm: Computes what the screens show of a state.
        then: Computes what few ask for and nobody waits with others for.
        clock: Seconds that never go back; tests bring their own.
    """

    def __init__(
        self,
        newest: Callable[[], Kept],
        warm: Callable[[Kept], None] = cached.warm,
        then: Callable[[Kept], None] = cached.warm_deck,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._newest = newest
        self._warm = warm
        self._then = then
        self._clock = clock
        self._shown = newest()
        self._outdated = 0.0  # since when `_shown` is no longer the newest; 0 = it is
        self._warmed = _version(self._shown)
        self._turn = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="warmth", daemon=True)

    def start(self) -> None:
        """Let the thread run, and viewers see what it has computed."""
        self._thread.start()
        cached.show_through(self)

    def stop(self) -> None:
        """End the thread. What it is at it need not finish: nothing of it is kept."""
        cached.show_through(None)
        self._stop.set()

    def shown(self, newest: Kept) -> Kept:
        """What somebody who only looks is shown while `newest` is the newest state: that, or the one before."""
        shown = self._shown
        if _same(shown, newest):
            return newest
        with self._turn:
            self._outdated = self._outdated or self._clock()
            if self._clock() - self._outdated <= LATEST:
                return self._shown
        self._show(newest, late=True)
        return newest

    def catch_up(self) -> None:
        """Everybody is shown the newest state from now on, computed or not."""
        self._show(self._newest(), late=True)

    def look(self) -> bool:
        """Compute the newest state if that was not done; whether it was done now. Never raises."""
        newest = self._newest()
        if self._warmed == _version(newest):
            return False
        self._compute(self._warm, newest)
        self._warmed = _version(newest)
        self._show(newest)
        if _same(newest, self._newest()):
            self._compute(self._then, newest)
        return True

    def _compute(self, what: Callable[[Kept], None], state: Kept) -> None:
        try:
            what(state)
        except Exception as problem:  # noqa: BLE001  what cannot be computed is told to whoever asks for it
            logbook.note_error("screens.cold", problem)

    def _show(self, state: Kept, *, late: bool = False) -> None:
        """Nobody who has seen a newer state is shown an older one again."""
        with self._turn:
            if late or len(state.entries()) >= len(self._shown.entries()):
                self._shown, self._outdated = state, 0.0

    def _run(self) -> None:
        while not self._stop.wait(LOOK):
            self.look()


def _version(state: Kept) -> tuple[str, str]:
    return state.head, state.reference_digest


def _same(one: Kept, other: Kept) -> bool:
    return _version(one) == _version(other)
