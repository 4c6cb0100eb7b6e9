"""Which table says what happened, kind by kind: when, who, where, and what it is called.

Each kind is walked backwards in time by the index its table has for that, and stops after a page, so a page costs the
same however much there is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from aexy.features.activity.schemas import ActivityKind

_NULL = "null::text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Columns and tables of one kind, as SQL. Without `by` it is of a repository and of nobody."""

    tables: str
    at: str
    key: str
    where: str
    by: str | None = None
    repository: str
    number: str = _NULL
    title: str
    detail: str = _NULL
    outcome: str = _NULL
    url: str
    object_id: str = "null::uuid"
    within: str = ""
    """How it is narrowed to the repositories of a list, where that is more than its own column being one of them."""


def _pull(at: str, also: str = "") -> Source:
    return Source(
        tables="pull_requests p",
        at=f"p.{at}",
        key="p.key::text",
        where=f"p.workspace_id = $1 and p.gone_at is null{also}",
        by="p.author_key",
        repository="p.repository_key",
        number="'#' || p.number",
        title="p.title",
        url="p.url",
    )


def _incident(at: str) -> Source:
    first = "(select min(o.repository_key) from service_repositories o where o.service_key = n.service_key)"
    return Source(
        tables="counted_incidents n left join services v on v.key = n.service_key",
        at=f"n.{at}",
        key="n.key::text",
        where="n.workspace_id = $1",
        repository=first,
        title="n.title",
        detail="v.name",
        outcome="n.severity",
        url="n.url",
        object_id="n.id",
        within=(
            "exists (select from service_repositories o"
            " where o.service_key = n.service_key and o.repository_key = any({list}))"
        ),
    )


SOURCES: Mapping[ActivityKind, Source] = {
    ActivityKind.REPOSITORY_ADDED: Source(
        tables="repositories r",
        at="r.created_at",
        key="r.key::text",
        where="r.workspace_id = $1",
        repository="r.key",
        title="concat_ws('/', r.owner, r.name)",
        url="r.web_url",
    ),
    ActivityKind.ISSUE_DONE: Source(
        tables="issues s",
        at="s.closed_at",
        key="s.key::text",
        where="s.workspace_id = $1 and s.status_category = 'done' and s.gone_at is null",
        by="s.assignee_key",
        repository="s.repository_key",
        number="s.issue_key",
        title="s.title",
        url="s.url",
    ),
    ActivityKind.PULL_OPENED: _pull("opened_at"),
    ActivityKind.REVIEW: Source(
        tables="reviews v join pull_requests p on p.key = v.pull_key",
        at="v.submitted_at",
        key="v.key::text",
        # Remarks of an author on their own pull request come as reviews too.
        where=(
            "v.workspace_id = $1 and v.state <> 'pending' and p.gone_at is null"
            " and v.reviewer_key is distinct from p.author_key"
        ),
        by="v.reviewer_key",
        repository="p.repository_key",
        number="'#' || p.number",
        title="p.title",
        outcome="v.state",
        url="p.url",
    ),
    ActivityKind.PULL_CLOSED: _pull("closed_at", " and p.merged_at is null"),
    ActivityKind.PULL_MERGED: _pull("merged_at"),
    ActivityKind.RELEASE: Source(
        tables="releases l",
        at="l.published_at",
        key="(l.repository_key || '/' || l.external_id)",
        where="l.workspace_id = $1 and not l.is_draft and l.gone_at is null",
        repository="l.repository_key",
        number="l.tag",
        title="coalesce(l.name, l.tag)",
        outcome="case when l.is_prerelease then 'prerelease' end",
        url="l.url",
    ),
    ActivityKind.DEPLOYMENT: Source(
        tables="counted_deployments d join services v on v.key = d.service_key",
        at="d.finished_at",
        key="d.key::text",
        where="d.workspace_id = $1 and d.is_production and d.status in ('success', 'failure')",
        repository="d.repository_key",
        title="v.name",
        detail="d.environment",
        outcome="d.status",
        url="d.url",
        object_id="d.id",
    ),
    ActivityKind.INCIDENT_OPENED: _incident("started_at"),
    ActivityKind.INCIDENT_RESOLVED: _incident("resolved_at"),
}
