"""The rest of what there is of one person: what they did around work, who they are known to be, who looked at them."""

from aexy.features.insights.export_matching import MATCHING
from aexy.features.insights.export_sections import OWN, Section

EVENTS = Section(
    "pull_request_events",
    "What they did to pull requests, or was done about them: requests, merges, labels.",
    f"""
select r.name as repository, p.number, e.kind, e.at, e.detail, e.actor_key in {OWN} as did,
    e.subject_key in {OWN} as concerned
from pull_request_events e
join pull_requests p on p.key = e.pull_key
join repositories r on r.key = p.repository_key
where e.workspace_id = current_workspace()
    and (e.actor_key in {OWN} or e.subject_key in {OWN})
order by e.at, e.external_id""",  # noqa: S608 - put together from this module's own words
)
PROPOSED = Section(
    "proposed_commits",
    "Commits of pull requests that they wrote.",
    f"""
select r.name as repository, p.number, encode(c.sha, 'hex') as sha, c.subject, c.authored_at
from pull_request_commits c
join pull_requests p on p.key = c.pull_key
join repositories r on r.key = p.repository_key
where c.workspace_id = current_workspace()
    and c.author_key in {OWN}
order by c.authored_at, c.sha""",  # noqa: S608 - likewise
)
MERGED = Section(
    "merged_pull_requests",
    "Pull requests of anybody that they merged.",
    f"""
select r.name as repository, p.number, p.merged_at
from pull_requests p
join repositories r on r.key = p.repository_key
where p.workspace_id = current_workspace()
    and p.merged_by_key in {OWN}
order by p.merged_at, p.key""",  # noqa: S608 - likewise
)
COMMITTED = Section(
    "commits_put_in",
    "Commits of others that they put into the history.",
    f"""
select encode(c.sha, 'hex') as sha, r.name as repository, c.committed_at
from commits c
join repositories r on r.key = c.repository_key
where c.workspace_id = current_workspace()
    and c.committer_key in {OWN}
    and c.author_key not in {OWN}
order by c.committed_at, c.key""",  # noqa: S608 - likewise
)
TRANSITIONS = Section(
    "issue_changes",
    "What they changed of issues.",
    f"""
select i.issue_key, t.at, t.field, t.from_value, t.to_value
from issue_transitions t
join issues i on i.key = t.issue_key
where t.workspace_id = current_workspace()
    and t.actor_key in {OWN}
order by t.at, t.external_id""",  # noqa: S608 - likewise
)
WORK_LOGS = Section(
    "work_logs",
    "Time they noted on issues.",
    f"""
select i.issue_key, l.started_at, l.seconds, l.comment
from work_logs l
join issues i on i.key = l.issue_key
where l.workspace_id = current_workspace()
    and l.author_key in {OWN}
order by l.started_at, l.external_id""",  # noqa: S608 - likewise
)
RUNS = Section(
    "runs",
    "Pipelines they started, pushes they made, what they released and deployed.",
    f"""
select 'pipeline' as kind, p.name, p.ref, p.created_at as at
from pipelines p
where p.workspace_id = current_workspace() and p.actor_key in {OWN}
union all
select 'push', null, s.ref, s.pushed_at
from push_receipts s
where s.workspace_id = current_workspace() and s.pusher_key in {OWN}
union all
select 'release', coalesce(l.name, l.tag), l.tag, l.published_at
from releases l
where l.workspace_id = current_workspace() and l.author_key in {OWN}
union all
select 'deployment', d.environment, d.ref, d.created_at
from deployments d
where d.workspace_id = current_workspace() and d.deployed_by_key in {OWN}
order by 4, 1""",  # noqa: S608 - likewise
)
RECORDS = Section(
    "work_records",
    "Other work that is theirs: tickets, deals and the like.",
    f"""
select w.kind, w.title, w.status, w.stage, w.opened_at, w.due_at, w.closed_at, w.attributes
from work_records w
where w.workspace_id = current_workspace()
    and w.owner_key in {OWN}
order by w.opened_at, w.key""",  # noqa: S608 - likewise
)
ASSISTANTS = Section(
    "assistant_usage",
    "How they used assistants, as their vendors report it.",
    f"""
select u.assistant, u.day, u.suggestions, u.acceptances, u.lines_suggested, u.lines_accepted, u.chats
from assistant_usage u
where u.workspace_id = current_workspace()
    and u.identity_key in {OWN}
order by u.day, u.assistant""",  # noqa: S608 - likewise
)
WHO = Section(
    "who_is_who",
    "Why identities are theirs, what providers say, what may be theirs, and what was decided about it.",
    f"""
select 'evidence' as kind, e.reason as what, e.detail, e.created_at as at
from identity_evidence e
where e.workspace_id = current_workspace() and (e.identity_key in {OWN} or e.same_as_key in {OWN})
union all
select 'link', l.source, l.detail, l.created_at
from identity_links l
where l.workspace_id = current_workspace() and (l.identity_key in {OWN} or l.same_as_key in {OWN})
union all
select 'suggestion', s.conflict, s.reasons::text, s.created_at
from identity_suggestions s
where s.workspace_id = current_workspace() and (s.left_key in {OWN} or s.right_key in {OWN})
union all
select 'decision', d.action, d.note, d.decided_at
from identity_decisions d
where d.workspace_id = current_workspace()
    and (d.left_keys && array{OWN} or d.right_keys && array{OWN})
order by 4, 1""",  # noqa: S608 - likewise
)
SAID = Section(
    "said_about_privacy",
    "Whether they refuse language models, and whether they asked to be erased.",
    """
select 'refuses language models' as what, r.refused_at as at
from llm_refusals r
where r.workspace_id = current_workspace() and r.developer_id = $1
union all
select 'erasure ' || e.state, e.asked_at
from erasures e
where e.workspace_id = current_workspace() and e.developer_id = $1
order by 2""",
)
ACCESS = Section(
    "access_log",
    "Who looked at them, as what, at what, in which hour.",
    """
select c.name as who, a.role, a.kind, a.hour, a.looks, a.last_at
from access_log a
left join accounts c on c.id = a.account_id
where a.workspace_id = current_workspace()
    and a.developer_id = $1
order by a.last_at, a.kind""",
)
ACCESS_OF_OTHERS = Section(
    "access_log",
    "That somebody looked at them; who is told to them alone.",
    """
select a.role, a.kind, a.hour, a.looks, a.last_at
from access_log a
where a.workspace_id = current_workspace()
    and a.developer_id = $1
order by a.last_at, a.kind""",
)
_ANALYSES = """
select r.analysis, r.as_of, r.result::text as result
from analysis_results r
join developers d on d.key = r.developer_key
where r.workspace_id = current_workspace()
    and d.id = $1{which}
order by r.analysis"""
ANALYSES = Section("analyses", "What the analyses came to for them, as last counted.", _ANALYSES.format(which=""))
# What only the person may see is not in what somebody else takes.
ANALYSES_OF_OTHERS = Section("analyses", ANALYSES.says, _ANALYSES.format(which="\n    and r.analysis <> 'burnout'"))
ACCOUNT = Section(
    "account",
    "The account they sign in with, and what it is here.",
    """
select c.name, c.email, m.role, m.created_at as member_since
from account_developers l
join accounts c on c.id = l.account_id
left join memberships m on m.account_id = l.account_id and m.workspace_id = l.workspace_id
where l.workspace_id = current_workspace()
    and l.developer_id = $1""",
)

