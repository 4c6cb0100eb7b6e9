"""DevLake's raw GitLab rows, as GitLab gave them by REST: what they say was worked out by hand."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import orjson
import pytest

from aexy.kernel.activity import Deployment, Issue, Job, Pipeline, PullCommit, PullRequest, Record, Who, Whole
from aexy.sources.contract import Level, Scope
from aexy.sources.gitlab.reading import read

RAW = next(
    (each / "shared/data/devlake-raw/gitlab/raw" for each in Path(__file__).resolve().parents
     if (each / "shared/data/devlake-raw/gitlab/raw").is_dir()),
    None,
)  # fmt: skip
pytestmark = pytest.mark.skipif(RAW is None, reason="shared/data is not beside this checkout")

SCOPE = Scope(level=Level.REPOSITORY, external_id="12345678", name="acme/spend", origin="gitlab.com")
Kind = TypeVar("Kind")


def lines(name: str) -> list[dict[str, Any]]:
    assert RAW is not None
    return [orjson.loads(line) for line in (RAW / f"{name}.jsonl").read_bytes().splitlines()]


def rows(name: str) -> list[dict[str, Any]]:
    return [each["data"] for each in lines(name)]


def merge_requests() -> list[dict[str, Any]]:
    """Merge requests with their commits, as one page row has them; GitLab lists commits newest first."""
    commits: dict[int, list[dict[str, Any]]] = {}
    for each in lines("merge_request_commits"):
        commits.setdefault(each["input"]["Iid"], []).append(each["data"])
    return [{**row, "commits": commits[row["iid"]]} if row["iid"] in commits else row for row in rows("merge_requests")]


def told(stream: str, given: Iterable[dict[str, Any]]) -> list[Record]:
    return [record for row in given for record in read(stream, row, SCOPE)]


def of(kind: type[Kind], records: Iterable[object]) -> list[Kind]:
    return [each for each in records if isinstance(each, kind)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_eighteen_merge_requests_have_their_states_and_ways() -> None:
    pulls = {each.number: each for each in of(PullRequest, told("merge_requests", merge_requests()))}
    assert sorted(pulls) == [1, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21]
    assert [n for n, each in pulls.items() if each.merged_at] == [1, 3, 4, 5, 6, 8, 10, 12, 14, 16]
    assert [n for n, each in pulls.items() if each.closed_at and not each.merged_at] == [13, 17, 20]
    assert [n for n, each in pulls.items() if each.is_draft] == [20, 21]
    # 17's fork was deleted: whether it came from elsewhere is not known any more.
    assert [n for n, each in pulls.items() if each.is_cross_repository is None] == [17]
    assert [n for n, each in pulls.items() if each.is_cross_repository is False] == [1, 4, 8, 10, 12, 21]
    # 14 was to be squashed and had one commit, which stayed as it was.
    assert {each.merge_method for each in pulls.values() if each.merged_at} == {"merge"}


def test_the_first_merge_request_says_all_this_and_no_more() -> None:
    first = of(PullRequest, told("merge_requests", merge_requests()[:1]))[0]
    assert first._replace(body=None, url=None) == PullRequest(
        1, "32348491", at("2019-06-28T14:32:05.270"), 'Resolve "Add documentation to snowflake spend package"',
        at("2019-06-28T05:21:43.743"), Who("gitlab", "2295562", "user002", "user002", None, "User"),
        is_draft=False, ready_at=at("2019-06-28T05:21:43.743"), closed_at=at("2019-06-28T14:32:06.192"),
        merged_at=at("2019-06-28T14:32:06.192"),
        merged_by=Who("gitlab", "1942272", "user001", "user001", None, "User"),
        merge_sha=bytes.fromhex("da1d6dea48f5972ffc683da6cff30934e7d6c52c"), merge_method="merge",
        head_ref="1-add-documentation-to-snowflake-spend-package", base_ref="master",
        head_sha=bytes.fromhex("ad25fcda15e310a7eb34b3e38ff9b962b54f0e03"), is_cross_repository=False,
        # REST lists say neither sizes nor how many remarks: that is nothing, not zero.
        additions=None, deletions=None, changed_files=None, commits_count=None, comments_count=None,
        labels=(), milestone="19.12",
    )  # fmt: skip


def test_commits_stand_in_the_order_they_were_made_and_keep_no_offset() -> None:
    records = told("merge_requests", merge_requests())
    commits = of(PullCommit, records)
    # Nine and two more belong to merge requests 2 and 7, of which DevLake's file has no row.
    assert {n: sum(each.number == n for each in commits) for n in (1, 3, 4, 5, 6)} == {1: 5, 3: 1, 4: 1, 5: 18, 6: 1}
    first = [each for each in commits if each.number == 1]
    assert [each.position for each in first] == [0, 1, 2, 3, 4]
    assert first[-1].sha.hex() == "ad25fcda15e310a7eb34b3e38ff9b962b54f0e03"
    assert first[-1].subject == "add more info to readme"
    assert first[-1].author == Who("git", "git001 <git001@example.com>", None, "git001", "git001@example.com")
    assert first == sorted(first, key=lambda each: each.committed_at or at("0001-01-01"))
    assert {each.author_offset_minutes for each in commits} == {None}
    assert sum(each == Whole("commits", 1, at("2019-06-28T14:32:05.270")) for each in records) == 1


def test_sixteen_issues_have_their_labels_weights_and_ends() -> None:
    issues = {each.external_id: each for each in of(Issue, told("issues", rows("issues")))}
    assert sorted(issues) == sorted(f"12345678#{n}" for n in range(1, 17))
    assert [key[9:] for key, each in issues.items() if each.closed_at is None] == ["3", "13", "14", "15"]
    assert {key[9:]: each.story_points for key, each in issues.items() if each.story_points} == {
        "2": 1, "4": 1, "6": 1, "7": 2, "11": 1, "12": 2,
    }  # fmt: skip
    eleventh = issues["12345678#11"]
    # A closed issue is done whatever its workflow label still says; a priority label is a priority.
    assert (eleventh.status, eleventh.status_category, eleventh.priority) == ("closed", "done", "3-Other")
    assert eleventh.labels == ("Data Team", "Refactor", "To Do", "dbt")
    assert (eleventh.issue_key, eleventh.kind, eleventh.estimate_minutes) == ("#11", "task", None)
    assert (issues["12345678#3"].status, issues["12345678#3"].status_category) == ("opened", "todo")
    assert issues["12345678#16"].labels == ("Champion::Data Team", "Team::R&D")


def test_pipelines_and_jobs_keep_gitlabs_word_beside_ours() -> None:
    pipelines = of(Pipeline, told("pipelines", rows("pipeline_details")))
    assert len({each.external_id for each in pipelines}) == 16
    assert [each.external_id for each in pipelines if each.status == "failure"] == [
        "1079502706", "1079509085", "1079536077", "1079536741", "1079589242",
    ]  # fmt: skip
    assert {each.event for each in pipelines} == {"pull_request", "push"}
    first = pipelines[0]
    assert (first.started_at, first.finished_at) == (at("2023-11-20T07:17:10.123"), at("2023-11-21T01:54:29.748"))
    jobs = of(Job, told("jobs", rows("job")))
    counted = {status: sum(each.status == status for each in jobs) for status in {each.status for each in jobs}}
    assert counted == {"failure": 43, "success": 22, "cancelled": 2, "queued": 6, "running": 1, "skipped": 1}
    assert next(each for each in jobs if each.external_id == "152").pipeline == "73"
    assert {each.stage for each in jobs} == {"test", "build"}


def test_a_deployment_ends_with_its_job_and_an_unknown_word_never_went_live() -> None:
    deployments = {each.external_id: each for each in of(Deployment, told("deployments", rows("deployments")))}
    assert {key: each.status for key, each in deployments.items()} == {
        "13426753": "success", "13432654": "pending", "13432768": "failure", "13436532": "cancelled",
        "13436763": "pending", "13436778": "running", "13436986": "pending",
        "13436915": deployments["13436915"].status,
    }  # fmt: skip
    assert deployments["13432654"].provider_status == "completed"
    first = deployments["13426753"]
    assert (first.environment, first.environment_kind) == ("staging", "staging")
    assert (first.started_at, first.finished_at) == (at("2019-03-13T14:17:33.559"), at("2019-03-13T14:17:47.640"))
    assert deployments["13432768"].finished_at == at("2019-03-13T15:02:23.332")
    assert deployments["13436763"].finished_at is None
    # This row does not say when it was changed; its job does.
    assert deployments["13436915"].version == at("2019-03-13T15:28:32.934")


def test_rows_that_come_twice_say_the_same_twice() -> None:
    for stream, given in (
        ("merge_requests", merge_requests()), ("issues", rows("issues")), ("pipelines", rows("pipeline_details")),
        ("jobs", rows("job")), ("deployments", rows("deployments")),
    ):  # fmt: skip
        once = told(stream, given)
        assert told(stream, given) == once
        assert set(told(stream, given + given)) == set(once)
