"""What git writes about merges whose result is in none of their parents: the only ones that change lines themselves."""

import re
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from aexy.sources.git.origins import Joint
from aexy.sources.git.patches import WORD_MARK, lines_of, not_understood, path_of, version, versions_of

_PLACES = re.compile(rb"@@@+((?: -\d+(?:,\d+)?)+) \+\d")
_PLACE = re.compile(rb"-(\d+)")


class Merged(NamedTuple):
    """A file of a merge: its versions in the parents (None where it is not), and in the result (None: it is gone)."""

    olds: tuple[bytes | None, ...]
    new: bytes | None
    path: str
    is_text: bool
    joints: tuple[Joint, ...]


class _Section:
    """What a patch says of one file, while it is read."""

    def __init__(self, versions: tuple[bytes, ...]) -> None:
        self.versions = versions
        self.is_text = True
        self._places: list[tuple[int, ...]] = []
        self._words: list[list[bytes]] = []

    def begin(self, line: bytes) -> None:
        match = _PLACES.match(line)
        if match is None:
            raise not_understood()
        # Here, other than in the patch of a plain commit, a stretch of nothing is named by the line after it.
        self._places.append(tuple(max(int(place) - 1, 0) for place in _PLACE.findall(match[1])))
        self._words.append([])

    @property
    def is_within(self) -> bool:
        """Whether what comes next are lines of the file."""
        return bool(self._places)

    def add(self, line: bytes) -> None:
        self._words[-1].append(line[: len(self.versions) - 1])

    def joints(self) -> tuple[Joint, ...]:
        return tuple(
            Joint(places, tuple(words)) for places, words in zip(self._places, self._words, strict=True) if words
        )


def read_joints(output: IO[bytes], word: bytes) -> Iterator[tuple[bytes, list[Merged]]]:
    """`(binary sha, files)` of `git diff-tree -c --raw -p -U0 --full-index`, begun as in `read_patches`."""
    start = WORD_MARK.encode() + word
    sha: bytes | None = None
    entries: list[bytes] = []
    sections: list[_Section] = []
    for lines in lines_of(output):
        for line in lines:
            if line.startswith(start):
                if sha is not None:
                    yield sha, _merged(entries, sections)
                sha, entries, sections = bytes.fromhex(line[len(start) :].decode()), [], []
            elif line.startswith(b"::"):
                entries.append(line)
            else:
                _tell(sections, line)
    if sha is not None:
        yield sha, _merged(entries, sections)


def _tell(sections: list[_Section], line: bytes) -> None:
    match line[:1]:
        case b"i":
            olds, new = versions_of(line)
            sections.append(_Section((*olds.split(b","), new)))
        case b"B":
            sections[-1].is_text = False
        case b"@":
            sections[-1].begin(line)
        case b"+" | b"-" | b" " if sections[-1].is_within:
            sections[-1].add(line)


def _merged(entries: Iterable[bytes], sections: list[_Section]) -> list[Merged]:
    left = iter(sections)
    section = next(left, None)
    found = []
    for entry in entries:
        about, path = entry.split(b"\t", 1)
        words = about.lstrip(b":").split(b" ")
        count = len(words) // 2
        names = tuple(words[count : 2 * count])
        versions = [version(name) for name in names]
        said = section if section is not None and section.versions == names else None
        if said is not None:
            section = next(left, None)
        is_text = said is not None and said.is_text
        found.append(Merged(tuple(versions[:-1]), versions[-1], path_of(path), is_text, said.joints() if said else ()))
    if section is not None:
        raise not_understood()
    return found
