"""A bounded queue between the radio's callback and the worker: it never waits and never fails."""

from __future__ import annotations

from collections import Counter, deque

from collector.live.values import Heard

#: Ten minutes of five devices that each speak twice a second.
CAPACITY = 6000


class HeardQueue:
    """Readings in the order they came; when it is full the oldest goes, and is counted."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._waiting: deque[Heard] = deque()
        self._capacity = capacity
        self.lost: Counter[int] = Counter()  # by live device, since last asked

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, heard: Heard) -> None:
        if len(self._waiting) >= self._capacity:
            self.lost[self._waiting.popleft().live_device_id] += 1
        self._waiting.append(heard)

    def take(self, most: int) -> list[Heard]:
        """Give the oldest readings, at most so many."""
        return [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]

    def take_lost(self) -> Counter[int]:
        """Give how many went by overflow since the last call."""
        lost, self.lost = self.lost, Counter()
        return lost
