"""Whether complexity beats size on pull requests of real projects: `python bench/real_pulls.py DATA CLONE…`.

DATA is a clone of `gousiosg/pullreqs` (BSD): what GHTorrent knew in early 2014 of the pull requests of a thousand
projects, among it when each was opened and merged, how many remarks were made on its lines and in its conversation, and
by how many people. CLONE is the project itself, in a folder called `owner+name` or `owner@name`: what was merged is
read off its merges ("Merge pull request #17"), file by file, and sorted as the product does.

What the data does not say is left out of the effort: who made a remark, second looks, and the time from the first
review to the last. So effort is ln(1 + remarks) here. Printed for each project: what the product's own calibration
comes to, on the latest quarter of changes, which it had not seen, beside lines alone, and beside lines added alone.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from aexy.kernel.analyses.complexity import CHANGES, FILES, REVIEWS, history
from aexy.kernel.analyses.effort import FEWEST, HELD_OUT, TRAITS, fit
from aexy.sources.classes import classifier

# The last commit of the data that still has its files.
AT = "438de2818cfe94e4c6f70f98df6ac3d7e7b2aad4"
UNTIL = "2014-03-01"
GIT = ("git", "-c", "core.quotePath=false")
_MERGE = "Merge pull request #"
_RARE = "\x01"


def told_of(data: Path, project: str) -> pl.DataFrame:
    """What the data says of the merged pull requests of a project, each once."""
    said = subprocess.run([*GIT, "-C", str(data), "show", f"{AT}:data/{project}.csv"], check=True, capture_output=True)
    columns = ("github_id", "created_at", "merged_at", "num_commit_comments", "num_issue_comments", "num_participants")
    known = pl.read_csv(said.stdout, columns=columns, schema_overrides=dict.fromkeys(columns, pl.Int64))
    return known.drop_nulls("merged_at").unique("github_id", keep="first", maintain_order=True)


def project_of(clone: Path) -> str:
    """`owner@name`, as the data says it, by the folder the clone is in."""
    return next(part for part in reversed(clone.parts) if "+" in part or "@" in part).replace("+", "@")


def number_of(subject: str) -> int | None:
    """Of the pull request that a merge with this subject merged."""
    word = subject.removeprefix(_MERGE).split(" ")[0] if subject.startswith(_MERGE) else ""
    return int(word) if word.isdigit() else None


def merged_files(clone: Path) -> Iterator[tuple[int, str, int, int]]:
    """Number of a pull request, path, lines added and removed: what its merge brought to where it was merged."""
    said = subprocess.run(
        [*GIT, "-C", str(clone), "log", "--merges", f"--until={UNTIL}", "--diff-merges=first-parent", "--no-renames",
         "--numstat", f"--format={_RARE}%s"],
        check=True, capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    number: int | None = None
    for line in said.stdout.splitlines():
        if line.startswith(_RARE):
            number = number_of(line[1:])
        elif number is not None and line.count("\t") >= 2:
            added, removed, path = line.split("\t", 2)
            yield number, path, int(added) if added.isdigit() else 0, int(removed) if removed.isdigit() else 0


def of_project(data: Path, clone: Path, project: str) -> tuple[pl.DataFrame, int]:
    """What calibration learns from, with `added` and `remarks`; and of how many merged ones the data knows."""
    known = told_of(data, project)
    found = pl.DataFrame(
        list(merged_files(clone)), orient="row",
        schema={"pull": pl.Int64, "path": pl.String, "added": pl.Int64, "removed": pl.Int64},
    ).join(known.select(pull="github_id"), on="pull", how="semi")  # fmt: skip
    classify = classifier()
    sorts = {path: classify(path).name for path in found["path"].unique()}
    files = found.with_columns(
        pl.col("path").replace_strict(sorts, return_dtype=pl.String).alias("class"),
        lines=pl.col("added") + pl.col("removed"),
    )
    remarks = pl.col("num_commit_comments") + pl.col("num_issue_comments")
    instant = {"opened": "created_at", "merged": "merged_at"}
    changes = known.select(
        pl.col("github_id").alias("pull"), pl.lit(1).alias("developer"), pl.lit(project).alias("repository"),
        pl.col("github_id").alias("number"), pl.lit("").alias("title"), pl.lit([], pl.List(pl.String)).alias("labels"),
        *(pl.from_epoch(column).dt.replace_time_zone("UTC").alias(name) for name, column in instant.items()),
        pl.lit(None).alias("provider_lines"), pl.lit(None).alias("provider_files"),
    ).cast(CHANGES)  # fmt: skip
    reviews = known.select(
        pl.col("github_id").alias("pull"), pl.lit(1).alias("reviews"), remarks.alias("remarks"),
        pl.lit(0).alias("second_looks"), pl.lit(0.0).alias("hours"),
    ).cast(REVIEWS)  # fmt: skip
    learnt_from = history(changes, files.select(FILES.names()).cast(FILES), reviews)
    more = files.group_by("pull").agg(pl.col("added").sum())
    said = known.select("num_participants", pull="github_id", remarks=remarks)
    return learnt_from.join(more, on="pull").join(said, on="pull"), known.height


def by_lines_added(known: pl.DataFrame) -> float:
    """The rank correlation of effort with lines added as git counts them, over the same latest quarter."""
    late = known.sort("at", "pull")[int(known.height * (1 - HELD_OUT)) :]
    return float(late.select(pl.corr("added", "effort", method="spearman")).item())


def tell(name: str, known: pl.DataFrame) -> None:
    """A line of the table."""
    if known.height < FEWEST:
        print(f"  {name}: {known.height:,}, too few")
        return
    fitted = fit(known)
    times = ", ".join(f"{trait} {power:.2f}" for trait, power in zip(TRAITS, fitted.times, strict=True))
    print(
        f"  {name}: {fitted.reviewed:,}, the latest {fitted.held_out:,} held out: model {fitted.rank_model:.3f}, lines"
        f" alone {fitted.rank_size:.3f}, lines added {by_lines_added(known):.3f}; the model better in"
        f" {100 * (fitted.better_in or 0):.0f} of 100 resamples. Powers: {times}. {fitted.says}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("clones", type=Path, nargs="+", metavar="CLONE")
    asked = parser.parse_args()
    for clone in asked.clones:
        project = project_of(clone)
        began = perf_counter()
        known, many = of_project(asked.data, clone, project)
        took = perf_counter() - began
        print(f"{project}: {known.height:,} of {many:,} merged pull requests stand in the clone, {took:.0f} s")
        tell("all that were merged", known)
        talked = known.filter(pl.col("remarks") > 0, pl.col("num_participants") > 1)
        tell("with a remark, and by more than one person", talked)


if __name__ == "__main__":
    main()
