"""Real pull requests, as GitHub's lists gave them: open work of any day of nine years is what plain SQL finds open."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.activity import add_repository, put
from tests.features.flow.conftest import Asker
from tests.features.flow.test_open_flow import OPEN_THEN
from tests.providers.github.test_github_devlake import FOLDER, REPOSITORY, everything

from aexy.context import Context
from aexy.features.delivery.agreements_keeping import keeping
from aexy.features.delivery.agreements_schemas import AgreementWish
from aexy.features.delivery.agreements_service import add_agreement
from aexy.features.delivery.flow_looking import Asked
from aexy.features.delivery.flow_rounds import review_rounds
from aexy.features.delivery.flow_service import OpenWish, open_flow
from aexy.features.delivery.flow_waiting import waiting
from aexy.kernel.delivery.agreements import Kind, LimitUnit
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.folk import settle_people
from aexy.store.postgres import Connection, Database

pytestmark = pytest.mark.skipif(FOLDER is None, reason="shared/data is not beside this checkout")

STARTS = (date(2018, 1, 1), date(2019, 7, 1), date(2021, 1, 1))


async def test_any_day_is_what_sql_finds_open_and_what_was_not_supplied_is_not_known(
    context: Context, asker: Asker, database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    key = await add_repository(owner, workspace, "ants")
    place = Place("github", "github.com", repository_key=key, external_id=REPOSITORY)
    await put(database, workspace, place, *everything())
    async with database.workspace(workspace) as connection:
        await settle_people(connection, workspace)
    seen = 0
    for start in STARTS:
        window = Asked(start=start, end=start + timedelta(days=540))
        for point in (await open_flow(context, asker(), window, OpenWish())).history:
            assert point.n == await owner.fetchval(OPEN_THEN, workspace, point.at)
            seen = max(seen, point.n)
    assert seen > 3
    now = await open_flow(context, asker(), Asked(), OpenWish())
    assert now.n == await owner.fetchval(OPEN_THEN, workspace, datetime(2026, 5, 20, 12, 30, tzinfo=UTC))
    waits = await waiting(context, asker(), Asked(), at=None)
    assert waits.pulls == (now.n or 0) - waits.drafts
    years = Asked(start=date(2015, 1, 1), end=date(2026, 5, 1))
    rounds = await review_rounds(context, asker(), years)
    assert (rounds.n, rounds.mean) == (0, None)  # lists name no commits
    assert rounds.commits_unknown > 0
    wish = AgreementWish(name="Small", kind=Kind.SIZE, limit=400, unit=LimitUnit.LINES)
    sizes = await keeping(context, asker(), (await add_agreement(context, asker(), wish)).id, years)
    assert (sizes.n, sizes.rate) == (0, None)  # nor sizes
    assert sizes.left_out == rounds.never_reviewed + rounds.commits_unknown
