"""The objects of task matching, as `making.py` makes the others."""

from typing import Final

from tests.tenants.made import Made

TASKS: Final = (
    Made(
        "match",
        """
        with made as (
            insert into matches (workspace_id, asked_by, asked_at, question, weights)
            values ($1, $3, $5, jsonb_build_object('text', $4::text), '{}')
            returning id, workspace_id
        ),
        named as (
            insert into match_candidates (workspace_id, match_id, developer_id, place, score)
            select m.workspace_id, m.id, $2, 1, 0.5 from made m
        )
        select id from made
        """,
        ("developer", "account", "unique", "now"),
    ),
    Made(
        "growth_wish",
        "insert into growth_wishes (developer_id, workspace_id, skills, updated_at) values ($2, $1, array[$3], $4)",
        ("developer", "unique", "now"),
    ),
)
