"""A GitLab that answers on loopback: REST and GraphQL, `RateLimit-*` and `Retry-After`, keyset pages, web hooks.

fake = FakeGitLab(scenario(), hours)
async with fake.server:
    fake.base_url, fake.tokens        what `GITLAB.http` is given
    fake.delete_merge_request(...)    and whatever else happens to a project
    fake.hooks(...)                   deliveries as GitLab would send them
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from tests.providers.gitlab.answering import answer
from tests.providers.gitlab.delivering import (
    Delivery,
    deployment_hook,
    issue_hook,
    merge_request_hook,
    note_hook,
    pipeline_hook,
    push_hook,
)
from tests.providers.gitlab.speaking import (
    deployment,
    issue,
    iteration,
    labels_of,
    merge_request,
    pipeline,
    release,
    rest_user,
)
from tests.providers.scenario import Scenario, ScenarioRepository
from tests.providers.serving import Allowances, Hours, Reply, Request, Server, as_json, paged

Row = dict[str, Any]
SCOPES = ("read_api", "read_repository")
MOST_POINTS = 250


@dataclass(slots=True, kw_only=True)
class Project:
    """What a project holds, in GitLab's words."""

    id: int
    path: str
    is_fork: bool = False
    is_archived: bool = False
    created_at: str = "2024-01-01T00:00:00Z"
    merge_requests: list[Row] = field(default_factory=list)
    issues: list[Row] = field(default_factory=list)
    pipelines: list[Row] = field(default_factory=list)
    deployments: list[Row] = field(default_factory=list)
    releases: list[Row] = field(default_factory=list)
    environments: list[Row] = field(default_factory=list)
    labels: list[Row] = field(default_factory=list)
    iterations: list[Row] = field(default_factory=list)


