"""DevLake's own delivery cases, reproduced: what counts, what came before, and when each change went live."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha1
from itertools import pairwise
from typing import Any

import pytest
from tests.activity import add_repository, put
from tests.delivery import counted, live, rule
from tests.features.importing.conftest import Importing
from tests.features.importing.test_devlake import DATA, Row, at, rows
from tests.linking import ISSUES, an_issue

from aexy.kernel.activity import Deployment, Job, Pipeline, PullRequest
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.activity import Place
from aexy.store.linking import link
from aexy.store.postgres import Connection, Database

pytestmark = pytest.mark.skipif(DATA is None, reason="shared/data is not beside this checkout")
DORA = "devlake-dora"
LATER = datetime(2026, 1, 1, tzinfo=UTC)
COMMIT = """
insert into commits (workspace_id, repository_key, sha, authored_at, author_offset_minutes, committed_at, placed_at,
                     author_key, committer_key, is_merge, subject, standing, parents)
values ($1, $2, $3, $4, 0, $4, $4, 1, 1, false, 'A change', 'counted', $5)
"""


def sha(name: str) -> bytes:
    """A commit's name as a commit."""
    return bytes.fromhex(name) if re.fullmatch("[0-9a-f]{40}", name) else sha1(name.encode()).digest()  # noqa: S324 - a name


def table(found: Sequence[Row]) -> str:
    return "\n".join([",".join(found[0]), *(",".join(row.values()) for row in found)])


async def names(owner: Connection, facts: str, workspace: WorkspaceId) -> dict[str, str]:
    """What facts are called at their source, by key."""
    found = await owner.fetch(f"select key::text, external_id from {facts} where workspace_id = $1", workspace)  # noqa: S608 - a table of ours
    return dict(found)


async def test_the_previous_deployment_is_of_the_same_scope_repository_and_environment(importing: Importing) -> None:
    by_repository: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows(f"{DORA}/previous_deployment/input/cicd_deployment_commits"):
        by_repository[row["repo_url"]].append(row | {"commit_sha": f"{int(row['commit_sha']):040x}"})
    for name, found in by_repository.items():
        where = await importing.repository_id(await importing.add_repository(name))
        job = await importing.bring("cicd_deployment_commits", table(found), is_devlake=True, repository_id=where)
        assert job.state == "done", job.error
    known = await names(importing.owner, "deployments", importing.workspace)
    ours = {
        known[row["source_id"]]: known.get(row["previous"] or "", "")
        for row in await counted(importing.owner, importing.workspace)
    }
    expected = rows(f"{DORA}/previous_deployment/expected/cicd_deployment_commits")
    assert len(expected) == 16
    assert ours == {row["id"]: row["prev_success_deployment_commit_id"] for row in expected}


@pytest.mark.parametrize(
    ("names_of", "environments"),
    [("*[[]DEPLOYMENT] *", {"PRODUCTION", ""}), ("*[[]DEPLOYMENT] [[]PRODUCTION]", {"PRODUCTION"})],
)
async def test_a_pipeline_is_a_deployment_if_it_or_a_finished_task_of_it_is(
    database: Database, owner: Connection, workspace: WorkspaceId, names_of: str, environments: set[str]
) -> None:
    """DevLake calls DEPLOYMENT what a pattern of its own matched by name; here that is in the name, and the rule's.

    So is the environment: with it in the pattern those remain that DevLake says are of production.
    """
    folder = f"{DORA}/pipelines_to_deployments"
    commits = {row["pipeline_id"]: row for row in rows(f"{folder}/input/cicd_pipeline_commits")}
    key = await add_repository(owner, workspace)
    place = Place("gitlab", "gitlab.com", key, external_id="1")
    runs = [
        Pipeline(
            row["id"], LATER, _status(row), at(row["created_date"]) or LATER, name=_typed(row),
            sha=sha(commits[row["id"]]["commit_sha"]), ref=commits[row["id"]]["branch"],
            finished_at=at(row["finished_date"]),
        )
        for row in rows(f"{folder}/input/cicd_pipelines")
    ]  # fmt: skip
    jobs = [
        Job(row["pipeline_id"], row["id"], LATER, _typed(row), _status(row), environment=row["environment"] or None)
        for row in rows(f"{folder}/input/cicd_tasks")
    ]
    await put(database, workspace, place, *runs, *jobs)
    await rule(owner, workspace, deployments={"counts": "runs", "names": [names_of]})
    async with database.workspace(workspace) as connection:
        await link(connection, workspace)
    known = await names(owner, "pipelines", workspace)
    ours = {
        known[row["source_id"]]: (row["sha"], row["status"].upper(), row["finished_at"])
        for row in await counted(owner, workspace)
    }
    told = rows(f"{folder}/expected/cicd_deployment_commits")
    assert len(told) == 6
    expected = [row for row in told if row["environment"] in environments]
    # One was given up and nobody wrote down when: it has no end there, and stands where it began here.
    begun = {row["id"]: at(row["created_date"]) for row in rows(f"{folder}/input/cicd_pipelines")}
    ended = {(id_ := row["cicd_deployment_id"]): at(row["finished_date"]) or begun[id_] for row in expected}
    assert ours == {
        row["cicd_deployment_id"]: (row["commit_sha"], row["result"], ended[row["cicd_deployment_id"]])
        for row in expected
    }


