"""Comparing versions of files by themselves, apart from the commits that brought them.

Finding out which versions a merge brings costs little, comparing them much; and most have been compared when the branch
was read. So those that are left are put into two trees, the old versions into one and the new ones into the other, and
git compares the trees once.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aexy.sources.git.changes import Counts, Pair, SeenPairs, file_changes
from aexy.sources.git.opened import Opened
from aexy.sources.git.running import Git, run

_FILE, _OTHER_FILE = "100644", "100755"


def compare(git: Git, opened: Opened, pairs: Iterable[Pair]) -> dict[str, Counts]:
    """What each of the pairs comes to, by its versions; pairs that are not plain are left out."""
    versions = list(dict.fromkeys(pair.versions for pair in pairs if pair.is_plain))
    if not versions:
        return {}
    split = [tuple(one.split(" ")) for one in versions]
    with tempfile.TemporaryDirectory() as aside:
        # The two trees are nobody's: they lie beside the repository's objects and are gone afterwards.
        extra = {
            "GIT_OBJECT_DIRECTORY": aside,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": f'"{_quoted(opened.folder / "objects")}"',
        }
        old = _tree(git, opened, [(name, _FILE) for name, _ in split], extra)
        # The same version twice is a file that was only moved: another mode makes git look at it nevertheless.
        new = _tree(git, opened, [(name, _OTHER_FILE if name == was else _FILE) for was, name in split], extra)
        found = run(
            git, opened.folder,
            "diff-tree", "-r", "--numstat", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", old, new,
            object_format=opened.object_format, extra=extra,
        ).stdout  # fmt: skip
    return {versions[int(file.path)]: file[2:] for file in file_changes(found)}


@contextmanager
def keeping(file: Path) -> Iterator[Callable[[Iterable[tuple[str, Counts]]], None]]:
    """Write down what pairs came to; the file is there when everything is in it."""
    new = file.with_name(f"{file.name}.new")
    with new.open("w", encoding="ascii") as to:

        def keep(found: Iterable[tuple[str, Counts]]) -> None:
            to.writelines(f"{versions} {_word(added)} {_word(removed)}\n" for versions, (added, removed) in found)

        yield keep
    new.replace(file)


def recall(file: Path, pairs: Iterable[Pair], seen: SeenPairs) -> None:
    """Learn what was written down of these pairs; without the file nothing, and they are compared again."""
    wanted = {pair.versions for pair in pairs}
    if file.exists():
        for versions, counts in _kept(file):
            if versions in wanted:
                seen.learn(versions, counts)


def _kept(file: Path) -> Iterator[tuple[str, Counts]]:
    with file.open(encoding="ascii") as lines:
        for line in lines:
            versions, added, removed = line.rsplit(" ", 2)
            yield versions, (_number(added), _number(removed.rstrip("\n")))


def _word(count: int | None) -> str:
    return "-" if count is None else str(count)


def _number(word: str) -> int | None:
    return None if word == "-" else int(word)


def _tree(git: Git, opened: Opened, files: list[tuple[str, str]], extra: Mapping[str, str]) -> str:
    """A tree of these files, `(version, mode)` each, called by their numbers; what is not there has no version."""
    lines = "".join(
        f"{mode} blob {version}\t{number:09d}\0" for number, (version, mode) in enumerate(files) if version.strip("0")
    )
    made = run(
        git, opened.folder, "mktree", "--missing", "-z",
        object_format=opened.object_format, stdin=lines.encode(), extra=extra,
    )  # fmt: skip
    return made.stdout.decode().strip()


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
