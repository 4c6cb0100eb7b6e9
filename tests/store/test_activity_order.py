"""The same pages in any order, in any portions, any number of times: the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.activity import NOW, add_repository, at, facts, sha

from aexy.kernel.activity import (
    Child,
    Comment,
    Deployment,
    Gone,
    InSprint,
    Issue,
    PullCommit,
    PullEvent,
    PullRequest,
    Record,
    Reference,
    Review,
    ReviewComment,
    ReviewRequest,
    Transition,
    Who,
    Whole,
    WorkLog,
)
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Batch, Place, load_batch
from aexy.store.postgres import Connection, Database

Unit = tuple[Record, ...]
OF_PULLS: tuple[Child, ...] = ("reviews", "review_comments", "events", "commits", "review_requests")
OF_ISSUES: tuple[Child, ...] = ("transitions", "comments", "sprints")

PEOPLE = [None, *(Who("github", str(n), f"person{n}") for n in range(3)), Who("git", "Ada <a@x.org>", None, "Ada")]
who = st.sampled_from(PEOPLE)
hours = st.integers(0, 3).map(at)
words = st.sampled_from([None, "a", "B", "ä", "zeta"])
maybe_hours = st.none() | hours
versions = st.sampled_from([at(1), at(3)])
mostly = st.sampled_from([True, True, True, False])


# What a child says depends on nothing but which it is and its version, as at a provider; some say nothing of some.
def reviews(number: int, which: int, version: datetime) -> list[Record]:
    body = f"review {which} at {version}" if which else None
    remark = f"remark {which} at {version}" if which else None
    by = PEOPLE[which + 1]
    return [
        Review(number, f"r{which}", version, "approved" if version > at(1) else "commented", by, version, body),
        ReviewComment(number, f"c{which}", version, at(which), by, f"r{which}", None, remark, "a.py"),
    ]


def other_children(number: int, which: int) -> list[Record]:
    by = PEOPLE[which + 1]
    return [
        PullEvent(number, ("ready", "merged", "opened")[which], at(which + 1), f"e{which}", by),
        PullCommit(number, sha(which), which, at(which), 60, at(which), PEOPLE[4], f"Commit {which}"),
        ReviewRequest(number, f"q{which}", at(which), None, by),
        Reference(number, f"PAY-{which}", "branch"),
    ]


@st.composite
def pull_units(draw: st.DrawFn) -> Unit:
    number, version = draw(st.sampled_from([1, 1, 1, 2])), draw(versions)
    unit: list[Record] = []
    if draw(mostly):
        unit.append(
            PullRequest(
                number, f"P{number}", version, draw(words) or "Untitled", at(0), draw(who), draw(words),
                is_draft=draw(st.booleans()), ready_at=draw(maybe_hours), closed_at=draw(maybe_hours),
                merged_by=draw(who), additions=draw(st.none() | st.integers(0, 3)),
                labels=draw(st.sampled_from([None, (), ("a",), ("a", "b"), ("B",)])),
            )
        )  # fmt: skip
        if draw(st.booleans()):
            unit.append(Whole("fields", number, version))
    for which in draw(st.sets(st.integers(0, 2))):
        unit += reviews(number, which, draw(hours.filter(lambda one: one <= version)))
        unit += draw(st.lists(st.sampled_from(other_children(number, which)), max_size=4))
    unit += [Whole(kind, number, version) for kind in OF_PULLS if draw(st.booleans())]
    return tuple(unit)


@st.composite
def issue_units(draw: st.DrawFn) -> Unit:
    name, version = draw(st.sampled_from(["I1", "I1", "I1", "I2"])), draw(versions)
    unit: list[Record] = []
    if draw(mostly):
        unit.append(
            Issue(
                name, version, f"PAY-{name[1]}", draw(words) or "Untitled", "Open",
                draw(st.sampled_from(["todo", "done"])), at(0), draw(st.sampled_from([None, "PROJ", "OTHER"])),
                author=draw(who), assignee=draw(who),
                story_points=draw(st.sampled_from([None, 1.5, 3.0])), started_at=draw(maybe_hours),
                closed_at=draw(maybe_hours), due_at=draw(maybe_hours),
            )
        )  # fmt: skip
        if draw(st.booleans()):
            unit.append(Whole("fields", name, version))
    for which in draw(st.sets(st.integers(0, 2))):
        own = draw(hours.filter(lambda one: one <= version))
        unit.append(Transition(name, f"t{which}", at(which), "status", "Open", "Doing", "todo", "in_progress"))
        unit.append(Comment(f"k{which}", own, at(which), None, name, PEOPLE[which], f"Comment {which} at {own}"))
        unit.append(InSprint(name, f"S{which}", at(which)))
        unit.append(WorkLog(name, f"w{which}", own, at(which), 60, PEOPLE[which]))
    unit += [Whole(kind, name, version) for kind in OF_ISSUES if draw(st.booleans())]
    return tuple(unit)


def gone(kinds: list[str], names: list[str], when: st.SearchStrategy[datetime]) -> st.SearchStrategy[Gone]:
    return st.builds(
        Gone, st.sampled_from(kinds), st.sampled_from(names), when, number=st.none(), moved_to=st.none()
    )  # fmt: skip


deployments = st.builds(
    Deployment, st.just("d1"), hours, st.just("prod"), st.just("production"),
    st.sampled_from(["success", "failure", "running"]), st.just(at(0)), service=words, finished_at=maybe_hours,
    deployed_by=who, is_rollback=st.none() | st.booleans(),
)  # fmt: skip
single_units = st.tuples(
    st.one_of(
        deployments,
        st.builds(Gone, st.just("pull_request"), st.just("P1"), hours, st.sampled_from([None, 1]), st.none()),
        gone(["issue", "deployment"], ["I1", "d1"], hours),
        # A remark that is gone does not come back, whatever older pages say.
        gone(["review", "review_comment", "comment"], ["r1", "c1", "k1"], st.just(at(6))),
    )
)
# Of one thing rather than of all, so that what is told meets what is known of it.
units = st.one_of(
    st.lists(st.one_of(pull_units(), pull_units(), single_units), min_size=3, max_size=8),
    st.lists(st.one_of(issue_units(), issue_units(), single_units), min_size=3, max_size=8),
)


@dataclass(frozen=True)
class Telling:
    """One way to tell the same: an order, with repetitions, where pages end, and which of them end a load."""

    order: tuple[int, ...]
    pages: frozenset[int]
    loads: frozenset[int]


@st.composite
def tellings(draw: st.DrawFn, count: int) -> Telling:
    order = draw(st.permutations(range(count))) + draw(st.lists(st.integers(0, count - 1), max_size=3))
    cuts = st.frozensets(st.integers(1, len(order)))
    return Telling(tuple(order), draw(cuts), draw(cuts))


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Unit], list[Telling]]:
    told = draw(units)
    return told, [draw(tellings(len(told))) for _ in range(2)]


def portioned(told: Sequence[Unit], telling: Telling) -> list[list[list[Record]]]:
    """Loads of pages of records. Where a row ends is told by the parent that begins the next, or the page's end."""
    loads: list[list[list[Record]]] = [[[]]]
    for position, which in enumerate(telling.order):
        if position in telling.loads:
            loads.append([[]])
        elif position in telling.pages or not (told[which] and isinstance(told[which][0], PullRequest | Issue)):
            loads[-1].append([])
        loads[-1][-1] += told[which]
    return loads


