"""Which issues were in which sprint, and what happened to them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Final, NamedTuple
from uuid import UUID

from aexy.features.projects.burning import InSprint
from aexy.store.postgres import Connection

# A reporting view and the list of sprints show the same ids.
IN_SPRINTS: Final = """
with asked as materialized (
    select md5('sprint ' || s.key)::uuid as id, s.origin, s.external_id
    from sprints s
    where s.gone_at is null
        and md5('sprint ' || s.key)::uuid = any($1::uuid[])
)
select a.id as sprint, i.key, c.added_at, c.removed_at, i.story_points, i.closed_at, i.status_category, i.is_complete,
       coalesce(n.developer_id::text, i.assignee_key::text) as who
from asked a
join issue_sprints c on c.workspace_id = current_workspace() and c.sprint_external_id = a.external_id
join issues i on i.key = c.issue_key and i.origin = a.origin and i.gone_at is null
left join developer_identities n on n.key = i.assignee_key
order by a.id, i.key"""

MOVES: Final = """
select t.issue_key, t.at, t.field, t.from_value, t.to_value, t.to_category
from issue_transitions t
where t.issue_key = any($1::bigint[])
    and (t.field = 'story_points' or t.field = 'status' and t.to_category is not null)
order by t.issue_key, t.at, t.external_id"""


TITLES: Final = """
select i.key, md5('issue ' || i.key)::uuid as id, i.issue_key, i.title, i.url, i.kind, i.status
from issues i
where i.key = any($1::bigint[])"""


class Title(NamedTuple):
    """An issue as people know it; a reporting view shows the same id."""

    id: UUID
    issue_key: str
    title: str
    url: str | None
    kind: str
    status: str


Titles = Mapping[int, Title]


async def titles(connection: Connection, keys: Sequence[int]) -> dict[int, Title]:
    """What these issues are called, by their keys in facts."""
    return {row[0]: Title(*list(row)[1:]) for row in await connection.fetch(TITLES, sorted(set(keys)))}


async def in_sprints(connection: Connection, sprints: Sequence[UUID]) -> dict[UUID, list[InSprint]]:
    """The issues of each sprint, with those that were taken out again."""
    found = await connection.fetch(IN_SPRINTS, sprints)
    moves, sized = defaultdict(list), defaultdict(list)
    for row in await connection.fetch(MOVES, sorted({row["key"] for row in found})):
        if row["field"] == "status":
            moves[row["issue_key"]].append((row["at"], row["to_category"]))
        else:
            sized[row["issue_key"]].append((row["at"], _number(row["from_value"]), _number(row["to_value"])))
    sorted_out: dict[UUID, list[InSprint]] = {sprint: [] for sprint in sprints}
    for row in found:
        # Changes that were read in part say nothing of when it was over, nor of how large it was when.
        is_known = row["is_complete"]
        issue = InSprint(
            added_at=row["added_at"],
            removed_at=row["removed_at"],
            points=row["story_points"],
            closed_at=row["closed_at"],
            category=row["status_category"],
            moves=tuple(moves[row["key"]]) if is_known else (),
            who=row["who"],
            sized=tuple(sized[row["key"]]) if is_known else None,
            key=row["key"],
        )
        sorted_out[row["sprint"]].append(issue)
    return sorted_out


def _number(said: str | None) -> float | None:
    """What a tracker wrote for points; None for what is no number."""
    try:
        found = float(said) if said else None
    except ValueError:
        return None
    return found if found is not None and isfinite(found) else None
