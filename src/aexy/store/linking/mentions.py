"""Which issues the texts of pull requests name: read again for those whose texts have changed, and only for those."""

from collections.abc import Sequence
from typing import Any

import orjson

from aexy.kernel.ids import WorkspaceId
from aexy.kernel.mentions import Texts, mentions
from aexy.store.postgres import Connection, Record

# Grows whenever the same texts would be read differently.
_RULES = "2"
_AT_ONCE = 2_000

# A commit's message is its first line and its trailers; what stands between them is not kept.
_CHANGED = """
select p.key, p.head_ref, p.title, p.body, p.commits, p.digest
from (
    select q.key, q.head_ref, q.title, q.body, w.commits,
           md5(concat_ws(e'\\x01', $5::text, q.head_ref, q.title, q.body, w.commits))::uuid as digest
    from pull_requests q
    left join lateral (
        select jsonb_agg(
                   jsonb_build_array(encode(m.sha, 'hex'), coalesce(m.subject, c.subject), c.trailers)
                   order by m.position, m.sha
               )::text as commits
        from pull_request_commits m
        left join commits c on c.repository_key = q.repository_key and c.sha = m.sha
        where m.pull_key = q.key
    ) w on true
    where q.workspace_id = $1
      and q.repository_key = any($2::integer[])
      and q.key > $3
    order by q.key
    limit $4
) p
"""
_KNOWN = "select pull_key, digest from mention_scans where workspace_id = $1 and pull_key between $2 and $3"
_FORGET = "delete from issue_mentions where workspace_id = $1 and pull_key = any($2::bigint[])"
_REMEMBER = """
insert into mention_scans (workspace_id, pull_key, digest)
select $1, pull_key, digest
from unnest($2::bigint[], $3::uuid[]) as n (pull_key, digest)
on conflict (pull_key) do update
set digest = excluded.digest
"""
_INSERT = """
insert into issue_mentions (workspace_id, pull_key, issue_key, place, evidence, detail)
select $1, *
from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
"""


async def scan(connection: Connection, workspace_id: WorkspaceId, repository_keys: Sequence[int]) -> None:
    """Bring the mentions of these repositories' pull requests in line with their texts."""
    last = 0
    while rows := await connection.fetch(_CHANGED, workspace_id, repository_keys, last, _AT_ONCE, _RULES):
        first, last = rows[0]["key"], rows[-1]["key"]
        known = dict(await connection.fetch(_KNOWN, workspace_id, first, last))
        if changed := [row for row in rows if known.get(row["key"]) != row["digest"]]:
            await _write(connection, workspace_id, changed)


async def _write(connection: Connection, workspace_id: WorkspaceId, rows: Sequence[Record]) -> None:
    keys = [row["key"] for row in rows]
    found = [(row["key"], *mention) for row in rows for mention in mentions(_texts(row))]
    await connection.execute(_FORGET, workspace_id, keys)
    if found:
        await connection.execute(_INSERT, workspace_id, *map(list, zip(*found, strict=True)))
    await connection.execute(_REMEMBER, workspace_id, keys, [row["digest"] for row in rows])


def _texts(row: Record) -> Texts:
    commits = [(sha, _message(subject, trailers)) for sha, subject, trailers in orjson.loads(row["commits"] or "[]")]
    return Texts(row["head_ref"], row["title"], row["body"], commits)


def _message(subject: str | None, trailers: Any) -> str:  # noqa: ANN401 - JSON
    return "\n".join([subject or "", *(f"{name}: {value}" for name, value in trailers or ())])
