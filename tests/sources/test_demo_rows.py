"""What the demo's provider and tracker say agrees with itself: everything named exists, and comes in a likely order."""

from collections import Counter
from typing import Any

import pytest
from tests.providers.scenario import Scenario, ScenarioRepository, scenario

STREAMS = ("pull_requests", "reviews", "comments", "issues", "pipelines", "releases", "deployments", "incidents")
Row = dict[str, Any]


@pytest.fixture(scope="module")
def told() -> Scenario:
    """Large enough that repositories of every kind are there."""
    return scenario(developers=24, commits=3_000, seed=3)


def _all(told: Scenario, stream: str) -> list[tuple[ScenarioRepository, Row]]:
    return [(each, row) for each in told.repositories.values() for row in getattr(each, stream)]


def _before(*instants: str | None) -> bool:
    known = [each for each in instants if each is not None]
    return known == sorted(known)


@pytest.mark.parametrize("stream", STREAMS)
def test_no_id_comes_twice_in_a_stream(told: Scenario, stream: str) -> None:
    ids = [row["id"] for _, row in _all(told, stream)]
    assert ids
    assert len(set(ids)) == len(ids)


def test_children_have_ids_of_their_own(told: Scenario) -> None:
    for stream, child in (
        ("reviews", "comments"),
        ("issues", "transitions"),
        ("issues", "work_logs"),
        ("pipelines", "jobs"),
        ("pull_requests", "review_requests"),
    ):
        ids = [each["id"] for _, row in _all(told, stream) for each in row[child]]
        assert ids, (stream, child)
        assert len(set(ids)) == len(ids), (stream, child)


def test_issues_and_pull_requests_of_a_repository_share_one_count_and_keys_are_the_projects(told: Scenario) -> None:
    for each in told.repositories.values():
        numbers = [row["number"] for row in (*each.pull_requests, *each.issues)]
        assert len(set(numbers)) == len(numbers)
    keys = [row["key"] for _, row in _all(told, "issues")]
    assert len(set(keys)) == len(keys)
    assert {row["project"] for _, row in _all(told, "issues")} <= told.projects.keys()
    assert all(row["parent"] in set(keys) for _, row in _all(told, "issues") if row["parent"])


def test_an_issue_is_filed_before_anything_refers_to_it(told: Scenario) -> None:
    issues = {row["key"]: row for _, row in _all(told, "issues")}
    pulls = [row for _, row in _all(told, "pull_requests") if row["issues"]]
    for pull in pulls:
        for mention in pull["issues"]:
            issue = issues[mention["key"]]
            assert issue["number"] == mention["number"]
            assert _before(issue["created_at"], issue["started_at"], pull["opened_at"])
            assert issue["closed_at"] is None or pull["closed_at"] is not None
            assert _before(pull["closed_at"], issue["closed_at"])
    said = Counter(mention["evidence"] for pull in pulls for mention in pull["issues"])
    assert said.keys() == {"branch", "title", "body", "closing_reference"}
    assert len(pulls) > 500
    assert sum(1 for _, row in _all(told, "pull_requests") if not row["issues"]) > 100


def test_a_pull_request_says_where_it_names_an_issue(told: Scenario) -> None:
    for _, pull in _all(told, "pull_requests"):
        for mention in pull["issues"]:
            where = {
                "branch": pull["head_ref"].upper(),
                "title": pull["title"],
                "body": f"{pull['body']}.",
                "closing_reference": f"{pull['body']}.",
            }
            assert mention["key"] in where[mention["evidence"]]


def test_an_issues_way_ends_where_its_status_says(told: Scenario) -> None:
    kinds: Counter[tuple[str, str]] = Counter()
    for _, row in _all(told, "issues"):
        moves = [each for each in row["transitions"] if each["field"] == "status"]
        assert _before(row["created_at"], *(each["at"] for each in row["transitions"]), row["updated_at"]), row
        assert [each["to"] for each in moves[:-1]] == [each["from"] for each in moves[1:]]
        assert row["status"] == (moves[-1]["to"] if moves else "To Do")
        assert (row["closed_at"] is not None) == (row["status_category"] in {"done", "cancelled"})
        assert all(_before(each["started_at"], each["created_at"]) for each in row["work_logs"])
        kinds[row["kind"], row["status_category"]] += 1
    assert {kind for kind, _ in kinds} == {"story", "bug", "task", "epic", "incident"}
    assert {category for _, category in kinds} == {"todo", "in_progress", "done", "cancelled"}


