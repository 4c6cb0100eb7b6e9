"""What failed and then passed on the same commit: the change was not the cause, so the test or the machine was.

*Failed, then passed*: of a repository, a commit and a workflow of one name, a failure was over before a success began,
at most seven days before. Attempts of one run and separate runs count alike, whatever set them off. Two runs that went
on at the same time say nothing of each other. The same of a job, by its name, within the runs of that workflow.

A commit **passed in the end** when the last of its finished runs, by their ends, succeeded. It is **flaky** when it
passed in the end and it, or one of its jobs, had failed and then passed. The flaky rate is flaky commits ÷ commits that
passed in the end. A provider keeps the last attempt of a run; how earlier ones went is known from their jobs. Where
those are not known, a run that passed when it was run again is counted beside, not among the flaky.
"""

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from aexy.kernel.delivery.ci_frames import PASSED_OR_FAILED, cost_of_job

AGAIN_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Flaky:
    """What is known of commits and of jobs on them.

    `commits` has a row per repository, commit and workflow with a finished run: `commit` (the least of its runs, as a
    name for it), `repository`, `name`, `sha`, `run` (the last finished), `at` (when that was asked for), `passed`,
    `flaky`, `failures`, and of flaky ones `failed_runs`, first to last, and `wasted` (microseconds).
    `jobs` the same per job of them: `commit`, `job`, `passed`, `flaky`, `failures`, and of flaky ones `failed_run` (the
    last that failed) and `wasted` (microseconds).
    `wasted` has the microseconds that each run cost for nothing: `run`, `wasted`.
    """

    commits: pl.DataFrame
    jobs: pl.DataFrame
    wasted: pl.DataFrame


def with_commits(runs: pl.DataFrame) -> pl.DataFrame:
    """The same with the `commit` each run is of, of its workflow; null where none is told."""
    commit = pl.col("run").min().over("repository", "name", "sha")
    return runs.with_columns(pl.when(pl.col("sha").is_not_null()).then(commit).alias("commit"))


def flaky(runs: pl.DataFrame, jobs: pl.DataFrame) -> Flaky:
    """Which commits and jobs failed and then passed, of timed runs with their commits, and their jobs (`JOBS`)."""
    placed = runs.filter(pl.col("commit").is_not_null())
    ended = placed.filter(PASSED_OR_FAILED).select(
        "commit", "run", "created", "cost",
        pl.col("status").eq("success").alias("is_success"),
        pl.coalesce("began", "created").alias("began"),
        pl.coalesce("finished", "began", "created").alias("ended"),
    )  # fmt: skip
    of_jobs = _of_jobs(jobs, placed.select("run", "commit"))
    by_job = _judged(of_jobs, ["commit", "job"])
    flaky_jobs = by_job.filter("flaky").select("commit", "job")
    by_commit = (
        _judged(ended, ["commit"])
        .join(flaky_jobs.select("commit", has_flaky_job=pl.lit(value=True)).unique(), on="commit", how="left")
        .with_columns(flaky=pl.col("passed") & (pl.col("flaky") | pl.col("has_flaky_job").fill_null(value=False)))
        .drop("has_flaky_job")
        .join(placed.select("run", "repository", "name", "sha", at="created"), on="run")
    )
    flaky_commits = by_commit.filter("flaky").select("commit")
    failed = ended.filter(~pl.col("is_success")).join(flaky_commits, on="commit", how="semi")
    failed_runs = failed.group_by("commit").agg(pl.col("run").sort_by("ended", "run").alias("failed_runs"))
    lost = of_jobs.filter(~pl.col("is_success")).join(flaky_jobs, on=["commit", "job"], how="semi")
    per_job = lost.group_by("commit", "job").agg(
        pl.col("cost").sum().alias("wasted"), pl.col("run").sort_by("ended", "run").last().alias("failed_run")
    )
    wasted = _wasted(ended, lost, flaky_commits)
    per_commit = wasted.group_by("commit").agg(pl.col("wasted").sum())
    return Flaky(
        by_commit.join(failed_runs, on="commit", how="left").join(per_commit, on="commit", how="left"),
        by_job.join(per_job, on=["commit", "job"], how="left"),
        wasted.drop("commit"),
    )


def _of_jobs(jobs: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Jobs of names that failed somewhere; of those that never did nothing is to be said. Without an end, none."""
    finished = jobs.filter(PASSED_OR_FAILED)
    failing = finished.filter(pl.col("status") == "failure").select("job").unique()
    return finished.join(failing, on="job", how="semi").join(places, on="run").select(
        "commit", "job", "run",
        pl.col("status").eq("success").alias("is_success"),
        cost_of_job().alias("cost"),
        pl.coalesce("started", "finished").alias("began"),
        pl.coalesce("finished", "started").alias("ended"),
    ).drop_nulls("ended")  # fmt: skip


def _judged(ended: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Per group: its last finished `run`, whether that `passed`, whether it is `flaky`, and how many `failures`."""
    whole = ended.group_by(by).agg(
        pl.col("run", "is_success").sort_by("ended", "began", "run").last(),
        (~pl.col("is_success")).sum().alias("failures"),
    )
    again = _failed_then_passed(ended, whole.filter("is_success", pl.col("failures") > 0).select(by), by)
    return (
        whole.join(again, on=by, how="left")
        .with_columns(
            pl.col("is_success").alias("passed"),
            (pl.col("is_success") & pl.col("flaky").fill_null(value=False)).alias("flaky"),
        )
        .drop("is_success")
    )


def _failed_then_passed(ended: pl.DataFrame, among: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Those of some groups in which a failure was over before a success began, and not too long before."""
    rows = ended.join(among, on=by, how="semi")
    failures = (
        rows.filter(~pl.col("is_success"))
        .select(*by, pl.col("ended").alias("at"), failed=pl.lit(value=True))
        .sort("at")
    )
    return (
        rows.filter("is_success")
        .select(*by, at="began")
        .sort("at")
        .join_asof(failures, on="at", by=by, strategy="backward", tolerance=AGAIN_WITHIN, check_sortedness=False)
        .filter("failed")
        .select(*by, flaky=pl.lit(value=True))
        .unique()
    )


def _wasted(ended: pl.DataFrame, lost: pl.DataFrame, flaky_commits: pl.DataFrame) -> pl.DataFrame:
    """Of flaky commits: failed runs as a whole, and of a run that passed, the jobs that had to be repeated."""
    failed = ended.filter(~pl.col("is_success")).join(flaky_commits, on="commit", how="semi")
    passed = ended.filter("is_success").join(flaky_commits, on="commit", how="semi").select("run")
    repeated = lost.join(passed, on="run", how="semi").group_by("commit", "run").agg(pl.col("cost").sum())
    columns = ("commit", "run", pl.col("cost").fill_null(0).alias("wasted"))
    return pl.concat([failed.select(columns), repeated.select(columns)])
