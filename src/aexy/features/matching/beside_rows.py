"""What lies beside paths that are not there yet."""

from collections.abc import Sequence

from aexy.store.postgres import Connection, Record

# Of paths that are not there yet (its number, one of its folders, what its kind ends in) files that lie beside them: of
# their kind in the nearest folder that has any, else whatever the nearest has. A folder that stands in too many
# repositories says nothing; what is gone says nothing about what will come.
BESIDE = """
with asked as (
    select * from unnest($1::integer[], $2::text[], $3::text[]) a (n, folder, tail)
),
below as (
    select a.n,
           length(a.folder) as depth,
           coalesce(right('/' || p.path, length(a.tail)) = a.tail, true) as is_alike,
           p.key,
           p.path,
           p.language,
           p.repository_key
    from asked a
    join paths p on starts_with(p.path, a.folder || '/')
        and p.class not in ('generated', 'vendored', 'lock')
    where not exists (select from tree_readings t where t.repository_key = p.repository_key)
        or exists (select from path_stays s where s.path_key = p.key and s.until is null)
),
kinds as (
    select b.n, b.depth, b.is_alike, count(distinct b.repository_key) as repositories
    from below b
    group by b.n, b.depth, b.is_alike
),
nearest as (
    select distinct on (k.n) k.n, k.depth, k.is_alike, k.repositories
    from kinds k
    order by k.n, k.is_alike desc, k.depth desc
),
beside as (
    select b.*,
           count(*) over of_one as many,
           row_number() over (
               of_one
               order by length(b.path) - length(replace(b.path, '/', '')), b.key desc
           ) as place
    from nearest n
    join below b on b.n = n.n and b.depth = n.depth and b.is_alike = n.is_alike
    where n.repositories <= $4
    window of_one as (partition by b.n)
)
select b.key,
       b.path,
       b.language,
       b.repository_key,
       bool_or(b.is_alike) as is_alike,
       sum(1.0 / least(b.many, $5))::double precision as weight
from beside b
where b.place <= $5
group by b.key, b.path, b.language, b.repository_key
order by b.key"""


async def beside(
    connection: Connection, asked: Sequence[tuple[int, str, str | None]], *, most: int, repositories: int
) -> list[Record]:
    """Files beside paths that are not there: (number of the path, a folder above it, what its kind ends in)."""
    columns = ([one[at] for one in asked] for at in range(3))
    found: list[Record] = await connection.fetch(BESIDE, *columns, repositories, most)
    return found
