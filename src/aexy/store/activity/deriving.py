"""Columns that follow from other rows where the provider does not say them.

For what is wholly new the batch knows everything and they are written at once; for the rest one statement a table
brings them in line afterwards.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from aexy.store.activity.batch import Batch, Rows
from aexy.store.activity.columns import Table
from aexy.store.activity.tables import ISSUES, PULL_EVENTS, PULL_REQUESTS, REVIEW_COMMENTS, REVIEWS, TRANSITIONS


def derived(batch: Batch, table: Table) -> list[Any]:
    """A table's derived column, as far as the batch knows it."""
    return _COLUMNS[table](batch)


def _ready_at(batch: Batch) -> list[datetime | None]:
    numbers, kinds, at = _of(batch, PULL_EVENTS, "number", "kind", "at")
    ready = _first(numbers, at, [kind == "ready" for kind in kinds])
    names = ("number", "said_ready_at", "is_draft", "opened_at")
    return [
        said or ready.get(number) or (None if is_draft else opened)
        for number, said, is_draft, opened in zip(*_of(batch, PULL_REQUESTS, *names), strict=True)
    ]


def _started_at(batch: Batch) -> list[datetime | None]:
    issues, fields, at, categories = _of(batch, TRANSITIONS, "issue", "field", "at", "to_category")
    is_start = [pair == ("status", "in_progress") for pair in zip(fields, categories, strict=True)]
    started = _first(issues, at, is_start)
    names = ("external_id", "said_started_at")
    return [said or started.get(name) for name, said in zip(*_of(batch, ISSUES, *names), strict=True)]


def _comments_count(batch: Batch) -> list[int | None]:
    remarks = Counter(zip(*_of(batch, REVIEW_COMMENTS, "number", "review_external_id"), strict=True))
    listed = batch.listed("review_comments")
    return [
        said if said is not None or number not in listed else remarks[number, name]
        for number, name, said in zip(*_of(batch, REVIEWS, "number", "external_id", "said_comments_count"), strict=True)
    ]


def _of(batch: Batch, table: Table, *names: str) -> list[list[Any]]:
    rows: Rows | None = batch.rows.get(table)
    places = [column.name for column in table.read]
    return [rows.columns[places.index(name)] if rows else [] for name in names]


def _first(parents: Sequence[Any], at: Sequence[datetime], counts: Sequence[bool]) -> Mapping[Any, datetime]:
    found: dict[Any, datetime] = {}
    for parent, instant, does in zip(parents, at, counts, strict=True):
        if does:
            found[parent] = min(instant, found.get(parent, instant))
    return found


_COLUMNS: Mapping[Table, Callable[[Batch], list[Any]]] = {
    PULL_REQUESTS: _ready_at,
    ISSUES: _started_at,
    REVIEWS: _comments_count,
}


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

# Also of those whose remarks went. $2: remarks that came were not taken, being gone, so that of what is new the batch
# counted too many as well.
REMARKS = """
with changed as (
    update reviews t
    set comments_count = d.comments_count
    from (
        select r.key, coalesce(
                   r.said_comments_count,
                   case when coalesce(q.review_comments_as_of, e.review_comments_as_of) is not null then (
                       select count(*)
                       from review_comments c
                       where c.pull_key = r.pull_key
                         and c.review_external_id = r.external_id
                   ) end
               ) as comments_count
        from (
            select key from pull_parents where not is_new or $2
            union
            select key from touched_pull
        ) p
        left join pull_requests q on q.key = p.key
        left join expected_pull_requests e on e.key = p.key
        join reviews r on r.pull_key = p.key
        where r.workspace_id = $1
    ) d
    where t.key = d.key
      and t.comments_count is distinct from d.comments_count
    returning t.pull_key
)
insert into touched_pull
select pull_key
from changed
"""
