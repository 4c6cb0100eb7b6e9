"""Saying which teams own a repository, from when on; and what its commits suggest."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.ingest import service as ingest
from aexy.features.ownership import rows
from aexy.features.ownership.schemas import (
    NewOwners,
    OwnedRepository,
    Owners,
    OwnerSuggestion,
    OwningTeam,
    TeamWork,
)
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.kernel.errors import Unknown
from aexy.kernel.ids import AccountId, RepositoryId, WorkspaceId
from aexy.store.postgres import Connection

LISTED: Final = "owned repositories"
SUGGESTED_BY: Final = timedelta(days=90)
FEWEST_COMMITS: Final = 10
CLEAR_SHARE: Final = 0.5

TOO_FEW: Final = f"Fewer than {FEWEST_COMMITS} commits in 90 days say too little."
NOBODY_CLEAR: Final = "No single team wrote half of it or more in the last 90 days."
ONLY_WORK: Final = "Who writes in a repository need not be who answers for it: say so yourself if it is right."


def _no_repository(repository_id: RepositoryId) -> Unknown:
    return Unknown(
        f"There is no repository {repository_id}.",
        next_step="List the workspace's repositories.",
        field="repository_id",
    )


async def get_owners(context: Context, workspace_id: WorkspaceId, repository_id: RepositoryId) -> Owners:
    """Who owns the repository now, and who ever did; Unknown when the workspace has none of that id."""
    async with context.database.reading(workspace_id) as connection:
        if await rows.key_of(connection, repository_id) is None:
            raise _no_repository(repository_id)
        return await _owners(context, connection, repository_id)


async def list_owned(
    context: Context, workspace_id: WorkspaceId, *, cursor: str | None, limit: int
) -> Page[OwnedRepository]:
    """Repositories by name with who owns them now."""
    place = read_cursor(LISTED, cursor, (str, UUID))
    async with context.database.reading(workspace_id) as connection:
        found = await rows.owned(connection, context.now, (place[0], place[1]) if place else None, limit + 1)
    items, more = found[:limit], found[limit:]
    last = items[-1] if more else None
    return Page(items=items, next_cursor=write_cursor(LISTED, last.name, last.repository_id) if last else None)


async def set_owners(
    context: Context,
    workspace_id: WorkspaceId,
    repository_id: RepositoryId,
    wish: NewOwners,
    *,
    requested_by: AccountId,
) -> Owners:
    """From `since` on exactly these teams own it; what is known of before stays. What rests on it is counted again."""
    team_ids = sorted(set(wish.team_ids))
    async with context.database.workspace(workspace_id) as connection:
        if not await rows.note_said(connection, repository_id, context.now):
            raise _no_repository(repository_id)
        unknown = set(team_ids) - await rows.known_teams(connection, team_ids)
        if unknown:
            raise Unknown(
                f"There is no team {min(unknown)}.", next_step="List the workspace's teams.", field="team_ids"
            )
        has_changed = await rows.own_from(connection, repository_id, team_ids, wish.since)
        owners = await _owners(context, connection, repository_id)
        if has_changed:
            said = {"team_ids": [str(team) for team in team_ids], "since": wish.since and wish.since.isoformat()}
            await audit.record(
                connection, workspace_id, by=requested_by, action="repository_owners.changed",
                subject=f"repository:{repository_id}", said=said, now=context.now,
            )  # fmt: skip
    if has_changed:
        await ingest.generate_snapshots(context, workspace_id, requested_by=requested_by)
    return owners


async def suggest_owner(context: Context, workspace_id: WorkspaceId, repository_id: RepositoryId) -> OwnerSuggestion:
    """The team whose people wrote most of the last 90 days' commits, where it is clear which. Applied by nobody."""
    since = context.now - SUGGESTED_BY
    async with context.database.reading(workspace_id) as connection:
        key = await rows.key_of(connection, repository_id)
        if key is None:
            raise _no_repository(repository_id)
        found = await rows.work(connection, key, since, context.now)
    evidence = [TeamWork(**row, share=row["commits"] / found.n) for row in found.teams]
    team, caution = _clear(found.n, evidence)
    return OwnerSuggestion(
        repository_id=repository_id,
        team=team,
        n=found.n,
        since=since,
        until=context.now,
        evidence=evidence,
        caution=caution,
    )


def _clear(n: int, evidence: Sequence[TeamWork]) -> tuple[TeamWork | None, str]:
    if n < FEWEST_COMMITS:
        return None, TOO_FEW
    first, second = (*evidence[:2], None, None)[:2]
    if first is None or first.share < CLEAR_SHARE or (second is not None and second.commits == first.commits):
        return None, NOBODY_CLEAR
    return first, ONLY_WORK


async def _owners(context: Context, connection: Connection, repository_id: RepositoryId) -> Owners:
    history = await rows.history(connection, repository_id)
    now = [each for each in history if _holds(each, context)]
    return Owners(repository_id=repository_id, owners=now, history=history)


def _holds(owner: OwningTeam, context: Context) -> bool:
    has_begun = owner.since is None or owner.since <= context.now
    return has_begun and (owner.until is None or owner.until > context.now)