def test_sprints_last_two_weeks_and_hold_issues(told: Scenario) -> None:
    sprints = {row["id"]: row for row in told.sprints}
    assert len(sprints) == len(told.sprints)
    states = Counter(row["state"] for row in told.sprints)
    assert states["future"] == states["active"] == len(told.projects)
    held = [(row, each) for _, row in _all(told, "issues") for each in row["sprints"]]
    assert len(held) > 300
    for row, each in held:
        assert sprints[each["id"]]["project"] == row["project"]
        assert _before(row["created_at"], each["added_at"])
        assert each["added_at"] < sprints[each["id"]]["ends_at"]


def test_remarks_and_answers_come_after_what_they_are_about(told: Scenario) -> None:
    answers = 0
    for repository in told.repositories.values():
        pulls = {row["number"]: row for row in repository.pull_requests}
        issues = {row["number"]: row for row in repository.issues}
        for review in repository.reviews:
            pull = pulls[review["pull_request"]]
            remarks = {each["id"]: each for each in review["comments"]}
            assert review["sha"] in {each["sha"] for each in pull["commits"]}
            for each in review["comments"]:
                assert _before(pull["opened_at"], review["submitted_at"], each["created_at"], pull["closed_at"])
                if each["reply_to"] is not None:
                    answers += 1
                    assert each["author"] == pull["author"]["login"] != remarks[each["reply_to"]]["author"]
        for said in repository.comments:
            about = issues[said["issue"]] if said["issue"] else pulls[said["pull_request"]]
            assert _before(about.get("opened_at", about.get("created_at")), said["created_at"], about["updated_at"])
    assert answers > 50


def test_everybody_named_is_known(told: Scenario) -> None:
    named = {row["author"]["login"] for _, row in _all(told, "pull_requests")}
    named |= {row["reviewer"] for _, row in _all(told, "reviews")}
    named |= {row["author"] for _, row in _all(told, "comments")}
    named |= {each["actor"] for _, row in _all(told, "issues") for each in row["transitions"]}
    named |= {row["actor"] for _, row in _all(told, "pipelines")}
    named |= {row["deployed_by"] for _, row in _all(told, "deployments")}
    assert named <= told.people.keys()
    commits = [each["author"] for _, row in _all(told, "pull_requests") for each in row["commits"]]
    assert all(told.people[each["login"]]["email"] == each["email"] for each in commits if each["login"])
    assert any(each["login"] is None for each in commits)


def test_a_pull_request_is_updated_last_and_its_pushes_are_built(told: Scenario) -> None:
    for repository in told.repositories.values():
        known = {row["sha"] for row in repository.pipelines}
        for pull in repository.pull_requests:
            last = pull["updated_at"]
            committed = [each["committed_at"] for each in pull["commits"]]
            assert max(committed) <= last
            assert _before(pull["opened_at"], pull["ready_for_review_at"], pull["closed_at"], last)
            assert pull["head_sha"] == pull["commits"][-1]["sha"]
        merged = [row for row in repository.pull_requests if row["merged_at"]]
        assert sum(row["merge_commit_sha"] in known for row in merged) >= 0.95 * len(merged)
        for run in repository.pipelines:
            assert _before(run["created_at"], run["started_at"], run["finished_at"])
            assert all(_before(run["created_at"], each["started_at"], each["finished_at"]) for each in run["jobs"])


def test_incidents_are_filed_as_issues_and_staging_comes_before_production(told: Scenario) -> None:
    for repository in told.repositories.values():
        issues = {row["key"]: row for row in repository.issues}
        for incident in repository.incidents:
            issue = issues[incident["issue"]]
            assert issue["kind"] == "incident"
            assert _before(incident["started_at"], issue["created_at"], incident["resolved_at"], issue["closed_at"])
        tried: dict[str, str] = {}
        for each in repository.deployments:
            if each["environment"] == "staging":
                tried.setdefault(each["sha"], each["finished_at"])
            elif each["fixes_incident"] is None:
                assert tried[each["sha"]] <= each["started_at"]
