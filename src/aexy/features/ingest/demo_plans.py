"""What the demo's people plan: days off to come, and what some of them wish to learn.

Told once, while there is nothing of the kind: what people change stays as they left it. Days off lie after the story;
no number of the past rests on them.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from aexy.kernel.ids import WorkspaceId
from aexy.sources.demo.organization import Organization
from aexy.store.postgres import Connection

_EVERY: Final = 8
_WISHES: Final = (("Rust", "Go"), ("Kotlin",), ("Python", "SQL"), ("TypeScript",))

_AWAY: Final = """
insert into leave (workspace_id, developer_id, first_day, last_day, kind)
select distinct on (i.developer_id) $1, i.developer_id, w.first_day, w.last_day, 'leave'
from unnest($2::text[], $3::date[], $4::date[]) w (email, first_day, last_day)
join developer_identities i on i.workspace_id = $1 and i.email = w.email and i.developer_id is not null
where not exists (select from leave l where l.workspace_id = $1)
order by i.developer_id, w.first_day"""

_WISH: Final = """
insert into growth_wishes (developer_id, workspace_id, skills, updated_at)
select distinct on (i.developer_id) i.developer_id, $1, string_to_array(w.skills, ','), $4
from unnest($2::text[], $3::text[]) w (email, skills)
join developer_identities i on i.workspace_id = $1 and i.email = w.email and i.developer_id is not null
where not exists (select from growth_wishes g where g.workspace_id = $1)
order by i.developer_id, w.skills"""


class Plan(NamedTuple):
    """Somebody, by address, and what they plan; nothing, nothing."""

    email: str
    away: tuple[date, date] | None
    wishes: tuple[str, ...]


def plans_of(organization: Organization) -> list[Plan]:
    """Of every eight who are still there one is away soon, and another wishes to learn something."""
    end = organization.size.ends_on
    last = (end - organization.size.first_day).days
    there = [person for person in organization.people if person.until >= last]
    found = []
    for at, person in enumerate(there):
        begins = end + timedelta(days=1 + at % 3)
        away = (begins, begins + timedelta(days=11)) if at % _EVERY == _EVERY - 1 else None
        wishes = _WISHES[at // _EVERY % len(_WISHES)] if at % _EVERY == _EVERY // 2 else ()
        found.append(Plan(person.email, away, wishes))
    return found


async def put_plans(connection: Connection, workspace_id: WorkspaceId, plans: Sequence[Plan], *, now: datetime) -> None:
    """Keep them, if nobody has said anything of the kind before. The people must be there."""
    away = [(one.email, *one.away) for one in plans if one.away]
    await connection.execute(_AWAY, workspace_id, *([each[at] for each in away] for at in range(3)))
    wishes = [(one.email, ",".join(one.wishes)) for one in plans if one.wishes]
    await connection.execute(_WISH, workspace_id, [email for email, _ in wishes], [skills for _, skills in wishes], now)
