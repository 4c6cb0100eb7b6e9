"""What the flow of pull requests is told from: those that were open in some time, and all that happened to them."""

from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from aexy.kernel.delivery.rounds import COMMITTED
from aexy.kernel.delivery.stays import ALIVE, CHANGES, RESPONSES, in_columns_of
from aexy.kernel.delivery.waits import ASKED
from aexy.kernel.delivery.working_hours import HOURS
from aexy.kernel.facts import DAYS_OFF, MEMBERSHIPS, SCHEDULES
from aexy.store.around import Around, Kind, read
from aexy.store.calendar_facts import CALENDAR, calendars
from aexy.store.scopes import keys
from aexy.store.session import Session

_PULLS = """
select p.key as pull,
       p.repository_key as repository,
       d.key as author,
       m.key as merged_by,
       p.opened_at as opened,
       p.ready_at as ready,
       p.merged_at as merged,
       coalesce(p.merged_at, p.closed_at) as ended,
       p.is_draft,
       p.commits_count,
       p.commits_as_of is not null as commits_were_read,
       coalesce(d.kind = 'human', false) as is_persons
from pull_requests p
left join developer_identities i on i.key = p.author_key
left join developers d on d.id = i.developer_id
left join developer_identities j on j.key = p.merged_by_key
left join developers m on m.id = j.developer_id
where p.gone_at is null
    and p.opened_at <= '{until}'
    and (coalesce(p.merged_at, p.closed_at) is null or coalesce(p.merged_at, p.closed_at) >= '{since}'){where}
order by p.key"""
# All that happened to them, in common columns; of reviews, remarks and requests only those of persons. Keys are written
# out: the planner then looks few of them up and reads everything once for many.
_ACTS = """
with people as materialized (
    select i.key as identity, d.key as developer, d.kind
    from developer_identities i
    join developers d on d.id = i.developer_id
)
select 'review' as kind, v.pull_key as pull, w.developer as who, v.submitted_at as at, null::timestamptz as until,
       v.state as word
from reviews v
join people w on w.identity = v.reviewer_key and w.kind = 'human'
where v.pull_key = any({keys})
    and v.state <> 'pending'
    and v.submitted_at is not null
union all
select 'remark', c.pull_key, w.developer, c.commented_at, null, null
from review_comments c
join people w on w.identity = c.author_key and w.kind = 'human'
where c.pull_key = any({keys})
union all
select 'change', e.pull_key, null, e.at, null, e.kind
from pull_request_events e
where e.pull_key = any({keys})
    and e.kind in ('ready', 'converted_to_draft', 'closed', 'reopened')
union all
select 'request', q.pull_key, w.developer, q.requested_at, q.removed_at, null
from review_requests q
join people w on w.identity = q.reviewer_key and w.kind = 'human'
where q.pull_key = any({keys})
union all
select 'request', q.pull_key, null, q.requested_at, q.removed_at, q.team
from review_requests q
where q.pull_key = any({keys})
    and q.reviewer_key is null
    and q.team is not null
union all
select 'commit', m.pull_key, w.developer, m.committed_at, null, null
from pull_request_commits m
left join people w on w.identity = m.author_key
where m.pull_key = any({keys})
    and m.committed_at is not null"""
_FOLK = """
select d.key as developer,
       t.key as team,
       nullif(m.joined_at, '-infinity') as joined,
       m.left_at as left
from developers d
left join team_members m on m.developer_id = d.id
left join teams t on t.id = m.team_id
where d.kind = 'human'"""
OWN_HOURS = """
select s.developer,
       s.time_zone as zone,
       (extract(epoch from s.starts_at) / 60)::smallint as starts,
       (extract(epoch from s.ends_at) / 60)::smallint as ends
from schedules_in_force s"""
# When something last happened to a pull request `p`, whoever did it, until an instant.
MOVED = """greatest(
           p.opened_at,
           case when p.ready_at <= {until} then p.ready_at end,
           (select max(v.submitted_at) from reviews v where v.pull_key = p.key and v.submitted_at <= {until}),
           (select max(c.commented_at) from review_comments c where c.pull_key = p.key and c.commented_at <= {until}),
           (
               select max(c.commented_at)
               from conversation_comments c
               where c.pull_key = p.key
                   and c.commented_at <= {until}
           ),
           (select max(q.requested_at) from review_requests q where q.pull_key = p.key and q.requested_at <= {until}),
           (
               select max(m.committed_at)
               from pull_request_commits m
               where m.pull_key = p.key
                   and m.committed_at <= {until}
           ),
           (select max(e.at) from pull_request_events e where e.pull_key = p.key and e.at <= {until})
       )"""


