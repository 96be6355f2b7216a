"""End a step in order where the terminal or another program ends this one."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTS = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)
"""Ctrl+C, the end of the terminal, and the end of the program asked for by another one."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Have the end of a session of SSH, or of this program, interrupt it once, like Ctrl+C."""
    before = [signal.getsignal(kind) for kind in INTERRUPTS]
    set_interrupts(_interrupt_once)
    try:
        yield
    finally:
        for kind, handler in zip(INTERRUPTS, before, strict=True):
            signal.signal(kind, handler)


def set_interrupts(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    """Handle all of them in one way."""
    for kind in INTERRUPTS:
        signal.signal(kind, handler)


def _interrupt_once(_kind: int, _frame: FrameType | None) -> None:
    set_interrupts(signal.SIG_IGN)
    raise KeyboardInterrupt
