"""How well the type of a commit is guessed: `python bench/commits.py REPO…`.

Takes repositories with conventional histories, bare ones too. Of each commit by a human whose first line has a known
prefix, the prefix goes (type, scope and mark), and the type is guessed from the rest of the line and the paths.

Printed are accuracy (an `unknown` is wrong), macro-F1 over the types there are, the accuracy of always saying the most
common type, the share that stays unknown, and the accuracy of the others; then what became of each type, and how often
guesses of each probability were right. Reverts are left out: they are marked as such, not guessed. bench/README.md says
on which repositories the weights were fitted (bench/fit_commits.py).
"""

import argparse
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import polars as pl

from aexy.kernel.analyses.commit_paths import kind_of
from aexy.kernel.analyses.commit_types import prefixed, typed
from aexy.kernel.analyses.commit_weights import GUESSED, words_of
from aexy.kernel.automata import kind_of as kind_of_person
from aexy.sources.git import classifier

_FORMAT = "--format=%x1e%an%x1f%ae%x1f%s%x1d"
_TRUSTED = {
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "core.bare",
    "GIT_CONFIG_VALUE_0": "true",
    "GIT_CONFIG_KEY_1": "safe.directory",
    "GIT_CONFIG_VALUE_1": "*",
}


class Commit(NamedTuple):
    """What git says of one."""

    subject: str
    paths: list[str]


class Score(NamedTuple):
    """How often guesses were right."""

    n: int
    accuracy: float
    macro_f1: float
    majority: float
    unknown: float
    accuracy_of_known: float


def main() -> None:
    """Read, hide, guess, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repos", type=Path, nargs="+")
    asked = parser.parse_args()
    every = []
    print(f"{'repository':28} {'n':>6} {'accuracy':>8} {'macro-F1':>8} {'majority':>8} {'unknown':>8} {'of known':>8}")
    for repo in asked.repos:
        found = guessed(hidden(repo))
        every.append(found)
        show(name_of(repo), score(found))
    whole = pl.concat(every)
    if len(every) > 1:
        scores = [score(found) for found in every]
        show(
            "mean of repositories",
            Score(len(whole), *(sum(one[place] for one in scores) / len(every) for place in range(1, len(scores[0])))),
        )
        show("all commits", score(whole))
    print()
    confusion(whole)
    calibrated(whole.filter(pl.col("guess") != "unknown"))
    speed(whole)


def name_of(repo: Path) -> str:
    """What a repository is called, where it is a folder of its own or the bare part of one."""
    return repo.parent.name if repo.name in {"repo", ".git"} else repo.name


def read(repo: Path) -> Iterator[Commit]:
    """Everything humans committed on the branch HEAD is on, without merges."""
    folder = repo / ".git" if (repo / ".git").exists() else repo
    bare = _TRUSTED if folder == repo else {}
    command = [
        "git",
        "-c",
        "core.quotePath=false",
        "log",
        "--no-merges",
        "--no-renames",
        "--name-only",
        _FORMAT,
        "HEAD",
    ]
    told = subprocess.run(command, env=os.environ | bare | {"GIT_DIR": str(folder)}, capture_output=True, check=True)
    for entry in told.stdout.decode(errors="replace").split("\x1e")[1:]:
        head, _, files = entry.partition("\x1d")
        name, email, subject = head.split("\x1f")
        if kind_of_person(name, email) == "human":
            yield Commit(subject, [path for path in files.split("\n") if path])


def hidden(repo: Path) -> pl.DataFrame:
    """Commits with a prefix: `truth`, `text` without it, and the `kinds` of the paths."""
    classify = classifier()
    commits = list(read(repo))
    listed = pl.DataFrame({"subject": [one.subject for one in commits]}, schema={"subject": pl.String})
    paths = pl.DataFrame(
        [(row, path, classify(path).name) for row, one in enumerate(commits) for path in one.paths],
        schema={"row": pl.UInt32, "path": pl.String, "class": pl.String},
        orient="row",
    )
    touched = paths.select("row", kinds=kind_of()).unique().group_by("row").agg(pl.col("kinds").sum().cast(pl.Int32))
    read_ = pl.concat([listed, prefixed(listed)], how="horizontal").with_row_index("row")
    known = read_.join(touched, on="row", how="left", maintain_order="left").with_columns(pl.col("kinds").fill_null(0))
    return known.filter(pl.col("prefix").is_in(GUESSED)).select("kinds", "text", truth="prefix")


def guessed(commits: pl.DataFrame) -> pl.DataFrame:
    """The same with the `guess`."""
    nothing = pl.repeat(None, len(commits), dtype=pl.String, eager=True)
    none = pl.repeat(value=False, n=len(commits), dtype=pl.Boolean, eager=True)
    found = typed(nothing, commits["text"], words_of(commits["text"]), commits["kinds"], none)
    return commits.with_columns(found["probability"], guess=found["type"].cast(pl.String))


def score(found: pl.DataFrame) -> Score:
    """Accuracy, macro-F1 and what stands beside them."""
    right = pl.col("guess") == pl.col("truth")
    known = found.filter(pl.col("guess") != "unknown")
    f1 = []
    for type_ in found["truth"].unique():
        hit = len(found.filter(right, truth=type_))
        f1.append(2 * hit / (len(found.filter(truth=type_)) + len(found.filter(guess=type_))))
    return Score(
        len(found),
        found.select(right.mean()).item(),
        sum(f1) / len(f1),
        float(found.select(pl.col("truth").value_counts(sort=True).struct.field("count").first()).item()) / len(found),
        1 - len(known) / len(found),
        known.select(right.mean()).item(),
    )


def show(name: str, reached: Score) -> None:
    """One line."""
    n, *shares = reached
    print(f"{name:28.28} {n:6} " + " ".join(f"{share:8.3f}" for share in shares))


def confusion(found: pl.DataFrame) -> None:
    """A row for each type there is, a column for each guess."""
    guesses = (*GUESSED, "unknown")
    print(f"{'is / guessed':12}" + "".join(f"{guess:>9}" for guess in guesses) + f"{'recall':>9}")
    for type_ in GUESSED:
        of_type = found.filter(truth=type_)
        counts = [len(of_type.filter(guess=guess)) for guess in guesses]
        recall = counts[guesses.index(type_)] / len(of_type) if len(of_type) else 0
        print(f"{type_:12}" + "".join(f"{count:9}" for count in counts) + f"{recall:9.3f}")


def calibrated(found: pl.DataFrame) -> None:
    """Of guesses of about one probability: how many, what they say, how often they are right; and the mean gap."""
    is_right = (pl.col("guess") == pl.col("truth")).cast(pl.Float64)
    bands = found.group_by((pl.col("probability") * 10).floor().cast(pl.Int32).alias("band")).agg(
        n=pl.len(), said=pl.col("probability").mean(), right=is_right.mean()
    )
    print(f"\n{'probability':14}{'n':>8}{'said':>8}{'right':>8}")
    for band, n, said, right in bands.sort("band").iter_rows():
        print(f"{band / 10:.1f} to {band / 10 + 0.1:.1f}    {n:8}{said:8.3f}{right:8.3f}")
    gap = bands.select(((pl.col("said") - pl.col("right")).abs() * pl.col("n")).sum() / pl.col("n").sum()).item()
    print(f"mean gap {gap:.3f}")


def speed(found: pl.DataFrame) -> None:
    """How long all of them take at once."""
    start = perf_counter()
    guessed(found.select("kinds", "text", "truth"))
    print(f"\n{len(found):,} commits guessed in {perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
