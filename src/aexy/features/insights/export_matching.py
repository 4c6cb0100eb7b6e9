"""What task matching has of somebody: what they wish to learn, what they asked, for which tasks they were named."""

from aexy.features.insights.export_sections import Section

GROWTH = Section(
    "growth_wishes",
    "What they said they wish to learn.",
    """
select g.skills, g.updated_at
from growth_wishes_in_force g
where g.workspace_id = current_workspace()
    and g.developer_id = $1""",
)
NAMED = Section(
    "task_matching",
    "For which tasks they were named as somebody who could take it, and what was decided.",
    """
select m.asked_at, m.question::text as question, c.place, c.score, c.verdict, c.said_at
from match_candidates c
join matches m on m.id = c.match_id
join developers d on d.id = c.developer_id
where c.workspace_id = current_workspace()
    and coalesce(d.merged_into, d.id) = $1
order by m.asked_at, c.place""",
)
ASKED = Section(
    "tasks_asked",
    "For which tasks they asked who could take them.",
    """
select m.asked_at, m.question::text as question, m.weights::text as weights
from matches m
join account_developers l on l.account_id = m.asked_by and l.workspace_id = m.workspace_id
where m.workspace_id = current_workspace()
    and l.developer_id = $1
order by m.asked_at, m.id""",
)
MATCHING = (GROWTH, NAMED, ASKED)