class FakeGitLab:
    """`tokens` it accepts map to their scopes; `allowance` is what each may ask in `window`."""

    def __init__(
        self, told: Scenario, hours: Hours, *, allowance: int = 2000, window: timedelta = timedelta(minutes=1),
        skew: timedelta = timedelta(),
    ) -> None:  # fmt: skip
        self.server, self.hours, self.people = Server(hours, skew=skew), hours, told.people
        self.tokens: dict[str, tuple[str, ...]] = {"glpat-first": SCOPES, "glpat-second": SCOPES}
        self.expired: set[str] = set()
        self.allowances = Allowances(hours=hours, allowance=allowance, window=window)
        self.licensed, self.most_points = True, MOST_POINTS
        self.projects = {each.id: _project(each, told) for each in told.repositories.values()}
        self.groups = [
            {"id": number, "full_path": row["team"], "name": row["name"], "path": row["team"], "description": ""}
            for number, row in enumerate(told.projects.values(), 500)
        ]
        self.members = {
            group["id"]: [rest_user(login, self.people) for login, row in told.people.items() if row["type"] == "User"]
            for group in self.groups
        }
        self._answers()

    async def __aenter__(self) -> Self:
        await self.server.__aenter__()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.server.__aexit__(*exception)

    @property
    def base_url(self) -> str:
        """What people see."""
        return self.server.url

    def _answers(self) -> None:
        route, rest = self.server.route, r"/api/v4"
        one = rest + r"/projects/(?P<project>\d+)"
        for path, handler in (
            (rest + r"/user", self._user), (rest + r"/personal_access_tokens/self", self._token),
            (rest + r"/projects", self._projects), (one, self._one_project),
            (one + r"/(?P<listed>deployments|environments|releases|iterations|milestones)", self._list),
            (one + r"/(?P<listed>deployments|releases)/(?P<item>[^/]+)", self._item),
            (one + r"/merge_requests", self._merge_requests),
            (rest + r"/groups", self._groups), (rest + r"/groups/(?P<group>\d+)/members/all", self._members),
            (r"/oauth/token/info", self._oauth),
        ):  # fmt: skip
            route("GET", path, self._guarded(handler))
        route("POST", r"/api/graphql", self._guarded(self._graphql))

    def _guarded(self, handler: Callable[..., Reply]) -> Callable[..., Reply]:
        """Every answer says what is left; a token that is not known, or has asked enough, gets none."""

        def guarded(request: Request, **named: str) -> Reply:
            token = request.token
            if token not in self.tokens:
                return as_json({"message": "401 Unauthorized"}, 401)
            if token in self.expired:
                said = {"error": "invalid_token", "error_description": "Token is expired. You can either do re-auth."}
                return as_json(said, 401)
            standing = self.allowances.spend(token, "api")
            resets = standing.resets_at + self.server.skew
            headers = {
                "ratelimit-limit": str(standing.allowance), "ratelimit-remaining": str(standing.remaining),
                "ratelimit-reset": str(int(resets.timestamp())), "ratelimit-name": "throttle_authenticated_api",
                "ratelimit-observed": str(standing.allowance - standing.remaining),
            }  # fmt: skip
            if standing.is_refused:
                after = max(0, int((standing.resets_at - self.hours.now).total_seconds()) + 1)
                return Reply(
                    429, b"Retry later\n", {**headers, "retry-after": str(after), "content-type": "text/plain"}
                )
            reply = handler(request, **named)
            return reply._replace(headers={**reply.headers, **headers})

        return guarded

    # Who asks

    def _user(self, request: Request) -> Reply:
        del request
        return as_json({"id": 1, "username": "aexy-reader", "name": "Aexy", "state": "active"})

    def _token(self, request: Request) -> Reply:
        scopes = list(self.tokens[request.token])
        return as_json({"id": 7, "name": "aexy", "scopes": scopes, "active": True, "expires_at": "2027-01-31"})

    def _oauth(self, request: Request) -> Reply:
        return as_json({"resource_owner_id": 1, "scope": list(self.tokens[request.token]), "expires_in": 7200})

    # REST

    def _projects(self, request: Request) -> Reply:
        rows = [self._shown(each) for each in sorted(self.projects.values(), key=lambda each: each.id)]
        after = int(request.query.get("id_after", 0))
        page = [row for row in rows if row["id"] > after][: int(request.query.get("per_page", 20))]
        more = page and page[-1]["id"] != rows[-1]["id"]
        link = f'<{self.base_url}/api/v4/projects?id_after={page[-1]["id"]}&per_page=100>; rel="next"' if more else ""
        return as_json(page, headers={"link": link} if link else {})

    def _one_project(self, request: Request, project: str) -> Reply:
        del request
        found = self.projects.get(int(project))
        return as_json(self._shown(found)) if found else as_json({"message": "404 Project Not Found"}, 404)

    def _shown(self, project: Project) -> Row:
        owner, _, name = project.path.rpartition("/")
        return {
            "id": project.id, "path": name, "path_with_namespace": project.path, "name": name,
            "namespace": {"id": 9, "full_path": owner, "kind": "group"}, "default_branch": "main",
            "http_url_to_repo": f"{self.base_url}/{project.path}.git", "web_url": f"{self.base_url}/{project.path}",
            "visibility": "private", "archived": project.is_archived, "created_at": project.created_at,
            **({"forked_from_project": {"id": 1}} if project.is_fork else {}),
        }  # fmt: skip

    def _list(self, request: Request, project: str, listed: str) -> Reply:
        found = self.projects.get(int(project))
        if found is None or (listed == "iterations" and not self.licensed):
            return as_json({"message": "404 Not Found"}, 404)
        rows: list[Row] = [] if listed == "milestones" else list(getattr(found, listed))
        if listed == "deployments":
            since = request.query.get("updated_after")
            rows = sorted((row for row in rows if since is None or _at(row["updated_at"]) >= _at(since)), key=_changed)
        page, headers = paged(rows, request, usual=20)
        return as_json(page, headers=headers, etag=True)

    def _item(self, request: Request, project: str, listed: str, item: str) -> Reply:
        del request
        found = self.projects.get(int(project))
        key = "tag_name" if listed == "releases" else "id"
        rows = getattr(found, listed) if found else []
        row = next((row for row in rows if str(row[key]) == item), None)
        return as_json(row) if row else as_json({"message": "404 Not Found"}, 404)

    def _merge_requests(self, request: Request, project: str) -> Reply:
        # Rack repeats `iids[]`; the last one is what a plain dictionary keeps, so the whole state is listed here.
        del request
        return as_json([row["rest"] for row in self.projects[int(project)].merge_requests if row["mergedAt"]])

    def _groups(self, request: Request) -> Reply:
        page, headers = paged(self.groups, request, usual=20)
        return as_json(page, headers=headers)

    def _members(self, request: Request, group: str) -> Reply:
        page, headers = paged(self.members[int(group)], request, usual=20)
        return as_json(page, headers=headers)

    # GraphQL

    def _graphql(self, request: Request) -> Reply:
        asked = request.json()
        root = {"project": self._graph}
        return as_json(answer(asked["query"], asked["variables"], root, licensed=self.licensed, most=self.most_points))

    def _graph(self, fullPath: str) -> Row | None:  # noqa: N803 - GitLab's name for it
        found = next((each for each in self.projects.values() if each.path == fullPath), None)
        return None if found is None else {
            "id": f"gid://gitlab/Project/{found.id}", "fullPath": found.path,
            "mergeRequests": lambda **how: _chosen(found.merge_requests, how),
            "issues": lambda **how: _chosen(found.issues, how),
            "pipelines": lambda **how: sorted(_chosen(found.pipelines, how), key=_newest_first),
            "mergeRequest": lambda iid: _by_iid(found.merge_requests, iid),
            "issue": lambda iid: _by_iid(found.issues, iid),
            "pipeline": lambda iid: _by_iid(found.pipelines, iid),
            "labels": lambda **how: found.labels,  # noqa: ARG005 - those of groups are the same here
        }  # fmt: skip

    # What happens

    def project_of(self, path: str) -> Project:
        """The project at that path."""
        return next(each for each in self.projects.values() if each.path == path)

    def rename(self, path: str, becomes: str) -> None:
        """The project moves; GraphQL knows it by its new path only."""
        self.project_of(path).path = becomes

    def delete_project(self, path: str) -> None:
        """It is gone."""
        del self.projects[self.project_of(path).id]

    def delete(self, path: str, listed: str, number: int) -> None:
        """A merge request or issue is gone, and nothing says so."""
        rows: list[Row] = getattr(self.project_of(path), listed)
        rows[:] = [row for row in rows if row["iid"] != str(number)]

    def change(self, path: str, listed: str, number: int, **becomes: Any) -> Row:
        """Something about a merge request or issue becomes otherwise, now."""
        row: Row = _by_iid(getattr(self.project_of(path), listed), str(number)) or {}
        row.update(becomes, updatedAt=self.hours.now.isoformat().replace("+00:00", "Z"))
        return row

    def hooks(self, path: str) -> list[Delivery]:
        """The deliveries that everything in a project was worth, in the order of time."""
        project = self.project_of(path)
        shown = self._shown(project)
        told = [merge_request_hook(shown, each) for each in project.merge_requests]
        told += [note_hook(shown, each) for each in project.merge_requests if each["discussions"]]
        told += [issue_hook(shown, each) for each in project.issues]
        told += [pipeline_hook(shown, each) for each in project.pipelines]
        told += [deployment_hook(shown, each) for each in project.deployments]
        told += [push_hook(shown, each) for each in project.pipelines if each["source"] == "push"]
        return sorted(told, key=lambda each: each.at)


