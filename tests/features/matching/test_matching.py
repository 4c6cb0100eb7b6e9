"""Who could take a piece of work, on a shop counted by hand; no language model is there to be asked."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from tests.features.matching.conftest import DAY, NOW, Asker, Shop, wish
from tests.features.teams.conftest import imports

from aexy.context import Context
from aexy.features.analytics.schemas import SkillsWish
from aexy.features.analytics.service import skill_heatmap
from aexy.features.knowledge.service import owners_of
from aexy.features.matching.deciding import decide
from aexy.features.matching.growth import get_growth, put_growth
from aexy.features.matching.schemas import GrowthWish, Match, MatchOutcome
from aexy.features.matching.service import match
from aexy.features.matching.telling import IDLE, NOBODY_LEFT, NOTHING_KNOWN
from aexy.features.routing import Role
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.privacy import ONLY_TEAMMATES
from aexy.store.postgres import Connection

TODAY = NOW.date()


def names(found: Match) -> list[str]:
    return [one.developer.name for one in found.candidates]


def removed(found: Match) -> dict[str, int]:
    return {one.key: one.people for one in found.filters}


@pytest.mark.usefixtures("shop")
async def test_a_text_is_matched_by_rules_alone(context: Context, viewer: Asker) -> None:
    found = await match(context, viewer(), wish("Refunds in the Go service are lost"))
    assert names(found)[:2] == ["Ann", "Ben"]
    assert [(one.skill, one.says) for one in found.signals.skills] == [("Go", "Named: Go.")]
    assert [(one.name, one.word, one.repositories) for one in found.signals.places] == [("refund", "Refunds", ["api"])]
    assert {one.path: one.because for one in found.signals.paths} == {
        "internal/refund/store.go": "named",
        "internal/refund/view.go": "named",
    }
    ann = found.candidates[0].parts
    assert ann["skill"].value == pytest.approx(0.4645, abs=0.01)  # sixty days, the latest today
    assert ann["skill"].says == "Go 46, of 100."
    assert found.candidates[-1].parts["skill"].says == "no Go here, of 100."
    assert found.caution.startswith("Commits show what was done here")


async def test_a_skill_is_the_number_of_the_heat_map(context: Context, viewer: Asker, shop: Shop) -> None:
    found = await match(context, viewer(), wish("A Go task"))
    matrix = await skill_heatmap(context, viewer(), SkillsWish(developer_ids=[shop.id("Zoe")]))
    zoe = next(one for one in found.candidates if one.developer.name == "Zoe")
    assert zoe.parts["skill"].value == pytest.approx(matrix.rows[0].skills["Go"].proficiency / 100)


async def test_a_framework_that_is_named_or_imported_is_what_the_work_takes(
    context: Context, viewer: Asker, shop: Shop, owner: Connection
) -> None:
    await imports(owner, shop.made, "internal/refund/store.go", "Gin")
    await imports(owner, shop.made, "jobs/report/daily.py", "Django")
    named = await match(context, viewer(), wish("The Django job is late"))
    assert [(one.skill, one.says) for one in named.signals.skills][:1] == [("Django", "Named: Django.")]
    assert names(named)[0] == "Cal"
    assert named.candidates[0].parts["skill"].says == "Django 46 and Python 46, of 100."
    touched = await match(context, viewer(), wish(paths=["internal/refund/store.go"]))
    told = [(one.skill, round(one.weight, 6), one.says) for one in touched.signals.skills]
    assert told == [
        ("Go", 0.666667, "100 % of what it touches."),
        ("Gin", 0.333333, "Imported by 100 % of what it touches."),
    ]
    assert names(touched)[0] == "Ann"
    # Ben knows as much Go, and no Gin.
    skill = {one.developer.name: one.parts["skill"].value or 0 for one in touched.candidates}
    assert skill["Ben"] == pytest.approx(skill["Ann"] * 2 / 3)
    asked = await match(context, viewer(), wish("A Go task", required_skills=["gin"]))
    assert names(asked) == ["Ann"]


@pytest.mark.usefixtures("shop")
async def test_the_score_is_the_weighted_mean_of_the_parts_shown(context: Context, viewer: Asker) -> None:
    found = await match(context, viewer(), wish("Refunds in Go", weights={"skill": 1, "growth": 0.5}))
    for one in found.candidates:
        told = [(part.weight, part.value) for part in one.parts.values()]
        assert sum(weight for weight, _ in told) == pytest.approx(1)
        assert one.score == pytest.approx(sum(weight * (value or 0) for weight, value in told), abs=1e-6)
        assert all(weight == 0 for weight, value in told if value is None)
    assert found.weights["skill"] == 1


@pytest.mark.usefixtures("shop")
async def test_paths_say_the_language_also_of_a_file_that_is_not_there_yet(context: Context, viewer: Asker) -> None:
    found = await match(context, viewer(), wish(paths=["jobs/report"]))
    assert names(found)[0] == "Cal"
    assert [(one.path, one.because) for one in found.signals.paths] == [("jobs/report/daily.py", "given")]
    assert found.signals.skills[0].says == "100 % of what it touches."
    new = await match(context, viewer(), wish(paths=["brand/new/file.py"]))
    assert [one.skill for one in new.signals.skills] == ["Python"]


async def test_a_file_that_is_not_there_yet_is_like_those_beside_it(
    context: Context, viewer: Asker, shop: Shop, owner: Connection
) -> None:
    await imports(owner, shop.made, "internal/refund/store.go", "Gin")
    await imports(owner, shop.made, "jobs/report/daily.py", "Django")
    new = await match(context, viewer(), wish(paths=["internal/refund/partial.go"]))
    assert {one.path: one.because for one in new.signals.paths} == {
        "internal/refund/store.go": "beside",
        "internal/refund/view.go": "beside",
    }
    assert {one.skill: one.says for one in new.signals.skills} == {
        "Go": "By the name of a file that is not there yet.",
        "Gin": "Imported by 50 % of what lies beside it.",
    }
    assert {names(new)[0], names(new)[1]} == {"Ann", "Ben"}  # whose the folder is
    # One of another kind looks further up for its like; a folder that is not there either, to the one above it.
    assert {
        one.path for one in (await match(context, viewer(), wish(paths=["jobs/other/weekly.py"]))).signals.paths
    } == {"jobs/report/daily.py"}
    folder = await match(context, viewer(), wish(paths=["internal/refund/rules"]))
    assert {one.skill for one in folder.signals.skills} == {"Go", "Gin"}


async def test_where_none_is_alike_a_new_file_says_whose_the_folder_is_and_nothing_else(
    context: Context, viewer: Asker, shop: Shop, owner: Connection
) -> None:
    await imports(owner, shop.made, "jobs/report/daily.py", "Django")
    new = await match(context, viewer(), wish(paths=["jobs/report/query.sql"]))
    assert [(one.path, one.because) for one in new.signals.paths] == [("jobs/report/daily.py", "beside")]
    assert {one.skill for one in new.signals.skills} == {"SQL"}
    assert names(new)[0] == "Cal"


async def test_what_is_gone_says_nothing_of_what_will_come(
    context: Context, viewer: Asker, shop: Shop, owner: Connection
) -> None:
    key = shop.made.repositories["api"][1]
    await owner.execute(
        "insert into tree_readings (workspace_id, repository_key, tip, read_at) values ($1, $2, '\\x01', $3)",
        shop.made.workspace, key, NOW,
    )  # fmt: skip
    await owner.execute(
        "insert into path_stays (workspace_id, repository_key, path_key, since)"
        " select workspace_id, repository_key, key, $2 from paths where path = $1",
        "internal/basket/store.go", NOW - 90 * DAY,
    )  # fmt: skip
    await shop.made.touch(owner, NOW)
    new = await match(context, viewer(), wish(paths=["internal/refund/partial.go"]))
    assert {one.path for one in new.signals.paths} == {"internal/basket/store.go"}


@pytest.mark.usefixtures("shop")
async def test_words_with_a_slash_are_a_new_file_only_where_they_end_like_one(context: Context, viewer: Asker) -> None:
    assert (await match(context, viewer(), wish("Move jobs/queue somewhere"))).signals.paths == []
    found = await match(context, viewer(), wish("Write jobs/queue.py"))
    assert {one.path for one in found.signals.paths} == {"jobs/report/daily.py"}


async def test_an_issue_brings_its_words_labels_and_what_its_pull_requests_touched(
    context: Context, viewer: Asker, shop: Shop
) -> None:
    pull = await shop.merged("Ben", "Round cents", "internal/refund/view.go")
    await shop.issue("PAY-7", "Cents are wrong", body="Seen in reports.", labels=["python"], pull=pull)
    found = await match(context, viewer(), wish(issue_key="PAY-7"))
    assert found.signals.title == "Cents are wrong"
    assert [one.skill for one in found.signals.skills] == ["Python", "Go"]
    assert [one.because for one in found.signals.paths if one.path == "internal/refund/view.go"] == ["issue"]
    with pytest.raises(Unknown):
        await match(context, viewer(), wish(issue_key="PAY-8"))


async def test_similar_work_of_the_past_says_who_did_it_and_where(context: Context, viewer: Asker, shop: Shop) -> None:
    await shop.merged("Cal", "Rounding of vouchers loses a cent", "jobs/voucher/round.py", "Python")
    await shop.merged("Ann", "Name the colours", "internal/refund/store.go")
    found = await match(context, viewer(), wish("A voucher is rounded wrongly"))
    assert [(one.kind, one.title, one.shared) for one in found.signals.similar] == [
        ("pull_request", "Rounding of vouchers loses a cent", ["round", "voucher"])
    ]
    assert names(found)[0] == "Cal"
    assert found.candidates[0].parts["similar"].says == "Did 1 of 1 similar pieces of work."
    assert "jobs/voucher/round.py" in {one.path for one in found.signals.paths}


async def test_what_names_nothing_known_names_nobody(context: Context, viewer: Asker, shop: Shop) -> None:
    found = await match(context, viewer(), wish("Tidy up everything nicely"))
    assert (found.candidates, found.abstained) == ([], NOTHING_KNOWN)
    idle = await match(context, viewer(), wish("Port it to Rust", required_skills=[], exclude=[shop.id("Cal")]))
    assert idle.abstained == NOTHING_KNOWN  # there is no Rust here
    others = await match(context, viewer(), wish("A Python task", exclude=[shop.id("Cal")]))
    assert others.abstained == IDLE


async def test_somebody_on_leave_is_filtered_and_counted(context: Context, viewer: Asker, shop: Shop) -> None:
    await shop.leave("Ann", TODAY, TODAY + timedelta(days=12))
    anybody = await match(context, viewer(), wish("A Go task"))
    ann = next(one for one in anybody.candidates if one.developer.name == "Ann")
    assert ann.parts["availability"].value == pytest.approx(0.1)
    assert ann.parts["availability"].says == "There on 1 of 10 working days of two weeks."
    found = await match(context, viewer(), wish("A Go task", only_available=True))
    assert "Ann" not in names(found)
    assert removed(found) == {"active_days": 0, "only_available": 1}
    assert found.n == 4


async def test_every_filter_says_how_many_it_took_away(context: Context, viewer: Asker, shop: Shop) -> None:
    await shop.issue("PAY-1", "One", assignee="Ben", category="in_progress")
    await shop.issue("PAY-2", "Two", assignee="Ben", category="in_progress")
    asked = wish(
        "A Go task",
        exclude=[shop.id("Ann")],
        required_skills=["go"],
        most_in_hand=1,
        only_available=True,
        active_days=30,
    )
    found = await match(context, viewer(), asked)
    # Cal, Dee and Zoe (30 days: 29) do not know enough Go, Ben has two in hand.
    assert removed(found) == {
        "active_days": 0, "exclude": 1, "required_skills": 3, "most_in_hand": 1, "only_available": 0,
    }  # fmt: skip
    assert found.abstained == NOBODY_LEFT


@pytest.mark.usefixtures("shop")
async def test_whoever_did_nothing_lately_is_not_asked_unless_wanted(context: Context, viewer: Asker) -> None:
    later = context.at(NOW + 100 * DAY)
    assert removed(await match(later, viewer(), wish("A Go task"))) == {"active_days": 5}
    assert removed(await match(later, viewer(), wish("A Go task", active_days=365))) == {"active_days": 0}


@pytest.mark.usefixtures("shop")
async def test_equal_scores_are_ordered_by_name(context: Context, viewer: Asker) -> None:
    found = await match(context, viewer(), wish("A Go task"))
    ann, ben = found.candidates[:2]
    assert (ann.developer.name, ben.developer.name, ann.score) == ("Ann", "Ben", ben.score)
    again = await match(context, viewer(), wish("A Go task"))
    assert [(one.developer, one.score) for one in again.candidates] == [
        (one.developer, one.score) for one in found.candidates
    ]


async def test_fair_load_moves_the_second_task_to_somebody_else(context: Context, viewer: Asker, shop: Shop) -> None:
    await shop.work("Ann", "internal/refund/store.go", "Go", range(60, 63))  # a little better than Ben
    first = await match(context, viewer(), wish("A Go task", fair=True))
    assert names(first)[0] == "Ann"
    said = await decide(context, viewer(), first.id, shop.id("Ann"), MatchOutcome.ACCEPTED)
    assert (said.developer.name, said.verdict, said.place) == ("Ann", "accepted", 1)
    second = await match(context, viewer(), wish("A Go task", fair=True))
    assert names(second)[0] == "Ben"
    plain = await match(context, viewer(), wish("Another Go task", weights={"skill": 1, "load": 0}))
    assert names(plain)[0] == "Ann"
    await decide(context, viewer(), first.id, shop.id("Ann"), None)
    assert names(await match(context, viewer(), wish("A Go task", fair=True)))[0] == "Ann"


async def test_a_task_taken_weighs_for_two_weeks(context: Context, viewer: Asker, shop: Shop) -> None:
    first = await match(context, viewer(), wish("A Go task"))
    await decide(context, viewer(), first.id, shop.id("Ann"), MatchOutcome.ACCEPTED)
    await shop.issue("PAY-1", "One", assignee="Cal")
    soon = await match(context.at(NOW + 13 * DAY), viewer(), wish("A Go task"))
    later = await match(context.at(NOW + 15 * DAY), viewer(), wish("A Go task"))
    held = [next(one.in_hand for one in each.candidates if one.developer.name == "Ann") for each in (soon, later)]
    assert held == [1, 0]


async def test_load_is_beside_what_is_usual_among_those_compared(context: Context, viewer: Asker, shop: Shop) -> None:
    for number in range(3):
        await shop.issue(f"PAY-{number}", "Busy", assignee="Ben", category="in_progress")
    found = await match(context, viewer(), wish("A Go task"))
    by_name = {one.developer.name: one.parts["load"] for one in found.candidates}
    assert by_name["Ben"].value == pytest.approx(0.25)  # three times the least there is to compare by
    assert by_name["Ben"].says == "3 issues in progress; usual here is 0."
    assert by_name["Ann"].value == 1.0


async def test_a_wish_to_learn_counts_for_whoever_said_it(context: Context, viewer: Asker, shop: Shop) -> None:
    without = await match(context, viewer(), wish("A Go task"))
    assert without.candidates[0].parts["growth"].value is None
    await shop.wish("Dee", "go", "Rust")
    found = await match(context, viewer(), wish("A Go task"))
    growth = {one.developer.name: one.parts["growth"] for one in found.candidates}
    assert (growth["Dee"].value, growth["Dee"].says, growth["Ann"].value) == (1.0, "Wishes to learn Go.", 0.0)


async def test_a_wish_is_said_by_the_person(context: Context, viewer: Asker, shop: Shop) -> None:
    dee = viewer(role=Role.VIEWER, developer=shop.id("Dee"))
    assert (await get_growth(context, dee)).skills == []
    said = await put_growth(context, dee, GrowthWish(skills=["Go", "go", "Rust"]))
    assert (said.skills, said.developer_id) == (["Go", "Rust"], shop.id("Dee"))
    assert (await put_growth(context, dee, GrowthWish(skills=[]))).skills == []
    with pytest.raises(Unusable):
        await put_growth(context, viewer(), GrowthWish(skills=["Go"]))


async def test_whom_one_may_not_see_is_left_out_and_counted(context: Context, viewer: Asker, shop: Shop) -> None:
    dee = viewer(role=Role.MEMBER, developer=shop.id("Dee"))
    found = await match(context, dee, wish("A Go task"))
    assert sorted(names(found)) == ["Ann", "Ben", "Cal", "Dee"]
    assert (found.withheld_people, found.withheld, found.n) == (1, ONLY_TEAMMATES, 4)


async def test_a_team_is_asked_alone(context: Context, viewer: Asker, shop: Shop) -> None:
    found = await match(context, viewer(), wish("A Go task", team_id=shop.made.teams["Edge"]))
    assert names(found) == ["Zoe"]
    with pytest.raises(Unknown):
        await match(context, viewer(), wish("A Go task", team_id=uuid4()))
    with pytest.raises(Unknown):
        await match(context, viewer(), wish("A Go task", exclude=[uuid4()]))


async def test_only_a_candidate_one_may_see_is_decided_about(context: Context, viewer: Asker, shop: Shop) -> None:
    found = await match(context, viewer(), wish("A Go task"))
    dee = viewer(role=Role.MEMBER, developer=shop.id("Dee"))
    for match_id, who in ((found.id, shop.id("Zoe")), (UUID(int=1), shop.id("Ann")), (found.id, uuid4())):
        with pytest.raises(Unknown):
            await decide(context, dee, match_id, who, MatchOutcome.REJECTED)


async def test_words_that_would_be_a_search_of_their_own_are_words(context: Context, viewer: Asker, shop: Shop) -> None:
    await shop.merged("Cal", "Rounding of vouchers loses a cent", "jobs/voucher/round.py", "Python")
    for text in ("voucher & !cent | (", "'voucher':*A", "voucher\\", "voucher\u0000cent <-> rounding"):
        found = await match(context, viewer(), wish(text))
        assert len(found.signals.similar) == 1, text


async def test_a_day_is_the_workspaces(context: Context, viewer: Asker, shop: Shop) -> None:
    await shop.leave("Ben", date(2026, 6, 3), date(2026, 6, 30))  # the day after the two weeks
    found = await match(context, viewer(), wish("A Go task"))
    assert {one.parts["availability"].value for one in found.candidates} == {1.0}


async def test_ownership_is_what_knowledge_says_of_the_files_it_touches(
    context: Context, viewer: Asker, shop: Shop
) -> None:
    paths = ["internal/refund/store.go", "internal/refund/view.go"]
    found = await match(context, viewer(), wish(paths=paths))
    owned = await owners_of(context, viewer(), shop.made.repositories["api"][0], paths)
    share = {
        name: sum((each.share or 0) for one in owned.values() for each in one.owners if each.developer.name == name) / 2
        for name in ("Ann", "Ben", "Zoe")
    }
    told = {one.developer.name: one.parts["ownership"] for one in found.candidates}
    assert told["Ann"].value == pytest.approx(share["Ann"])
    assert told["Ann"].value == pytest.approx(0.5)  # her file whole, Ben's not at all
    assert told["Ann"].says == "Owns 50 % of the 2 files it touches."
    assert (told["Zoe"].value, told["Zoe"].says) == (0.0, "Owns none of the 2 files it touches.")
