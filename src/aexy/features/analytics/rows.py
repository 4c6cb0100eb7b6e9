"""What the analyses read that is no table of facts: who is in a group, who worked in what when, what is open now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import polars as pl

from aexy.kernel.analyses.heatmaps import DONE as WHAT_IS_DONE
from aexy.kernel.facts import PULLS, REQUESTS, REVIEWS, Schema
from aexy.store.analysis_facts.skill_days import language_and_framework_days, language_days
from aexy.store.facts import Span
from aexy.store.postgres import Connection
from aexy.store.scopes import keys
from aexy.store.session import Session

PEOPLE = """
select d.key, d.id, coalesce(d.name, d.email, 'Nobody knows') as name
from developers d
where d.kind = 'human'
    and ($1::uuid[] is null or d.id = any($1))
    and (
        $2::uuid is null
        or exists (
            select
            from team_members m
            where m.team_id = $2
                and m.developer_id = d.id
                and m.joined_at <= $3
                and (m.left_at is null or m.left_at > $3)
        )
    )
order by lower(coalesce(d.name, d.email, '')), d.key"""

_OPEN = """
from pull_requests p
where p.merged_at is null
    and p.closed_at is null
    and p.gone_at is null"""
OPEN_PULLS = f"""
select o.key as pull, o.repository_key as repository, d.key as author, o.opened_at as opened, o.is_draft
from (
    select p.key, p.repository_key, p.author_key, p.opened_at, p.is_draft{_OPEN}
) o
left join developer_identities i on i.key = o.author_key
left join developers d on d.id = i.developer_id and d.kind = 'human'"""  # noqa: S608 - a constant above
REQUESTS_OF_OPEN = f"""
select q.pull_key as pull, d.key as reviewer, q.requested_at as at, q.removed_at as withdrawn
from review_requests q
join developer_identities i on i.key = q.reviewer_key
join developers d on d.id = i.developer_id and d.kind = 'human'
where q.pull_key in (
    select p.key{_OPEN}
)"""  # noqa: S608 - likewise
REVIEWS_OF_OPEN = f"""
select r.key as review, r.pull_key as pull, d.key as reviewer, r.submitted_at as at, r.state
from reviews r
join developer_identities i on i.key = r.reviewer_key
join developers d on d.id = i.developer_id
where r.submitted_at is not null
    and r.state <> 'pending'
    and r.pull_key in (
        select p.key{_OPEN}
    )"""  # noqa: S608 - likewise
ISSUES = """
select d.key as developer,
       count(*)::bigint as open_issues,
       sum(s.story_points)::double precision as open_points,
       (count(*) filter (where s.status_category = 'in_progress'))::bigint as issues_in_progress
from issues s
join developer_identities i on i.key = s.assignee_key
join developers d on d.id = i.developer_id and d.kind = 'human'
where s.closed_at is null
    and s.status_category in ('todo', 'in_progress')
    and s.gone_at is null
group by d.key"""
# What one person ($1) did from $2 to $3: commits with the clock they carry, the rest without.
DONE = """
with theirs as materialized (
    select i.key
    from developers d
    join developer_identities i on i.developer_id = d.id
    where d.key = $1::integer
)
select 'commits' as kind,
       c.placed_at as at,
       c.author_offset_minutes::integer as offset_minutes,
       c.hour_is_known as hour_known
from commits c
where c.author_key in (select key from theirs)
    and c.standing = 'counted'
    and not c.is_merge
    and c.placed_at >= $2::text::timestamptz
    and c.placed_at < $3::text::timestamptz
union all
select 'reviews', r.submitted_at, null, true
from reviews r
join pull_requests p on p.key = r.pull_key and p.gone_at is null
where r.reviewer_key in (select key from theirs)
    and r.state <> 'pending'
    and (p.author_key is null or p.author_key not in (select key from theirs))
    and r.submitted_at >= $2::text::timestamptz
    and r.submitted_at < $3::text::timestamptz
union all
select 'remarks', o.commented_at, null, true
from review_comments o
join pull_requests p on p.key = o.pull_key and p.gone_at is null
where o.author_key in (select key from theirs)
    and o.commented_at >= $2::text::timestamptz
    and o.commented_at < $3::text::timestamptz
union all
select 'remarks', o.commented_at, null, true
from conversation_comments o
left join pull_requests p on p.key = o.pull_key
left join issues s on s.key = o.issue_key
where o.author_key in (select key from theirs)
    and coalesce(p.key, s.key) is not null
    and p.gone_at is null
    and s.gone_at is null
    and o.commented_at >= $2::text::timestamptz
    and o.commented_at < $3::text::timestamptz"""
ZONE = """
select s.time_zone
from schedules_in_force s
where s.developer = $1::integer
    and s.time_zone is not null"""
KNOWN = """
select exists (select from pull_requests) as pulls,
       exists (select from issues) as issues,
       exists (select from issues where story_points is not null) as points"""


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody of a group: their key in facts, their id and name outside."""

    key: int
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class InHand:
    """What is open now, and which kinds of things are known at all."""

    pulls: pl.DataFrame
    requests: pl.DataFrame
    reviews: pl.DataFrame
    issues: pl.DataFrame
    knows_pulls: bool
    knows_issues: bool
    knows_points: bool


async def people(
    connection: Connection, *, ids: Sequence[UUID] | None, team: UUID | None, now: datetime
) -> list[Human]:
    """The humans among these, or in this team now, or in the workspace; by name."""
    return [Human(**row) for row in await connection.fetch(PEOPLE, ids, team, now)]


def skill_days(session: Session, developers: Iterable[int] | None, *, frameworks: bool = False) -> pl.DataFrame:
    """On which days of theirs these people (None: everybody) worked in what, as `kernel.analyses.skills` wants it."""
    days = language_and_framework_days if frameworks else language_days
    return days(session, None if developers is None else keys(sorted(developers)))


def done(session: Session, developer: int, span: Span) -> pl.DataFrame:
    """What one person did, as `kernel.analyses.heatmaps` wants it."""
    found = session.frame(DONE, (developer, *_instants(span)))
    return found.cast(pl.Schema(WHAT_IS_DONE))


def zone_of(session: Session, developer: int) -> str | None:
    """The zone somebody's schedule names."""
    found = session.frame(ZONE, (developer,))["time_zone"]
    return str(found[0]) if found.len() else None


def _instants(span: Span) -> tuple[str, str]:
    return span[0].isoformat(), span[1].isoformat()


def in_hand(session: Session) -> InHand:
    """Open pull requests, who was asked to review them and who did, and open issues by whom they are assigned to."""
    known = session.frame(KNOWN).row(0, named=True)
    return InHand(
        pulls=_shaped(session.frame(OPEN_PULLS), PULLS),
        requests=_shaped(session.frame(REQUESTS_OF_OPEN), REQUESTS),
        reviews=_shaped(session.frame(REVIEWS_OF_OPEN), REVIEWS),
        issues=session.frame(ISSUES),
        knows_pulls=known["pulls"],
        knows_issues=known["issues"],
        knows_points=known["points"],
    )


def _shaped(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """The columns the kernel knows, with the types it gives them."""
    return frame.with_columns(pl.col(name).cast(schema[name]) for name in frame.columns if name in schema)
