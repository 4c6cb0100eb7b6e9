"""Where the lines of a file were born: carried from version to version, through changes and merges.

A version's lines are an array of numbers, one a line: the commit that brought it, or UNKNOWN. What is not known is
never guessed: of a version nobody saw coming not even the length is known, and all its lines are UNKNOWN.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from aexy.sources.git.patches import Hunk

UNKNOWN = 0


class Origins(NamedTuple):
    """`lines` is an `array("I")`; with `is_open` any number of UNKNOWN lines may follow."""

    lines: "array[int]"
    is_open: bool = False

    @classmethod
    def nothing(cls) -> Self:
        """A file that is not there, or empty."""
        return cls(array("I"))

    @classmethod
    def unknown(cls) -> Self:
        """A version of which nothing is known."""
        return cls(array("I"), is_open=True)

    def part(self, begin: int, end: int) -> "array[int]":
        """The lines from `begin` up to `end`."""
        found = self.lines[begin:end]
        if self.is_open and len(found) < end - begin:
            found.extend(array("I", [UNKNOWN]) * (end - begin - len(found)))
        return found


def rewritten(old: Origins, hunks: Iterable[Hunk], born: int) -> tuple[Origins, Counter[int]]:
    """The next version, whose new lines were `born` there; and how many lines of which origin went."""
    lines = array("I")
    gone: Counter[int] = Counter()
    at = 0
    for begin, count, come in hunks:
        lines += old.part(at, begin)
        at = max(at, begin)
        if count:
            gone.update(old.part(at, at + count))
            at += count
        if come:
            lines += array("I", [born]) * come
    if at > len(old.lines) and not old.is_open:
        # It does not fit: this is another file than the one that was changed.
        return Origins.unknown(), Counter({UNKNOWN: gone.total()})
    lines += old.lines[at:]
    return Origins(lines, old.is_open), gone


class Joint(NamedTuple):
    """A stretch of a merge's result: where it begins in each parent (from 0), and a word for each line.

    A word has a letter for each parent: `+` not in it, a space: in it, `-`: in it, and not in the result.
    """

    begins: tuple[int, ...]
    words: tuple[bytes, ...]


_GONE, _NEW = ord("-"), ord("+")


def joined(parents: Sequence[Origins], joints: Iterable[Joint], born: int) -> tuple[Origins, Counter[int]]:
    """The result of a merge that is none of its parents' versions, and the lines that all parents had and it has not.

    A line comes from the first parent that has it, and was `born` in the merge when none has.
    """
    lines = array("I")
    gone: Counter[int] = Counter()
    first, at = parents[0], 0
    for begins, words in joints:
        places = list(begins)
        lines += first.part(at, places[0])
        for word in words:
            if _GONE in word:
                if word == b"-" * len(word):
                    gone.update(first.part(places[0], places[0] + 1))
                places = [place + (letter == _GONE) for place, letter in zip(places, word, strict=True)]
                continue
            lines += _line(parents, places, word, born)
            places = [place + (letter != _NEW) for place, letter in zip(places, word, strict=True)]
        at = places[0]
    lines += first.lines[at:]
    return Origins(lines, first.is_open), gone


def _line(parents: Sequence[Origins], places: Sequence[int], word: bytes, born: int) -> "array[int]":
    for parent, place, letter in zip(parents, places, word, strict=True):
        if letter != _NEW:
            return parent.part(place, place + 1) or array("I", [UNKNOWN])
    return array("I", [born])
