"""Whatever a provider sends can be kept, or is left out by itself: no value stops a load."""

from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from tests.activity import NOW, add_repository, at, facts, put

from aexy.kernel.activity import (
    Comment,
    Gone,
    Issue,
    IssueLink,
    Known,
    Project,
    PullRequest,
    Reference,
    Review,
    SameAs,
    Team,
    Who,
    Whole,
    WorkRecord,
)
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.activity.fitting import EARLIEST, LATEST, LONGEST, LONGEST_NAME
from aexy.store.postgres import Connection, Database

HALF = "half \ud83d a smile"
LONG = "n" * 5_000
YEAR_1, YEAR_9999 = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


@pytest_asyncio.fixture
async def shop(owner: Connection, workspace: WorkspaceId) -> Place:
    return Place("github", "github.com", await add_repository(owner, workspace), external_id="Rshop")


async def one(owner: Connection, workspace: WorkspaceId, statement: str) -> tuple[Any, ...]:
    (row,) = await owner.fetch(statement, workspace)
    return tuple(row)


def a_pull(number: int = 1, **said: Any) -> PullRequest:
    return PullRequest(
        number, f"P{number}", at(1), said.pop("title", "Pay by card"), said.pop("opened_at", at(0)), **said
    )


@pytest.mark.parametrize("odd", ["nul \0 nul", HALF, LONG])
async def test_odd_text_is_kept_as_far_as_it_can_be_wherever_it_stands(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place, odd: str
) -> None:
    who = Who("github", odd, odd, odd, f"{odd}@example.org", "User")
    told = (
        a_pull(title=odd, body=odd, url=f"https://github.com/{odd}", author=who, labels=(odd, "b"), head_ref=odd),
        Review(1, odd, at(1), "approved", who, at(1), odd),
        Comment(odd, at(1), at(1), 1, None, who, odd),
        Reference(1, odd, "branch", odd),
        Whole("reviews", 1, at(1)),
        Issue(odd, at(1), f"{odd}-1", odd, odd, "todo", at(0), odd, labels=(odd,)),
        IssueLink(odd, f"https://example.org/{odd}", odd),
        Comment("k2", at(1), at(1), None, odd, who, odd),
        Whole("issue_links", odd, at(1)),
        Project(odd, odd, odd, odd),
        WorkRecord("ticket", odd, at(1), odd, amount=odd, attributes={odd: [odd, {"n": odd}]}),
        Team(odd, odd, odd, (who,), odd),
        SameAs(who, Who("git", f"{odd} <a>", None, odd, "a"), odd),
        Known(who),
        Gone("release", odd, at(1)),
    )
    assert not (await put(database, workspace, shop, *told)).lost
    assert not (await put(database, workspace, shop, *told)).changed
    found = await facts(owner, workspace)
    (pull,), (review,), (issue,), (link,) = (
        found[table] for table in ("pull_requests", "reviews", "issues", "issue_links")
    )
    cleaned = odd.replace("\0", "").encode("utf-8", "replace").decode()
    assert (pull["title"], pull["body"], pull["labels"]) == (cleaned, cleaned, [cleaned, "b"])
    assert review["reviewer_key"] == pull["author_key"] is not None
    assert link["issue_key"] == issue["external_id"]
    assert len(review["external_id"]) <= LONGEST_NAME
    assert len(found["conversation_comments"]) == 2


async def test_names_that_were_cut_are_still_told_apart(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    await put(database, workspace, shop, Reference(1, f"{LONG}-1", "branch"), Reference(1, f"{LONG}-2", "branch"))
    assert await one(owner, workspace, "select count(*) from issue_references where workspace_id = $1") == (2,)


async def test_an_instant_beyond_all_sense_is_not_said_or_brought_within_sense(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    naive = at(3).replace(tzinfo=None)
    await put(database, workspace, shop, a_pull(opened_at=YEAR_1, closed_at=YEAR_9999, merged_at=naive))
    known = "select opened_at, closed_at, merged_at from pull_requests where workspace_id = $1"
    assert await one(owner, workspace, known) == (EARLIEST, None, None)
    late = Issue("I1", YEAR_9999, "PAY-1", "Card", "Open", "todo", at(0), due_at=YEAR_1)
    await put(database, workspace, shop, late, Whole("transitions", "I1", YEAR_9999), Gone("issue", "I2", YEAR_9999))
    known = "select version, due_at, transitions_as_of from issues where workspace_id = $1"
    assert await one(owner, workspace, known) == (LATEST, None, LATEST)


async def test_a_number_beyond_all_sense_is_not_said_and_a_row_without_its_number_is_left_out(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    issue = Issue("I1", at(1), "PAY-1", "Card", "Open", "todo", at(0), story_points=float("nan"), spent_minutes=2**63)
    told = (
        a_pull(additions=2**80, deletions=-(2**31) - 1, changed_files=3),
        a_pull(2**40),
        Whole("reviews", 2**40, at(1)),
        Review(2**40, "r1", at(1), "approved"),
        issue,
        WorkRecord(
            "deal", "d1", at(1), "Deal", amount="1e400", attributes={"n": 2**70, "text": "\\u0000", "nul": "\0"}
        ),
        Gone("pull_request", "P9", at(1), 2**40),
    )
    loaded = await put(database, workspace, shop, *told)
    assert loaded.lost == {"pull_requests": 1, "reviews": 1}
    known = "select number, additions, deletions, changed_files from pull_requests where workspace_id = $1"
    assert await one(owner, workspace, known) == (1, None, None, 3)
    known = "select story_points, spent_minutes from issues where workspace_id = $1"
    assert await one(owner, workspace, known) == (None, None)
    known = "select amount, attributes ->> 'text', attributes ->> 'nul' from work_records where workspace_id = $1"
    assert await one(owner, workspace, known) == (None, "\\u0000", "")


async def test_a_text_too_long_to_be_searched_is_cut(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    body = " ".join(f"word{number}" for number in range(400_000))
    await put(database, workspace, shop, a_pull(body=body), Comment("k1", at(1), at(1), 1, None, None, body))
    known = "select length(body) from pull_requests where workspace_id = $1"
    assert await one(owner, workspace, known) == (LONGEST,)


async def test_a_reader_that_errs_in_a_type_stops_nothing(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    odd: Any = {"not": "a text"}
    nothing: Any = None
    told = (
        a_pull(body=odd, additions="12", labels=[1], is_cross_repository="yes"),
        a_pull(2, title=odd, is_draft=1),
        a_pull(3, opened_at=nothing),
        Review(1, nothing, at(1), "approved"),
    )
    assert (await put(database, workspace, shop, *told, now=NOW)).lost == {"pull_requests": 1, "reviews": 1}
    known = "select title, body, additions, is_draft from pull_requests where workspace_id = $1 order by number"
    assert [tuple(row) for row in await owner.fetch(known, workspace)] == [
        ("Pay by card", None, None, False),
        ("", None, None, False),
    ]