@dataclass(frozen=True, slots=True, eq=False)
class FlowFacts:
    """The tables of `kernel.delivery`; `pulls` with more columns (`_PULLS`)."""

    pulls: pl.DataFrame
    changes: pl.DataFrame
    responses: pl.DataFrame
    asked: pl.DataFrame
    commits: pl.DataFrame
    people: pl.Series
    memberships: pl.DataFrame
    schedules: pl.DataFrame
    days_off: pl.DataFrame
    hours: pl.DataFrame

    def members(self, team: int | None) -> pl.DataFrame | None:
        """Who was in a team when; None for no team."""
        return None if team is None else self.memberships.filter(pl.col("team") == team).drop("team")

    def opened_until(self, until: datetime) -> "FlowFacts":
        """Without what was opened later, as if it had been read until then."""
        later = self.pulls.filter(pl.col("opened") > until).select("pull")
        if later.is_empty():
            return self
        acts = {name: getattr(self, name) for name in ("pulls", "changes", "responses", "asked", "commits")}
        return replace(self, **{name: rows.join(later, on="pull", how="anti") for name, rows in acts.items()})

    @property
    def reviews(self) -> pl.DataFrame:
        """The responses that were reviews."""
        return self.responses.drop_nulls("state")


def read_flow(session: Session, since: datetime, until: datetime, *, repository: int | None = None) -> FlowFacts:
    """What was open at some instant of `[since, until]`, in the workspace or in one repository."""
    where = "" if repository is None else f"\n    and p.repository_key = {int(repository)}"
    pulls = session.frame(_PULLS.format(since=since.isoformat(), until=until.isoformat(), where=where))
    listed = f"'{keys(pulls['pull'])}'::bigint[]"
    acts = session.frame(_ACTS.format(keys=listed)).partition_by("kind", as_dict=True)
    folk = session.frame(_FOLK)
    around = read(session, CALENDAR)
    hours = session.frame(OWN_HOURS) if around.of(Kind.SCHEDULE, developer="thing").height else None
    return FlowFacts(
        pulls=pulls.with_columns(in_columns_of(pulls, ALIVE)),
        people=folk["developer"].unique().cast(pl.Int32),
        memberships=in_columns_of(folk.drop_nulls("team"), MEMBERSHIPS),
        hours=pl.DataFrame(schema=dict(HOURS)) if hours is None else in_columns_of(hours, HOURS),
        **_acts({kind[0]: rows for kind, rows in acts.items()}),
        **_calendars(around, pulls, until),
    )


def _acts(found: dict[object, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    none = pl.DataFrame(
        schema={**dict(RESPONSES), "kind": pl.String(), "until": pl.Datetime("us", "UTC"), "word": pl.String()}
    )
    of = {kind: found.get(kind, none) for kind in ("review", "remark", "change", "request", "commit")}
    said = pl.concat(of[kind].select("pull", "who", "at", "word") for kind in ("review", "remark"))
    return {
        "changes": in_columns_of(of["change"].select("pull", "at", kind="word"), CHANGES),
        "responses": in_columns_of(said.rename({"word": "state"}), RESPONSES),
        "asked": in_columns_of(
            of["request"].select("pull", "at", reviewer="who", team="word", withdrawn="until"), ASKED
        ),
        "commits": in_columns_of(of["commit"].select("pull", "who", "at"), COMMITTED),
    }


def _calendars(around: Around, pulls: pl.DataFrame, until: datetime) -> dict[str, pl.DataFrame]:
    first = pulls["opened"].min()
    found = calendars(around, ((first if isinstance(first, datetime) else until, until),))
    return {
        "schedules": in_columns_of(found["schedules"], SCHEDULES),
        "days_off": in_columns_of(found["days_off"], DAYS_OFF),
    }


__all__ = ["MOVED", "FlowFacts", "read_flow"]
