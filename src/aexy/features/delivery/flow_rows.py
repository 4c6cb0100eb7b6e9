"""What pull requests are called, and since when nothing has happened to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aexy.store.flow_facts import MOVED
from aexy.store.postgres import Connection

NAMED = """
select p.key,
       p.number,
       p.title,
       p.url,
       r.id as repository_id,
       case when r.owner is null then r.name else r.owner || '/' || r.name end as repository,
       d.id as author_id,
       coalesce(d.name, d.email) as author
from pull_requests p
join repositories r on r.key = p.repository_key
left join developer_identities i on i.key = p.author_key
left join developers d on d.id = i.developer_id
where p.key = any($1::bigint[])"""

MOVED_AT = f"""
select p.key, {MOVED.format(until="$2")} as moved_at
from pull_requests p
where p.key = any($1::bigint[])"""  # noqa: S608 - put together from declared words


@dataclass(frozen=True, slots=True)
class NamedPull:
    """A pull request by its number, title and people."""

    key: int
    number: int
    title: str
    url: str | None
    repository_id: UUID
    repository: str
    author_id: UUID | None
    author: str | None


async def named(connection: Connection, keys: Sequence[int]) -> dict[int, NamedPull]:
    """What these are called, by key."""
    return {row["key"]: NamedPull(**row) for row in await connection.fetch(NAMED, keys)}


async def moved_at(connection: Connection, keys: Sequence[int], until: datetime) -> dict[int, datetime]:
    """When something last happened to each of these, as it was known at an instant."""
    found: list[Any] = await connection.fetch(MOVED_AT, keys, until)
    return {row["key"]: row["moved_at"] for row in found}
