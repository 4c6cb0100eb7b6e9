"""Real pull requests, and how long each took as Apache DevLake has it: its columns from our instants, to the minute.

DevLake rounds minutes up, leaves a span empty that would be negative, and adds up a cycle with what is missing as 0;
ours is null where something is not live. Whether a deployment brought a commit its own differences between shas say.
"""

import math
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from aexy.kernel.delivery.changes import with_stages
from aexy.kernel.facts import Facts
from aexy.kernel.pull_instants import UNKNOWN, Pulls, hours, moments

CASE = "shared/data/devlake-dora/lead_time"
FOLDER = next((each / CASE for each in Path(__file__).resolve().parents if (each / CASE).is_dir()), None)
pytestmark = pytest.mark.skipif(FOLDER is None, reason="shared/data is not beside this checkout")
SPANS = ("pr_coding_time", "pr_pickup_time", "pr_review_time", "pr_deploy_time", "pr_cycle_time")


def table(name: str) -> list[dict[str, Any]]:
    return read(f"input/{name}").to_dicts()


def read(name: str) -> pl.DataFrame:
    assert FOLDER is not None
    return pl.read_csv(FOLDER / f"{name}.csv", infer_schema=False)


def at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def numbered(ids: list[str | None]) -> dict[str | None, int | None]:
    return {None: None, **{each: number for number, each in enumerate(sorted(filter(None, set(ids))), start=1)}}


def went_live() -> dict[str, tuple[datetime | None, str]]:
    """By merge commit: the end of the first successful production deployment that brought it, and its id."""
    deployments = {one["id"]: one for one in table("cicd_deployment_commits")}
    ranges = [(one["old_commit_sha"], one["new_commit_sha"], one["commit_sha"]) for one in table("commits_diffs")]
    found: dict[str, tuple[datetime | None, str]] = {}
    for one in sorted(deployments.values(), key=lambda one: one["finished_date"]):
        before = deployments.get(one["prev_success_deployment_commit_id"])
        if one["result"] != "SUCCESS" or one["environment"] != "PRODUCTION" or before is None:
            continue  # what the first that is known brought was live before anybody counted
        for old, new, brought in ranges:
            if (old, new) == (before["commit_sha"], one["commit_sha"]):
                found.setdefault(brought, (at(one["finished_date"]), one["id"]))
    return found


def test_every_span_is_devlakes_to_the_minute() -> None:
    rows = [one for one in table("pull_requests") if one["merged_date"]]
    live = went_live()
    pulls = Pulls.of(_facts(rows, live), pl.Series([], dtype=pl.Int32).to_numpy())
    timed = with_stages(_changes(pulls))
    merged = pulls.instants("merged")
    ours = pl.DataFrame(
        {
            "pr_coding_time": hours(pulls.written, pulls.opened),
            "pr_pickup_time": hours(pulls.opened, pulls.responded),
            "pr_review_time": hours(pulls.responded, merged),
            "pr_deploy_time": hours(merged, pulls.instants("deployed")),
            "pr_cycle_time": timed["lead_hours"].fill_null(hours(pulls.started, merged)),
        }
    )
    expected = read("expected/project_pr_metrics").sort("id")
    assert expected["id"].to_list() == sorted(one["id"] for one in rows)
    for name in SPANS:
        theirs = [int(text) if text else None for text in expected[name]]
        assert [None if span is None else math.ceil(round(span * 60, 6)) for span in ours[name]] == theirs, name
    shas = {one["id"]: one["merge_commit_sha"] for one in rows}
    brought = [live.get(shas[id_], (None, None)) for id_ in expected["id"]]
    assert [id_ for _, id_ in brought] == expected["deployment_commit_id"].to_list()
    assert timed["lead_hours"].is_not_null().sum() == 2, "the others are not live, or live before they were merged"


def _facts(rows: list[dict[str, Any]], live: dict[str, tuple[datetime | None, str]]) -> Facts:
    """Merged pull requests with what was said and written."""
    keys = numbered([one["id"] for one in rows])
    said = [one for one in table("pull_request_comments") if one["pull_request_id"] in keys]
    people = numbered([one["author_id"] for one in rows] + [one["account_id"] for one in said])
    pulls = [
        {
            "pull": keys[one["id"]], "repository": 1, "author": people[one["author_id"]],
            "opened": at(one["created_date"]), "merged": at(one["merged_date"]), "commits_known": True,
            "deployed": live.get(one["merge_commit_sha"], (None, ""))[0],
        }
        for one in rows
    ]  # fmt: skip
    remarks = [
        {
            "pull": keys[one["pull_request_id"]],
            "author": people[one["account_id"]],
            "at": at(one["created_date"]),
        }
        for one in said
    ]
    written = [
        (keys[one["pull_request_id"]], at(one["commit_authored_date"]))
        for one in table("pull_request_commits")
        if one["pull_request_id"] in keys
    ]
    return Facts.of(
        pulls=pl.DataFrame(pulls, infer_schema_length=None),
        remarks=pl.DataFrame(remarks),
        pull_commits=pl.DataFrame([{"pull": pull, "authored": when, "committed": when} for pull, when in written]),
    )


def _changes(pulls: Pulls) -> pl.DataFrame:
    """As they are read from the database."""

    def known(at: Any) -> pl.Series:  # noqa: ANN401 - an array
        return moments(at).set(pl.Series(at == UNKNOWN), None)

    return pulls.table.select(
        "pull", "merged", "deployed", began=moments(pulls.started), ready=moments(pulls.begun),
        responded=known(pulls.responded), approved=known(pulls.approved),
    )  # fmt: skip
