"""GraphQL as GitHub answers it: the questions a test validates against its published schema, and no others."""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)
from tests.providers.github import world as w
from tests.providers.github.world import Hosted, Row, World
from tests.providers.questions import Answering, NotThere, parsed

from aexy.sources.github import queries

MOST_NODES = 500_000
# Conditions of fragments that hold for several types.
_GENERAL = frozenset({"Node", "Actor", "RequestedReviewer", "Assignee"})


@cache
def known() -> frozenset[str]:
    """What tests/sources/test_github_queries.py holds against the schema, for as many things as are asked at once."""
    several = {queries.several_pulls(count) for count in range(1, queries.PULLS + 1)}
    several |= {queries.several_issues(count) for count in range(1, queries.ISSUES + 1)}
    return frozenset({*queries.EVERY_QUERY, *several})


def answer(world: World, query: str, variables: Mapping[str, Any]) -> Row:
    """The whole answer, errors and all."""
    if query not in known():
        return {"errors": [{"message": "This question was never held against the schema", "locations": []}]}
    _, most = price(parsed(query), variables)
    if most > MOST_NODES:
        return {"errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": f"{most} nodes are more than {MOST_NODES}"}]}
    answering = Answering(parsed(query), variables, _GENERAL)
    said: Row = {"data": answering.answer(Root(world).fields())}
    if answering.errors:
        said["errors"] = [
            {"type": "NOT_FOUND", "message": message, "path": list(path)} for message, path in answering.errors
        ]
    return said


