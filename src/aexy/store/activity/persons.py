"""Everybody a batch names, each as the newest page that names them does."""

from collections.abc import Iterable
from datetime import datetime

from aexy.kernel.activity import Who
from aexy.store.activity import fitting
from aexy.store.activity.merging import microseconds

Person = tuple[str, str]
"""Provider and external id."""
TOLD = ("username", "name", "email", "account_type", "avatar_url")


class Persons:
    """By person, what is told of them and since when that was told, in microseconds."""

    def __init__(self) -> None:
        self.told: dict[Person, tuple[list[str | None], list[int | None], int]] = {}
        self._last: dict[Person, Who] = {}
        self._everyone: set[Who] = set()

    def hear(self, named: Iterable[Who | None], now: datetime) -> None:
        """Pages that were fetched then name these; among themselves the larger word stands."""
        at = microseconds(now)
        together: dict[Person, Who] = {}
        for who in named:
            if who is None:
                continue
            person = (who[0], who[1])
            known = together.get(person)
            if known is None:
                together[person] = who
            elif known != who:
                together[person] = Who._make(_larger(*pair) for pair in zip(known, who, strict=True))
        for person, who in together.items():
            if self._last.get(person) != who:
                self._note(person, _told(who), at)
                self._last[person] = who

    def _note(self, person: Person, told: list[str | None], at: int) -> None:
        known = self.told.get(person)
        if known is None:
            self.told[person] = (told, [None if one is None else at for one in told], at)
            return
        values, since, seen = known
        for place, value in enumerate(told):
            said, then = values[place], since[place]
            if value is not None and (then is None or (value != said and (at, value) > (then, said or ""))):
                values[place], since[place], seen = value, at, max(seen, at)
        self.told[person] = (values, since, seen)


def _told(who: Who) -> list[str | None]:
    told = [fitting.maybe_name(value) for value in who[2:7]]
    told[2] = told[2].lower() if told[2] else None
    return told


def _larger(one: str | None, other: str | None) -> str | None:
    return other if one is None else one if other is None else max(one, other)
