"""Identities, suggestions and rules as they are kept."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from aexy.features.identities.schemas import (
    Evidence,
    Ground,
    IdentityName,
    IdentityRules,
    KnownIdentity,
    Side,
    Somebody,
    Suggestion,
)
from aexy.store.postgres import Connection, Record

LIST = """
select i.key as id, i.provider, i.external_id, i.username, i.name, i.email, i.verified, i.account_type, i.avatar_url,
    case when d.id is not null then
        jsonb_build_object('id', d.id, 'name', d.name, 'email', d.email, 'kind', d.kind)
    end as developer,
    (
        select coalesce(
            jsonb_agg(jsonb_build_object('same_as', e.same_as_key, 'reason', e.reason, 'detail', e.detail)
                order by e.reason, e.same_as_key), '[]')
        from identity_evidence e
        where e.identity_key = i.key
    ) as evidence
from developer_identities i
left join developers d on d.id = i.developer_id
where i.workspace_id = current_workspace()
    and i.key > $1
    and ($2::text is null or i.name ilike $2 or i.username ilike $2 or i.email ilike $2)
    and ($3::text is null or i.provider = $3)
    and ($4::uuid is null or i.developer_id = $4)
order by i.key
limit $5"""

SIDES = """
select i.key as of_key, d.id, d.name, d.email, d.kind,
    exists (select from account_developers a where a.developer_id = d.id) as is_linked,
    (
        select jsonb_agg(jsonb_build_object(
            'id', o.key, 'provider', o.provider, 'username', o.username, 'name', o.name, 'email', o.email)
            order by o.key)
        from developer_identities o
        where o.developer_id = d.id
    ) as identities
from developer_identities i
join developers d on d.id = i.developer_id
where i.workspace_id = current_workspace()
    and i.key = any($1::integer[])"""

QUEUE = """
select id, score, conflict, reasons, left_key, right_key
from identity_suggestions
where workspace_id = current_workspace()
    and ($1::uuid is null or id = $1)
    and ($2::double precision is null or (-score, id) > (-$2, $3::uuid))
order by -score, id
limit $4"""

NAMED = """
select key as id, provider, username, name, email
from developer_identities
where workspace_id = current_workspace()
    and key = any($1::integer[])
order by key"""

OF_DEVELOPERS = """
select developer_id, array_agg(key order by key) as keys
from developer_identities
where workspace_id = current_workspace()
    and developer_id = any($1::uuid[])
group by developer_id"""

DEVELOPERS_OF = """
select key, developer_id
from developer_identities
where workspace_id = current_workspace()
    and key = any($1::integer[])"""

RULES = """
select patterns, github_hosts, gitlab_hosts
from identity_rules
where workspace_id = current_workspace()"""

SET_RULES = """
insert into identity_rules (workspace_id, patterns, github_hosts, gitlab_hosts)
values (current_workspace(), $1::jsonb, $2, $3)
on conflict (workspace_id) do update
set patterns = excluded.patterns, github_hosts = excluded.github_hosts, gitlab_hosts = excluded.gitlab_hosts,
    updated_at = now()"""


async def by_key(
    connection: Connection,
    *,
    after: int,
    wanted: str | None,
    provider: str | None,
    developer_id: UUID | None,
    limit: int,
) -> list[KnownIdentity]:
    """At most `limit` identities in the order they were first seen; `wanted` is part of a name or address."""
    records = await connection.fetch(LIST, after, _like(wanted), provider, developer_id, limit)
    return [_identity(record) for record in records]


def _like(text: str | None) -> str | None:
    if not text:
        return None
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def _identity(record: Record) -> KnownIdentity:
    values: dict[str, Any] = dict(record)
    values["developer"] = Somebody(**orjson.loads(values["developer"])) if values["developer"] else None
    values["evidence"] = [Evidence(**each) for each in orjson.loads(values["evidence"])]
    return KnownIdentity(**values)


async def queue(connection: Connection, *, after: tuple[float, UUID] | None, limit: int) -> list[Suggestion]:
    """At most `limit` suggestions, the likeliest first."""
    score, place = after or (None, None)
    return await _suggestions(connection, await connection.fetch(QUEUE, None, score, place, limit))


async def find_suggestion(connection: Connection, suggestion_id: UUID) -> Suggestion | None:
    """One of the queue."""
    found = await _suggestions(connection, await connection.fetch(QUEUE, suggestion_id, None, None, 1))
    return found[0] if found else None


async def _suggestions(connection: Connection, records: Sequence[Record]) -> list[Suggestion]:
    keys = sorted({key for record in records for key in (record["left_key"], record["right_key"])})
    sides = {row["of_key"]: _side(row) for row in await connection.fetch(SIDES, keys)}
    return [
        Suggestion(
            id=record["id"],
            score=record["score"],
            conflict=record["conflict"],
            reasons=[Ground(**each) for each in orjson.loads(record["reasons"])],
            left=sides[record["left_key"]],
            right=sides[record["right_key"]],
        )
        for record in records
        if {record["left_key"], record["right_key"]} <= sides.keys()
    ]


def _side(row: Record) -> Side:
    return Side(
        developer=Somebody(id=row["id"], name=row["name"], email=row["email"], kind=row["kind"]),
        identities=[IdentityName(**each) for each in orjson.loads(row["identities"])],
        is_linked=row["is_linked"],
    )


async def named(connection: Connection, keys: Sequence[int]) -> dict[int, IdentityName]:
    """Identities by key."""
    return {row["id"]: IdentityName(**row) for row in await connection.fetch(NAMED, list(keys))}


async def keys_of(connection: Connection, developer_ids: Sequence[UUID]) -> dict[UUID, list[int]]:
    """The identities of each of these developers that has any."""
    rows = await connection.fetch(OF_DEVELOPERS, list(developer_ids))
    return {row["developer_id"]: row["keys"] for row in rows}


async def developers_of(connection: Connection, keys: Sequence[int]) -> dict[int, UUID | None]:
    """Whose each of these identities is, as far as there are such."""
    return dict(await connection.fetch(DEVELOPERS_OF, list(keys)))


async def rules(connection: Connection) -> IdentityRules:
    """What the workspace says for itself."""
    row = await connection.fetchrow(RULES)
    if row is None:
        return IdentityRules()
    return IdentityRules(
        patterns=orjson.loads(row["patterns"]), github_hosts=row["github_hosts"], gitlab_hosts=row["gitlab_hosts"]
    )


async def set_rules(connection: Connection, wish: IdentityRules) -> None:
    """Say exactly this from now on."""
    patterns = orjson.dumps([each.model_dump() for each in wish.patterns]).decode()
    await connection.execute(SET_RULES, patterns, wish.github_hosts, wish.gitlab_hosts)
