"""Where the words of a search stand: in names, user names, what people wrote about themselves, and their skills."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aexy.kernel.ids import TeamId
from aexy.store.postgres import Connection

# Each word by itself, for a person may fit one by name and another by a skill. Beginnings of words by the index of
# words; what stands within a word, as it always could be found, last. What fits is found once, whatever the planner
# believes of a workspace that was filled a moment ago.
HITS = """
with terms as (
    select t.n, t.beginning, t.inside, to_tsquery('simple', t.query) as query
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as t (beginning, inside, query, n)
),
fits as materialized (
    select t.n, d.id, 'name' as by, d.name as text, null::text as depth,
           ts_rank('{0, 0.2, 0.6, 1}', d.words, t.query) as fit
    from terms t
    join developers d on d.words @@ t.query
    where to_tsvector('simple', coalesce(d.name, '')) @@ t.query
    union all
    select t.n, d.id, 'bio', d.bio, null, ts_rank('{0, 0.2, 0.6, 1}', d.words, t.query)
    from terms t
    join developers d on d.words @@ t.query
    where to_tsvector('simple', coalesce(d.bio, '')) @@ t.query
    union all
    select t.n, i.developer_id, 'user_name', coalesce(i.username, i.name), null,
           ts_rank('{0, 0, 0.6, 0.8}', i.words, t.query)
    from terms t
    join developer_identities i on i.words @@ t.query
    union all
    select t.n, d.id, 'name', d.name, null, 0.05
    from terms t
    join developers d on d.name ilike t.inside
    union all
    select t.n, i.developer_id, 'user_name', coalesce(i.username, i.name), null, 0.04
    from terms t
    join developer_identities i on i.username ilike t.inside or i.name ilike t.inside
    union all
    select t.n, i.developer_id, 'address', i.email, null, 0.3
    from terms t
    join developer_identities i on i.email like t.inside
    where $4
        and is_in_teams(i.developer_id, $5::uuid[], $6)
    union all
    select t.n, d.id, s.skill ->> 'kind', s.skill ->> 'name', s.skill ->> 'depth',
           0.3 + (s.skill ->> 'proficiency')::double precision / 400
    from analysis_results r
    cross join jsonb_array_elements(r.result -> 'skills') s (skill)
    join developers d on d.key = r.developer_key
    join terms t on lower(s.skill ->> 'name') like t.beginning
    where r.analysis = 'expertise'
)
select f.n, f.by, f.text, f.depth, max(f.fit)::double precision as fit, d.id, d.key, d.kind, d.name
from fits f
join developers d on d.id = f.id and d.merged_into is null
where $7::text is null or d.kind = $7
group by f.n, f.by, f.text, f.depth, d.id, d.key, d.kind, d.name"""

_WITHIN_WORDS = "-'._@"
UNCOUNTED = """
select d.key
from developers d
where d.kind = 'human'
    and d.merged_into is null
    and not exists (select from analysis_results r where r.developer_key = d.key and r.analysis = 'expertise')"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One word found in one place."""

    word: int
    by: str
    text: str
    depth: str | None
    fit: float
    id: UUID
    key: int
    kind: str
    name: str | None


async def hits(
    connection: Connection,
    words: Sequence[str],
    *,
    sees_addresses: bool,
    teams: frozenset[TeamId] | None,
    kind: str | None,
    now: datetime,
) -> list[Hit]:
    """Everything the words (in lower case) were found in."""
    beginnings = [word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%" for word in words]
    within = None if teams is None else list(teams)
    inside, queries = [f"%{one}" for one in beginnings], [_query(word) for word in words]
    found = await connection.fetch(HITS, beginnings, inside, queries, sees_addresses, within, now, kind)
    return [Hit(row["n"], *(row[name] for name in Hit.__slots__[1:])) for row in found]


async def uncounted(connection: Connection) -> list[int]:
    """Whose skills were never counted."""
    return [row["key"] for row in await connection.fetch(UNCOUNTED)]


def _query(word: str) -> str | None:
    """A word as a query for what begins with it, quoted; None for `c++`, of which only a letter would be left."""
    if not all(letter.isalnum() or letter in _WITHIN_WORDS for letter in word):
        return None
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "':*"
