"""The statements that make one object of every type, in the order in which they need each other.

Whoever brings a new type of object adds a line here. What is filled in are the results of earlier lines, by their type,
and what `objects.py` knows: `account` (whose it is), `word`, `unique`, `now`, `then`, `hour`, `later`, `mark`, `hub`,
`packed`.
"""

from typing import Final

from tests.tenants.made import Made
from tests.tenants.making_tasks import TASKS

_DEVELOPER = (
    "insert into developers (workspace_id, name, email) values ($1, $2, lower($2) || '@example.org') returning id"
)
_IDENTITY = """
insert into developer_identities (workspace_id, developer_id, provider, external_id, username, name, email)
values ($1, $2, 'git', $3 || '{0}', $3, $3, lower($3 || '{0}@example.org'))
returning key
"""

STATEMENTS: Final = (
    Made("developer", _DEVELOPER, ("unique",)),
    Made("identity", _IDENTITY.format(""), ("developer", "unique")),
    Made("second", _DEVELOPER, ("unique",)),
    Made("second_identity", _IDENTITY.format(" too"), ("second", "unique")),
    Made("third_identity", _IDENTITY.format(" again"), ("second", "unique")),
    Made(
        "address",
        "update accounts set email = lower($3) || '@example.org' where id = $2 and $1::uuid is not null",
        ("account", "unique"),
    ),
    Made(
        "me",
        """
        insert into account_developers (workspace_id, account_id, developer_id, identity_keys)
        values ($1, $2, $3, array[$4::integer])
        on conflict (workspace_id, account_id)
        do update set developer_id = excluded.developer_id, identity_keys = excluded.identity_keys
        """,
        ("account", "developer", "identity"),
    ),
    Made("team", "insert into teams (workspace_id, slug, name) values ($1, lower($2), $2) returning id", ("unique",)),
    Made(
        "team_member",
        "insert into team_members (workspace_id, team_id, developer_id, joined_at) values ($1, $2, $3, '2025-01-01')",
        ("team", "developer"),
    ),
    Made(
        "connection",
        """
        insert into connections (workspace_id, provider, name, base_url, origin, auth_kind, is_trusted, account,
                                 created_by)
        values ($1, 'github', $2, $4, $4, 'token', true, $2, $3)
        returning id
        """,
        ("unique", "account", "hub"),
    ),
    Made(
        "repository",
        """
        insert into repositories (workspace_id, connection_id, provider, origin, external_id, provider_id, url, owner,
                                  name, is_local, default_branch)
        values ($1, $2, 'github', 'hub.example', $3, 'hub/' || $3, 'https://hub.example/' || $3, $3, $3, false, 'main')
        returning id
        """,
        ("connection", "unique"),
    ),
    Made(
        "busy_repository",
        """
        insert into repositories (workspace_id, provider, provider_id, url, name, is_local)
        values ($1, 'git', 'busy ' || $2, 'https://git.example/' || $2, $2, false)
        returning id
        """,
        ("unique",),
    ),
    Made(
        "project",
        "insert into projects (workspace_id, slug, name) values ($1, lower($2), $2) returning id",
        ("unique",),
    ),
    Made("project_repository", "insert into project_repositories values ($1, $2, $3)", ("project", "repository")),
    # What is counted stands on facts, so that counting it again leaves it as it is.
    Made(
        "service",
        """
        insert into services (id, workspace_id, name, repository_key)
        select r.id, r.workspace_id, concat_ws('/', r.owner, r.name), r.key
        from repositories r
        where r.id = $2
            and r.workspace_id = $1
        returning id
        """,
        ("repository",),
    ),
    Made(
        "deployment",
        """
        with fact as (
            insert into deployments (workspace_id, provider, origin, external_id, repository_key, version, environment,
                                     environment_kind, status, created_at, finished_at)
            select $1, 'github', 'hub.example', 'd ' || $3, s.repository_key, $4, 'production', 'production', 'success',
                   $4, $4
            from services s
            where s.id = $2
            returning key, repository_key
        )
        insert into counted_deployments (workspace_id, service_key, source, source_id, repository_key, environment,
                                         is_production, status, created_at, finished_at)
        select $1, s.key, 'deployment', f.key, f.repository_key, 'production', true, 'success', $4, $4
        from fact f
        join services s on s.repository_key = f.repository_key
        returning id
        """,
        ("service", "unique", "now"),
    ),
    Made(
        "incident",
        """
        with fact as (
            insert into incidents (workspace_id, provider, origin, external_id, repository_key, version, title,
                                   started_at)
            select $1, 'pager', 'hub.example', 'i ' || $3, s.repository_key, $4, $3, $4
            from services s
            where s.id = $2
            returning key, repository_key
        )
        insert into counted_incidents (workspace_id, service_key, source, source_id, title, started_at)
        select $1, s.key, 'incident', f.key, $3, $4
        from fact f
        join services s on s.repository_key = f.repository_key
        returning id
        """,
        ("service", "unique", "now"),
    ),
    Made(
        "ci_price",
        """
        insert into ci_prices (workspace_id, per_minute, currency, set_by, set_at)
        values ($1, 0.008, left($2, 40), $3, $4)
        on conflict do nothing
        """,
        ("word", "account", "now"),
    ),
    Made(
        "tracker",
        """
        insert into tracker_projects (workspace_id, connection_id, provider, origin, external_id, prefix, name)
        values ($1, $2, 'jira', 'hub.example', $3, $3, $3)
        returning id
        """,
        ("connection", "unique"),
    ),
    Made(
        "board",
        """
        insert into sprints (workspace_id, provider, origin, external_id, project_key, version, board, name, state,
                             starts_at, ends_at)
        select $1, 'jira', 'hub.example', $3, t.key, $4, $3, $3, 'active', $5, $4
        from tracker_projects t
        where t.id = $2
        returning board
        """,
        ("tracker", "unique", "now", "then"),
    ),
    Made(
        "rule",
        """
        insert into alert_rules (workspace_id, owner_id, name, metric, subject_kind, subject_id, period_type, condition,
                                 edition, since)
        values ($1, $2, $3, 'commits_count', 'team', $4, 'weekly',
                '{"kind": "threshold", "side": "below", "at": 5}', 1, '2026-10-01')
        returning id
        """,
        ("account", "unique", "team"),
    ),
    Made(
        "alert",
        """
        insert into alerts (workspace_id, rule_id, edition, subject_kind, subject_id, subject_name, opened, value, n,
                            why, latest_why, severity, created_at, updated_at)
        values ($1, $2, 1, 'team', $3, $4, '2026-11-02', 3, 3, $4, $4, 'warning', $5, $5)
        returning id
        """,
        ("rule", "team", "unique", "now"),
    ),
    Made(
        "alert_delivery",
        """
        insert into alert_deliveries (workspace_id, alert_id, occasion, way, target, due_at, created_at)
        values ($1, $2, 'fired', 'email', $3, $4, $4)
        """,
        ("alert", "unique", "now"),
    ),
    Made(
        "leave",
        """
        insert into leave (workspace_id, developer_id, first_day, last_day, kind, note)
        values ($1, $2, '2026-11-02', '2026-11-03', 'leave', $3)
        returning id
        """,
        ("developer", "unique"),
    ),
    Made(
        "job",
        """
        insert into jobs (workspace_id, kind, repository_id, state, requested_by, error)
        values ($1, 'sync_repository', $2, 'queued', $3, $4)
        returning id
        """,
        ("busy_repository", "account", "unique"),
    ),
    Made(
        "suggestion",
        """
        insert into identity_suggestions (workspace_id, left_key, right_key, score, reasons)
        values ($1, $2, $3, 0.8, '[]')
        returning id
        """,
        ("identity", "second_identity"),
    ),
    Made(
        "decision",
        """
        insert into identity_decisions (workspace_id, action, left_keys, right_keys, note, state, effect, decided_by,
                                        decided_at)
        values ($1, 'reject', array[$2::integer], array[$3::integer], $4, 'in_force', nextval('identity_effects'), $5,
                $6)
        returning id
        """,
        ("identity", "second_identity", "unique", "account", "now"),
    ),
    Made(
        "asked",
        """
        insert into identity_decisions (workspace_id, action, left_keys, right_keys, note, state, decided_by,
                                        decided_at)
        values ($1, 'merge', array[$2::integer], array[$3::integer], $4, 'waiting', $5, $6)
        returning id
        """,
        ("identity", "second_identity", "unique", "account", "now"),
    ),
    Made(
        "consent",
        """
        insert into identity_consents (workspace_id, decision_id, account_id, asked_at)
        values ($1, $2, $3, $4)
        returning id
        """,
        ("asked", "account", "now"),
    ),
    Made(
        "member",
        """
        insert into accounts (name, email)
        select $2, lower($2) || '@member.example.org'
        where $1::uuid is not null
        returning id
        """,
        ("unique",),
    ),
    Made(
        "membership",
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'viewer')",
        ("member",),
    ),
    Made(
        "session",
        """
        insert into sessions (account_id, label, expires_at)
        select $2, $3, $4 where $1::uuid is not null
        returning id
        """,
        ("account", "unique", "later"),
    ),
    Made(
        "erasure",
        """
        insert into erasures (workspace_id, developer_id, token, asked_by, asked_at)
        values ($1, $2, 'erased-' || $3::text, $4, $5)
        returning id
        """,
        ("second", "mark", "account", "now"),
    ),
    Made(
        "key",
        """
        insert into api_keys (account_id, workspace_id, prefix, token_hash, name, scopes, created_at, expires_at)
        values ($2, $1, $3, convert_to($3, 'utf8'), $4, '{read}', $5, $6)
        returning id
        """,
        ("account", "mark", "unique", "now", "later"),
    ),
    Made(
        "invitation",
        """
        insert into invitations (workspace_id, email, email_hash, role, token_hash, invited_by, created_at, sent_at,
                                 expires_at)
        values ($1, lower($2) || '@invited.example.org', convert_to($2, 'utf8'), 'viewer', convert_to($2, 'utf8'), $3,
                $4, $4, $5)
        returning id
        """,
        ("unique", "account", "now", "later"),
    ),
    Made(
        "sign_in",
        """
        insert into account_identities (account_id, identity_hash, way, issuer, subject, name, created_at, last_used_at)
        select $2, convert_to($3, 'utf8'), 'github', 'https://github.com', $3, $3, $4, $4
        where $1::uuid is not null
        returning id
        """,
        ("account", "unique", "now"),
    ),
    Made("token", "select 1 where $1::uuid is not null"),
    Made(
        "delivery",
        """
        insert into webhook_inbox (workspace_id, connection_id, delivery, event, body, received_at, state, error)
        values ($1, $2, $3, 'push', $5, $4, 'dead', $3)
        returning id
        """,
        ("connection", "unique", "hour", "packed"),
    ),
    Made(
        "work_record",
        """
        insert into work_records (workspace_id, origin, kind, external_id, version, title)
        values ($1, 'files', 'ticket', $2, $3, $2)
        returning id
        """,
        ("unique", "now"),
    ),
    Made(
        "import",
        """
        insert into jobs (workspace_id, kind, state, requested_by, error, finished_at)
        values ($1, 'import_file', 'done', $2, $3, $4)
        returning id
        """,
        ("account", "unique", "now"),
    ),
    Made(
        "setting_change",
        """
        insert into insight_setting_changes (workspace_id, changed_at, account_id, setting, before, after)
        values ($1, $2, $3, 'leaderboard_purpose', to_jsonb($4::text), to_jsonb($4::text))
        """,
        ("now", "account", "unique"),
    ),
    Made(
        "leaderboards",
        """
        insert into insight_settings (workspace_id, leaderboards, leaderboard_purpose, leaderboards_by, leaderboards_at)
        values ($1, true, $2, $3, $4)
        on conflict do nothing
        """,
        ("word", "account", "now"),
    ),
    Made(
        "agreement",
        """
        with made as (
            insert into agreements (workspace_id, team_id, name, kind, created_by, created_at, updated_at)
            values ($1, $2, $3, 'approved_before_merge', $4, $5, $5)
            returning id, workspace_id
        ),
        first as (
            insert into agreement_versions (workspace_id, agreement_id, version, since, made_by)
            select m.workspace_id, m.id, 1, $5, $4 from made m
        )
        select id from made
        """,
        ("team", "unique", "account", "now"),
    ),
    Made(
        "working_schedule",
        "insert into working_schedules (developer_id, workspace_id, time_zone) values ($2, $1, 'UTC')",
        ("developer",),
    ),
    *TASKS,
)
