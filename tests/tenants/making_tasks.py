"""The objects of tracked work and of task matching, as `making.py` makes the others."""

from typing import Final

from tests.tenants.made import Made

TASKS: Final = (
    Made(
        "sprint",
        "select md5('sprint ' || s.key)::uuid from sprints s where s.workspace_id = $1 and s.board = $2",
        ("board",),
    ),
    Made(
        "issue",
        """
        insert into issues (workspace_id, provider, origin, external_id, version, issue_key, title, status,
                            status_category, assignee_key, opened_at)
        values ($1, 'jira', 'hub.example', $2, $4, $2, $2, 'To Do', 'todo', $3, $5)
        returning md5('issue ' || key)::uuid
        """,
        ("unique", "identity", "now", "then"),
    ),
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
