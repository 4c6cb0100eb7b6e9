"""What is followed through a connection: found at the provider, chosen by people, kept up to date at every sync."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.connections import following_rows as rows
from aexy.features.connections.following_rows import Origin
from aexy.features.connections.schemas import AuthKind, Connection, Followable, Following
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import AccountId, ConnectionId, RepositoryId, WorkspaceId
from aexy.sources.contract import FoundProject, FoundRepository, Level, Scope, Source
from aexy.sources.http import Http
from aexy.store import postgres
from aexy.store.activity import Place

FOUND_LASTS = 600
_KEPT = TypeAdapter(tuple[list[FoundRepository], list[FoundProject]])
_SHOWN = 5


class Followed(NamedTuple):
    """Something that is read: how its source is asked for it, and where its facts belong."""

    scope: Scope
    place: Place
    repository_id: RepositoryId | None = None


class Found(NamedTuple):
    """What the token can see, by external id."""

    repositories: Mapping[str, FoundRepository]
    projects: Mapping[str, FoundProject]

    @classmethod
    def of(cls, everything: Sequence[FoundRepository | FoundProject]) -> "Found":
        """Sorted into the two kinds."""
        return cls(
            {each.external_id: each for each in everything if isinstance(each, FoundRepository)},
            {each.external_id: each for each in everything if isinstance(each, FoundProject)},
        )


async def discover(source: Source, http: Http, options: Mapping[str, Any]) -> Found:
    """Everything the token can see, asked of the provider."""
    return Found.of([each async for each in source.discover(http, options)])


async def kept(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId) -> Found | None:
    """What was found a few minutes ago: choosing among thousands should not ask for them page by page again."""
    body = await context.cache.get(workspace_id, _name(connection_id))
    if body is None:
        return None
    # Each kind apart: written as lists of their values, a project could be taken for a repository.
    repositories, projects = _KEPT.validate_json(body)
    return Found.of([*repositories, *projects])


async def keep(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, found: Found) -> None:
    """Remember it for a few minutes."""
    body = _KEPT.dump_json((list(found.repositories.values()), list(found.projects.values())))
    await context.cache.put(workspace_id, _name(connection_id), body, seconds=FOUND_LASTS)


def _name(connection_id: ConnectionId) -> str:
    return f"found:{connection_id}"


def followable(found: Found, followed: set[tuple[str, str]]) -> list[Followable]:
    """As people choose from it: by name, projects before repositories where there are both."""
    projects = [
        Followable(
            kind="project", external_id=each.external_id, name=each.name, prefix=each.prefix, url=each.url,
            is_followed=("project", each.external_id) in followed,
        )
        for each in found.projects.values()
    ]  # fmt: skip
    repositories = [
        Followable(
            kind="repository", external_id=each.external_id, name=f"{each.owner}/{each.name}", prefix=None,
            url=each.web_url, is_followed=("repository", each.external_id) in followed, is_private=each.is_private,
            is_fork=each.is_fork, is_archived=each.is_archived,
        )
        for each in found.repositories.values()
    ]  # fmt: skip
    return sorted(projects + repositories, key=order_of)


def order_of(each: Followable) -> tuple[str, str, str]:
    """Its place in the list."""
    return each.kind, each.name.lower(), each.external_id


def matches(each: Followable, wanted: str) -> bool:
    """Whether it is meant by these letters of its name or prefix."""
    return wanted.lower() in f"{each.name} {each.prefix or ''}".lower()


async def follow(
    context: Context, workspace_id: WorkspaceId, origin: Origin, wish: Following, found: Found,
    *, requested_by: AccountId | None = None,
) -> None:  # fmt: skip
    """Follow exactly what is wished. Unusable when the token cannot see something of it."""
    followed_before = await _followed_ids(context, workspace_id, origin.connection_id)
    wanted_repositories = list(found.repositories) if wish.follows_all else wish.repositories
    wanted_projects = list(found.projects) if wish.follows_all else wish.projects
    _insist(wanted_repositories, found.repositories, followed_before, "repository", "repositories")
    _insist(wanted_projects, found.projects, followed_before, "project", "projects")
    async with context.database.workspace(workspace_id) as connection:
        await rows.follow_all(connection, workspace_id, origin.connection_id, wished=wish.follows_all, now=context.now)
        await rows.leave_all_but(
            connection, workspace_id, origin.connection_id,
            repositories=wanted_repositories, projects=wanted_projects, now=context.now,
        )  # fmt: skip
        chosen = Found(
            {key: found.repositories[key] for key in wanted_repositories if key in found.repositories},
            {key: found.projects[key] for key in wanted_projects if key in found.projects},
        )
        await _take_in(connection, context, workspace_id, origin, chosen, is_chosen=not wish.follows_all)
        await audit.record(
            connection, workspace_id, by=requested_by, action="connection.following_changed",
            subject=f"connection:{origin.connection_id}", now=context.now,
            said={
                "follows_all": wish.follows_all, "repositories": len(wanted_repositories),
                "projects": len(wanted_projects),
            },
        )  # fmt: skip


def _insist(
    wanted: Sequence[str], found: Mapping[str, object], before: set[tuple[str, str]], kind: str, field: str
) -> None:
    """What vanished may go on being followed; what never was seen may not begin to be."""
    unknown = [each for each in wanted if each not in found and (kind, each) not in before]
    if unknown:
        shown = ", ".join(unknown[:_SHOWN]) + (" …" if len(unknown) > _SHOWN else "")
        raise Unusable(
            f"The token sees no {kind} {shown}.",
            next_step="Choose from the connection's `available`, or give the token access to it first.",
            field=field,
        )


async def _followed_ids(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId
) -> set[tuple[str, str]]:
    async with context.database.workspace(workspace_id) as connection:
        return await rows.followed_ids(connection, workspace_id, connection_id)


async def bring_up_to_date(
    context: Context, workspace_id: WorkspaceId, origin: Origin, found: Found, *, follows_all: bool
) -> None:
    """Names, addresses and what is archived, as the provider has them; what vanished is marked, never removed."""
    async with context.database.workspace(workspace_id) as connection:
        followed = await rows.followed_ids(connection, workspace_id, origin.connection_id)
        meant = found if follows_all else Found(
            {key: each for key, each in found.repositories.items() if ("repository", key) in followed},
            {key: each for key, each in found.projects.items() if ("project", key) in followed},
        )  # fmt: skip
        await rows.mark_gone(
            connection, workspace_id, origin.connection_id,
            repositories=list(found.repositories), projects=list(found.projects), now=context.now,
        )  # fmt: skip
        await _take_in(connection, context, workspace_id, origin, meant, is_chosen=False)


async def _take_in(
    connection: postgres.Connection, context: Context, workspace_id: WorkspaceId, origin: Origin, found: Found,
    *, is_chosen: bool,
) -> None:  # fmt: skip
    for repository in found.repositories.values():
        await rows.take_in_repository(connection, workspace_id, origin, repository, context.now, is_chosen=is_chosen)
    for project in found.projects.values():
        await rows.take_in_project(connection, workspace_id, origin, project, context.now, is_chosen=is_chosen)


async def scopes_of(context: Context, workspace_id: WorkspaceId, of: Connection) -> list[Followed]:
    """The connection itself, then every repository and project that is followed and there."""
    found, place = ConnectionId(of.id), Place(of.provider.value, of.origin, connection_id=of.id)
    async with context.database.reading(workspace_id) as connection:
        repositories = await rows.repositories(connection, workspace_id, found)
        projects = await rows.projects(connection, workspace_id, found)

    if of.auth_kind is AuthKind.HOOK:
        # Whoever tells in our own words names a repository as people do: whichever is called so is meant.
        async with context.database.reading(workspace_id) as connection:
            repositories = await rows.every_repository(connection, workspace_id)

    def scope(level: Level, external_id: str, name: str) -> Scope:
        return Scope(level=level, external_id=external_id, name=name, origin=of.origin, options=of.options)

    return [
        Followed(scope(Level.CONNECTION, "", of.account or of.name), place),
        *(
            Followed(
                scope(Level.REPOSITORY, each.external_id, each.name),
                place._replace(repository_key=each.key, external_id=each.external_id),
                each.id,
            )
            for each in repositories
        ),
        *(
            Followed(
                scope(Level.PROJECT, each["external_id"], each["prefix"]),
                place._replace(project_key=each["key"], external_id=each["external_id"]),
            )
            for each in projects
        ),
    ]
