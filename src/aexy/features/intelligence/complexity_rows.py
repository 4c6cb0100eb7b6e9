"""What was learnt of review effort, and which pull requests people mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aexy.kernel.analyses.effort import SIZE, Fit
from aexy.store.postgres import Connection

FIT = """
select f.fitted_at, f.uses_model, f.times, f.reviewed, f.held_out, f.rank_model, f.rank_size, f.better_in, f.says
from complexity_fits f"""
PUT_FIT = """
insert into complexity_fits (workspace_id, fitted_at, uses_model, times, reviewed, held_out, rank_model, rank_size,
                             better_in, says)
values ((select current_workspace()), $1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (workspace_id) do update
set fitted_at = excluded.fitted_at,
    uses_model = excluded.uses_model,
    times = excluded.times,
    reviewed = excluded.reviewed,
    held_out = excluded.held_out,
    rank_model = excluded.rank_model,
    rank_size = excluded.rank_size,
    better_in = excluded.better_in,
    says = excluded.says"""
# What was counted by the fit before says something else now.
FORGET = """
delete from analysis_results
where analysis = $1"""
REPOSITORIES = """
select r.id
from repositories r
where r.id = any($1)"""
PULLS = """
select p.key, r.id as repository_id, r.name as repository, p.number, p.title, p.url, d.key as developer, d.id,
       coalesce(d.name, d.email, 'Nobody knows') as name
from unnest($1::uuid[], $2::integer[]) n (repository_id, number)
join repositories r on r.id = n.repository_id
join pull_requests p on p.repository_key = r.key and p.number = n.number and p.gone_at is null
left join developer_identities i on i.key = p.author_key
left join developers d on d.id = i.developer_id and d.kind = 'human'"""


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request that was asked for; who opened it is null for a bot."""

    key: int
    repository_id: UUID
    repository: str
    number: int
    title: str
    url: str | None
    developer: int | None
    id: UUID | None
    name: str


async def fit(connection: Connection) -> tuple[Fit, datetime] | None:
    """What was learnt, and when."""
    row = await connection.fetchrow(FIT)
    if row is None:
        return None
    kept = dict(row)
    fitted_at: datetime = kept.pop("fitted_at")
    return Fit(**kept | {"times": tuple(kept["times"])}), fitted_at


async def fit_in_use(connection: Connection) -> Fit:
    """The same; size alone where nothing was learnt yet."""
    known = await fit(connection)
    return known[0] if known else SIZE


async def put_fit(connection: Connection, fitted: Fit, now: datetime, analysis: str) -> None:
    """Keep what was learnt, and count everybody anew by it."""
    await connection.execute(
        PUT_FIT,
        now,
        fitted.uses_model,
        list(fitted.times),
        fitted.reviewed,
        fitted.held_out,
        fitted.rank_model,
        fitted.rank_size,
        fitted.better_in,
        fitted.says,
    )
    await connection.execute(FORGET, analysis)


async def known_repositories(connection: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Which of these there are."""
    return {row["id"] for row in await connection.fetch(REPOSITORIES, list(ids))}


async def pulls(connection: Connection, names: Sequence[tuple[UUID, int]]) -> Mapping[tuple[UUID, int], Pull]:
    """Those there are of these, by repository and number."""
    found = await connection.fetch(PULLS, [one for one, _ in names], [number for _, number in names])
    return {(row["repository_id"], row["number"]): Pull(**row) for row in found}
