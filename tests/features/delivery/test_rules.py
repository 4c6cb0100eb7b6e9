"""Rules of delivery: tried before they are kept, kept in every version, and counted by at once."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from tests.activity import at, sha
from tests.delivery import counted, live
from tests.linking import a_pull, an_issue
from tests.shop import ANN, Shop

from aexy.context import Context
from aexy.features.delivery import rules_preview, rules_service
from aexy.features.delivery.rules_schemas import (
    DeploymentRule,
    IncidentRule,
    NewRules,
    Preview,
    PreviewWish,
    RulesDocument,
    ServiceMember,
    ServicePreview,
    ServiceRule,
)
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.job import GenerateSnapshots
from aexy.kernel.activity import Deployment, Gone, Incident, Pipeline
from aexy.kernel.delivery.rules import Counts
from aexy.kernel.errors import Conflict, Unknown, Unusable
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Database

SHOP = "acme/shop"


@pytest.fixture
def admin(workspace: WorkspaceId, account: AccountId) -> Viewer:
    return Viewer(Account(account, "Owner", None, is_local_owner=True), workspace, Role.OWNER, None)


@pytest_asyncio.fixture
async def shop(database: Database, owner: Connection, workspace: WorkspaceId) -> Shop:
    """Six commits; two deployments, and as many runs that deploy among others that test."""
    made = await Shop.make(database, owner, workspace)
    await made.put(
        made.shop, *(went(number) for number in (2, 4)), *(a_run("Deploy", number) for number in (3, 5)),
        *(a_run("CI", number, "topic") for number in range(1, 7)),
        a_pull(3, author=ANN, merged_at=at(3), merge_sha=sha(3)),
        Incident("i1", at(99), "Down", at(4.5), at(5)), an_issue("#9", "Rshop#9", kind="bug", title="A typo"),
    )  # fmt: skip
    for number in range(1, 7):
        await made.commit(number, ANN, at(number), parents=[number - 1] if number > 1 else [])
    await made.link()
    return made


def went(number: int) -> Deployment:
    return Deployment(
        f"d{number}", at(99), "production", "production", "success", at(number), sha=sha(number), finished_at=at(number)
    )


def a_run(name: str, number: int, branch: str = "main") -> Pipeline:
    return Pipeline(
        f"{name}{number}", at(99), "success", at(number), name=name, sha=sha(number), ref=branch, finished_at=at(number)
    )


def document(**rule: Any) -> RulesDocument:
    return RulesDocument(deployments=DeploymentRule(**rule))


async def tried(context: Context, viewer: Viewer, wish: RulesDocument) -> Preview:
    days = {"from": at(-24).date(), "to": at(48).date()}
    return await rules_preview.preview(context, viewer, PreviewWish(document=wish, **days))


async def side(context: Context, viewer: Viewer, wish: RulesDocument) -> ServicePreview:
    (found,) = (await tried(context, viewer, wish)).services
    return found


async def test_a_preview_says_of_each_fact_whether_it_counts_and_why(
    context: Context, admin: Viewer, shop: Shop
) -> None:
    one = await side(context, admin, document(counts=Counts.RUNS, names=["deploy*"]))
    assert (one.name, one.deployments.n, one.deployments.examined, one.deployments.n_now) == (SHOP, 2, 8, 2)
    assert one.deployments.by_status == {"success": 2}
    said = {row.title: (row.counts, row.why) for row in one.deployments.rows}
    assert said == {
        "Deploy": (True, "Its name is one of deploy*."), "CI": (False, "Its name, CI, is none of deploy*."),
    }  # fmt: skip
    assert one.deployments.warnings == []
    assert sum(week.n for week in one.deployments.weeks) == 2
    assert (one.incidents.n, one.incidents.n_now) == (1, 1)
    assert [row["source"] for row in await counted(shop.owner, shop.workspace)] == ["deployment", "deployment"]


async def test_what_is_odd_about_a_rule_is_said_before_it_is_kept(context: Context, admin: Viewer, shop: Shop) -> None:
    async def warnings(**rule: Any) -> list[str]:
        return (await side(context, admin, document(**rule))).deployments.warnings

    nothing = await warnings(counts=Counts.RUNS, names=["depoly"])
    assert nothing == [
        "It matches nothing of 8 runs. There are: CI, Deploy.",
        "No workflow or job is called 'depoly'. Did you mean 'Deploy'?",
    ]
    await shop.put(shop.shop, *(a_run("CI", number) for number in range(7, 12)))
    everything = await warnings(counts=Counts.RUNS)
    assert everything[0] == "It matches all 13 runs, tests and checks as well: name those that deploy."
    (environment,) = (await warnings(environments=["prodution"]))[1:]
    assert environment == "No environment is called 'prodution'. Did you mean 'production'?"
    await shop.owner.execute(
        "insert into tags (workspace_id, repository_key, name, sha, is_annotated, tagged_at, seen_at)"
        " select $1, $2, 'live', sha, false, $4, $4 from unnest($3::bytea[]) n (sha) where sha <> $5",
        shop.workspace, shop.shop.repository_key, [sha(1), sha(2)], at(9), sha(2),
    )  # fmt: skip
    await shop.owner.execute("update tags set gone_at = $2 where workspace_id = $1", shop.workspace, at(10))
    await shop.owner.execute(
        "insert into tags (workspace_id, repository_key, name, sha, is_annotated, tagged_at, seen_at)"
        " values ($1, $2, 'live', $3, false, $4, $4)",
        shop.workspace, shop.shop.repository_key, sha(2), at(10),
    )  # fmt: skip
    (moved,) = await warnings(counts=Counts.TAGS, names=["live"])
    assert moved == "The tag live was moved: each of the 2 commits it led to counts as a deployment."


async def test_runs_on_other_branches_are_pointed_out(context: Context, admin: Viewer, shop: Shop) -> None:
    await shop.owner.execute("update repositories set default_branch = 'main' where key = $1", shop.shop.repository_key)
    one = await side(context, admin, document(counts=Counts.RUNS, names=["ci"]))
    assert one.deployments.warnings == ["6 of 6 ran on other branches than the default one: topic."]


async def test_rules_that_are_kept_are_counted_by_at_once_and_in_the_book(
    context: Context, admin: Viewer, shop: Shop
) -> None:
    before = await rules_service.get_rules(context, admin)
    assert (before.version, before.counted_version, before.made_by) == (0, 0, None)
    wish = document(counts=Counts.RUNS, names=["deploy"])
    found = await rules_service.set_rules(context, admin, NewRules(document=wish, base_version=0, note="Runs deploy."))
    assert (found.version, found.counted_version, found.made_by, found.note) == (1, 1, "Test owner", "Runs deploy.")
    assert [row["source"] for row in await counted(shop.owner, shop.workspace)] == ["run", "run"]
    assert (await live(shop.owner, shop.workspace))["!3", SHOP] is not None
    assert any(isinstance(one, GenerateSnapshots) for one in context.jobs.taken)  # type: ignore[attr-defined]  # the double's
    book = await shop.owner.fetchval(
        "select count(*) from audit_events where workspace_id = $1 and content like '%delivery_rules.changed%'",
        shop.workspace,
    )
    assert book == 1
    again = await rules_service.set_rules(context, admin, NewRules(document=RulesDocument(), base_version=1))
    assert (again.version, (await rules_service.get_rules(context, admin, 1)).document) == (2, wish)
    versions = await rules_service.list_versions(context, admin, cursor=None, limit=1)
    assert [one.version for one in versions.items] == [2]
    rest = await rules_service.list_versions(context, admin, cursor=versions.next_cursor, limit=1)
    assert ([one.version for one in rest.items], rest.next_cursor) == ([1], None)
    with pytest.raises(Unknown, match="no version 9"):
        await rules_service.get_rules(context, admin, 9)


async def test_whoever_comes_second_hears_who_was_first(context: Context, admin: Viewer, shop: Shop) -> None:
    assert shop.workspace == admin.workspace_id
    await rules_service.set_rules(context, admin, NewRules(document=RulesDocument(), base_version=0))
    with pytest.raises(Conflict, match="Test owner changed the rules to version 1 on 2026-05-20 12:30 UTC"):
        await rules_service.set_rules(context, admin, NewRules(document=document(), base_version=0))
    with pytest.raises(Conflict, match="no version 7 of the rules yet"):
        await rules_service.set_rules(context, admin, NewRules(document=document(), base_version=7))


async def test_a_service_keeps_its_id_and_makes_sense(context: Context, admin: Viewer, shop: Shop) -> None:
    repository = UUID(
        str(await shop.owner.fetchval("select id from repositories where key = $1", shop.shop.repository_key))
    )

    def services(*rules: ServiceRule) -> NewRules:
        return NewRules(document=RulesDocument(services=list(rules)), base_version=0)

    pay = ServiceRule(name="Pay", members=[ServiceMember(repository_id=repository, paths=["pay/**"])])
    whole = ServiceRule(name="Shop", members=[ServiceMember(repository_id=repository)])
    for wrong, error, words in (
        (services(pay, pay), Unusable, "Two services would be called 'pay'"),
        (services(whole, replace_name(whole, "Other")), Unusable, "whole in two services"),
        (services(replace_name(pay, "x", id=uuid4())), Unknown, "no service"),
        (services(ServiceRule(name="x", members=[ServiceMember(repository_id=uuid4())])), Unknown, "no repository"),
        (
            NewRules(document=RulesDocument(incidents=IncidentRule(trackers=[uuid4()])), base_version=0),
            Unknown,
            "tracker",
        ),
    ):
        with pytest.raises(error, match=words):
            await rules_service.set_rules(context, admin, wrong)
    found = await rules_service.set_rules(context, admin, services(pay, whole))
    first, second = found.document.services
    assert first.id is not None
    assert {row["service"] for row in await counted(shop.owner, shop.workspace)} == {"Pay", "Shop"}
    again = NewRules(document=RulesDocument(services=[second]), base_version=1)
    assert (await rules_service.set_rules(context, admin, again)).document.services[0].id == second.id


def replace_name(rule: ServiceRule, name: str, **more: Any) -> ServiceRule:
    return rule.model_copy(update={"name": name, **more})


async def test_something_is_suggested_where_nothing_is_deployed(context: Context, admin: Viewer, shop: Shop) -> None:
    await shop.put(shop.shop, *(Gone("deployment", f"d{number}", at(100)) for number in (2, 4)))
    await shop.link()
    found = await rules_preview.suggestions(context, replace(admin))
    assert [(one.repository, one.rule.counts, one.rule.names, one.n) for one in found] == [
        (SHOP, Counts.RUNS, ["Deploy"], 2)
    ]
    assert found[0].says == "Runs of Deploy look like deployments: 2 of them."
