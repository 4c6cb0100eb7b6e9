"""Which commits are known to mend something, and how that is known."""

import polars as pl

from aexy.store.session import Session

_FIXES = """
select c.key as commit,
       c.placed_at as at,
       case
           when i.reported is not null then 'issue'
           when l.is_labelled then 'label'
           when c.subject ~* '^(fix|bugfix|hotfix)(\\([^)]*\\))?!?:' then 'prefix'
           else 'words'
       end as known_by,
       i.reported
from commits c
left join (
    select k.commit_key,
           min(x.opened_at) as reported
    from commit_pull_requests k
    join pull_request_issues n on n.pull_key = k.pull_key
    join issues x on x.key = n.issue_key and x.kind in ('bug', 'incident') and x.gone_at is null
    join pull_requests p on p.key = k.pull_key
    where p.repository_key = $1::int
    group by k.commit_key
) i on i.commit_key = c.key
left join (
    select k.commit_key,
           true as is_labelled
    from commit_pull_requests k
    join pull_requests p on p.key = k.pull_key
    where p.repository_key = $1::int
        and exists (
            select
            from unnest(p.labels) b (label)
            where b.label ~* '^(.*[/: ] *)?(bug|bugs|bugfix|fix|hotfix|regression)$'
        )
    group by k.commit_key
) l on l.commit_key = c.key
where c.repository_key = $1::int
    and c.standing = 'counted'
    and not c.is_merge
    and (
        i.reported is not null
        or l.is_labelled
        or c.subject ~* '^(fix|bugfix|hotfix)(\\([^)]*\\))?!?:'
        or (
            c.subject ~* '^((\\[[^]]*\\]|[[:alnum:]_./,-]+:) *)*(fix|fixes|fixed|bugfix|hotfix)\\M'
            and c.subject !~* '\\m(typos?|spelling|comments?|docs?|lint|format|whitespaces?|indent|style|warnings?)\\M'
            and c.subject !~* '\\m(tests?|ci|typing)\\M'
        )
    )"""

KNOWN_BY = {
    "issue": "a linked bug or incident",
    "label": "a label of its pull request",
    "prefix": "fix: in front of its message",
    "words": "its message, which begins with Fix",
}
"""How a fix may be known, the surest first."""


def read_fixes(session: Session, repository: int) -> pl.DataFrame:
    """The commits that mend something: `commit`, `at`, `known_by`, and when the bug was filed, `reported`."""
    return session.frame(_FIXES, (repository,))
