"""How the independent pieces of a long computation are distributed.

A piece carries the seed of its own draws, so results do not depend on who runs it, in which
order, or how many run at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Spread = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Applies a function to pieces and gives the results in their order, as ``map`` does."""

THREADS = 2
"""The pieces spend their time in numpy, which lets threads run side by side."""


def in_threads(function: Callable[[Any], Any], pieces: Iterable[Any]) -> list[Any]:
    """Run the pieces in this process."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(function, pieces))
