"""Working agreements: made, changed with a version, judged by what held when a clock began, shown to whom they may."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from tests.features.flow.conftest import CORE, DAY, HOUR, NOW, Asker
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.delivery import agreements_service as service
from aexy.features.delivery.agreements_keeping import keeping, keepings
from aexy.features.delivery.agreements_schemas import AgreementChange, AgreementVerdict, AgreementWish
from aexy.features.delivery.agreements_words import templates
from aexy.features.delivery.flow_looking import Asked
from aexy.features.insights import settings
from aexy.features.insights.settings_schemas import InsightSettingsWish
from aexy.features.routing import Role
from aexy.kernel.delivery.agreements import Kind, LimitUnit
from aexy.kernel.errors import Forbidden, Unknown, Unusable
from aexy.kernel.privacy import TOO_FEW
from aexy.store.postgres import Connection

WINDOW = Asked(start=date(2026, 5, 4), end=date(2026, 5, 25))
FIRST = AgreementWish(name="First look", kind=Kind.FIRST_REVIEW, limit=1, unit=LimitUnit.WORKING_DAYS)
FOUR_EYES = AgreementWish(name="Four eyes", kind=Kind.APPROVED_BEFORE_MERGE)


async def test_a_first_look_within_a_working_day_is_kept_broken_or_not_decided_yet(
    context: Context, asker: Asker, pulls: Pulls
) -> None:
    await pulls.pull("Eve", NOW - HOUR, title="Just opened")
    made = await service.add_agreement(context, asker(), FIRST)
    found = await keeping(context, asker(), made.id, WINDOW)
    # Objected and Approved were looked at after eight working hours; Elsewhere has waited for eight since yesterday.
    assert (found.kept, found.broken, found.undecided, found.left_out) == (2, 1, 2, 0)
    assert (found.n, found.rate, found.at_least, found.at_most) == (3, 2 / 3, 2 / 5, 4 / 5)
    assert [(one.title, one.working_hours, one.hours, one.author) for one in found.rows] == [
        ("Waiting", 56, 216, "Ann")
    ]
    assert [(one.start.isoformat(), one.kept, one.broken, one.undecided, one.open) for one in found.weeks] == [
        ("2026-05-04", 0, 0, 0, False), ("2026-05-11", 2, 1, 0, False), ("2026-05-18", 0, 0, 2, True),
    ]  # fmt: skip
    assert (found.limit_hours, made.says) == (8, "Somebody else looks at a pull request within 1 working day.")
    undecided = await keeping(context, asker(), made.id, WINDOW, verdict=AgreementVerdict.UNDECIDED)
    assert [one.title for one in undecided.rows] == ["Just opened", "Elsewhere"]


async def test_another_working_day_is_another_limit(context: Context, asker: Asker, pulls: Pulls) -> None:
    assert pulls.count
    made = await service.add_agreement(context, asker(), FIRST)
    await settings.set_settings(context, asker(), InsightSettingsWish(work_starts_at="12:00", work_ends_at="18:00"))  # type: ignore[arg-type]  # pydantic reads it
    found = await keeping(context, asker(), made.id, WINDOW)
    assert (found.limit_hours, found.working.hours_a_day) == (6, 6)
    assert (found.kept, found.broken, found.undecided) == (2, 1, 1)
    told = (await settings.list_changes(context, asker(), cursor=None, limit=5)).items
    assert {(one.setting, one.before, one.after) for one in told} == {
        ("work_starts_at", "09:00:00", "12:00:00"), ("work_ends_at", "17:00:00", "18:00:00"),
    }  # fmt: skip
    with pytest.raises(Unusable, match="has no hours"):
        await settings.set_settings(context, asker(), InsightSettingsWish(work_ends_at="12:00"))  # type: ignore[arg-type]  # likewise


async def test_what_began_before_a_change_is_judged_by_what_held_then(
    context: Context, asker: Asker, pulls: Pulls, owner: Connection
) -> None:
    for days in (30, 2):
        await pulls.pull("Eve", NOW - days * DAY, merged=NOW - days * DAY + 30 * HOUR, title=f"{days} days ago")
    wish = AgreementWish(name="Not old", kind=Kind.AGE, limit=2, unit=LimitUnit.DAYS)
    earlier = replace(context, now=NOW - 10 * DAY)
    made = await service.add_agreement(earlier, asker(), wish)
    later = await service.change_agreement(
        replace(context, now=NOW - 4 * DAY), asker(), made.id, AgreementChange(limit=24, unit=LimitUnit.HOURS)
    )
    assert (later.version, [(one.version, one.limit) for one in later.versions]) == (2, [(1, 2), (2, 24)])
    window = Asked(start=date(2026, 4, 20), end=date(2026, 5, 25))
    found = await keeping(context, asker(), made.id, window)
    versions = {one.title: (one.version, one.verdict) for one in found.rows}
    assert versions["Waiting"] == (1, AgreementVerdict.BROKEN)  # open for ten days, of which it may be two
    assert versions["2 days ago"] == (2, AgreementVerdict.BROKEN)  # thirty hours of twenty-four
    kept = await keeping(context, asker(), made.id, window, verdict=AgreementVerdict.KEPT)
    assert [(one.title, one.version) for one in kept.rows] == [("30 days ago", 1)]  # before anybody agreed: the first
    assert [week.versions for week in found.weeks] == [[1], [1], [1], [1, 2], [2]]
    renamed = await service.change_agreement(context, asker(), made.id, AgreementChange(name="Young"))
    assert (renamed.name, renamed.version) == ("Young", 2)
    audited = await owner.fetch(
        "select content::jsonb ->> 'action' as action from audit_events where workspace_id = $1 order by seq",
        pulls.made.workspace,
    )
    assert [row["action"] for row in audited] == ["agreement.created", "agreement.changed", "agreement.changed"]


async def test_sizes_are_those_of_the_commits_it_became_or_the_providers(
    context: Context, asker: Asker, pulls: Pulls
) -> None:
    for title, size in (("Large", (300, 200)), ("Small", (3, 2)), ("Unknown", None)):
        await pulls.pull("Eve", NOW - 8 * DAY, merged=NOW - 7 * DAY, title=title, size=size)
    wish = AgreementWish(name="Small", kind=Kind.SIZE, limit=400, unit=LimitUnit.LINES)
    found = await keeping(context, asker(), (await service.add_agreement(context, asker(), wish)).id, WINDOW)
    assert [(one.title, one.value) for one in found.rows] == [("Large", 500)]
    assert (found.kept, found.broken, found.left_out) == (1, 1, 2)


async def test_an_authors_week_counts_once_and_the_open_one_is_not_decided(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded
) -> None:
    wish = AgreementWish(
        name="One at a time",
        kind=Kind.OPEN_PER_AUTHOR,
        limit=1,
        unit=LimitUnit.PULL_REQUESTS,
        team_id=seeded.teams["Core"],
    )
    made = await service.add_agreement(context, asker(), wish)
    found = await keeping(context, asker(), made.id, WINDOW)
    assert [(one.author, one.at.date().isoformat(), one.value, one.title) for one in found.rows] == [
        ("Ann", "2026-05-18", 2, None)
    ]
    assert [(one.kept, one.broken, one.undecided) for one in found.weeks] == [(2, 0, 0), (4, 0, 0), (0, 1, 2)]
    assert pulls.count


async def test_all_agreements_are_judged_at_once_and_as_one_by_one(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded
) -> None:
    assert pulls.count
    for one in templates():
        wish = AgreementWish(name=one.name, kind=one.kind, limit=one.limit, unit=one.unit, team_id=seeded.teams["Core"])
        await service.add_agreement(context, asker(), wish)
    found = await keepings(context, asker(), WINDOW)
    assert len(found.items) == len(Kind)
    for short in found.items:
        alone = await keeping(context, asker(), short.agreement.id, WINDOW)
        assert short.model_dump() == {name: getattr(alone, name) for name in type(short).model_fields} | {
            "agreement": alone.agreement.model_dump(), "weeks": [week.model_dump() for week in alone.weeks],
        }  # fmt: skip
        assert sum(week.n for week in short.weeks) == short.n == short.kept + short.broken


async def test_who_merges_alone_is_for_the_team_and_rates_for_five_or_more(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded
) -> None:
    made = await service.add_agreement(context, asker(), FOUR_EYES)
    gus = asker(role=Role.MEMBER, developer=seeded.developers["Gus"])
    assert (await keeping(context, asker(), made.id, WINDOW)).kept == 1
    few = await keeping(context, gus, made.id, WINDOW)
    assert (few.withheld, few.n, few.rate, few.weeks, few.rows) == (TOO_FEW, 0, None, [], [])
    for name in CORE:
        await pulls.pull(name, NOW - 8 * DAY, merged=NOW - 7 * DAY, merged_by=name)
    many = await keeping(context, gus, made.id, WINDOW)
    assert (many.withheld, many.weeks_withheld, many.kept, many.broken) == (None, None, 1, 6)
    assert (many.rows, many.rows_withheld) == ([], 6)
    fay = asker(role=Role.MEMBER, developer=seeded.developers["Fay"])
    assert (await keeping(context, fay, made.id, WINDOW)).total_rows == 6
    await pulls.pull("Gus", NOW - 15 * DAY, merged=NOW - 14 * DAY, merged_by="Gus")
    lonely = await keeping(context, gus, made.id, WINDOW)
    assert (lonely.weeks, lonely.weeks_withheld, lonely.broken) == ([], TOO_FEW, 7)
    assert [one.author for one in lonely.rows] == ["Gus"]
    # Of all who merged only Gus is out of Fay's sight: the rest of the rows would be about Gus.
    assert (await keeping(context, fay, made.id, WINDOW)).rows[0].author == "Fay"
    assert (await keeping(context, fay, made.id, WINDOW)).total_rows == 1


async def test_managers_of_a_team_agree_in_their_team_only_and_read_no_others(
    context: Context, asker: Asker, seeded: Seeded
) -> None:
    core, edge = seeded.teams["Core"], seeded.teams["Edge"]
    limited = asker(role=Role.MANAGER, teams={edge})
    for wish in (FIRST, FIRST.model_copy(update={"team_id": core})):
        with pytest.raises(Forbidden, match="some teams only"):
            await service.add_agreement(context, limited, wish)
    own = await service.add_agreement(context, limited, FIRST.model_copy(update={"team_id": edge, "name": "Ours"}))
    theirs = await service.add_agreement(context, asker(), FIRST.model_copy(update={"team_id": core}))
    common = await service.add_agreement(context, asker(), FOUR_EYES)
    listed = await service.list_agreements(context, limited, cursor=None, limit=1)
    more = await service.list_agreements(context, limited, cursor=listed.next_cursor, limit=1)
    assert [one.id for one in (*listed.items, *more.items)] == [common.id, own.id]
    assert (listed.items[0].may_change, more.items[0].may_change, more.next_cursor) == (False, True, None)
    with pytest.raises(Unknown):
        await service.get_agreement(context, limited, theirs.id)
    with pytest.raises(Forbidden):
        await service.change_agreement(context, limited, common.id, AgreementChange(name="Mine"))
    await service.end_agreement(context, limited, own.id)
    with pytest.raises(Unknown):
        await service.get_agreement(context, asker(), own.id)


@pytest.mark.parametrize(
    ("kind", "limit", "unit", "why"),
    [
        (Kind.FIRST_REVIEW, None, None, "needs a `limit`"),
        (Kind.FIRST_REVIEW, 2, LimitUnit.LINES, "needs a `limit`, and a `unit` of: working_hours"),
        (Kind.APPROVED_BEFORE_MERGE, 2, None, "has no limit"),
        (Kind.SIZE, 0, LimitUnit.LINES, "greater than 0"),
    ],
)
def test_an_agreement_has_the_limit_of_its_kind(
    kind: Kind, limit: float | None, unit: LimitUnit | None, why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        AgreementWish(name="Odd", kind=kind, limit=limit, unit=unit)


async def test_a_change_keeps_to_the_kind_and_a_team_has_to_be_there(
    context: Context, asker: Asker, seeded: Seeded
) -> None:
    assert seeded.teams
    made = await service.add_agreement(context, asker(), FOUR_EYES)
    with pytest.raises(Unusable, match="has no limit"):
        await service.change_agreement(context, asker(), made.id, AgreementChange(limit=3))
    with pytest.raises(Unknown):
        await service.add_agreement(context, asker(), FIRST.model_copy(update={"team_id": uuid4()}))
    with pytest.raises(Unknown):
        await keeping(context, asker(), UUID(int=0), WINDOW)