def price(document: DocumentNode, variables: Mapping[str, Any]) -> tuple[int, int]:
    """Points and nodes, by GitHub's rules: a request for each list that is opened, a hundred a point."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    requests = nodes = 0

    def walk(selection: SelectionSetNode | None, times: int) -> None:
        nonlocal requests, nodes
        for node in selection.selections if selection else ():
            if isinstance(node, FragmentSpreadNode):
                walk(fragments[node.name.value].selection_set, times)
            elif isinstance(node, InlineFragmentNode):
                walk(node.selection_set, times)
            elif isinstance(node, FieldNode):
                size = _size(node, variables)
                requests, nodes = (requests + times, nodes + times * size) if size else (requests, nodes)
                walk(node.selection_set, times * (size or 1))

    for one in document.definitions:
        if isinstance(one, OperationDefinitionNode):
            walk(one.selection_set, 1)
    return max(1, round(requests / 100)), nodes


def _size(node: FieldNode, variables: Mapping[str, Any]) -> int:
    for argument in node.arguments or ():
        if argument.name.value == "first":
            value = argument.value
            if isinstance(value, IntValueNode):
                return int(value.value)
            if isinstance(value, VariableNode):
                return int(variables[value.name.value])
    return 0


def connection(rows: Sequence[Any], key: Callable[[Any], Sequence[Any]] | None = None) -> Callable[..., Row]:
    """A list that is given in stretches. With a key, a cursor says where in its order, and not how many before it."""

    def give(first: int | None = None, after: str | None = None, **more: Any) -> Row:
        order = more.get("orderBy") or {}
        listed = [(list(key(row)) if key else [at], row) for at, row in enumerate(rows)]
        is_back = order.get("direction") == "DESC"
        listed.sort(key=lambda each: each[0], reverse=is_back)
        if after is not None:
            at = orjson.loads(base64.b64decode(after))
            listed = [each for each in listed if (each[0] < at if is_back else each[0] > at)]
        given = listed[: first if first is not None else 0]
        return {
            "totalCount": len(rows), "nodes": [row for _, row in given],
            "pageInfo": {
                "hasNextPage": len(given) < len(listed),
                "endCursor": base64.b64encode(orjson.dumps(given[-1][0])).decode() if given else None,
            },
        }  # fmt: skip

    return give


class Root:
    """What a query may begin with."""

    def __init__(self, world: World) -> None:
        self.world = world

    def fields(self) -> Row:
        """The fields we are asked for."""
        return {
            "repository": self.repository, "organization": self.organization, "nodes": self.nodes,
            "viewer": {"organizations": connection([{"login": login} for login in self.owners()])},
        }  # fmt: skip

    def owners(self) -> list[str]:
        """The organizations that have repositories."""
        return sorted({each.told.owner for each in self.world.repositories.values()})

    def repository(self, owner: str, name: str) -> Row:
        """A repository by its name."""
        hosted = self.world.named(owner, name)
        if hosted is None:
            raise NotThere(f"Could not resolve to a Repository with the name '{owner}/{name}'.")
        return Repository(self.world, hosted).fields()

    def organization(self, login: str) -> Row:
        """An organization; everybody who is no bot is in every one."""
        if login not in self.owners():
            raise NotThere(f"Could not resolve to an Organization with the login of '{login}'.")
        members = [self.world.account(each) for each, row in self.world.people.items() if row["type"] == "User"]
        team = {
            "databaseId": 77, "slug": "everybody", "name": "Everybody", "description": None,
            "members": connection(members),
        }  # fmt: skip
        return {
            "membersWithRole": connection(members), "teams": connection([team]),
            "team": lambda slug: team if slug == "everybody" else None,
        }  # fmt: skip

    def nodes(self, ids: Sequence[str]) -> list[Row | None]:
        """Things by their node ids: runs and deployments."""
        return [self._node(each) for each in ids]

    def _node(self, node_id: str) -> Row | None:
        kind, _, number = node_id.partition("_")
        for hosted in self.world.repositories.values():
            if kind == "WFR":
                for run in hosted.told.pipelines:
                    if run["id"] == int(number):
                        return {"__typename": "WorkflowRun", "id": node_id, "checkSuite": _suite(hosted, run)}
            for row in hosted.told.deployments if kind == "DE" else ():
                if row["id"] == int(number):
                    return {"__typename": "Deployment", "id": node_id, "statuses": connection(_statuses(row))}
        return None


class Repository:
    """A repository's fields."""

    def __init__(self, world: World, hosted: Hosted) -> None:
        self.world, self.hosted = world, hosted

    def fields(self) -> Row:
        """The fields we are asked for."""
        return {
            "databaseId": self.hosted.told.id, "pullRequests": self.pulls, "issues": self.issues,
            "pullRequest": self.pull, "issue": self.issue,
        }  # fmt: skip

    def pulls(self, **how: Any) -> Row:
        """Pull requests in order of their change or making."""
        key = _order_of(how)
        return _lazily(connection(w.pulls(self.hosted), key)(**how), self.pull_node)

    def issues(self, **how: Any) -> Row:
        """Issues likewise, since an instant when one is given."""
        since = (how.get("filterBy") or {}).get("since")
        rows = [row for row in w.issues(self.hosted) if since is None or row["updated_at"] >= since]
        return _lazily(connection(rows, _order_of(how))(**how), self.issue_node)

    def pull(self, number: int) -> Row:
        """One pull request."""
        for row in w.pulls(self.hosted):
            if row["number"] == number:
                return self.pull_node(row)
        raise NotThere(f"Could not resolve to a PullRequest with the number of {number}.")

    def issue(self, number: int) -> Row:
        """One issue."""
        for row in w.issues(self.hosted):
            if row["number"] == number:
                return self.issue_node(row)
        raise NotThere(f"Could not resolve to an Issue with the number of {number}.")

    def pull_node(self, row: Row) -> Row:
        """A pull request with everything below it."""
        world, hosted, number = self.world, self.hosted, row["number"]
        closes = [
            {"number": each["number"], "repository": {"databaseId": hosted.told.id}}
            for each in row["issues"] if each["evidence"] == "closing_reference"
        ]  # fmt: skip
        return {
            "number": number, "fullDatabaseId": str(row["id"]), "title": row["title"], "body": row["body"],
            "url": row["url"], "createdAt": row["opened_at"], "updatedAt": row["updated_at"],
            "closedAt": row["closed_at"], "mergedAt": row["merged_at"], "isDraft": row["is_draft"],
            "isCrossRepository": False, "headRefName": row["head_ref"], "baseRefName": row["base_ref"],
            "headRefOid": row["head_sha"], "baseRefOid": row["base_sha"] or w.sha_of("base", row["id"]),
            "additions": row["additions"], "deletions": row["deletions"], "changedFiles": row["changed_files"],
            "author": world.account(row["author"]["login"]), "mergedBy": world.account(row["merged_by"]),
            "milestone": None, "mergeCommit": w.merge_commit(row),
            "comments": connection(w.comments_of(hosted, pull=number)),
            "labels": connection([{"name": each} for each in row["labels"]]),
            "commits": connection([self._commit(each) for each in row["commits"]]),
            "reviews": connection([self._review(each) for each in w.reviews_of(hosted, number)]),
            "timelineItems": connection(w.timeline_of(world, hosted, row)),
            "closingIssuesReferences": connection(closes),
        }  # fmt: skip

    def _commit(self, row: Row) -> Row:
        author, ahead = row["author"], row["author_offset_minutes"]
        account = self.world.account(author["login"])
        # A commit's `user` is a User: of an app's commits GitHub says nobody.
        user = account if account and account["__typename"] == "User" else None
        return {
            "commit": {
                "oid": row["sha"], "authoredDate": row["authored_at"], "committedDate": row["committed_at"],
                "messageHeadline": row["subject"],
                "author": {
                    "name": author["name"], "email": author["email"],
                    "date": _local(row["authored_at"], ahead), "user": user,
                },
            }
        }  # fmt: skip

    def _review(self, row: Row) -> Row:
        return {
            "fullDatabaseId": str(row["id"]), "state": row["state"], "body": row["body"],
            "submittedAt": row["submitted_at"], "createdAt": row["submitted_at"], "updatedAt": row["submitted_at"],
            "author": self.world.account(row["reviewer"]), "commit": {"oid": row["sha"]} if row["sha"] else None,
            "comments": {"totalCount": len(row["comments"])},
        }  # fmt: skip

    def issue_node(self, row: Row) -> Row:
        """An issue with everything below it."""
        state, reason = w.issue_state(row)
        assignee = self.world.account(row["assignee"])
        return {
            "number": row["number"], "title": row["title"], "body": row["body"], "state": state.upper(),
            "url": f"https://github.com/{self.hosted.told.full_name}/issues/{row['number']}",
            "stateReason": reason.upper() if reason else None, "createdAt": row["created_at"],
            "updatedAt": row["updated_at"], "closedAt": row["closed_at"],
            "author": self.world.account(row["reporter"]), "parent": None,
            "assignees": connection([assignee] if assignee else []),
            "labels": connection([{"name": each} for each in row["labels"]]),
            "comments": connection(w.comments_of(self.hosted, issue=row["number"])),
            "timelineItems": connection(w.issue_timeline(self.world, row)),
        }  # fmt: skip