_ARRANGED = """
select 'choice' as kind, c.preset, c.pinned as keys, null::text as page, null::bigint as visits, c.updated_at as at
from account_developers l
join dashboard_choices c using (workspace_id, account_id)
where l.workspace_id = current_workspace()
    and l.developer_id = $1
union all
select 'layout', d.preset, d.visible, null, null, d.updated_at
from account_developers l
join dashboard_layouts d using (workspace_id, account_id)
where l.workspace_id = current_workspace()
    and l.developer_id = $1"""
_OPENED = """
union all
select 'visits', null, null, v.page, v.visits, v.last_at
from account_developers l
join page_visits v using (workspace_id, account_id)
where l.workspace_id = current_workspace()
    and l.developer_id = $1"""
_IN_ORDER = "\norder by 1, 2, 4"
DASHBOARD = Section(
    "dashboard",
    "How they arranged their dashboards, what they pinned, and how often they opened which page.",
    _ARRANGED + _OPENED + _IN_ORDER,
)
# Which pages somebody opens is nobody else's business.
DASHBOARD_OF_OTHERS = Section("dashboard", "How they arranged their dashboards.", _ARRANGED + _IN_ORDER)


def more(*, is_own: bool) -> list[Section]:
    """All of these, as far as whoever asks may see them."""
    work = [EVENTS, PROPOSED, MERGED, COMMITTED, TRANSITIONS, WORK_LOGS, RUNS, RECORDS, ASSISTANTS]
    analyses, access = (ANALYSES, ACCESS) if is_own else (ANALYSES_OF_OTHERS, ACCESS_OF_OTHERS)
    dashboard = DASHBOARD if is_own else DASHBOARD_OF_OTHERS
    return [*work, *MATCHING, analyses, WHO, SAID, ACCOUNT, dashboard, access]


