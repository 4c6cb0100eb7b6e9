"""Pull requests and issues: each kind of evidence, what is none, and what is taken back."""

import pytest
import pytest_asyncio
from tests.activity import NOW, add_repository, at, sha
from tests.linking import Shelf, a_commit, a_pull, an_issue

from aexy.kernel.activity import Gone, IssueLink, Reference, Whole
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.activity import Place
from aexy.store.postgres import Connection, Database


@pytest_asyncio.fixture
async def shelf(database: Database, owner: Connection, workspace: WorkspaceId) -> Shelf:
    return await Shelf.make(database, owner, workspace)


async def test_each_kind_of_text_is_its_own_evidence(shelf: Shelf) -> None:
    await shelf.put(shelf.jira, an_issue("PAY-12"))
    await shelf.put(
        shelf.shop,
        a_pull(1, head_ref="ana/pay-12-card"), a_pull(2, title="PAY-12: cards"), a_pull(3, body="Fixes PAY-12."),
        a_pull(4), a_commit(4, sha(7), subject="Cards for PAY-12"), a_pull(5, body="Nothing of the kind"),
    )  # fmt: skip
    assert (await shelf.link()).rows == {"pull_request_issues": 4}
    assert await shelf.issues() == [
        ("!1", "PAY-12", "branch", "ana/pay-12-card"),
        ("!2", "PAY-12", "title", "PAY-12"),
        ("!3", "PAY-12", "body", "Fixes PAY-12"),
        ("!4", "PAY-12", "commit", "0000000000: PAY-12"),
    ]
    assert not (await shelf.link()).changed


async def test_numbers_and_addresses_lead_to_the_issues_of_repositories(shelf: Shelf) -> None:
    api = Place("github", "github.com", await add_repository(shelf.owner, shelf.workspace, "api"), external_id="Rapi")
    await shelf.put(shelf.shop, an_issue("#12", "Rshop#12", url="https://github.com/acme/shop/issues/12"))
    await shelf.put(api, an_issue("#12", "Rapi#12", url="https://github.com/acme/api/issues/12"))
    await shelf.put(
        shelf.shop,
        a_pull(1, title="Cards (#12)"), a_pull(2, body="closes Acme/API#12"), a_pull(3, body="other/api#12"),
        a_pull(4, body="See https://github.com/acme/api/issues/12#issuecomment-3."),
        a_pull(5, head_ref="fix/#12-cards"), a_pull(6, body="https://github.com/acme/shop/issues/123"),
    )  # fmt: skip
    await shelf.link()
    assert [row[:3] for row in await shelf.issues()] == [
        ("!1", "#12", "title"), ("!2", "#12", "body"), ("!4", "#12", "body"), ("!5", "#12", "branch"),
    ]  # fmt: skip
    of_api = await shelf.owner.fetch(
        "select p.number from pull_request_issues l join issues i on i.key = l.issue_key"
        " join pull_requests p on p.key = l.pull_key where i.external_id = 'Rapi#12' order by 1"
    )
    assert [row[0] for row in of_api] == [2, 4]


async def test_a_trackers_address_is_known_with_and_without_its_words(shelf: Shelf) -> None:
    await shelf.put(shelf.jira, an_issue("PAY-12", url="https://acme.atlassian.net/browse/PAY-12"))
    await shelf.put(shelf.linear, an_issue("OPS-3", url="https://linear.app/acme/issue/OPS-3/restart-the-queue"))
    await shelf.put(
        shelf.shop,
        a_pull(1, body="https://acme.atlassian.net/browse/PAY-12?focusedId=1"),
        a_pull(2, body="https://linear.app/acme/issue/OPS-3"),
        a_pull(3, body="https://other.atlassian.net/browse/PAY-12 https://linear.app/acme/issue/OPS-33/x"),
    )
    await shelf.link()
    assert [row[:2] for row in await shelf.issues()] == [("!1", "PAY-12"), ("!2", "OPS-3")]


async def test_what_providers_and_trackers_say_counts_as_they_say_it(shelf: Shelf) -> None:
    await shelf.put(shelf.shop, an_issue("#12", "Rshop#12"), a_pull(1), Reference(1, "Rshop#12", "closing_reference"))
    await shelf.put(
        shelf.jira, an_issue("PAY-12"), IssueLink("PAY-12", "https://github.com/acme/shop/pull/2"), an_issue("PAY-13"),
        IssueLink("PAY-13", "https://github.com/acme/shop/pull/3"),
    )  # fmt: skip
    await shelf.put(shelf.shop, a_pull(2, url="https://github.com/Acme/shop/pull/2"), a_pull(3))
    await shelf.owner.execute("update repositories set web_url = 'https://github.com/acme/shop'")
    await shelf.link()
    assert await shelf.issues() == [
        ("!1", "#12", "closing_reference", "Rshop#12"),
        ("!2", "PAY-12", "tracker", "https://github.com/acme/shop/pull/2"),
        ("!3", "PAY-13", "tracker", "https://github.com/acme/shop/pull/3"),
    ]
    await shelf.put(shelf.jira, an_issue("PAY-12", version=3), Whole("issue_links", "PAY-12", at(3)))
    assert (await shelf.link()).rows == {"pull_request_issues": 1}
    assert [row[0] for row in await shelf.issues()] == ["!1", "!3"]


