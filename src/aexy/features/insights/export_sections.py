"""What there is of one person, section by section: what each holds, and the statement that reads it.

`$1` is the developer. Every statement is of the workspace its transaction is in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aexy.kernel.metric import Metric

OWN = "(select i.key from developer_identities i where i.developer_id = $1)"


@dataclass(frozen=True, slots=True)
class Section:
    """One file of the export."""

    name: str
    says: str
    sql: str


PERSON = Section(
    "person",
    "The person, as the workspace knows them.",
    """
select d.id, d.kind, d.name, d.email, d.avatar_url, d.bio, d.location, d.company, d.first_activity_at,
    d.last_activity_at, d.created_at, d.updated_at
from developers d
where d.workspace_id = current_workspace()
    and d.id = $1""",
)
IDENTITIES = Section(
    "identities",
    "The names and addresses the sources know them by.",
    """
select i.provider, i.external_id, i.username, i.email, i.name, i.verified, i.created_at
from developer_identities i
where i.workspace_id = current_workspace()
    and i.developer_id = $1
order by i.key""",
)
TEAMS = Section(
    "teams",
    "Teams they are or were in, and as what.",
    """
select t.name as team, m.role, nullif(m.joined_at, '-infinity') as joined_at, m.left_at
from team_members m
join teams t on t.id = m.team_id
where m.workspace_id = current_workspace()
    and m.developer_id = $1
order by m.joined_at, t.name""",
)
COMMITS = Section(
    "commits",
    "Commits they wrote; `standing` says whether they are counted.",
    f"""
select encode(c.sha, 'hex') as sha, r.name as repository, c.subject, c.authored_at, c.author_offset_minutes,
    c.committed_at, c.is_merge, c.is_revert, c.ai_agent, c.additions, c.deletions, c.files_changed, c.lines_added,
    c.lines_removed, c.standing
from commits c
join repositories r on r.key = c.repository_key
where c.workspace_id = current_workspace()
    and c.author_key in {OWN}
order by c.placed_at, c.key""",  # noqa: S608 - put together from this module's own words
)
CO_AUTHORED = Section(
    "co_authored_commits",
    "Commits of others that name them as a co-author.",
    f"""
select encode(c.sha, 'hex') as sha, r.name as repository, c.subject, c.authored_at
from commit_coauthors o
join commits c on c.key = o.commit_key
join repositories r on r.key = c.repository_key
where o.workspace_id = current_workspace()
    and o.identity_key in {OWN}
order by c.placed_at, c.key""",  # noqa: S608 - likewise
)
PULL_REQUESTS = Section(
    "pull_requests",
    "Pull requests they opened.",
    f"""
select r.name as repository, p.number, p.title, p.body, p.url, p.state, p.is_draft, p.opened_at, p.ready_at,
    p.closed_at, p.merged_at, p.additions, p.deletions, p.changed_files, p.labels, p.gone_at
from pull_requests p
join repositories r on r.key = p.repository_key
where p.workspace_id = current_workspace()
    and p.author_key in {OWN}
order by p.opened_at, p.key""",  # noqa: S608 - likewise
)
REVIEWS = Section(
    "reviews",
    "Reviews they gave.",
    f"""
select r.name as repository, p.number, v.state, v.body, v.submitted_at, v.comments_count
from reviews v
join pull_requests p on p.key = v.pull_key
join repositories r on r.key = p.repository_key
where v.workspace_id = current_workspace()
    and v.reviewer_key in {OWN}
order by v.submitted_at, v.key""",  # noqa: S608 - likewise
)
REVIEW_REQUESTS = Section(
    "review_requests",
    "Reviews they were asked for.",
    f"""
select r.name as repository, p.number, q.requested_at, q.removed_at
from review_requests q
join pull_requests p on p.key = q.pull_key
join repositories r on r.key = p.repository_key
where q.workspace_id = current_workspace()
    and q.reviewer_key in {OWN}
order by q.requested_at, q.external_id""",  # noqa: S608 - likewise
)
REMARKS = Section(
    "remarks",
    "Remarks they made on lines of code.",
    f"""
