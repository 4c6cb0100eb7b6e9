"""What a request is counted as; how often each may be asked for stands in the settings and docs/how-to/limits.md."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

BOUND: Final = "x-bound"
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Bound(StrEnum):
    """A kind of request; each has a setting of its own."""

    READING = "reading"
    CHANGING = "changing"
    EXPENSIVE = "expensive"
    SIGNING_IN = "signing_in"
    HOOKS = "hooks"
    UNKNOWN = "unknown"
    UNCOUNTED = "uncounted"

    @classmethod
    def of(cls, marked: str | None, methods: Collection[str]) -> "Bound":
        """As a route is marked; without a mark its methods say whether it reads or changes."""
        if marked:
            return cls(marked)
        return cls.READING if set(methods) <= READING else cls.CHANGING


__all__ = ["BOUND", "READING", "Bound"]
