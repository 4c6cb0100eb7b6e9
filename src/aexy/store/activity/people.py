"""Everybody a batch names, as developer identities: made where missing, brought up to date by what newer pages know.

Who they are is not decided here: a new identity belongs to nobody until `store/folk.py` settles people.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from aexy.kernel.activity import SameAs, Who
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity.batch import Person
from aexy.store.activity.merging import NEVER, microseconds
from aexy.store.postgres import Connection

CREATE = """
create temp table if not exists incoming_people (
    provider text, external_id text, username text, name text, email text, account_type text, avatar_url text
) on commit delete rows;
"""
_TOLD = ("username", "name", "email", "account_type", "avatar_url")

_ADD = f"""
insert into developer_identities (workspace_id, provider, external_id, {", ".join(_TOLD)}, seen_at, said_at)
select $1, provider, external_id, {", ".join(_TOLD)}, $3,
       jsonb_strip_nulls(jsonb_build_object(
           {", ".join(f"'{c}', case when {c} is not null then $2::bigint end" for c in _TOLD)}))
from incoming_people i
where not exists (
    select
    from developer_identities d
    where d.workspace_id = $1
      and d.provider = i.provider
      and d.external_id = i.external_id
)
order by provider collate "C", external_id collate "C"
on conflict do nothing
"""  # noqa: S608 - made of names of our own


def _wins(column: str) -> str:
    known = f"coalesce((d.said_at ->> '{column}')::bigint, {NEVER})"
    return (
        f'(i.{column} <> d.{column} and ($2 > {known} or ($2 = {known} and i.{column} collate "C" > d.{column}))'
        f" or i.{column} is not null and d.{column} is null)"
    )


_RENEW = f"""
update developer_identities d
set {", ".join(f"{c} = case when {_wins(c)} then i.{c} else d.{c} end" for c in _TOLD)},
    seen_at = greatest(d.seen_at, $3),
    said_at = d.said_at || jsonb_strip_nulls(jsonb_build_object(
        {", ".join(f"'{c}', case when {_wins(c)} then $2::bigint end" for c in _TOLD)}))
from incoming_people i
where d.workspace_id = $1
  and d.provider = i.provider
  and d.external_id = i.external_id
  and ({" or ".join(_wins(c) for c in _TOLD)})
"""  # noqa: S608 - made of names of our own

_KEYS = """
select d.provider, d.external_id, d.key
from incoming_people i
join developer_identities d on d.workspace_id = $1 and d.provider = i.provider and d.external_id = i.external_id
"""


async def identity_keys(
    connection: Connection, workspace_id: WorkspaceId, people: Mapping[Person, Who], *, now: datetime
) -> tuple[dict[Person, int], int]:
    """Their keys, and how many are new or known better; `now` is when the page that names them was fetched."""
    if not people:
        return {}, 0
    rows = [
        tuple(_clean(value) for value in (provider, external_id, who.username, who.name, _address(who), *who[5:7]))
        for (provider, external_id), who in people.items()
    ]
    await connection.copy_records_to_table("incoming_people", records=rows)
    at = microseconds(now)
    changed = 0
    for statement in (_ADD, _RENEW):
        status: str = await connection.execute(statement, workspace_id, at, now)
        changed += int(status.rpartition(" ")[2])
    found = {(provider, name): key for provider, name, key in await connection.fetch(_KEYS, workspace_id)}
    return {person: found[_clean(person[0]), _clean(person[1])] for person in people}, changed


_LINK = """
insert into identity_links as l (workspace_id, identity_key, same_as_key, source, detail)
select $1, n.identity_key, n.same_as_key, $2, max(n.detail)
from unnest($3::integer[], $4::integer[], $5::text[]) n (identity_key, same_as_key, detail)
group by n.identity_key, n.same_as_key
order by n.identity_key, n.same_as_key
on conflict (identity_key, same_as_key, source) do nothing
"""


async def link(
    connection: Connection, workspace_id: WorkspaceId, provider: str, same: Iterable[SameAs], keys: Mapping[Person, int]
) -> int:
    """Keep that a provider says whose signature it is; how many of these links are new."""
    rows = [(keys[one.signature[:2]], keys[one.account[:2]], one.detail) for one in same]
    if not rows:
        return 0
    columns = [list(column) for column in zip(*rows, strict=True)]
    status: str = await connection.execute(_LINK, workspace_id, provider, *columns)
    return int(status.rpartition(" ")[2])


def _address(who: Who) -> str | None:
    return who.email.lower() if who.email else None


def _clean(value: str | None) -> str | None:
    return value.replace("\0", "") if value and "\0" in value else value
