"""Asking GitLab's GraphQL: smaller when it finds a question too large, complete where a list within a thing goes on."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final

from aexy.kernel.errors import SourceFailed, Unknown
from aexy.sources.contract import Scope
from aexy.sources.gitlab import queries
from aexy.sources.gitlab.manners import GRAPHQL, REST
from aexy.sources.gitlab.queries import Walked
from aexy.sources.http import Http

Node = MutableMapping[str, Any]
# How many things a page has, and how many of what belongs to each.
SIZES: Final = ((25, 100), (10, 50), (4, 25), (1, 20))
_TOO_LARGE = ("complexity", "timed out", "timeout", "less complex")
_UNKNOWN_FIELD = ("doesn't exist on type", "doesn't accept argument", "no such type")


class TooLarge(SourceFailed):
    """GitLab would answer a smaller question."""


class NotLicensed(SourceFailed):
    """This installation does not know something that was asked for."""


@dataclass(slots=True)
class Asking:
    """Asks about one project. Remembers what GitLab taught it: the project's path, how much it answers, its edition."""

    http: Http
    scope: Scope
    path: str = ""
    size: int = 0
    licensed: bool = True
    skipped: list[str] = field(default_factory=list)
    _labels: dict[str, str] | None = None

    async def project(self, query: str, variables: Mapping[str, Any]) -> Node:
        """The project's part of the answer. Raises Unknown when there is no such project any more."""
        path = self.path or self.scope.name
        found = await self._project(query, {**variables, "path": path})
        if found is None:
            # Renamed, moved or gone: its number tells, and the path it has now is asked instead.
            self.path = await self._path()
            found = await self._project(query, {**variables, "path": self.path})
        if found is None:
            raise Unknown(
                f"{self.path} is not there, or the token may not see it.",
                next_step="Look at both; stop following it if it was deleted.",
            )
        return found

    async def sized(self, walked: Walked, write: Callable[..., str], variables: Mapping[str, Any]) -> Node:
        """A page that is as large as GitLab bears; `write` makes the query's text for this installation."""
        while True:
            first, inner = SIZES[self.size]
            query = write(walked, licensed=self.licensed)
            try:
                return await self.project(query, {**variables, "first": first, "inner": inner})
            except NotLicensed:
                if not (self.licensed and walked.licensed):
                    raise
                self.licensed = False
            except TooLarge:
                if self.size + 1 == len(SIZES):
                    raise
                self.size += 1

    async def labels(self) -> Mapping[str, str]:
        """What the project's labels are called, by number; asked for once."""
        if self._labels is None:
            self._labels, after = {}, None
            while True:
                listed = (await self.project(queries.LABELS, {"after": after})).get("rows")
                listed = listed if isinstance(listed, dict) else {}
                for each in listed.get("nodes") or []:
                    self._labels[str(each.get("id", "")).rpartition("/")[2]] = str(each.get("title"))
                if (after := _more(listed)) is None:
                    break
        return self._labels

    async def complete(self, walked: Walked, nodes: list[Node]) -> None:
        """Fetch what is left of the lists within things."""
        for node in nodes:
            for name in walked.inner:
                listed = node.get(name)
                while isinstance(listed, dict) and (after := _more(listed)) is not None:
                    following = await self._rest(walked, name, node, after)
                    listed["nodes"] = [*(listed.get("nodes") or []), *(following.get("nodes") or [])]
                    listed["page_info"] = following.get("page_info")
                self._look_within(walked, node, listed)

    async def _rest(self, walked: Walked, name: str, node: Node, after: str) -> Node:
        size, query = SIZES[self.size][1], queries.rest_query(walked, name)
        variables = {"iid": str(node.get("iid")), "first": size, "after": after}
        found = await self.project(query, {**variables, "inner": size} if "$inner" in query else variables)
        row = found.get("row")
        rest = row.get("rest") if isinstance(row, dict) else None
        return rest if isinstance(rest, dict) else {}

    def _look_within(self, walked: Walked, node: Node, listed: object) -> None:
        """A discussion of more answers than a page has is not read to its end: that is said, not passed over."""
        for each in listed.get("nodes") or [] if isinstance(listed, dict) else []:
            notes = each.get("notes") if isinstance(each, dict) else None
            if isinstance(notes, dict) and _more(notes) is not None:
                self.skipped.append(f"{walked.title} {node.get('iid')}: the end of a very long discussion")

    async def _project(self, query: str, variables: Mapping[str, Any]) -> Node | None:
        # One allowance for both of GitLab's interfaces.
        answer = await self.http.graphql(GRAPHQL, query, variables, resource="core")
        data = answer.get("data") if isinstance(answer, dict) else None
        errors = answer.get("errors") if isinstance(answer, dict) else None
        if errors:
            self._refused(errors, data)
        if not isinstance(data, dict):
            raise SourceFailed("GitLab answered a query without saying anything.", next_step="Start the sync again.")
        project = data.get("project")
        if not isinstance(project, dict):
            return None
        # A path that was given to another project since is not the one we follow.
        number = str(project.get("id", "")).rpartition("/")[2]
        return project if number == self.scope.external_id else None

    def _refused(self, errors: object, data: object) -> None:
        listed = errors if isinstance(errors, list) else [errors]
        said = [str(each.get("message") if isinstance(each, dict) else each)[:300] for each in listed]
        words = "; ".join(said)
        if any(word in words.lower() for word in _TOO_LARGE):
            raise TooLarge(
                f"GitLab finds even the smallest question too large ({words}).",
                next_step="Raise the installation's GraphQL limits, or start the sync again later.",
            )
        if any(word in words for word in _UNKNOWN_FIELD):
            raise NotLicensed(
                f"This GitLab does not know something that was asked for ({words}).",
                next_step="GitLab 17.5 or newer is needed.",
            )
        if not isinstance(data, dict) or data.get("project") is None:
            raise SourceFailed(f"GitLab refused a query: {words}.", next_step="Look at the connection.")
        self.skipped.extend(said)

    async def _path(self) -> str:
        answer = (await self.http.get(f"{REST}/projects/{self.scope.external_id}")).json()
        path = answer.get("path_with_namespace") if isinstance(answer, dict) else None
        if not isinstance(path, str):
            raise SourceFailed("GitLab named no path for the project.", next_step="Start the sync again later.")
        return path


def _more(listed: Mapping[str, Any]) -> str | None:
    info = listed.get("page_info")
    return info.get("end_cursor") if isinstance(info, dict) and info.get("has_next_page") else None