async def tell(
    database: Database, owner: Connection, told: Sequence[Unit], telling: Telling
) -> dict[str, list[dict[str, Any]]]:
    slug = f"o-{uuid4().hex[:12]}"
    workspace = WorkspaceId(
        await owner.fetchval("insert into workspaces (slug, name) values ($1, 'Order') returning id", slug)
    )
    key = await add_repository(owner, workspace)
    place = Place("github", "github.com", key, external_id="Rshop")
    for pages in portioned(told, telling):
        async with database.workspace(workspace) as connection:
            await load_batch(connection, workspace, place, Batch([(NOW, records) for records in pages]))
    async with database.workspace(workspace) as connection:
        again = await load_batch(connection, workspace, place, Batch([(NOW, records) for records in pages]))
    assert not again.changed
    found = await facts(owner, workspace)
    return {
        table: [{name: value for name, value in row.items() if name != "repository_key"} for row in rows]
        for table, rows in found.items()
    }


# Shrinking what failed would take minutes; what was told is printed as it is.
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
@given(story=stories())
async def test_any_order_in_any_portions_any_number_of_times_gives_the_same_rows(
    database: Database, owner: Connection, story: tuple[list[Unit], list[Telling]]
) -> None:
    told, ways = story
    first, second = [await tell(database, owner, told, way) for way in ways]
    for table, rows in first.items():
        assert second[table] == rows, table