# Which section holds what a table has of a person.
HELD = {
    "access_log": "access_log",
    "account_developers": "account",
    "accounts": "account",
    "alerts": "alerts",
    "analysis_results": "analyses",
    "assistant_usage": "assistant_usage",
    "commit_coauthors": "co_authored_commits",
    "commits": "commits",
    "conversation_comments": "conversation",
    "dashboard_choices": "dashboard",
    "dashboard_layouts": "dashboard",
    "deployments": "runs",
    "developer_identities": "identities",
    "developers": "person",
    "erasures": "said_about_privacy",
    "growth_wishes": "growth_wishes",
    "identity_decisions": "who_is_who",
    "identity_evidence": "who_is_who",
    "identity_links": "who_is_who",
    "identity_suggestions": "who_is_who",
    "issue_transitions": "issue_changes",
    "issues": "issues",
    "leave": "leave",
    "llm_refusals": "said_about_privacy",
    "match_candidates": "task_matching",
    "matches": "tasks_asked",
    "memberships": "account",
    "metric_snapshots": "snapshots",
    "page_visits": "dashboard",
    "pipelines": "runs",
    "pull_request_commits": "proposed_commits",
    "pull_request_events": "pull_request_events",
    "pull_requests": "pull_requests",
    "push_receipts": "runs",
    "releases": "runs",
    "review_comments": "remarks",
    "review_requests": "review_requests",
    "reviews": "reviews",
    "team_members": "teams",
    "work_logs": "work_logs",
    "work_records": "work_records",
    "working_schedules": "schedule",
}
_NOBODY = "It says nothing of anybody."
_WORK = "It says which work belongs together; whose that is stands in its own sections."
_SECRET = "A secret, or a hash of one."  # noqa: S105 - words
_ACCOUNT = "It is the account's, which its owner sees in their own settings; it is of no one workspace."
_SENT = "Copies of what stands in other sections, as a provider sent them; the provider gives them out itself."
# What an export has nothing of, and why.
LEFT_OUT = {
    "account_audit_events": _ACCOUNT,
    "account_identities": _ACCOUNT,
    "agreement_misses": "Which pull requests missed what was agreed on; the pull requests are exported.",
    "agreement_versions": "What a team or the workspace agreed on.",
    "agreements": "What a team or the workspace agreed on.",
    "alert_deliveries": "Letters about alerts somebody made for themselves; they have them.",
    "alert_events": "What became of an alert; the alert itself is exported.",
    "alert_rules": "What an account wants to be told of; it is listed and changed at /alerts.",
    "alert_secrets": _SECRET,
    "api_keys": _ACCOUNT,
    "audit_events": "What people with a role did for the workspace; it is the workspace's own book.",
    "ci_prices": "What the workspace decided, and who did.",
    "commit_files": "Files of commits; the commits are exported.",
    "commit_imports": "Lines of commits; the commits are exported.",
    "commit_patches": _NOBODY,
    "commit_pull_requests": _WORK,
    "commit_references": _WORK,
    "complexity_readings": _NOBODY,
    "complexity_fits": _NOBODY,
    "connection_secrets": _SECRET,
    "connections": "How the workspace reaches a provider.",
    "counted_deployments": "Deployments as rules count them; the deployments are exported.",
    "counted_incidents": _NOBODY,
    "deliveries": _WORK,
    "delivery_corrections": "What somebody knows of an incident; it says nothing of anybody.",
    "delivery_rules": "What the workspace decided, and who did.",
    "investment_corrections": "What the workspace decided of pull requests, and who did; see the audit log.",
    "investment_months": "What the workspace decided, and who did.",
    "investment_rules": "What the workspace decided, and who did.",
    "investment_shares": "Pull requests are in their own sections; what they were spent on is the workspace's word.",
    "delivery_state": _NOBODY,
    "delivery_touched": _NOBODY,
    "device_codes": _ACCOUNT,
    "device_guesses": _ACCOUNT,
    "dirty_days": _NOBODY,
    "expected_issues": _NOBODY,
    "expected_pull_requests": _NOBODY,
    "file_complexity": "How complex files are; it says nothing of anybody.",
    "gone_records": _NOBODY,
    "identity_consents": "Questions to an account about who it is; the decision is exported.",
    "identity_rules": _NOBODY,
    "incidents": _NOBODY,
    "insight_purposes": "What the workspace decided, and who stated it.",
    "insight_setting_changes": "What the workspace decided, and who did.",
    "insight_settings": "What the workspace decided, and who did.",
    "invitation_teams": _NOBODY,
    "invitations": "Who was asked to join, before they were anybody here.",
    "issue_links": _WORK,
    "issue_mentions": _WORK,
    "issue_references": _WORK,
    "issue_sprints": _WORK,
    "job_chunks": _NOBODY,
    "jobs": "Work of the machine, and which account asked for it.",
    "line_origins": "Lines of commits; the commits are exported.",
    "line_readings": _NOBODY,
    "manifest_readings": _NOBODY,
    "manifests": "Names of files.",
    "notification_readers": "What an account wants to hear of; it is listed and changed at /notifications.",
    "notification_reads": "What an account has read of what it was told.",
    "membership_teams": "How far a role reaches; its owner sees it in their settings.",
    "mention_scans": _NOBODY,
    "package_versions": "What repositories are made with, and by which commits; the commits are exported.",
    "packages": _NOBODY,
    "path_packages": "What files import.",
    "path_stays": "When files stood where.",
    "paths": "Names of files.",
    "pipeline_jobs": _WORK,
    "privacy_keys": _SECRET,
    "privacy_settings": "What the workspace decided.",
    "project_repositories": _NOBODY,
    "project_trackers": _NOBODY,
    "projects": _NOBODY,
    "pull_request_issues": _WORK,
    "raw_pages": _SENT,
    "refresh_tokens": _SECRET,
    "reporting_readers": _NOBODY,
    "repositories": _NOBODY,
    "repository_refs": "Names of branches.",
    "repository_rules": "Files of a repository; a `.mailmap` in one names who has several addresses.",
    "repository_teams": _NOBODY,
    "request_budgets": _NOBODY,
    "schema_migrations": _NOBODY,
    "service_repositories": _NOBODY,
    "services": _NOBODY,
    "sessions": _ACCOUNT,
    "sign_in_links": _SECRET,
    "snapshot_state": _NOBODY,
    "spent_trips": _SECRET,
    "sprints": _NOBODY,
    "sync_cursors": _NOBODY,
    "sync_gaps": _NOBODY,
    "tags": "Names of commits; the commits are exported.",
    "team_identities": "Teams as a provider lists them; the times in them are exported.",
    "teams": "Names of teams; whose they are is exported.",
    "tombstones": "Hashes of who was erased.",
    "tracker_projects": _NOBODY,
    "tree_readings": _NOBODY,
    "webhook_inbox": _SENT,
    "workspaces": _NOBODY,
}
# The same of what stands in the data folder beside the database.
FILES = {
    "mirrors": "Histories as they are at their source, of which commits are exported.",
    "imports": "Files somebody brought, until they are read, for three days at most.",
    "erasures": "Hashes of who was erased.",
    "secrets": "Keys.",
    "logs": "What the programs did, with ids; names nobody.",
}

__all__ = ["FILES", "HELD", "LEFT_OUT", "more"]
