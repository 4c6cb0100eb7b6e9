"""All payloads published of GitHub's web hooks: each is in a table here, heard or ignored, and none raises."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import orjson
import pytest
from tests.activity import add_repository, facts, put

from aexy.kernel.activity import (
    Comment,
    Deployment,
    Gone,
    Issue,
    Job,
    Pipeline,
    PullEvent,
    PullRequest,
    PushReceipt,
    Record,
    Release,
    Review,
    ReviewComment,
    Who,
)
from aexy.kernel.ids import WorkspaceId
from aexy.sources.contract import Heard, Level, Scope
from aexy.sources.github import GITHUB
from aexy.store.activity import Place
from aexy.store.postgres import Connection, Database

OCTOKIT = Path(__file__).parents[3] / "web/node_modules/@octokit"
EXAMPLES = OCTOKIT / "webhooks-examples"
pytestmark = pytest.mark.skipif(
    not EXAMPLES.is_dir(), reason="npm has not installed @octokit/webhooks-examples: run `npm --prefix web ci`"
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
REPOSITORY = "186853002"
CODERTOCAT = Who("github", "21031067", "Codertocat", account_type="User")
HEAD, BASE = (
    bytes.fromhex(each)
    for each in ("ec26c3e57ca3a959ca5aad62de7213c562f8c821", "f95f852bd8fca8fcc58a9a2d6c842781e32a215e")
)

# event: what happened | rows read at once | what is asked for
HEARD = """
deployment: created | deployments | deployments
deployment_status: created | deployments | deployments
issue_comment: created edited | comments | issues
issue_comment: deleted | gone | issues
issues: assigned edited labeled locked opened reopened unassigned unlabeled unlocked | rest_issues | issues
issues: demilestoned milestoned | - | pull_requests
issues: deleted transferred | gone | -
issues: pinned unpinned | - | issues
member: added edited | - | people teams
membership: added removed | - | teams
organization: member_added member_invited renamed | - | people teams
pull_request: assigned closed converted_to_draft labeled locked opened ready_for_review | rest_pull_requests | \
pull_requests
pull_request: reopened review_request_removed review_requested synchronize | rest_pull_requests | pull_requests
pull_request: unassigned unlabeled unlocked | rest_pull_requests | pull_requests
pull_request_review: submitted | rest_reviews | pull_requests
pull_request_review: dismissed | - | pull_requests
pull_request_review_comment: created edited | review_comments | pull_requests
pull_request_review_comment: deleted | gone | pull_requests
push: - | pushes | -
release: created edited prereleased published released | releases | -
release: deleted | gone | -
repository: created edited privatized publicized renamed transferred | - | repository
team: added_to_repository created edited removed_from_repository | - | teams
team: deleted | teams | -
team_add: - | - | teams
workflow_job: completed in_progress queued waiting | rest_jobs | -
workflow_run: completed | runs | runs
workflow_run: requested | runs | -
workflow_run: requested | runs | runs
"""
IGNORED = """
branch_protection_rule: created deleted edited
check_run: completed created requested_action rerequested
check_suite: completed requested rerequested
code_scanning_alert: closed_by_user created fixed reopened
commit_comment: created
create: -
delete: -
dependabot_alert: created fixed
deploy_key: created
deployment_review: requested
discussion: answered category_changed created edited labeled locked pinned transferred unanswered unlabeled unlocked
discussion_comment: created deleted edited
fork: -
github_app_authorization: revoked
gollum: -
installation: created deleted new_permissions_accepted suspend unsuspend
installation_repositories: added removed
label: created deleted edited
marketplace_purchase: cancelled changed purchased
merge_group: checks_requested
meta: deleted
milestone: closed created deleted
org_block: blocked unblocked
package: published
page_build: -
ping: -
project: created
project_card: created deleted moved
project_column: created edited
projects_v2_item: archived converted created edited reordered restored
public: -
pull_request_review_thread: resolved unresolved
repository_dispatch: on-demand-test
repository_import: -
repository_vulnerability_alert: create dismiss
security_advisory: published updated withdrawn
sponsorship: created pending_tier_change
star: created deleted
status: -
watch: started
workflow_dispatch: -
"""
Payload = dict[str, Any]
Kind = TypeVar("Kind")


@cache
def published(installation: str = "api.github.com") -> tuple[tuple[str, Payload], ...]:
    events = orjson.loads((EXAMPLES / installation / "index.json").read_bytes())
    return tuple((event["name"], payload) for event in events for payload in event["examples"])


def told(text: str) -> set[tuple[str, ...]]:
    """The lines of a table, one for each event and action."""
    return {
        (event, action, *(each.strip() for each in rest))
        for event, said in (line.split(":") for line in text.strip().splitlines())
        for actions, *rest in [said.split("|")]
        for action in actions.split()
    }


def named(each: Iterable[str]) -> str:
    return " ".join(sorted(set(each))) or "-"


def said(heard: Heard) -> list[Record]:
    """The records of what was heard, as they are read when they are applied."""
    return [
        record for stream, scope, row in heard.rows
        for record in GITHUB.read(stream, row, Scope(level=Level.REPOSITORY, external_id=scope, origin="github.com"))
    ]  # fmt: skip


def all_of(kind: type[Kind], event: str, action: str = "-") -> list[Kind]:
    """Records of a kind in every payload of that event and action."""
    return [
        record for name, payload in published() if (name, payload.get("action", "-")) == (event, action)
        for record in said(GITHUB.hear(name, payload, NOON)) if isinstance(record, kind)
    ]  # fmt: skip


def test_all_329_payloads_are_in_the_table_of_what_is_heard_or_in_that_of_what_is_ignored() -> None:
    heard, ignored, count = set(), set(), 0
    for count, (event, payload) in enumerate(published(), 1):  # noqa: B007 - how many there were
        what, action = GITHUB.hear(event, payload, NOON), payload.get("action", "-")
        if what.ignored:
            assert (what.rows, what.hints) == ((), ())
            assert what.ignored.startswith(f"{event}: "), "a reason begins with the event's name"
            assert "not an event known here" not in what.ignored
            ignored.add((event, action))
        else:
            rows, hints = named(stream for stream, _, _ in what.rows), named(hint.stream for hint in what.hints)
            heard.add((event, action, rows, hints))
    assert count == 329
    assert heard == told(HEARD)
    assert ignored == told(IGNORED)
    assert not {event for event, *_ in told(HEARD)} & {event for event, _ in told(IGNORED)}


@pytest.mark.parametrize("installation", ["ghes-31", "ghes-32", "ghes-33", "ghes-34", "ghes-35"])
def test_what_an_enterprise_server_sends_is_heard_or_ignored_as_well(installation: str) -> None:
    listened = {event for event, *_ in told(HEARD)}
    for event, payload in published(installation):
        what = GITHUB.hear(event, payload, NOON)
        assert bool(what.ignored) == (event not in listened), (event, payload.get("action"), what.ignored)
        said(what)


def test_every_event_that_github_names_is_listened_to_or_ignored_with_a_reason() -> None:
    declared = (OCTOKIT / "webhooks-types/schema.d.ts").read_text()
    names = re.findall(
        r"^  (\w+):", declared.partition("interface EventPayloadMap {")[2].partition("}")[0], re.MULTILINE
    )
    assert len(names) > 60
    unknown = [name for name in names if "not an event known" in (GITHUB.hear(name, {}, NOON).ignored or "")]
    assert unknown == []


def test_the_table_would_notice_an_event_that_is_not_in_it() -> None:
    assert GITHUB.hear("meteor_shower", {"action": "seen"}, NOON).ignored == "meteor_shower: not an event known here"


def test_a_pull_request_that_was_just_opened_has_its_true_size_and_says_nothing_of_when_it_was_ready() -> None:
    at = datetime(2019, 5, 15, 15, 20, 33, tzinfo=UTC)
    opened = all_of(PullRequest, "pull_request", "opened")[0]
    assert opened == PullRequest(
        2, "279147437", at, "Update the README with new information.", at, CODERTOCAT,
        "This is a pretty simple change that we need to pull into master.",
        "https://github.com/Codertocat/Hello-World/pull/2", head_ref="changes", base_ref="master", head_sha=HEAD,
        base_sha=BASE, is_cross_repository=False, additions=1, deletions=1, changed_files=1, commits_count=1,
        comments_count=0, review_comments_count=0, labels=(),
    )  # fmt: skip
    assert all_of(PullEvent, "pull_request", "opened")[0] == PullEvent(2, "opened", at, "opened", CODERTOCAT)


def test_a_pull_request_that_was_closed_unmerged_is_closed_and_has_no_merge_commit() -> None:
    for closed in all_of(PullRequest, "pull_request", "closed"):
        assert closed.closed_at == closed.version == datetime(2019, 5, 15, 15, 21, 18, tzinfo=UTC)
        # GitHub shows the commit of a merge it only tried.
        assert (closed.merged_at, closed.merged_by, closed.merge_sha) == (None, None, None)
        assert (closed.labels, closed.review_comments_count) == (("bug",), 1)
    drafts = all_of(PullRequest, "pull_request", "converted_to_draft")
    assert [each.is_draft for each in drafts] == [True, True, True]


def test_a_review_and_its_remark_are_somebodys_and_belong_together() -> None:
    at = datetime(2019, 5, 15, 15, 20, 38, tzinfo=UTC)
    assert all_of(Review, "pull_request_review", "submitted")[0] == Review(
        2, "237895671", at, "commented", CODERTOCAT, at, "", HEAD
    )
    remark = all_of(ReviewComment, "pull_request_review_comment", "created")[1]
    assert remark == ReviewComment(
        2, "284312630", at, at.replace(second=37), CODERTOCAT, "237895671", None,
        "Maybe you should use more emoji on this line.", "README.md", 265, HEAD,
    )  # fmt: skip


def test_an_issue_has_its_labels_its_people_and_what_was_said() -> None:
    opened = all_of(Issue, "issues", "opened")[0]
    assert (opened.external_id, opened.issue_key, opened.kind) == (f"{REPOSITORY}#1", "#1", "bug")
    assert (opened.title, opened.author) == ("Spelling error in the README file", CODERTOCAT)
    assert all_of(Issue, "issues", "assigned")[0].assignee == CODERTOCAT
    edited = all_of(Comment, "issue_comment", "edited")[0]
    assert (edited.issue, edited.number) == (f"{REPOSITORY}#1", None)
    assert edited.body == "You are totally right! I'll get this fixed today."
    assert edited.version > edited.commented_at


def test_what_was_deleted_or_moved_is_gone_and_says_where_to() -> None:
    assert all_of(Gone, "issues", "deleted") == [Gone("issue", f"{REPOSITORY}#1", NOON, 1)]
    [moved] = all_of(Gone, "issues", "transferred")
    assert (moved.external_id, moved.moved_to) == ("17273051#1", "https://github.com/Codertocat/Hello-World/issues/1")
    assert set(all_of(Gone, "issue_comment", "deleted")) == {Gone("comment", "492700400", NOON)}
    assert all_of(Gone, "pull_request_review_comment", "deleted") == [Gone("review_comment", "284312630", NOON, 2)]
    assert set(all_of(Gone, "release", "deleted")) == {Gone("release", "17372790", NOON)}


def test_a_repository_that_is_deleted_is_gone_and_one_that_moved_is_looked_for() -> None:
    [payload] = [each for name, each in published() if name == "repository" and each["action"] == "renamed"]
    assert said(GITHUB.hear("repository", payload | {"action": "deleted"}, NOON)) == [
        Gone("repository", "186853261", NOON)
    ]
    assert [hint.item for hint in GITHUB.hear("repository", payload, NOON).hints] == ["186853261"]


def test_runs_and_jobs_stand_where_github_says() -> None:
    done = all_of(Pipeline, "workflow_run", "completed")[1]
    assert (done.external_id, done.status, done.event) == ("289782451", "success", "repository_dispatch")
    assert done.finished_at == datetime(2020, 10, 5, 16, 33, 49, tzinfo=UTC)
    waits = all_of(Pipeline, "workflow_run", "requested")[0]
    assert (waits.status, waits.finished_at) == ("queued", None)
    failed = all_of(Job, "workflow_job", "completed")[0]
    assert (failed.pipeline, failed.name, failed.status) == ("2202229078", "linters", "failure")
    assert failed.started_at is not None
    assert failed.finished_at is not None
    assert (failed.finished_at - failed.started_at).total_seconds() == 198


def test_a_deployment_is_pending_until_its_status_says_more() -> None:
    pending, (done, pages, *_) = (
        all_of(Deployment, "deployment", "created")[0],
        all_of(Deployment, "deployment_status", "created"),
    )
    assert (pending.status, pending.finished_at, pending.environment_kind) == ("pending", None, "production")
    assert (done.status, done.sha, done.deployed_by) == ("success", BASE, CODERTOCAT)
    assert done.finished_at == datetime(2019, 5, 15, 15, 20, 55, tzinfo=UTC)
    assert (pages.status, pages.environment, pages.environment_kind) == ("running", "github-pages", "unknown")
    assert pages.deployed_by == Who("github", "52472962", "github-pages[bot]", account_type="Bot")


def test_releases_and_pushes_are_dated_by_github() -> None:
    release = all_of(Release, "release", "published")[0]
    assert (release.tag, release.author, release.is_prerelease) == ("0.0.1", CODERTOCAT, False)
    assert release.published_at == datetime(2019, 5, 15, 15, 20, 53, tzinfo=UTC)
    assert {each.is_prerelease for each in all_of(Release, "release", "prereleased")} == {True}
    # Seven pushes, four of which deleted what they were pushed to: those have no commit after them.
    pushes = all_of(PushReceipt, "push")
    assert [each.ref for each in pushes] == ["refs/tags/simple-tag", "refs/heads/master", "refs/heads/master"]
    assert {each.pushed_at for each in pushes} == {datetime(2019, 5, 15, 15, 20, 57, tzinfo=UTC)}


async def test_postgresql_takes_all_of_it_and_twice_is_once(
    database: Database, workspace: WorkspaceId, owner: Connection
) -> None:
    key = await add_repository(owner, workspace)
    place = Place("github", "github.com", repository_key=key, external_id=REPOSITORY)
    records = [record for name, payload in published() for record in said(GITHUB.hear(name, payload, NOON))]
    await put(database, workspace, place, *records)
    once = await facts(owner, workspace)
    # It is one small repository over and over; what was deleted in one payload is gone in all.
    assert {table: len(rows) for table, rows in once.items() if rows} == {
        "pull_requests": 1, "pull_request_events": 2, "reviews": 1, "issues": 1, "pipelines": 2, "pipeline_jobs": 4,
        "releases": 1, "deployments": 1, "push_receipts": 2, "developer_identities": 3, "gone_records": 5,
        "teams": 1,
    }  # fmt: skip
    again = await put(database, workspace, place, *records)
    assert again.changed == 0
    assert await facts(owner, workspace) == once