select r.name as repository, p.number, c.path, c.line, c.body, c.commented_at
from review_comments c
join pull_requests p on p.key = c.pull_key
join repositories r on r.key = p.repository_key
where c.workspace_id = current_workspace()
    and c.author_key in {OWN}
order by c.commented_at, c.external_id""",  # noqa: S608 - likewise
)
CONVERSATION = Section(
    "conversation",
    "What they wrote under pull requests and issues.",
    f"""
select r.name as repository, p.number, i.issue_key, c.body, c.commented_at
from conversation_comments c
left join pull_requests p on p.key = c.pull_key
left join repositories r on r.key = p.repository_key
left join issues i on i.key = c.issue_key
where c.workspace_id = current_workspace()
    and c.author_key in {OWN}
order by c.commented_at, c.external_id""",  # noqa: S608 - likewise
)
ISSUES = Section(
    "issues",
    "Issues they reported, or are assigned to.",
    f"""
select i.issue_key, i.provider, i.title, i.body, i.url, i.kind, i.status, i.priority, i.labels, i.story_points,
    i.author_key in {OWN} as reported, i.assignee_key in {OWN} as assigned, i.opened_at, i.started_at, i.closed_at,
    i.due_at, i.gone_at
from issues i
where i.workspace_id = current_workspace()
    and (i.author_key in {OWN} or i.assignee_key in {OWN})
order by i.opened_at, i.key""",  # noqa: S608 - likewise
)
SCHEDULE = Section(
    "schedule",
    "When they work, where that is not as the workspace does.",
    """
select s.working_days, s.starts_at, s.ends_at, s.time_zone, s.country, s.subdivision, s.updated_at
from working_schedules s
where s.workspace_id = current_workspace()
    and s.developer_id = $1""",
)
LEAVE = Section(
    "leave",
    "Days they are away, and what for.",
    """
select l.first_day, l.last_day, l.kind, l.note, l.created_at
from leave l
where l.workspace_id = current_workspace()
    and l.developer_id = $1
order by l.first_day, l.id""",
)
LEAVE_OF_OTHERS = Section(
    "leave",
    "Days they are away; what for is their own business.",
    """
select l.first_day, l.last_day
from leave l
where l.workspace_id = current_workspace()
    and l.developer_id = $1
order by l.first_day, l.id""",
)


def snapshots(shown: Sequence[Metric]) -> Section:
    """Their stored numbers, of these metrics."""
    columns = "".join(f", s.{name}" for metric in shown for name in metric.stored_keys)
    sql = f"""
select s.period_type::text as period_type, s.period_start, s.as_of{columns}
from metric_snapshots s
join developers d on d.key = s.subject_key
where s.workspace_id = current_workspace()
    and s.subject_kind = 'developer'
    and d.id = $1
order by s.period_type, s.period_start"""  # noqa: S608 - put together from the catalogue's own words
    return Section("snapshots", "Their stored numbers, period by period.", sql)


def alerts(shown: Sequence[Metric]) -> Section:
    """Alerts about them, of these metrics."""
    keys = ", ".join(f"'{metric.key}'" for metric in shown)
    sql = f"""
select r.metric, r.period_type, a.opened, a.value, a.n, a.usual, a.why, a.latest_value, a.latest_why, a.severity,
    a.state, a.resolved, a.created_at
from alerts a
join alert_rules r on r.id = a.rule_id
where a.workspace_id = current_workspace()
    and a.subject_kind = 'developer'
    and a.subject_id = $1
    and r.metric in ({keys})
order by a.created_at, a.id"""  # noqa: S608 - likewise
    return Section("alerts", "Alerts about them.", sql)


def sections(shown: Sequence[Metric], *, is_own: bool) -> list[Section]:
    """Everything, as far as whoever asks may see it."""
    facts = [PERSON, IDENTITIES, TEAMS, COMMITS, CO_AUTHORED, PULL_REQUESTS, REVIEWS, REVIEW_REQUESTS, REMARKS]
    own = [CONVERSATION, ISSUES, SCHEDULE, LEAVE if is_own else LEAVE_OF_OTHERS]
    return [*facts, *own, snapshots(shown), alerts(shown)]
