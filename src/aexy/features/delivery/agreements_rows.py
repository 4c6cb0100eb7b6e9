"""Working agreements and their versions, as they are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from aexy.features.delivery.agreements_schemas import AgreementTerms, AgreementWish
from aexy.features.routing import Viewer
from aexy.kernel.delivery.agreements import Kind, LimitUnit
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Record

_COLUMNS = """
select a.id,
       a.name,
       a.kind,
       a.version,
       a.created_at,
       a.updated_at,
       t.id as team_id,
       t.key as team_key,
       t.name as team,
       (
           select json_agg(
               json_build_object(
                   'version', v.version, 'limit', v.most, 'unit', v.unit, 'since', v.since, 'made_by', c.name
               )
               order by v.version
           )
           from agreement_versions v
           left join accounts c on c.id = v.made_by
           where v.agreement_id = a.id
       )::text as versions
from agreements a
left join teams t on t.id = a.team_id
where a.workspace_id = $1
    and ($2::uuid[] is null or a.team_id is null or a.team_id = any($2))"""
ONE = f"""{_COLUMNS}
    and a.id = $3"""
LIST = f"""{_COLUMNS}
    and ($3::text is null or (lower(a.name), a.id) > ($3, $4::uuid))
order by lower(a.name), a.id
limit $5"""
ADD = """
insert into agreements (workspace_id, team_id, name, kind, created_by, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $6)
returning id"""
ADD_VERSION = """
insert into agreement_versions (workspace_id, agreement_id, version, most, unit, since, made_by)
values ($1, $2, $3, $4, $5, $6, $7)"""
CHANGE = """
update agreements
set name = $3,
    version = $4,
    updated_at = $5
where workspace_id = $1
    and id = $2"""
LOCK = """
select a.version
from agreements a
where a.workspace_id = $1
    and a.id = $2
for update"""
DELETE = """
delete from agreements
where workspace_id = $1
    and id = $2"""
EVERY = f"{_COLUMNS} order by a.id"
ANY = "select exists (select from agreements where workspace_id = $1)"
MISSED = """
insert into agreement_misses (workspace_id, agreement_id, pull_key, began_at, noticed_at)
select $1, $2, m.pull, m.began, $5
from unnest($3::bigint[], $4::timestamptz[]) as m(pull, began)
join pull_requests p on p.key = m.pull
on conflict do nothing"""
# What is judged otherwise now was no miss: facts came late.
UNMISSED = """
delete from agreement_misses
where workspace_id = $1
    and agreement_id = $2
    and pull_key = any($3::bigint[])"""
TEAM = """
select t.id
from teams t
where t.workspace_id = $1
    and t.id = $2"""


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A limit, and from when on it holds."""

    version: int
    limit: float | None
    unit: LimitUnit | None
    since: datetime
    made_by: str | None


@dataclass(frozen=True, slots=True)
class KeptAgreement:
    """An agreement's row with all its versions, the first one first."""

    id: UUID
    name: str
    kind: Kind
    version: int
    created_at: datetime
    updated_at: datetime
    team_id: UUID | None
    team_key: int | None
    team: str | None
    versions: tuple[KeptVersion, ...]

    @property
    def latest(self) -> KeptVersion:
        """The limit that holds now."""
        return self.versions[-1]


async def find(connection: Connection, viewer: Viewer, agreement_id: UUID) -> KeptAgreement | None:
    """An agreement within the viewer's reach: of the workspace, or of a team of theirs."""
    row = await connection.fetchrow(ONE, viewer.workspace_id, _teams(viewer), agreement_id)
    return _kept(row) if row else None


async def by_name(
    connection: Connection, viewer: Viewer, *, after: tuple[str, UUID] | None, limit: int
) -> list[KeptAgreement]:
    """At most `limit` within the viewer's reach, by name."""
    place = after or (None, None)
    return [_kept(row) for row in await connection.fetch(LIST, viewer.workspace_id, _teams(viewer), *place, limit)]


async def every(connection: Connection, workspace_id: WorkspaceId) -> list[KeptAgreement]:
    """All of a workspace."""
    return [_kept(row) for row in await connection.fetch(EVERY, workspace_id, None)]


async def has_any(connection: Connection, workspace_id: WorkspaceId) -> bool:
    """Whether anything is agreed on."""
    return bool(await connection.fetchval(ANY, workspace_id))


async def note_misses(
    connection: Connection, workspace_id: WorkspaceId, agreement_id: UUID, *, missed: Mapping[int, datetime],
    others: Sequence[int], now: datetime,
) -> None:  # fmt: skip
    """Write down which pull requests missed it and since when, each once; and take back what did not."""
    await connection.execute(UNMISSED, workspace_id, agreement_id, list(others))
    await connection.execute(MISSED, workspace_id, agreement_id, list(missed), list(missed.values()), now)


async def has_team(connection: Connection, workspace_id: WorkspaceId, team_id: UUID) -> bool:
    """Whether there is such a team."""
    return await connection.fetchval(TEAM, workspace_id, team_id) is not None


async def add(connection: Connection, viewer: Viewer, wish: AgreementWish, now: datetime) -> UUID:
    """A new one, in its first version."""
    made: UUID = await connection.fetchval(
        ADD, viewer.workspace_id, wish.team_id, wish.name, wish.kind.value, viewer.account_id, now
    )
    await _add_version(connection, viewer, made, 1, wish, now)
    return made


async def lock(connection: Connection, viewer: Viewer, agreement_id: UUID) -> None:
    """Nobody else changes it until the end of this transaction."""
    await connection.fetchval(LOCK, viewer.workspace_id, agreement_id)


async def change(
    connection: Connection, viewer: Viewer, agreement: KeptAgreement, name: str, terms: AgreementTerms, now: datetime
) -> None:
    """Its name; and where the limit is another one, that as a new version from now on."""
    is_other = (terms.limit, terms.unit) != (agreement.latest.limit, agreement.latest.unit)
    version = agreement.version + is_other
    await connection.execute(CHANGE, viewer.workspace_id, agreement.id, name, version, now)
    if is_other:
        await _add_version(connection, viewer, agreement.id, version, terms, now)


async def delete(connection: Connection, viewer: Viewer, agreement_id: UUID) -> None:
    """Take it away with its versions."""
    await connection.execute(DELETE, viewer.workspace_id, agreement_id)


async def _add_version(
    connection: Connection, viewer: Viewer, agreement_id: UUID, version: int, terms: AgreementTerms, now: datetime
) -> None:
    unit = None if terms.unit is None else terms.unit.value
    await connection.execute(
        ADD_VERSION, viewer.workspace_id, agreement_id, version, terms.limit, unit, now, viewer.account_id
    )


def _teams(viewer: Viewer) -> Sequence[UUID] | None:
    return None if viewer.teams is None else list(viewer.teams)


def _kept(row: Record) -> KeptAgreement:
    found: list[dict[str, Any]] = orjson.loads(row["versions"])
    versions = tuple(
        KeptVersion(
            one["version"],
            one["limit"],
            LimitUnit(one["unit"]) if one["unit"] else None,
            datetime.fromisoformat(one["since"]),
            one["made_by"],
        )
        for one in found
    )
    return KeptAgreement(**{**row, "kind": Kind(row["kind"]), "versions": versions})
