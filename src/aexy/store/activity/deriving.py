"""Columns that follow from other rows where the provider does not say them.

For what is wholly new the batch knows everything and they are written at once; for the rest one statement a table
brings them in line afterwards.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from aexy.store.activity.batch import Batch
from aexy.store.activity.columns import Table
from aexy.store.activity.merging import Row
from aexy.store.activity.tables import ISSUES, PULL_EVENTS, PULL_REQUESTS, REVIEW_COMMENTS, REVIEWS, TRANSITIONS

Kept = dict[Table, list[tuple[Row, datetime | None]]]


def derivations(batch: Batch, kept: Kept) -> dict[Table, Callable[[Row], Any]]:
    """For each table with a derived column, what the batch knows of it."""
    ready = _first(kept.get(PULL_EVENTS, ()), lambda row: row[1] == "ready", 3)
    started = _first(kept.get(TRANSITIONS, ()), lambda row: row[2] == "status" and row[7] == "in_progress", 3)
    remarks = Counter((row[0], row[3]) for row, _ in kept.get(REVIEW_COMMENTS, ()))
    draft, opened, said_ready = _places(PULL_REQUESTS, "is_draft", "opened_at", "said_ready_at")
    (said_started,) = _places(ISSUES, "said_started_at")
    (said_count,) = _places(REVIEWS, "said_comments_count")

    def count(row: Row) -> int | None:
        if row[said_count] is not None or batch.listed("review_comments", row[0]) is None:
            return row[said_count]  # type: ignore[no-any-return]  # rows hold anything
        return remarks[row[0], row[1]]

    return {
        PULL_REQUESTS: lambda row: row[said_ready] or ready.get(row[0]) or (None if row[draft] else row[opened]),
        ISSUES: lambda row: row[said_started] or started.get(row[0]),
        REVIEWS: count,
    }


def _first(rows: Iterable[tuple[Row, Any]], counts: Callable[[Row], bool], at: int) -> dict[Any, datetime]:
    found: dict[Any, list[datetime]] = defaultdict(list)
    for row, _ in rows:
        if counts(row):
            found[row[0]].append(row[at])
    return {parent: min(instants) for parent, instants in found.items()}


def _places(table: Table, *names: str) -> list[int]:
    columns = [column.name for column in table.read]
    return [columns.index(name) for name in names]


# In line with what is stored now, for parents that were there before.
READY = """
with changed as (
    update pull_requests t
    set ready_at = d.ready_at
    from (
        select q.key, coalesce(
                   q.said_ready_at,
                   (select min(e.at) from pull_request_events e where e.pull_key = q.key and e.kind = 'ready'),
                   case when not q.is_draft then q.opened_at end
               ) as ready_at
        from pull_parents p
        join pull_requests q on q.key = p.key
        where q.workspace_id = $1
          and not p.is_new
    ) d
    where t.key = d.key
      and t.ready_at is distinct from d.ready_at
    returning t.key
)
insert into touched_pull
select key
from changed
"""

STARTED = """
with changed as (
    update issues t
    set started_at = d.started_at
    from (
        select q.key, coalesce(
                   q.said_started_at,
                   (
                       select min(x.at)
                       from issue_transitions x
                       where x.issue_key = q.key
                         and x.field = 'status'
                         and x.to_category = 'in_progress'
                   )
               ) as started_at
        from issue_parents p
        join issues q on q.key = p.key
        where q.workspace_id = $1
          and not p.is_new
    ) d
    where t.key = d.key
      and t.started_at is distinct from d.started_at
    returning t.key
)
insert into touched_issue
select key
from changed
"""

REMARKS = """
with changed as (
    update reviews t
    set comments_count = d.comments_count
    from (
        select r.key, coalesce(
                   r.said_comments_count,
                   case when greatest(p.review_comments_as_of, p.whole_review_comments_as_of) is not null then (
                       select count(*)
                       from review_comments c
                       where c.pull_key = r.pull_key
                         and c.review_external_id = r.external_id
                   ) end
               ) as comments_count
        from pull_parents p
        join reviews r on r.pull_key = p.key
        where r.workspace_id = $1
          and not p.is_new
    ) d
    where t.key = d.key
      and t.comments_count is distinct from d.comments_count
    returning t.pull_key
)
insert into touched_pull
select pull_key
from changed
"""
