"""A cache of arrays, limited by the memory they use."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock

from vgsim.compute.arrays.types import Array


class ArrayCache:
    """A thread-safe cache of the most recently used arrays; unlike `lru_cache`, it counts bytes."""

    def __init__(self, most: int) -> None:
        """Hold at most this many bytes."""
        self._most = most
        self._arrays: dict[Hashable, Array] = {}  # the most recently used one comes last
        self._lock = Lock()
        self.bytes = 0

    def get(self, key: Hashable, make: Callable[[], Array]) -> Array:
        """Return the array of this key; `make` computes it if it is not in the cache."""
        with self._lock:
            found = self._arrays.pop(key, None)
            if found is not None:
                self._arrays[key] = found
                return found
        made = make()
        with self._lock:
            if made.nbytes <= self._most and key not in self._arrays:
                self._arrays[key] = made
                self.bytes += made.nbytes
                while self.bytes > self._most:
                    self.bytes -= self._arrays.pop(next(iter(self._arrays))).nbytes
        return made