def _order_of(how: Mapping[str, Any]) -> Callable[[Row], Sequence[Any]]:
    if (how.get("orderBy") or {}).get("field") == "CREATED_AT":
        return lambda row: (row.get("opened_at") or row["created_at"], row["number"])
    return lambda row: (row["updated_at"], row["number"])


def _lazily(listed: Row, node: Callable[[Row], Row]) -> Row:
    return {**listed, "nodes": [node(row) for row in listed["nodes"]]}


def _local(at: str, ahead: int) -> str:
    return datetime.fromisoformat(at).astimezone(timezone(timedelta(minutes=ahead))).isoformat()


def _suite(hosted: Hosted, run: Row) -> Row:
    base = f"https://github.com/{hosted.told.full_name}/runs"
    checks = [
        {
            "url": f"{base}/{job['id']}", "name": job["name"], "status": "COMPLETED",
            "conclusion": job["status"].upper(), "startedAt": job["started_at"], "completedAt": job["finished_at"],
            "deployment": None,
        }
        for job in run["jobs"]
    ]  # fmt: skip

    def check_runs(**how: Any) -> Row:
        """Without a word about it GitHub gives the latest of each name."""
        is_all = (how.get("filterBy") or {}).get("checkType") == "ALL"
        listed: Row = connection(checks if is_all else list({each["name"]: each for each in checks}.values()))(**how)
        return listed

    return {"checkRuns": check_runs}


def _statuses(row: Row) -> list[Row]:
    """What was said of a deployment, newest first, as GitHub lists it."""
    said = [("SUCCESS" if row["status"] == "success" else "FAILURE", row["finished_at"])]
    said += [("IN_PROGRESS", row["started_at"]), ("QUEUED", row["created_at"])]
    return [{"state": state, "createdAt": at, "logUrl": None} for state, at in said]
