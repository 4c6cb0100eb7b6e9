"""How well a name fits what somebody typed: by the beginnings of its words, by what stands within, despite slips.

Slips are told by trigrams, three letters in a row: of `paymnets` and `payments` more than half are the same.
"""

import re
from functools import lru_cache

SAME, BEGINS, WORDS, WITHIN = 2.0, 1.6, 1.2, 0.8
# Of slips the best are below everything that is certain.
_SLIP = 0.6
_NEAR = 0.4
_SHORTEST = 4
_BREAK = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")


def words_of(text: str) -> tuple[str, ...]:
    """Its words in lower case; `shopAPI_v2` has three."""
    return tuple(word.lower() for word in _BREAK.split(text) if word)


def fit(wanted: str, name: str) -> float:
    """From 0, which is not at all, to 2, which is the very name; without slips."""
    sought, whole = " ".join(wanted.lower().split()), name.lower()
    if not sought:
        return 0.0
    if sought == whole:
        return SAME
    if whole.startswith(sought):
        return BEGINS
    parts, there = sought.split(), words_of(name)
    if all(any(word.startswith(part) for word in there) for part in parts):
        return WORDS
    return WITHIN if all(part in whole for part in parts) else 0.0


def near(wanted: str, name: str) -> float:
    """The same with slips, from 0 to 0.6. Each word has to be near some word of the name."""
    parts, there = words_of(wanted), words_of(name)
    if not parts or not there:
        return 0.0
    best = [max(_nearness(part, word) for word in there) for part in parts]
    return _SLIP * sum(best) / len(best) if min(best) >= _NEAR else 0.0


def _nearness(part: str, word: str) -> float:
    if part == word:
        return 1.0
    if len(part) < _SHORTEST:
        return 0.9 if word.startswith(part) else 0.0
    ours, theirs = _trigrams(part), _trigrams(word)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


@lru_cache(maxsize=20_000)
def _trigrams(word: str) -> frozenset[str]:
    """With two blanks before and one behind, so that beginnings count for more than ends."""
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
