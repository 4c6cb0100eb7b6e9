"""Worked examples of a service: what its rule counts, what went live with what, and what broke."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from aexy.kernel.delivery.chaining import Counted
from aexy.kernel.delivery.delivering import Change
from aexy.kernel.delivery.failing import Correction, Incident
from aexy.kernel.delivery.globs import matching, paths_matching
from aexy.kernel.delivery.graph import History
from aexy.kernel.delivery.judging import Candidate, Suspect, judge, judge_incident, owners, whose
from aexy.kernel.delivery.linking import Linked, Suspects, Told, link
from aexy.kernel.delivery.rules import (
    Counts,
    DeploymentRule,
    IncidentRule,
    Repository,
    Rules,
    Service,
    services_of,
)

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
SHOP = 7  # a repository
LINE = {1: (), 2: (1,), 3: (2,), 4: (3,), 5: (4,)}
WINDOW = timedelta(hours=72)


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def sha(number: int) -> bytes:
    return number.to_bytes(20, "big")


def a_history(parents: dict[int, tuple[int, ...]] = LINE) -> History:
    on = [sha(one) for each in parents.values() for one in each]
    return History(list(parents), list(map(sha, parents)), [len(each) for each in parents.values()], on)


def deployed(name: str, commit: int | None, hours: float, **said: Any) -> Candidate:
    said = {"status": "success", "finished_at": at(hours), "environment": "production", "is_production": True, **said}
    created = said.pop("created_at", at(hours - 0.5))
    return Candidate(
        "deployment", name, SHOP, created_at=created, sha=None if commit is None else sha(commit), external_id=name,
        **said,
    )  # fmt: skip


def broken(name: str, began: float, resolved: float | None = None, **said: Any) -> Suspect:
    return Suspect("incident", name, name, at(began), None if resolved is None else at(resolved), (SHOP,), **said)


def a_service(**rules: Any) -> Service:
    return Service(UUID(int=1), "acme/shop", {SHOP: ()}, DeploymentRule(), IncidentRule(), SHOP, **rules)


def linked(
    deployments: Sequence[Candidate],
    *suspects: Suspect,
    changes: Sequence[Change] = (),
    made: Sequence[Suspect] = (),
    corrections: dict[tuple[str, str], Correction] | None = None,
    parents: dict[int, tuple[int, ...]] = LINE,
) -> Linked:
    told = {SHOP: Told(a_history(parents), changes)}
    return link(a_service(), deployments, told, Suspects(suspects, made), corrections or {}, WINDOW)


def failures(one: Linked) -> dict[str, tuple[str | None, datetime | None]]:
    return {each.candidate.source_id: (each.failed_by, each.restored_at) for each in one.counted if each.failed_by}


def names(found: Sequence[Counted], attribute: str) -> set[str]:
    return {each.candidate.source_id for each in found if getattr(each, attribute)}


def the(incident: Sequence[Incident]) -> tuple[str | None, str | None]:
    (one,) = incident
    return one.deployment.candidate.source_id if one.deployment else None, one.evidence


def test_globs_heed_no_case_and_match_the_whole_name() -> None:
    assert matching(("deploy*", "Release"), "Deploy to production") == "deploy*"
    assert matching(("deploy",), "deploy to production") is None
    assert matching(("v[0-9]*",), "V1.2") == "v[0-9]*"
    assert matching(("*/prod",), "aws/prod") == "*/prod"
    paths = list(enumerate(["payments/api/card.py", "web/payments/x.ts", "payments.md", "Payments/a"]))
    assert paths_matching(("payments/**",), paths) == [0, 3]
    assert paths_matching(("payments",), paths) == [0, 3]
    assert paths_matching(("**/payments",), paths) == [0, 1, 3]
    assert paths_matching(("*/*.ts", "*.md"), paths) == [2]


@pytest.mark.parametrize(
    ("rule", "candidate", "is_production", "why"),
    [
        ({}, deployed("1", 1, 1), True, "named like production"),
        ({}, deployed("1", 1, 1, environment="qa", is_production=False), False, "not named like production"),
        ({"environments": ("live-*",)}, deployed("1", 1, 1, environment="LIVE-eu"), True, "one of live-*"),
        ({"environments": ("live-*",)}, deployed("1", 1, 1), False, "none of live-*"),
        ({"names": ("api",)}, deployed("1", 1, 1, names=("api",), component="api"), True, "production"),
        ({"names": ("api",)}, deployed("1", 1, 1, names=("web",), component="web"), False, "none of api"),
    ],
)
def test_a_deployment_counts_by_its_environment(
    rule: dict[str, Any], candidate: Candidate, *, is_production: bool, why: str
) -> None:
    verdict = judge(DeploymentRule(**rule), candidate)
    assert verdict.is_production == is_production
    assert why in verdict.why


@pytest.mark.parametrize(
    ("rule", "said", "counts", "why"),
    [
        ({"names": ("deploy*",)}, {"names": ("Deploy", "test")}, True, "one of deploy*"),
        ({"names": ("deploy*",)}, {"names": ("CI", "deploy live")}, True, "one of deploy*"),
        ({"names": ("deploy*",)}, {"names": ("CI",)}, False, "CI, is none of deploy*"),
        ({"names": ("deploy*",)}, {"names": ("Deploy",), "status": "skipped"}, False, "skipped"),
        ({"names": ("deploy*",)}, {"names": ("Deploy",), "status": "cancelled"}, False, "cancelled"),
        ({"branches": ("main",)}, {"branch": "feature"}, False, "feature, is none of main"),
        ({}, {"names": ("CI",), "branch": "feature"}, True, "names none"),
    ],
)
def test_a_run_counts_by_its_name_and_branch_once_it_ran(
    rule: dict[str, Any], said: dict[str, Any], *, counts: bool, why: str
) -> None:
    run = Candidate("run", "1", SHOP, **{"status": "success", "created_at": at(1), **said})
    verdict = judge(DeploymentRule(counts=Counts.RUNS, **rule), run)
    assert (verdict.is_production, verdict.is_deployment) == (counts, counts)
    assert why in verdict.why


def test_releases_tags_and_merges_count_by_name_and_branch() -> None:
    release = Candidate("release", "1", SHOP, "success", at(1), names=("v1.2", "Spring"), is_prerelease=True)
    assert "pre-release" in judge(DeploymentRule(counts=Counts.RELEASES), release).why
    assert judge(DeploymentRule(counts=Counts.RELEASES, prereleases=True, names=("spring",)), release).is_production
    merge = Candidate("merge", "1", SHOP, "success", at(1), branch="develop", default_branch="main")
    assert not judge(DeploymentRule(counts=Counts.MERGES), merge).is_production
    assert judge(DeploymentRule(counts=Counts.MERGES, branches=("dev*",)), merge).is_production


def test_repositories_of_no_service_are_services_by_themselves() -> None:
    shop, web, api = (Repository(key, UUID(int=key), f"acme/r{key}", "main") for key in (1, 2, 3))
    document = {
        "services": [
            {"id": str(UUID(int=9)), "name": "Shop",
             "members": [{"repository_id": str(shop.id)}, {"repository_id": str(web.id), "paths": ["shop/**"]}],
             "deployments": {"counts": "tags"}},
        ],
    }  # fmt: skip
    made, alone = services_of(Rules.read(document), [shop, web, api])
    assert (made.name, made.members, made.deployments.counts) == ("Shop", {1: (), 2: ("shop/**",)}, Counts.TAGS)
    assert (alone.id, alone.repository, alone.deployments) == (api.id, 3, DeploymentRule())


def test_a_deployment_of_a_repository_of_several_services_goes_to_the_one_it_names() -> None:
    api, web = (
        Service(UUID(int=n), name, {SHOP: ()}, DeploymentRule(), IncidentRule()) for n, name in ((1, "API"), (2, "Web"))
    )
    assert owners([api, web], deployed("1", 1, 1, component="api"), is_alone=False) == [api]
    assert owners([api, web], deployed("1", 1, 1), is_alone=False) == [api, web]
    assert owners([api, web], deployed("1", 1, 1, component="batch"), is_alone=False) == []
    assert owners([api], deployed("1", 1, 1, component="batch"), is_alone=True) == [api]
    assert whose([api, web], broken("x", 1, service="web")) == web
    assert whose([api, web], broken("x", 1)) is None


@pytest.mark.parametrize(
    ("rule", "said", "counts"),
    [
        ({}, {"kind": "incident"}, True),
        ({}, {"kind": "bug"}, False),
        ({"labels": ("sev*",)}, {"kind": "bug", "labels": ("SEV-1",)}, True),
        ({}, {"kind": "incident", "is_reported": True}, False),
        ({"reported": False}, {"kind": "incident", "is_reported": True}, True),
        ({}, {"kind": "incident", "is_cancelled": True}, False),
        ({"trackers": ("t",)}, {"kind": "incident", "repositories": (), "tracker": "u"}, False),
    ],
)
def test_an_issue_is_an_incident_by_its_kind_or_label_and_never_twice(
    rule: dict[str, Any], said: dict[str, Any], *, counts: bool
) -> None:
    issue = broken("1", 1)._replace(source="issue", **said)
    assert judge_incident(IncidentRule(**rule), issue).counts == counts


def test_what_was_there_first_is_the_start_of_history() -> None:
    changes = [Change(key, [(key - 1, "merge")]) for key in (1, 2, 4, 5)]
    one = linked([deployed("a", 2, 1), deployed("b", 4, 2)], changes=changes)
    assert names(one.counted, "is_first") == {"a"}
    live = {each.pull: each.deployment and each.deployment.candidate.source_id for each in one.delivered}
    assert live == {1: "a", 2: "a", 4: "b", 5: None}


def test_a_change_is_live_with_its_merge_its_last_copy_or_the_first_pick_of_it() -> None:
    parents = LINE | {6: (2,), 7: (6,), 8: (1,)}  # 7 picked 4 to a release branch
    changes = [
        Change(1, [(3, "merge"), (6, "cherry_pick")]),
        Change(2, [(2, "rebase"), (4, "rebase")]),
        Change(3, [(2, "member"), (3, "member")]),
        Change(4, [(1, "member"), (4, "squash")]),
        Change(5, [], goes_live=False),
        Change(6, [(4, "rebase"), (5, "rebase"), (6, "cherry_pick"), (7, "cherry_pick")]),
    ]
    deployments = [deployed("a", 1, 1), deployed("b", 3, 2), deployed("c", 7, 3), deployed("d", 5, 4)]
    one = linked(deployments, changes=changes, parents=parents)
    live = {each.pull: each.deployment and each.deployment.candidate.source_id for each in one.delivered}
    assert live == {1: "c", 2: "d", 3: "d", 4: "d", 6: "c"}


def test_only_those_that_touch_the_paths_of_a_service_go_live_with_it() -> None:
    service = Service(UUID(int=1), "Pay", {SHOP: ("pay/**",)}, DeploymentRule(), IncidentRule())
    changes = [Change(key, [(key - 1, "squash")]) for key in (2, 3)]
    told = {SHOP: Told(a_history(), changes, pushed=[3, 4], touching={("pay/**",): {1, 4}})}
    one = link(service, [deployed("a", 1, 1), deployed("b", 5, 2)], told, Suspects(), {}, WINDOW)
    assert [(each.pull, each.commit) for each in one.delivered] == [(2, None), (None, 5)]


def test_a_roll_back_takes_back_all_since_what_it_went_back_to() -> None:
    one = linked(
        [deployed("a", 1, 1), deployed("b", 2, 2), deployed("c", 3, 3), deployed("back", 1, 4), deployed("d", 4, 5)]
    )
    assert names(one.counted, "is_rollback") == {"back"}
    assert failures(one) == {"b": ("rollback", at(4)), "c": ("rollback", at(4))}
    assert names(one.counted, "is_unplanned") == set()
    assert [each.commits for each in one.counted] == [1, 1, 1, 0, 3]


def test_the_same_again_and_a_late_end_are_no_roll_back() -> None:
    late = deployed("late", 2, 5, created_at=at(1))
    one = linked([deployed("a", 1, 0), deployed("b", 3, 2), deployed("again", 3, 4), late])
    assert [each.candidate.source_id for each in one.counted] == ["a", "b", "again", "late"]
    assert names(one.counted, "is_rollback") == set()
    assert failures(one) == {}


def test_what_says_it_is_a_roll_back_is_one_even_of_what_is_not_known() -> None:
    one = linked([deployed("a", 1, 1), deployed("b", None, 2), deployed("back", None, 3, says_rollback=True)])
    assert failures(one) == {"b": ("rollback", at(3))}
    assert [each.commits for each in one.counted] == [1, None, None]


def test_an_incident_came_of_the_last_deployment_before_it() -> None:
    one = linked([deployed("a", 1, 1), deployed("b", 2, 2), deployed("c", 3, 9)], broken("down", 4, 6))
    assert the(one.incidents) == ("b", "window")
    assert failures(one) == {"b": ("incident", at(6))}
    long_after = linked([deployed("a", 1, 1)], broken("down", 100))
    assert the(long_after.incidents) == (None, None)
    assert failures(long_after) == {}


def test_what_it_names_itself_is_surer_and_a_hand_surest() -> None:
    deployments = [deployed("a", 1, 1), deployed("b", 2, 2), deployed("c", 3, 3)]
    down = broken("down", 4, 6, cause="a")
    assert the(linked(deployments, down).incidents) == ("a", "named")
    name = ("incident", "down")
    by_hand = linked(deployments, down, corrections={name: Correction(("deployment", "b"))})
    assert the(by_hand.incidents) == ("b", "manual")
    of_none = linked(deployments, down, corrections={name: Correction(None)})
    assert the(of_none.incidents) == (None, "manual")
    assert failures(of_none) == {}


def test_an_open_incident_is_not_restored_and_one_resolved_before_it_began_says_nothing() -> None:
    deployments = [deployed("a", 1, 1), deployed("b", 2, 2), deployed("c", 3, 7)]
    assert failures(linked(deployments, broken("x", 3), broken("y", 3, 4))) == {"b": ("incident", None)}
    odd = linked(deployments, broken("x", 3, 2.5))
    assert (odd.incidents[0].is_backwards, odd.incidents[0].resolved_at) == (True, None)
    assert failures(odd) == {"b": ("incident", at(7))}


def test_a_deployment_with_the_mending_change_is_unplanned() -> None:
    changes = [Change(30, [(2, "squash")])]
    deployments = [deployed("a", 1, 1), deployed("b", 2, 2), deployed("fix", 3, 9)]
    one = linked(deployments, broken("down", 3, 10, fixes=(30,)), changes=changes)
    assert names(one.counted, "is_unplanned") == {"fix"}
    assert failures(one) == {"b": ("incident", at(10))}
    # Nobody knows what it came of: then of what was live when it began.
    deployments = [deployed("a", 1, 1), deployed("fix", 3, 99)]
    long_after = linked(deployments, broken("down", 90, fixes=(30,)), changes=changes)
    assert failures(long_after) == {"a": ("hotfix", at(99))}


def test_a_roll_back_because_of_an_incident_is_unplanned_and_so_is_what_says_so() -> None:
    back = deployed("back", 1, 3)
    one = linked(
        [deployed("a", 1, 1), deployed("b", 2, 2), back, deployed("c", 3, 4, fixes="other")], broken("x", 2.5, 3)
    )
    assert names(one.counted, "is_unplanned") == {"back", "c"}
    assert failures(one) == {"b": ("incident", at(3))}


def test_a_revert_says_that_what_it_takes_back_broke_something_once_that_was_live() -> None:
    changes = [Change(20, [(1, "squash")]), Change(30, [(2, "squash")])]
    revert = Suspect("revert", "30", 'Revert "Pay"', at(2.5), None, (SHOP,), fixes=(30,), takes_back=20)
    live = linked([deployed("a", 1, 1), deployed("b", 2, 2), deployed("c", 3, 5)], changes=changes, made=[revert])
    assert [(each.started_at, each.resolved_at) for each in live.incidents] == [(at(2), at(5))]
    assert failures(live) == {"b": ("incident", at(5))}
    assert names(live.counted, "is_unplanned") == {"c"}
    never = linked([deployed("a", 1, 1), deployed("c", 3, 5)], changes=changes, made=[revert])
    assert never.incidents == []


def test_clocks_that_disagree_give_no_length_and_nothing_negative() -> None:
    odd = deployed("odd", 2, 2, started_at=at(3))
    (one,) = linked([odd]).counted
    assert (one.started_at, one.finished_at) == (None, at(2))
    unfinished = deployed("new", 2, 2, status="running", finished_at=None, started_at=at(1.9))
    (two,) = linked([unfinished]).counted
    assert (two.status, two.finished_at, two.is_first) == ("running", None, False)
    silent = deployed("silent", 2, 2, finished_at=None)
    assert [each.finished_at for each in linked([silent]).counted] == [at(1.5)]


def test_the_order_facts_come_in_changes_nothing() -> None:
    deployments = [
        deployed("a", 1, 1),
        deployed("b", 2, 2),
        deployed("c", 3, 3),
        deployed("back", 2, 4),
        deployed("d", 4, 5),
    ]
    changes = [Change(key, [(key - 1, "merge")]) for key in LINE]
    said = [broken("x", 3.5, 5), broken("y", 5.5)]

    def told(one: Linked) -> object:
        counted = [(each.candidate.source_id, each.commits, each.failed_by, each.restored_at) for each in one.counted]
        delivered = sorted(
            (each.pull or 0, each.deployment.at if each.deployment else at(99)) for each in one.delivered
        )
        return counted, delivered, sorted((each.suspect.source_id, the([each])) for each in one.incidents)

    forward = told(linked(deployments, *said, changes=changes))
    assert told(linked(deployments[::-1], *said[::-1], changes=changes[::-1])) == forward
