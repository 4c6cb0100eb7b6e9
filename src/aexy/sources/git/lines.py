"""Which commit the removed lines were born in: one pass over a branch, going on where the last one ended.

with reading_lines(git, folder, classify=classify, rules=digest) as reader:
    for batch in reader.batches():     commits, parents before children, and what they removed
        …                              keep it, then
        reader.save()                  so that it is not read again

The same commits give the same removals, in however many passes they are read.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from aexy.kernel.commits import NOT_WRITTEN, Classify
from aexy.sources.git.joints import Merged, read_joints
from aexy.sources.git.line_state import Kept, LineState
from aexy.sources.git.opened import Opened, reopen
from aexy.sources.git.origins import UNKNOWN, Origins, joined, rewritten
from aexy.sources.git.patches import NOTHING, PLAIN, Change, patches_of, read_patches
from aexy.sources.git.running import Git, damaged, streaming
from aexy.sources.imports import Import

_AT_ONCE = 1_000
_READ = 1 << 18


class Removal(NamedTuple):
    """So many lines of a file that a commit removed were born in `origin`; None where that is not known."""

    sha: bytes
    path: str
    origin: bytes | None
    lines: int


class LineBatch(NamedTuple):
    """Commits that were read, what they removed, and of those that are no merges what they come to and import."""

    shas: list[bytes]
    removals: list[Removal]
    patch_ids: list[tuple[bytes, bytes | None]]
    imports: list[tuple[bytes, str, Import]]


class _Commit(NamedTuple):
    sha: bytes
    parents: list[bytes]


@dataclass(slots=True)
class LineReader:
    """`total` commits are to be read, which is known once the first of them are."""

    git: Git
    opened: Opened
    state: LineState
    classify: Classify
    total: int = 0
    _gone: dict[tuple[bytes, str], Counter[int]] = field(default_factory=dict)

    def batches(self) -> Iterator[LineBatch]:
        """What was not read yet, some commits at a time."""
        tip = self.opened.default_sha
        if tip is None or self.state.note("tip") == tip:
            return
        cut_off = _cut_off(self.opened.folder)
        with tempfile.TemporaryFile() as listed:
            self.total = self._list(tip, listed)
            while lines := list(islice(listed, _AT_ONCE)):
                commits = [_Commit(*_split(line)) for line in lines]
                yield self._read([one for one in commits if self.state.number_of(one.sha) is None], cut_off)
        self.state.put_notes({"tip": tip})
        self.state.save()

    def save(self) -> None:
        """What came so far is kept elsewhere: it need not be read again."""
        self.state.save()

    @property
    def kept(self) -> Kept:
        """What is to be kept beside what came so far."""
        return Kept(self.state.note("identity"), self.state.commits)

    def _list(self, tip: str, to: IO[bytes]) -> int:
        """Write the commits to read, with their parents; how many they are."""
        last = self.state.note("tip")
        asked = (tip, *([f"^{last}"] if last else []))
        arguments = ("rev-list", "--topo-order", "--reverse", "--parents", "--ignore-missing", *asked)
        count = 0
        with streaming(self.git, self.opened.folder, *arguments, object_format=self.opened.object_format) as output:
            while block := output.read(_READ):
                to.write(block)
                count += block.count(b"\n")
        to.seek(0)
        return count

    def _read(self, commits: list[_Commit], cut_off: frozenset[bytes]) -> LineBatch:
        merges = dict(self._merges([one.sha for one in commits if len(one.parents) > 1]))
        plain = [one.sha for one in commits if len(one.parents) < 2]  # noqa: PLR2004 (two make a merge)
        ids: list[tuple[bytes, bytes | None]] = []
        imports: list[tuple[bytes, str, Import]] = []
        with patches_of(self.git, self.opened, plain, *PLAIN) as (output, word):
            patches = read_patches(output, word)
            for one in commits:
                parents = [self.state.number_of(sha) for sha in one.parents]
                number = self.state.add_commit(one.sha, [known for known in parents if known is not None])
                if len(parents) > 1:
                    for merged in merges.get(one.sha, ()):
                        self._merge(one.sha, number, parents, merged)
                    continue
                sha, changes, patch_id = next(patches, NOTHING)
                if sha != one.sha:
                    raise damaged(b"", says=["commits are missing"])
                if sha not in cut_off:
                    ids.append((sha, patch_id))
                imports += imports_of(sha, changes, self.classify)
                for change in changes:
                    self._change(one.sha, number, parents[0] if parents else None, change, one.sha in cut_off)
            for _ in patches:  # to the end, so that git may say whether it got there
                raise damaged(b"", says=["there are more commits than were asked for"])
        return LineBatch([one.sha for one in commits], self._removals(), ids, imports)

    def _merges(self, shas: list[bytes]) -> Iterator[tuple[bytes, list[Merged]]]:
        # Without looking for renames: that would compare each merge with all that its branch brought.
        with patches_of(self.git, self.opened, shas, "-c", "--no-renames") as (output, word):
            yield from ((sha, files) for sha, files in read_joints(output, word) if files)

    def _change(self, sha: bytes, number: int, parent: int | None, change: Change, is_cut_off: bool) -> None:  # noqa: FBT001 (a fact about the commit)
        is_moved = change.old is not None and change.old_path != change.path
        if is_moved and self._is_written(change.old_path):
            self.state.leave(change.old_path, number)
        if not self._is_written(change.path) or (change.old == change.new and not is_moved):
            return
        if not change.is_text and change.new is not None:
            self.state.put_whole(change.path, change.new, number, Origins.unknown())
            return
        base = self.state.find(change.old_path, change.old, parent)
        now, gone = rewritten(base.origins, change.hunks, UNKNOWN if is_cut_off else number)
        self._note(sha, change.path, gone)
        if change.new is None:
            self.state.leave(change.path, number)
        elif is_cut_off:
            self.state.put_whole(change.path, change.new, number, now)
        else:
            self.state.put(change.path, change.new, number, base, change.hunks, now)

    def _merge(self, sha: bytes, number: int, parents: list[int | None], merged: Merged) -> None:
        if not self._is_written(merged.path):
            return
        if merged.new is None:
            self.state.leave(merged.path, number)
            return
        now = Origins.unknown()
        if merged.is_text:
            pairs = zip(merged.olds, parents, strict=True)
            olds = [self.state.find(merged.path, old, parent).origins for old, parent in pairs]
            now, gone = joined(olds, merged.joints, number)
            self._note(sha, merged.path, gone)
        self.state.put_whole(merged.path, merged.new, number, now)

    def _is_written(self, path: str) -> bool:
        return self.classify(path).name not in NOT_WRITTEN

    def _note(self, sha: bytes, path: str, gone: Counter[int]) -> None:
        if gone:
            self._gone.setdefault((sha, path), Counter()).update(gone)

    def _removals(self) -> list[Removal]:
        """What was noted, with the names of commits; and nothing is noted any more."""
        noted, self._gone = self._gone, {}
        numbers = {number for gone in noted.values() for number in gone if number != UNKNOWN}
        shas: dict[int, bytes | None] = {UNKNOWN: None, **self.state.shas_of(numbers)}
        return [
            Removal(sha, path, shas[number], lines)
            for (sha, path), gone in noted.items()
            for number, lines in gone.items()
        ]


def imports_of(sha: bytes, changes: Iterable[Change], classify: Classify) -> Iterator[tuple[bytes, str, Import]]:
    """What a commit's lines import, of files that somebody wrote."""
    for change in changes:
        if change.imports and classify(change.path).name not in NOT_WRITTEN:
            yield from ((sha, change.path, one) for one in change.imports)


@contextmanager
def reading_lines(
    git: Git, folder: Path, *, classify: Classify, rules: str, kept: Kept | None = None
) -> Iterator[LineReader]:
    """The reader of a repository that `open_repository` prepared; one at a time. `rules` are those it classes by.

    It goes on behind what was saved, when that is what is `kept`, and begins from the start otherwise.
    """
    state = LineState.open(folder, rules, kept)
    try:
        yield LineReader(git, reopen(folder), state, classify)
    finally:
        state.close()


def _split(line: bytes) -> tuple[bytes, list[bytes]]:
    sha, *parents = (bytes.fromhex(name) for name in line.decode().split())
    return sha, parents


def _cut_off(folder: Path) -> frozenset[bytes]:
    file = folder / "shallow"
    return frozenset(map(bytes.fromhex, file.read_text().split())) if file.exists() else frozenset()
