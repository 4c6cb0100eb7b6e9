"""What work is spent on: by rules, as corrected, and as it was frozen; everything decided stands in the audit log."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from tests.features.analytics.conftest import Asker
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.investment import deciding, keeping, previewing, service
from aexy.features.investment.defaults import DEFAULT
from aexy.features.investment.schemas import (
    AllocatedMonth,
    Allocation,
    CorrectionWish,
    NewInvestmentRules,
    OpenWish,
    RulesWish,
    SortedPulls,
)
from aexy.features.investment.service import Asked, Listing
from aexy.features.routing import Role
from aexy.kernel.errors import Conflict, Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
MAY = datetime(2026, 5, 20, 12, tzinfo=UTC)
JUNE = datetime(2026, 6, 3, 12, tzinfo=UTC)
FIRST_OF_MAY = date(2026, 5, 1)


@pytest.fixture
def now(context: Context) -> Context:
    return context.at(NOW)


class Made:
    """Ann's and Ben's merged pull requests by name."""

    def __init__(self, owner: Connection, seeded: Seeded) -> None:
        self.owner, self.seeded, self.pulls = owner, seeded, Pulls(seeded, owner)
        self.ids: dict[str, tuple[UUID, int]] = {}

    async def merge(self, name: str, at: datetime, author: str = "Ann", **more: Any) -> None:
        labels, branch = more.pop("labels", []), more.pop("branch", None)
        repository = more.pop("repository", "api")
        pull = await self.pulls.pull(author, at - timedelta(days=1), repository, title=name, merged=at, **more)
        await self.owner.execute(
            "update pull_requests set labels = $2, head_ref = $3 where key = $1", pull, labels, branch
        )
        await self.changed()
        self.ids[name] = (self.seeded.repositories[repository][0], self.pulls.count)

    async def changed(self) -> None:
        await self.owner.execute(
            "update workspaces set data_version = data_version + 1 where id = $1", self.seeded.workspace
        )


@pytest.fixture
async def made(owner: Connection, workspace: WorkspaceId) -> Made:
    seeded = Seeded(workspace)
    for name in ("Ann", "Ben"):
        await seeded.developer(owner, name)
    await seeded.developer(owner, "Robot", kind="bot")
    await seeded.repository(owner, "api")
    await seeded.repository(owner, "web")
    await seeded.team(owner, "Core", [("Ann", None, datetime(2026, 6, 1, tzinfo=UTC))])
    found = Made(owner, seeded)
    await found.merge("fix: the total", MAY, size=(8, 2))
    await found.merge("Rounding", MAY + timedelta(hours=1), labels=["Bug"])
    await found.merge("Add limits", MAY + timedelta(hours=2), "Ben", size=(90, 10), repository="web")
    await found.merge("Perhaps", MAY + timedelta(hours=3))
    await found.merge("Bump", MAY + timedelta(hours=4), "Robot")
    await found.merge("docs: how", JUNE)
    return found


def month(found: Allocation, first: date = FIRST_OF_MAY) -> AllocatedMonth:
    return next(one for one in found.months if one.start == first)


def told(of: AllocatedMonth) -> dict[str | None, tuple[int, int]]:
    """Pull requests and adjustment by category, where there is either."""
    return {one.category: (one.pulls, one.adjustment) for one in of.amounts if one.pulls or one.adjustment}


async def months(now: Context, viewer: Asker, **asked: Any) -> Allocation:
    return await service.allocation(now, viewer(), Asked(**asked))


async def audited(owner: Connection, workspace: WorkspaceId) -> list[tuple[str, dict[str, Any]]]:
    rows = await owner.fetch("select content from audit_events where workspace_id = $1 order by seq", workspace)
    found = [orjson.loads(row["content"]) for row in rows]
    return [(one["action"], one["said"]) for one in found]


@pytest.mark.usefixtures("made")
async def test_each_merged_pull_request_of_people_is_in_one_category_of_its_month(now: Context, viewer: Asker) -> None:
    found = await months(now, viewer)
    may = month(found)
    assert told(may) == {"keeping_the_lights_on": (2, 0), "features": (1, 0), None: (1, 0)}
    assert (may.n, may.open, may.is_frozen, may.lines_unknown) == (4, False, False, 2)
    lights = next(one for one in may.amounts if one.category == "keeping_the_lights_on")
    assert (lights.lines, lights.share, lights.by_rule, lights.suggested) == (10, 0.5, 2, 0)
    features = next(one for one in may.amounts if one.category == "features")
    assert (features.lines, features.by_rule, features.suggested) == (100, 0, 1)
    assert month(found, date(2026, 6, 1)).open
    assert (found.n, len(found.months), found.rules_version) == (5, 12, 0)


@pytest.mark.usefixtures("made")
async def test_a_list_says_why_and_goes_on_page_by_page(now: Context, viewer: Asker) -> None:
    pages: list[SortedPulls] = []
    cursor = None
    while not pages or cursor:
        pages.append(await service.list_pulls(now, viewer(), Asked(), Listing(cursor=cursor, limit=2)))
        cursor = pages[-1].next_cursor
    assert [(one.title, one.how, one.why) for page in pages for one in page.items] == [
        ("docs: how", "rule", "type docs"),
        ("Perhaps", "none", None),
        ("Add limits", "suggestion", "words: add"),
        ("Rounding", "rule", "label Bug"),
        ("fix: the total", "rule", "type fix"),
    ]
    none = await service.list_pulls(now, viewer(), Asked(), Listing(category="none"))
    assert [one.title for one in none.items] == ["Perhaps"]


async def test_a_team_a_repository_and_whoever_was_there_then(now: Context, viewer: Asker, made: Made) -> None:
    core, web = made.seeded.teams["Core"], made.seeded.repositories["web"][0]
    assert told(month(await months(now, viewer, subject=f"team:{core}"))) == {
        "keeping_the_lights_on": (2, 0), None: (1, 0),
    }  # fmt: skip
    # Ann left with the end of May.
    assert (await months(now, viewer, subject=f"team:{core}")).n == 3
    assert told(month(await months(now, viewer, subject=f"repository:{web}"))) == {"features": (1, 0)}
    with pytest.raises(Unusable, match="single person"):
        await months(now, viewer, subject=f"developer:{made.seeded.developers['Ann']}")


async def test_a_correction_wins_over_rules_and_is_taken_back(
    now: Context, viewer: Asker, made: Made, owner: Connection, workspace: WorkspaceId
) -> None:
    asks, pull = viewer(role=Role.MEMBER), made.ids["fix: the total"]
    await deciding.correct(now, asks, *pull, CorrectionWish(category="debt", note="It was a rewrite."))
    assert told(month(await months(now, viewer)))["debt"] == (1, 0)
    listed = await service.list_pulls(now, viewer(), Asked(), Listing(how="correction"))
    assert [(one.title, one.category) for one in listed.items] == [("fix: the total", "debt")]
    await deciding.uncorrect(now, asks, *pull)
    assert "debt" not in told(month(await months(now, viewer)))
    assert [action for action, _ in await audited(owner, workspace)] == [
        "investment.corrected", "investment.correction_removed",
    ]  # fmt: skip


async def test_what_cannot_be_corrected_says_why(now: Context, viewer: Asker, made: Made) -> None:
    pull = made.ids["Perhaps"]
    with pytest.raises(Unusable, match="no category 'fun'"):
        await deciding.correct(now, viewer(), *pull, CorrectionWish(category="fun"))
    with pytest.raises(Unknown):
        await deciding.correct(now, viewer(), pull[0], 999_999, CorrectionWish(category="debt"))
    await made.pulls.pull("Ann", MAY)
    with pytest.raises(Unusable, match="not merged"):
        await deciding.correct(now, viewer(), pull[0], made.pulls.count, CorrectionWish(category="debt"))
    with pytest.raises(Unknown):
        await deciding.uncorrect(now, viewer(), *pull)


async def test_a_frozen_month_stays_and_what_changes_stands_beside_it(now: Context, viewer: Asker, made: Made) -> None:
    manager = viewer(role=Role.MANAGER)
    frozen = await deciding.freeze(now, manager, FIRST_OF_MAY)
    assert (frozen.is_frozen, frozen.rules_version) == (True, 0)
    # Corrected, merged late as it turns out, and sorted by other rules.
    await deciding.correct(now, manager, *made.ids["Rounding"], CorrectionWish(category="debt"))
    await made.merge("Tidy the parser", MAY + timedelta(days=2))
    only_bugs = DEFAULT.model_copy(update={"rules": DEFAULT.rules[:1]})
    await deciding.set_rules(now, viewer(), NewInvestmentRules(base_version=0, document=only_bugs))
    may = month(await months(now, viewer))
    assert (may.is_frozen, may.rules_version, may.n) == (True, 0, 4)
    assert told(may) == {
        "keeping_the_lights_on": (2, -1), "features": (1, 0), "debt": (0, 2), None: (1, 0),
    }  # fmt: skip
    changed = await service.list_pulls(now, viewer(), Asked(), Listing(only_adjustments=True))
    assert [(one.title, one.category, one.frozen_as) for one in changed.items] == [
        ("Tidy the parser", "debt", None), ("Rounding", "debt", "keeping_the_lights_on"),
    ]  # fmt: skip
    assert (await months(now, viewer)).rules_version == 1
    with pytest.raises(Conflict):
        await deciding.freeze(now, manager, FIRST_OF_MAY)


async def test_a_manager_opens_it_again_with_a_reason_and_it_stays_open(
    now: Context, viewer: Asker, made: Made, owner: Connection, workspace: WorkspaceId
) -> None:
    manager = viewer(role=Role.MANAGER)
    await deciding.freeze(now, manager, FIRST_OF_MAY)
    await deciding.correct(now, manager, *made.ids["Rounding"], CorrectionWish(category="debt"))
    opened = await deciding.open_again(now, manager, FIRST_OF_MAY, OpenWish(reason="Labels were wrong."))
    assert (opened.is_frozen, opened.reason) == (False, "Labels were wrong.")
    may = month(await months(now, viewer))
    assert (may.is_frozen, may.reason, told(may)["debt"]) == (False, "Labels were wrong.", (1, 0))
    await owner.execute("update workspaces set created_at = $2 where id = $1", workspace, MAY - timedelta(days=90))
    await keeping.keep_house(now)
    assert not month(await months(now, viewer)).is_frozen
    assert [(action, said.get("reason")) for action, said in await audited(owner, workspace)] == [
        ("investment.month_frozen", None),
        ("investment.corrected", None),
        ("investment.month_opened", "Labels were wrong."),
    ]
    with pytest.raises(Unknown):
        await deciding.open_again(now, manager, FIRST_OF_MAY, OpenWish(reason="Once more."))


@pytest.mark.usefixtures("made")
async def test_what_is_not_over_and_what_is_no_month_is_not_frozen(now: Context, viewer: Asker) -> None:
    with pytest.raises(Unusable, match="not over"):
        await deciding.freeze(now, viewer(), date(2026, 6, 1))
    with pytest.raises(Unusable, match="not the first day"):
        await deciding.freeze(now, viewer(), date(2026, 5, 2))


@pytest.mark.usefixtures("made")
async def test_a_month_is_frozen_by_itself_three_days_after_it_ended(
    now: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    # Whoever came in June did not see May end.
    await owner.execute("update workspaces set created_at = $2 where id = $1", workspace, JUNE)
    await keeping.keep_house(now)
    assert not month(await months(now, viewer)).is_frozen
    await owner.execute("update workspaces set created_at = $2 where id = $1", workspace, MAY - timedelta(days=90))
    await keeping.keep_house(now.at(datetime(2026, 6, 3, 12, tzinfo=UTC)))
    assert not month(await months(now, viewer)).is_frozen
    await keeping.keep_house(now.at(datetime(2026, 6, 4, 12, tzinfo=UTC)))
    may = month(await months(now, viewer))
    assert (may.is_frozen, may.n) == (True, 4)
    again = await owner.fetchval("select count(*) from audit_events where workspace_id = $1", workspace)
    await keeping.keep_house(now)
    assert again == await owner.fetchval("select count(*) from audit_events where workspace_id = $1", workspace)


@pytest.mark.usefixtures("made")
async def test_a_preview_says_what_would_move_and_changes_nothing(now: Context, viewer: Asker) -> None:
    without = DEFAULT.model_copy(update={"rules": DEFAULT.rules[1:]})
    found = await previewing.preview(now, viewer(role=Role.MANAGER), RulesWish(document=without))
    assert (found.n, found.uncategorised_before, found.uncategorised_after) == (5, 1, 2)
    # The title of one still says so.
    assert [(one.before, one.after, one.pulls) for one in found.moved] == [("keeping_the_lights_on", None, 1)]
    assert [one.title for one in found.examples] == ["Rounding"]
    assert (await deciding.get_rules(now, viewer())).version == 0


async def test_rules_are_versioned_and_stand_in_the_log(
    now: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    wish = NewInvestmentRules(base_version=0, document=DEFAULT, note="As they come.")
    changed = await deciding.set_rules(now, viewer(), wish)
    assert (changed.version, changed.note, changed.document) == (1, "As they come.", DEFAULT)
    with pytest.raises(Conflict, match="version 1"):
        await deciding.set_rules(now, viewer(), wish)
    assert [action for action, _ in await audited(owner, workspace)] == ["investment_rules.changed"]


def test_a_document_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="no category"):
        DEFAULT.model_validate({"categories": [{"key": "a", "name": "A"}], "rules": [{"category": "b"}]})
    with pytest.raises(ValueError, match="same key"):
        DEFAULT.model_validate({"categories": [{"key": "a", "name": "A"}, {"key": "a", "name": "B"}], "rules": []})