@pytest.mark.parametrize(
    "words",
    [
        "Read UTF-8 and SHA-256", "CVE-2024-1234", "Since v1-2", "https://example.com/PAY-12/x", "9fPAY-12", "OTHER-12",
        "docs/PAY-12/a.md", "`PAY-12`", "<!-- PAY-12 -->", "PAY-123", "#12",
    ],
)  # fmt: skip
async def test_what_only_looks_like_a_key_links_nothing(shelf: Shelf, words: str) -> None:
    await shelf.put(shelf.jira, an_issue("PAY-12"), an_issue("V1-1"), an_issue("CVE-2023"))
    await shelf.put(shelf.shop, a_pull(1, body=words))
    assert not (await shelf.link()).changed


async def test_a_key_of_another_workspace_or_of_two_trackers_names_nothing(
    shelf: Shelf, owner: Connection, database: Database
) -> None:
    other = WorkspaceId(await owner.fetchval("insert into workspaces (slug, name) values ('x-1', 'X') returning id"))
    await (await Shelf.make(database, owner, other)).put(shelf.jira, an_issue("PAY-12"))
    await shelf.put(shelf.shop, a_pull(1, title="PAY-12"))
    assert not (await shelf.link()).changed
    await shelf.put(shelf.jira, an_issue("PAY-12"))
    assert (await shelf.link()).changed
    await shelf.put(shelf.linear, an_issue("PAY-12", "uuid"))
    await shelf.link()
    assert await shelf.issues() == []


async def test_a_link_appears_whichever_side_comes_last_and_goes_with_its_reason(shelf: Shelf) -> None:
    await shelf.put(shelf.shop, a_pull(1, title="PAY-12: cards", body="PAY-12"))
    assert not (await shelf.link()).changed
    await shelf.put(shelf.jira, an_issue("PAY-12"), an_issue("PAY-13"))
    await shelf.link()
    assert [row[1:3] for row in await shelf.issues()] == [("PAY-12", "body"), ("PAY-12", "title")]
    await shelf.put(shelf.shop, a_pull(1, 2, title="PAY-13: cards"))
    assert (await shelf.link()).rows == {"pull_request_issues": 2}
    assert [row[1:3] for row in await shelf.issues()] == [("PAY-12", "body"), ("PAY-13", "title")]
    await shelf.put(shelf.jira, Gone("issue", "PAY-12", NOW))
    await shelf.link()
    assert [row[1:3] for row in await shelf.issues()] == [("PAY-13", "title")]


async def test_a_link_made_by_hand_stays_and_only_the_asked_repositories_are_touched(shelf: Shelf) -> None:
    api = await add_repository(shelf.owner, shelf.workspace, "api")
    await shelf.put(shelf.jira, an_issue("PAY-12"))
    await shelf.put(shelf.shop, a_pull(1), a_pull(2, title="PAY-12"))
    await shelf.owner.execute(
        "insert into pull_request_issues (workspace_id, pull_key, issue_key, evidence)"
        " select p.workspace_id, p.key, i.key, 'manual' from pull_requests p, issues i"
        " where p.number = 1 and p.workspace_id = $1 and i.workspace_id = $1",
        shelf.workspace,
    )
    assert not (await shelf.link(api)).changed
    assert (await shelf.link(RepositoryKey(shelf.shop.repository_key or 0))).changed
    assert [row[:3] for row in await shelf.issues()] == [("!1", "PAY-12", "manual"), ("!2", "PAY-12", "title")]


async def test_what_is_linked_anew_makes_kept_answers_old(shelf: Shelf) -> None:
    version = "select data_version from workspaces where id = $1"
    await shelf.put(shelf.jira, an_issue("PAY-12"))
    await shelf.put(shelf.shop, a_pull(1, title="PAY-12"))
    before = await shelf.owner.fetchval(version, shelf.workspace)
    await shelf.link()
    await shelf.link()
    assert await shelf.owner.fetchval(version, shelf.workspace) == before + 1
