"""Which issues were in which sprint, and what happened to them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final
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
select t.issue_key, t.at, t.to_category
from issue_transitions t
where t.issue_key = any($1::bigint[])
    and t.field = 'status'
    and t.to_category is not null
order by t.issue_key, t.at, t.external_id"""


async def in_sprints(connection: Connection, sprints: Sequence[UUID]) -> dict[UUID, list[InSprint]]:
    """The issues of each sprint, with those that were taken out again."""
    found = await connection.fetch(IN_SPRINTS, sprints)
    moves = defaultdict(list)
    for row in await connection.fetch(MOVES, sorted({row["key"] for row in found})):
        moves[row["issue_key"]].append((row["at"], row["to_category"]))
    sorted_out: dict[UUID, list[InSprint]] = {sprint: [] for sprint in sprints}
    for row in found:
        # Changes that were read in part say nothing of when it was over.
        known = tuple(moves[row["key"]]) if row["is_complete"] else ()
        times = row["added_at"], row["removed_at"]
        issue = InSprint(*times, row["story_points"], row["closed_at"], row["status_category"], known, row["who"])
        sorted_out[row["sprint"]].append(issue)
    return sorted_out
