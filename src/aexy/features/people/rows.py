"""Developers as they are kept, and which of them an account is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from aexy.features.people.schemas import Developer, DeveloperDetail, DeveloperKind, Identity, Stint, TeamName
from aexy.kernel.ids import AccountId, DeveloperId, TeamId
from aexy.store.postgres import Connection, Record

COLUMNS = """
    d.id,
    d.kind,
    d.name,
    d.email,
    d.avatar_url,
    d.first_activity_at,
    d.last_activity_at,
    d.bio,
    d.location,
    d.company,
    coalesce(lower(d.name), '') as sorted_by,
    exists (select from account_developers a where a.developer_id = d.id and a.account_id = $1) as is_me,
    is_in_teams(d.id, $3::uuid[], $2) as is_reached,
    (
        select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name) order by t.name), '[]')
        from team_members m
        join teams t on t.id = m.team_id
        where m.developer_id = d.id
            and m.joined_at <= $2
            and (m.left_at is null or m.left_at > $2)
    ) as teams"""

LIST = f"""
select {COLUMNS}
from developers d
where d.merged_into is null
    and ($4::text is null or d.kind = $4)
    and (
        $5::text is null
        or d.name ilike $5
        or exists (
            select
            from developer_identities i
            where i.developer_id = d.id
                and (
                    i.name ilike $5
                    or i.username ilike $5
                    or ($6 and is_in_teams(d.id, $3::uuid[], $2) and i.email ilike $5)
                )
        )
    )
    and ($7::text is null or (coalesce(lower(d.name), ''), d.id) > ($7, $8::uuid))
order by coalesce(lower(d.name), ''), d.id
limit $9"""  # noqa: S608 - joined from this module's own constants

ONE = f"""
select {COLUMNS}
from developers d
where d.id = (select coalesce(m.merged_into, m.id) from developers m where m.id = $4)"""  # noqa: S608 - likewise

MINE = f"""
select {COLUMNS}
from account_developers l
join developers d on d.id = l.developer_id
where l.account_id = $1"""  # noqa: S608 - likewise

IDENTITIES = """
select provider, username, name, email, verified
from developer_identities
where developer_id = $1
order by provider, email nulls last, name, key"""

STINTS = """
select t.id, t.slug, t.name, m.role, nullif(m.joined_at, '-infinity') as joined_at, m.left_at
from team_members m
join teams t on t.id = m.team_id
where m.developer_id = $1
order by m.left_at desc nulls first, m.joined_at desc, t.name"""

CLAIM = """
insert into account_developers (workspace_id, account_id, developer_id, identity_keys)
select current_workspace(), $1, $2,
    array(select i.key from developer_identities i where i.developer_id = $2 order by 1)
on conflict (workspace_id, account_id) do update
set developer_id = excluded.developer_id, identity_keys = excluded.identity_keys"""

UNCLAIM = """
delete from account_developers
where account_id = $1"""

CLAIMED_BY = """
select account_id
from account_developers
where developer_id = $1"""

HAS_ADDRESS = """
select exists (select from developer_identities where developer_id = $1 and email = lower($2))"""


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks and when, and whether they are shown addresses: everybody's, or those of people in these teams."""

    account_id: AccountId
    now: datetime
    sees_addresses: bool
    teams: frozenset[TeamId] | None = None

    @property
    def asked(self) -> tuple[object, ...]:
        """What every statement here begins with."""
        return self.account_id, self.now, None if self.teams is None else list(self.teams)


def _developer(record: Record, looking: Looking) -> Developer:
    return Developer(**_values(record, looking))


def _values(record: Record, looking: Looking) -> dict[str, Any]:
    values = dict(record)
    values["kind"] = DeveloperKind(values["kind"])
    values["teams"] = [TeamName(**team) for team in orjson.loads(values["teams"])]
    values["sees_addresses"] = values["is_me"] or (looking.sees_addresses and values.pop("is_reached"))
    values["email"] = values["email"] if values["sees_addresses"] else None
    return values


async def by_name(
    connection: Connection,
    looking: Looking,
    *,
    wanted: str | None,
    kind: DeveloperKind | None,
    after: tuple[str, UUID] | None,
    limit: int,
) -> list[tuple[str, Developer]]:
    """At most `limit` developers by name with what they are sorted by; `wanted` is looked for in all their names."""
    name, developer_id = after or (None, None)
    pattern = _like(wanted) if wanted else None
    records = await connection.fetch(
        LIST, *looking.asked, kind, pattern, looking.sees_addresses, name, developer_id, limit
    )
    return [(record["sorted_by"], _developer(record, looking)) for record in records]


def _like(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


async def find(connection: Connection, looking: Looking, developer_id: DeveloperId) -> Developer | None:
    """One developer of the workspace."""
    record = await connection.fetchrow(ONE, *looking.asked, developer_id)
    return _developer(record, looking) if record else None


async def find_detail(connection: Connection, looking: Looking, developer_id: DeveloperId) -> DeveloperDetail | None:
    """The same with identities and times in teams."""
    record = await connection.fetchrow(ONE, *looking.asked, developer_id)
    if record is None:
        return None
    values = _values(record, looking)
    sees_addresses = values["sees_addresses"]
    identities = [
        Identity(**{**row, "email": row["email"] if sees_addresses else None})
        for row in await connection.fetch(IDENTITIES, values["id"])
    ]
    stints = [
        Stint(
            team=TeamName(id=row["id"], slug=row["slug"], name=row["name"]),
            role=row["role"],
            joined_at=row["joined_at"],
            left_at=row["left_at"],
        )
        for row in await connection.fetch(STINTS, values["id"])
    ]
    return DeveloperDetail(**values, identities=identities, stints=stints)


async def find_mine(connection: Connection, looking: Looking) -> Developer | None:
    """The developer the account is."""
    record = await connection.fetchrow(MINE, *looking.asked)
    return _developer(record, looking) if record else None


async def claim(connection: Connection, account_id: AccountId, developer_id: DeveloperId) -> None:
    """The account is this developer from now on."""
    await connection.execute(CLAIM, account_id, developer_id)


async def unclaim(connection: Connection, account_id: AccountId) -> None:
    """The account is nobody in particular."""
    await connection.execute(UNCLAIM, account_id)


async def claimed_by(connection: Connection, developer_id: DeveloperId) -> AccountId | None:
    """Who said this is them."""
    found: UUID | None = await connection.fetchval(CLAIMED_BY, developer_id)
    return AccountId(found) if found else None


async def has_address(connection: Connection, developer_id: DeveloperId, email: str) -> bool:
    """Whether they are known by this address."""
    return bool(await connection.fetchval(HAS_ADDRESS, developer_id, email))