def _status(row: Row) -> Any:  # noqa: ANN401 - one of the words there are
    return row["result"].lower()


def _typed(row: Row) -> str:
    return f"{row['name']} [{row['type']}] [{row['environment']}]"


async def test_a_pull_request_is_about_the_issues_its_branch_title_or_text_names(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    folder = f"{DORA}/pr_to_issue"
    key = await add_repository(owner, workspace)
    place = Place("github", "github.com", key, external_id="Rshop")
    pulls = [
        PullRequest(
            int(row["pull_request_key"]), row["id"], LATER, row["title"], LATER, body=row["description"],
            head_ref=row["head_ref"],
        )
        for row in rows(f"{folder}/input/pull_requests")
    ]  # fmt: skip
    issues = [an_issue(f"#{row['issue_key']}", f"Rshop#{row['issue_key']}") for row in rows(f"{folder}/input/issues")]
    await put(database, workspace, place, *pulls, *issues)
    async with database.workspace(workspace) as connection:
        await link(connection, workspace)
    ours = sorted((row[0], row[1]) for row in await owner.fetch(ISSUES, workspace))
    expected = rows(f"{folder}/expected/pull_request_issues")
    assert ours == sorted((f"!{row['pull_request_key']}", f"#{row['issue_key']}") for row in expected)


async def test_every_change_went_live_with_the_deployment_devlake_says(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    """Stretches of history are lists there; here they are histories. What was first has no lead time there either."""
    folder = f"{DORA}/lead_time"
    deployments = rows(f"{folder}/input/cicd_deployment_commits")
    where = {row["commit_sha"]: row["repo_url"] for row in deployments}
    stretches: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows(f"{folder}/input/commits_diffs"):
        stretches[row["new_commit_sha"], row["old_commit_sha"]].append(row["commit_sha"])
    of = {commit: where[new] for (new, _), found in stretches.items() for commit in found}
    pulls = [row for row in rows(f"{folder}/input/pull_requests") if row["merged_date"]]
    for name in sorted(set(where.values())):
        key = await add_repository(owner, workspace, name)
        parents = _histories(stretches, [row for row in deployments if row["repo_url"] == name], where, name)
        for commit, on in parents.items():
            await owner.execute(COMMIT, workspace, key, sha(commit), LATER, [sha(one) for one in on])
        mine = [row for row in pulls if of.get(row["merge_commit_sha"]) == name]
        await _bring(database, workspace, key, [row for row in deployments if row["repo_url"] == name], mine)
    async with database.workspace(workspace) as connection:
        await link(connection, workspace)
    known = await names(owner, "deployments", workspace)
    first = {row["source_id"] for row in await counted(owner, workspace) if row["is_first"]}
    ours = {
        f"pr{pull[1:]}": known[deployment]
        for (pull, _), deployment in (await live(owner, workspace)).items()
        if pull.startswith("!") and deployment is not None and deployment not in first
    }
    expected = rows(f"{folder}/expected/project_pr_metrics")
    assert len(expected) == 6
    assert ours == {row["id"]: row["deployment_commit_id"] for row in expected if row["deployment_commit_id"]}


def _histories(
    stretches: Mapping[tuple[str, str], Sequence[str]], deployments: Iterable[Row], where: Mapping[str, str], name: str
) -> dict[str, list[str]]:
    """A line through each stretch, and what is in none on the deployment before it."""
    parents: dict[str, list[str]] = {}
    for (new, old), commits in stretches.items():
        if where[new] == name:
            line = [old, *commits, new] if old else [*commits, new]
            parents |= {one: [before] for before, one in pairwise(line)}
            parents.setdefault(line[0], [])
    for row in deployments:
        parents.setdefault(row["commit_sha"], [])
    return parents


async def _bring(
    database: Database, workspace: WorkspaceId, key: RepositoryKey, deployments: Iterable[Row], pulls: Iterable[Row]
) -> None:
    await put(
        database, workspace, Place("github", "github.com", key, external_id=f"R{key}"),
        *(
            Deployment(
                row["id"], LATER, row["environment"].lower() or "unknown", _kind(row), row["result"].lower(),  # type: ignore[arg-type]  # words of ours
                at(row["created_date"]) or LATER, service=row["cicd_scope_id"], sha=sha(row["commit_sha"]),
                started_at=at(row["started_date"]), finished_at=at(row["finished_date"]),
            )
            for row in deployments
        ),
        *(
            PullRequest(
                int(row["id"][2:]), row["id"], LATER, row["id"], at(row["created_date"]) or LATER,
                merged_at=at(row["merged_date"]), closed_at=at(row["merged_date"]),
                merge_sha=sha(row["merge_commit_sha"]),
            )
            for row in pulls
        ),
    )  # fmt: skip


def _kind(row: Row) -> str:
    return row["environment"].lower() if row["environment"] in ("PRODUCTION", "STAGING") else "unknown"
