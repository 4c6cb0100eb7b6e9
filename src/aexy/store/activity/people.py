"""Everybody a batch names, as developer identities: made where missing, brought up to date by what newer pages know.

Who they are is not decided here: a new identity belongs to nobody until `store/folk.py` settles people.
"""

from collections.abc import Mapping
from datetime import timedelta

from aexy.kernel.activity import Who
from aexy.kernel.erasing import NOBODY, Named, Tombstones
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import fitting
from aexy.store.activity.merging import EPOCH, NEVER
from aexy.store.activity.persons import TOLD, Person, Persons
from aexy.store.postgres import Connection

CREATE = f"""
create temp table if not exists incoming_people (
    provider text, external_id text, {", ".join(f"{c} text" for c in TOLD)},
    {", ".join(f"at_{c} bigint" for c in TOLD)}, seen_at timestamptz
) on commit delete rows;
"""

_ADD = f"""
insert into developer_identities (workspace_id, provider, external_id, {", ".join(TOLD)}, seen_at, said_at)
select $1, provider, external_id, {", ".join(TOLD)}, seen_at,
       jsonb_strip_nulls(jsonb_build_object({", ".join(f"'{c}', at_{c}" for c in TOLD)}))
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
    is_newer = f'(i.at_{column} > {known} or (i.at_{column} = {known} and i.{column} collate "C" > d.{column}))'
    return f"(i.{column} <> d.{column} and {is_newer} or i.{column} is not null and d.{column} is null)"


_RENEW = f"""
update developer_identities d
set {", ".join(f"{c} = case when {_wins(c)} then i.{c} else d.{c} end" for c in TOLD)},
    seen_at = greatest(d.seen_at, i.seen_at),
    said_at = d.said_at || jsonb_strip_nulls(jsonb_build_object(
        {", ".join(f"'{c}', case when {_wins(c)} then i.at_{c} end" for c in TOLD)}))
from incoming_people i
where d.workspace_id = $1
  and d.provider = i.provider
  and d.external_id = i.external_id
  and ({" or ".join(_wins(c) for c in TOLD)})
"""  # noqa: S608 - made of names of our own

_KEYS = """
select d.provider, d.external_id, d.key
from incoming_people i
join developer_identities d on d.workspace_id = $1 and d.provider = i.provider and d.external_id = i.external_id
"""


async def identity_keys(
    connection: Connection, workspace_id: WorkspaceId, persons: Persons, tombstones: Tombstones = NOBODY
) -> tuple[dict[Person, int], int]:
    """Their keys, and how many are new or known better; whoever was erased stands as their tombstone says."""
    if not persons.told:
        return {}, 0
    known = {person: _known(person, told, tombstones) for person, (told, _, __) in persons.told.items()}
    rows = [
        (*known[person], *since, EPOCH + timedelta(microseconds=seen))
        for person, (_, since, seen) in persons.told.items()
    ]
    # Several names of somebody erased may have become one.
    rows = list({row[:2]: row for row in rows}.values()) if tombstones else rows
    await connection.copy_records_to_table("incoming_people", records=rows)
    changed = 0
    for statement in (_ADD, _RENEW):
        status: str = await connection.execute(statement, workspace_id)
        changed += int(status.rpartition(" ")[2])
    found = {(provider, name): key for provider, name, key in await connection.fetch(_KEYS, workspace_id)}
    return {person: found[one[0], one[1]] for person, one in known.items()}, changed


def _name(person: Person) -> Person:
    return fitting.name(person[0]), fitting.name(person[1])


def stand_ins(persons: Persons, tombstones: Tombstones) -> dict[Person, str]:
    """By what identities are found now, of those who were erased."""
    found = {person: _known(person, told, tombstones)[1] or "" for person, (told, _, __) in persons.told.items()}
    return {person: name for person, name in found.items() if name != fitting.name(person[1])}


def _known(person: Person, told: list[str | None], tombstones: Tombstones) -> tuple[str | None, ...]:
    provider, external_id = _name(person)
    if not tombstones:
        return (provider, external_id, *told)
    username, name, email, account_type, avatar_url = told
    one = Named(provider, external_id, username, name, email)
    other = tombstones.stand_in(one)
    kept = avatar_url if other == one else None
    return (provider, other.external_id, other.username, other.name, other.email, account_type, kept)


_LINK = """
insert into identity_links as l (workspace_id, identity_key, same_as_key, source, detail)
select $1, n.identity_key, n.same_as_key, $2, max(n.detail)
from unnest($3::integer[], $4::integer[], $5::text[]) n (identity_key, same_as_key, detail)
group by n.identity_key, n.same_as_key
order by n.identity_key, n.same_as_key
on conflict (identity_key, same_as_key, source) do nothing
"""


async def link(
    connection: Connection,
    workspace_id: WorkspaceId,
    provider: str,
    same: Mapping[tuple[Who, Who], str],
    keys: Mapping[Person, int],
) -> int:
    """Keep that a provider says whose signature it is; how many of these links are new."""
    if not same:
        return 0
    rows = [(keys[one[:2]], keys[other[:2]], fitting.text(detail)) for (one, other), detail in same.items()]
    columns = [list(column) for column in zip(*rows, strict=True)]
    status: str = await connection.execute(_LINK, workspace_id, provider, *columns)
    return int(status.rpartition(" ")[2])
