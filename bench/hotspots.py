"""What it costs to see where code is likely to hurt: `python bench/hotspots.py REPO`.

Prints ratios measured in one run over the default branch of a repository: measuring all files at its tip as a sync
does, per 1,000 files, to lizard's own reading of the same files from a folder; then files that change together, counted
as tables, to counting them pair by pair with a dictionary; and the hotspots of the whole history. PostgreSQL is not in
it; how long a request takes stands in README.md beside this.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import TypeVar

import polars as pl
from lizard import analyze_files

from aexy.kernel.analyses.coupling import MOST_FILES, coupling
from aexy.kernel.analyses.hotspots import CHANGES, hotspots, tally
from aexy.kernel.commits import PathClass
from aexy.sources.classes import is_program
from aexy.sources.complexity import MOST_BYTES, Figures, measure
from aexy.sources.git import Git, Opened, classifier, open_repository, parse_location, read_all
from aexy.sources.git.trees import Leaf, files_at, texts_of

GIT = Git()
LEAST = 5
Found = TypeVar("Found")


def main() -> None:
    """Measure, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repo", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        opened = open_repository(GIT, parse_location(str(asked.repo.resolve()), cwd=Path("/")), Path(folder) / "mirror")
        totals = measured(opened, Path(folder) / "files")
        counted(opened, totals)


def measured(opened: Opened, folder: Path) -> dict[str, int]:
    """Measure the files at the tip; their totals by path."""
    classify = classifier(opened.attributes)
    leaves, listing = timed(lambda: [leaf for leaf in files_at(GIT, opened, opened.default_sha or "") if wanted(leaf)])
    leaves = [leaf for leaf in leaves if is_measured(classify(leaf.path))]
    texts, reading = timed(lambda: list(texts_of(GIT, opened, leaves)))
    figures, measuring = timed(lambda: {leaf.path: measure(leaf.path, text) for leaf, text in texts})
    for leaf, text in texts:
        file = folder / leaf.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)
    known = [path for path, found in figures.items() if found is not None and found.method == "lizard"]
    _, peer = timed(lambda: sum(one.nloc for one in analyze_files([str(folder / path) for path in known])))
    per = 1_000 / max(1, len(leaves))
    print(f"files measured                      {len(leaves)}, {sum(len(text) for _, text in texts) / 1e6:.1f} MB")
    print(f"list, read and measure, per 1,000   {(listing + reading + measuring) * per:.2f} s of processor time")
    print(f"of that listing, reading            {(listing + reading) * per:.2f} s")
    print(f"÷ lizard's own, of those it knows   {(listing + reading + measuring) / peer:.2f} ({peer * per:.2f} s)")
    return {path: found.total for path, found in figures.items() if isinstance(found, Figures)}


def wanted(leaf: Leaf) -> bool:
    return leaf.size is not None and leaf.size <= MOST_BYTES


def is_measured(known: PathClass) -> bool:
    return known.name in {"source", "test"} and is_program(known.language)


def counted(opened: Opened, totals: dict[str, int]) -> None:
    """Hotspots and coupling of the whole history."""
    keys: dict[str, int] = {}
    rows = []
    for commit, record in enumerate(read_all(GIT, opened)):
        if record.parents > 1 or record.files is None:
            continue
        at = datetime.fromtimestamp(record.author.at or 0, UTC)
        author = hash(record.author.email) & 0xFFFFFF
        for change in record.files:
            path = keys.setdefault(change.path, len(keys))
            rows.append((path, commit, author, at, (change.additions or 0) + (change.deletions or 0), False))
    changes = pl.DataFrame(rows, schema=CHANGES, orient="row")
    measured = pl.DataFrame(
        {
            "path": [keys[path] for path in totals if path in keys],
            "total": [totals[path] for path in totals if path in keys],
        },
        schema={"path": pl.Int32, "total": pl.Int32},
    ).with_columns(was=pl.lit(None, pl.Int32))
    ranked, ranking = timed(lambda: hotspots(tally(changes).join(measured, on="path", how="left")))
    changed = changes.select(change="commit", path="path")
    found, tables = timed(lambda: coupling(changed, least=LEAST))
    naive, pairs = timed(lambda: by_pairs(changed))
    assert dict(naive) == {(a, b): n for a, b, n in found.pairs.select("a", "b", "support").rows()}
    print(f"commits and files                   {found.changes + found.left_out} commits, {changes.height} changes")
    print(f"hotspots of all of it               {ranking:.2f} s, {ranked.height} files")
    print(f"coupling as tables ÷ pair by pair   {tables / pairs:.2f} ({tables:.2f} s), {found.pairs.height} pairs")


def by_pairs(changed: pl.DataFrame) -> Counter[tuple[int, int]]:
    """The same as coupling counts, with a dictionary."""
    support: Counter[tuple[int, int]] = Counter()
    for paths in changed.unique().group_by("change").agg("path")["path"]:
        if len(paths) <= MOST_FILES:
            support.update(combinations(sorted(paths.to_list()), 2))
    return Counter({pair: n for pair, n in support.items() if n >= LEAST})


def timed(do: Callable[[], Found]) -> tuple[Found, float]:
    """What it gives, and the processor time it took here."""
    begun = process_time()
    found = do()
    return found, process_time() - begun


if __name__ == "__main__":
    main()
