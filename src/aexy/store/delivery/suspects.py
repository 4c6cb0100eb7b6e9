"""Facts that may be incidents: what was reported, what was filed, and changes that mend or take back."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from aexy.kernel.delivery.judging import Suspect
from aexy.kernel.delivery.rules import IncidentRule, Service
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Record


class Near(NamedTuple):
    """Whatever may be of some services: of these repositories, of none, or said so by name or by hand (`keys`)."""

    repositories: list[int]
    keys: list[str]


# $2 repositories (null: all), $3 keys of what somebody corrected.
# What was reported, with the pull requests that mend it: the one it names, and those of the issue that was filed of it.
_REPORTED = """
select n.key::text as source_id, n.title, n.started_at, n.resolved_at, n.service, n.url, n.severity, n.origin,
       n.deployment_external_id as cause, n.external_id,
       array_remove(array[n.repository_key], null) as repositories,
       array(
           select p.key
           from pull_requests p
           where p.repository_key = n.repository_key
             and p.number = n.fixed_by_number
           union
           select l.pull_key
           from issues i
           join pull_request_issues l on l.issue_key = i.key
           where i.workspace_id = n.workspace_id
             and i.external_id = n.issue_external_id
       ) as fixes
from incidents n
where n.workspace_id = $1
  and n.gone_at is null
  and ($2::integer[] is null
       or n.repository_key is null
       or n.repository_key = any($2)
       or n.service <> ''
       or n.key::text = any($3::text[]))
"""
# The same, and $4 kinds, $5 whether any label may do. An issue that a report names, or that is the same thing, is that
# report.
_FILED = """
select i.key::text as source_id, i.title, i.opened_at, i.closed_at, i.kind, i.labels, i.url, i.priority, i.origin,
       i.external_id, t.id::text as tracker, i.status_category = 'cancelled' as is_cancelled,
       exists (
           select
           from incidents n
           where n.workspace_id = i.workspace_id
             and n.gone_at is null
             and (n.issue_external_id in (i.external_id, i.issue_key)
                  or (n.origin = i.origin and n.external_id = i.external_id)
                  or n.url = i.url)
       ) as is_reported,
       coalesce(l.pulls, '{}') as fixes,
       case when i.repository_key is null then coalesce(l.repositories, '{}') else array[i.repository_key] end
           as repositories
from issues i
left join tracker_projects t on t.key = i.project_key
left join lateral (
    select array_agg(distinct p.key) as pulls, array_agg(distinct p.repository_key) as repositories
    from pull_request_issues m
    join pull_requests p on p.key = m.pull_key
    where m.issue_key = i.key
      and p.gone_at is null
) l on true
where i.workspace_id = $1
  and i.gone_at is null
  and (i.kind = any($4::text[]) or ($5 and i.labels <> '{}'))
  and ($2::integer[] is null
       or i.repository_key is null
       or i.project_key is not null
       or i.repository_key = any($2)
       or i.key::text = any($3::text[]))
"""
# What it takes back: as its commits say (linking/references.py), as the provider writes it below, or by its title.
_REVERTS = """
select p.key::text as source_id, p.title, p.merged_at, p.url, p.labels, p.head_ref, p.repository_key,
       coalesce((
           select min(r.pull_key)
           from commit_pull_requests l
           join commit_references r on r.commit_key = l.commit_key
           where l.pull_key = p.key
             and l.evidence <> 'cherry_pick'
             and r.kind = 'reverts'
             and r.pull_key <> p.key
           having count(distinct r.pull_key) = 1
       ), (
           select o.key
           from pull_requests o
           where o.repository_key = p.repository_key
             and o.merged_at < p.merged_at
             and o.gone_at is null
             and (o.number::text = substring(p.body from '[Rr]everts \\S*[#!]([0-9]+)')
                  or o.title = substring(p.title from '^[Rr]evert "(.*)"$'))
           order by (o.number::text = substring(p.body from '[Rr]everts \\S*[#!]([0-9]+)')) desc nulls last,
                    o.merged_at desc
           limit 1
       )) as takes_back
from pull_requests p
where p.workspace_id = $1
  and p.repository_key = any($2::integer[])
  and p.merged_at is not null
  and p.gone_at is null
  and p.title ~ '^[Rr]evert "'
  and p.title !~ '^[Rr]evert "[Rr]evert'
"""
_HOTFIXES = """
select p.key::text as source_id, p.title, p.opened_at, p.url, p.labels, p.head_ref, p.repository_key
from pull_requests p
where p.workspace_id = $1
  and p.repository_key = any($2::integer[])
  and p.merged_at is not null
  and p.gone_at is null
"""


async def read_suspects(
    connection: Connection, workspace_id: WorkspaceId, rules: Iterable[IncidentRule], near: Near | None = None
) -> list[Suspect]:
    """All that was reported or filed and that one of the rules may count; or only what is `near` some services."""
    rules = list(rules)
    which = (None, []) if near is None else (near.repositories, near.keys)
    found = [_reported(row) for row in await connection.fetch(_REPORTED, workspace_id, *which)]
    kinds = sorted({kind for rule in rules for kind in rule.issue_kinds})
    any_label = any(rule.labels for rule in rules)
    if kinds or any_label:
        found += [_filed(row) for row in await connection.fetch(_FILED, workspace_id, *which, kinds, any_label)]
    return found


async def read_changes(
    connection: Connection,
    workspace_id: WorkspaceId,
    services: Sequence[Service],
    repositories: Collection[int] | None = None,
) -> list[Suspect]:
    """Merged changes that take back or may mend, of those services whose rules count them, in these repositories."""
    reverting = {one for each in services if each.incidents.reverts for one in each.members}
    mending = {one for each in services if each.incidents.hotfixes for one in each.members}
    found = []
    if wanted := reverting if repositories is None else reverting & set(repositories):
        rows = await connection.fetch(_REVERTS, workspace_id, sorted(wanted))
        found = [_change("revert", row, row["merged_at"])._replace(takes_back=row["takes_back"]) for row in rows]
    if wanted := mending if repositories is None else mending & set(repositories):
        rows = await connection.fetch(_HOTFIXES, workspace_id, sorted(wanted))
        found += [_change("hotfix", row, row["opened_at"]) for row in rows]
    return found


def _reported(row: Record) -> Suspect:
    return Suspect(
        "incident", row["source_id"], row["title"], row["started_at"], row["resolved_at"], tuple(row["repositories"]),
        service=row["service"], url=row["url"], severity=row["severity"], cause=row["cause"], origin=row["origin"],
        fixes=tuple(row["fixes"]), external_id=row["external_id"],
    )  # fmt: skip


def _filed(row: Record) -> Suspect:
    return Suspect(
        "issue", row["source_id"], row["title"], row["opened_at"], row["closed_at"],
        tuple(sorted(row["repositories"])), kind=row["kind"], labels=tuple(row["labels"] or ()), tracker=row["tracker"],
        url=row["url"], severity=row["priority"], origin=row["origin"], fixes=tuple(sorted(row["fixes"])),
        external_id=row["external_id"], is_cancelled=row["is_cancelled"], is_reported=row["is_reported"],
    )  # fmt: skip


def _change(source: str, row: Record, started_at: object) -> Suspect:
    named: Sequence[str] = [row["head_ref"]] if row["head_ref"] else []
    return Suspect(
        source, row["source_id"], row["title"], started_at, None, (row["repository_key"],),  # type: ignore[arg-type]  # an instant
        labels=tuple(row["labels"] or ()), names=tuple(named), url=row["url"], fixes=(int(row["source_id"]),),
    )  # fmt: skip