def _project(each: ScenarioRepository, told: Scenario) -> Project:
    titles = sorted({label for row in each.issues for label in (*labels_of(row), *_former(row))})
    labels = {title: number for number, title in enumerate(titles, each.id * 1000)}
    environments = {
        name: number
        for number, name in enumerate(sorted({row["environment"] for row in each.deployments}), each.id * 1000)
    }
    sprints = {row["id"]: row for row in told.sprints}
    own = [row for row in told.sprints if each.full_name in told.projects[row["project"]]["repositories"]]
    return Project(
        id=each.id, path=each.full_name, is_fork=each.is_fork,
        merge_requests=[
            merge_request(
                row, [one for one in each.reviews if one["pull_request"] == row["number"]],
                [one for one in each.comments if one["pull_request"] == row["number"]],
                told.people, each.id, row["url"],
            )
            for row in each.pull_requests
        ],
        issues=[
            issue(
                row, [one for one in each.comments if one["issue"] == row["number"]], told.people, labels,
                f"https://gitlab.example/{each.full_name}/-/issues/{row['number']}", sprints,
            )
            for row in each.issues
        ],
        pipelines=[pipeline(row, told.people, each.full_name) for row in each.pipelines],
        deployments=[deployment(row, told.people, environments) for row in each.deployments],
        releases=[release(row, told.people) for row in each.releases],
        environments=[
            {"id": number, "name": name, "slug": name, "tier": name} for name, number in environments.items()
        ],
        labels=[{"id": f"gid://gitlab/ProjectLabel/{number}", "title": title} for title, number in labels.items()],
        iterations=[iteration(row) for row in own],
    )  # fmt: skip


def _former(row: Row) -> list[str]:
    fields = ("status", "priority")
    return [
        f"{each['field']}::{each[side]}" for each in row["transitions"] if each["field"] in fields
        for side in ("from", "to") if each[side]
    ]  # fmt: skip


def _chosen(rows: list[Row], how: Mapping[str, Any]) -> list[Row]:
    iids, since, sort = how.get("iids"), how.get("updatedAfter"), how.get("sort")
    found = [
        row for row in rows
        if (iids is None or row["iid"] in iids) and (since is None or _at(row["updatedAt"]) > _at(since))
    ]  # fmt: skip
    by = "updatedAt" if sort == "UPDATED_ASC" else "createdAt"
    return sorted(found, key=lambda row: (row[by], row["id"].rpartition("/")[2].zfill(20)))


def _by_iid(rows: list[Row], iid: str) -> Row | None:
    return next((row for row in rows if row["iid"] == iid), None)


def _newest_first(row: Row) -> int:
    return -int(row["id"].rpartition("/")[2])


def _changed(row: Row) -> tuple[str, int]:
    return row["updated_at"], row["id"]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
