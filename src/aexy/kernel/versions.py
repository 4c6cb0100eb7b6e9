"""Versions and the ranges that manifests write, as far as it takes to say how old something is.

Numbers are compared, words are not: `3.2.1rc1` is 3.2.1. What a range cannot be bounded by is None, never a guess.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

_NUMBERS = re.compile(r"\d+")
_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)")
_PART = re.compile(r"(~>|~=|===?|>=|<=|!=|<>|\^|~|>|<|=)?\s*(v?\d[\w.+*-]*|\*)", re.ASCII)
# `1.2 - 3` is from 1.2 to 3.
_FROM_TO = re.compile(r"^(\S+)\s+-\s+")
_MOST_PARTS = 12
_LONGEST = 200
# Where a bare number is a range of its own.
_CARET_BY_DEFAULT = frozenset({"cargo"})
_LAST = (1 << 30,)
Key = tuple[int, ...]


class Bounds(NamedTuple):
    """From `low` on, and below `high`; None: open on that side. Of an exact version `is_exact` is True."""

    low: Key | None
    high: Key | None
    is_exact: bool = False


def key_of(version: str) -> Key:
    """The numbers a version begins with, to be compared; empty where there are none."""
    match = _VERSION.match(version[:_LONGEST].strip().lstrip("=^~> "))
    return tuple(int(number[:9]) for number in _NUMBERS.findall(match[1])) if match else ()


def bounds_of(ecosystem: str, written: str | None) -> Bounds | None:
    """What a version as it was written allows; None where nothing can be said (a branch, a path, `latest`)."""
    if not written or len(written) > _LONGEST:
        return None
    ranges = [found for part in written.split("||") if (found := _conjunction(ecosystem, part)) is not None]
    if not ranges:
        return None
    lows, highs = [one.low for one in ranges], [one.high for one in ranges]
    low = None if None in lows else min(key for key in lows if key is not None)
    high = None if None in highs else max(key for key in highs if key is not None)
    return Bounds(low, high, is_exact=len(ranges) == 1 and ranges[0].is_exact)


def _conjunction(ecosystem: str, written: str) -> Bounds | None:
    text = _FROM_TO.sub(r">=\1 <=", written.strip().strip("[]()"))
    parts = _PART.findall(text)
    if not parts or len(parts) > _MOST_PARTS or not re.match(r"[v\d*=~^<>!]", text):
        return None
    found = [one for sign, version in parts if (one := _one(ecosystem, sign, version)) is not None]
    lows = [one.low for one in found if one.low is not None]
    highs = [one.high for one in found if one.high is not None]
    if not lows and not highs:
        return None
    exact = any(one.is_exact for one in found)
    return Bounds(max(lows, default=None), min(highs, default=None), is_exact=exact)


def _one(ecosystem: str, sign: str, version: str) -> Bounds | None:
    key = key_of(version)
    if not key or sign in {"!=", "<>"}:
        return None
    if "*" in version or version.endswith(".x"):
        return Bounds(key, _after(key, len(key)))
    if not sign and ecosystem in _CARET_BY_DEFAULT:
        sign = "^"
    return _BY_SIGN[sign](key)


def _after(key: Key, places: int) -> Key:
    """The first version whose first so many numbers are others."""
    return (*key[: places - 1], key[places - 1] + 1)


def _first_that_counts(key: Key) -> int:
    return next((place + 1 for place, number in enumerate(key) if number), len(key))


def _exactly(key: Key) -> Bounds:
    return Bounds(key, (*key, *_LAST), is_exact=True)


_BY_SIGN: dict[str, Callable[[Key], Bounds]] = {
    "": _exactly,
    "=": _exactly,
    "==": _exactly,
    "===": _exactly,
    "^": lambda key: Bounds(key, _after(key, _first_that_counts(key))),
    "~": lambda key: Bounds(key, _after(key, min(len(key), 2))),
    "~>": lambda key: Bounds(key, _after(key, max(len(key) - 1, 1))),
    "~=": lambda key: Bounds(key, _after(key, max(len(key) - 1, 1))),
    ">=": lambda key: Bounds(key, None),
    ">": lambda key: Bounds(key, None),
    "<": lambda key: Bounds(None, key),
    "<=": lambda key: Bounds(None, (*key, *_LAST)),
}
