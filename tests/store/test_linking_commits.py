"""Commits and the pull requests they came with, in histories that git itself wrote."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio
from tests.linking import Shelf, a_commit, a_pull
from tests.repositories import ADA, GRACE, Scripted
from tests.syncing import Syncing

from aexy.kernel.activity import PullRequest, Who
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.postgres import Connection, Database

WROTE = 1_709_542_800
MERGED = datetime.fromtimestamp(WROTE + 86_400, UTC)
AT_MERGE = f"{WROTE + 86_400} +0000"


@pytest_asyncio.fixture
async def repo(tmp_path: Path) -> Scripted:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("Begin\n", {"a": "1\n"})
    return repo


@pytest_asyncio.fixture
async def syncing(database: Database, workspace: WorkspaceId, repo: Scripted, tmp_path: Path) -> Syncing:
    return await Syncing.add(database, workspace, repo.path, tmp_path / "reading.git")


@pytest_asyncio.fixture
async def shelf(database: Database, owner: Connection, workspace: WorkspaceId, syncing: Syncing) -> Shelf:
    shop = Place("github", "github.com", syncing.key, external_id="Rshop")
    return Shelf(database, owner, workspace, shop, shop, shop)


def merged(number: int = 12, merge_sha: str | None = None) -> PullRequest:
    return a_pull(
        number, opened_at=MERGED - timedelta(days=1), closed_at=MERGED, merged_at=MERGED,
        merge_sha=bytes.fromhex(merge_sha) if merge_sha else None,
    )  # fmt: skip


def wrote(who: str = ADA) -> Who:
    return Who("git", who)


async def test_members_and_the_merge_that_brought_them(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    repo.branch("side")
    one = repo.commit("One\n", {"b": "1\n"})
    repo.go("main")
    repo.commit("Meanwhile\n", {"c": "1\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge pull request #12", "side")
    await syncing.sync()
    await shelf.put(shelf.shop, merged(12, repo.git("rev-parse", "HEAD")), a_commit(12, bytes.fromhex(one)))
    assert (await shelf.link()).rows == {"commit_pull_requests": 2}
    assert await shelf.commits() == [("!12", "Merge pull request #12", "merge"), ("!12", "One", "member")]
    assert not (await shelf.link()).changed


async def test_a_squash_by_the_providers_word_and_by_its_number(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    told = repo.commit("Cards\n", {"b": "1\n"}, committed=AT_MERGE)
    repo.commit("Invoices (#13)\n", {"c": "1\n"}, committed=AT_MERGE)
    repo.commit("See (#14) here\n", {"d": "1\n"}, committed=AT_MERGE)
    repo.commit('Revert "Refunds (#15)"\n', {"e": "1\n"}, committed=AT_MERGE)
    await syncing.sync()
    for pull in (merged(12, told), merged(13), merged(14), merged(15)):
        await shelf.put(shelf.shop, pull, a_commit(pull.number, bytes([pull.number]) * 20, subject="Start"))
    await shelf.link()
    assert await shelf.commits() == [("!12", "Cards", "squash"), ("!13", "Invoices (#13)", "squash")]


async def test_a_number_on_a_branch_twice_or_long_after_is_no_squash(
    shelf: Shelf, syncing: Syncing, repo: Scripted
) -> None:
    repo.commit("Twice (#13)\n", {"b": "1\n"}, committed=AT_MERGE)
    repo.commit("Twice (#13)\n", {"b": "2\n"}, committed=AT_MERGE)
    repo.commit("Late (#14)\n", {"b": "3\n"}, committed=f"{WROTE + 40 * 86_400} +0000")
    repo.branch("side")
    repo.commit("Copied (#15)\n", {"c": "1\n"}, committed=AT_MERGE)
    repo.go("main")
    repo.commit("Meanwhile\n", {"d": "1\n"}, committed=AT_MERGE)
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
    await syncing.sync()
    await shelf.put(shelf.shop, merged(13), merged(14), merged(15), a_pull(16, title="Open"))
    await shelf.link()
    assert await shelf.commits() == []


async def test_rebased_commits_are_known_by_author_time_and_first_line(
    shelf: Shelf, syncing: Syncing, repo: Scripted
) -> None:
    for number, subject in enumerate(("One", "Two")):
        repo.commit(f"{subject}\n", {"b": subject}, author=GRACE, at=f"{WROTE + number} +0100", committed=AT_MERGE)
    last = repo.git("rev-parse", "HEAD")
    await syncing.sync()
    at = [datetime.fromtimestamp(WROTE + number, UTC) for number in range(2)]
    await shelf.put(
        shelf.shop, merged(12, last),
        a_commit(12, b"\1" * 20, author=wrote(GRACE), authored_at=at[0], subject="One"),
        a_commit(12, b"\2" * 20, author=wrote(GRACE), authored_at=at[1], subject="Two"),
        a_commit(12, b"\3" * 20, author=wrote(ADA), authored_at=at[0], subject="One"),
    )  # fmt: skip
    await shelf.link()
    assert await shelf.commits() == [("!12", "One", "rebase"), ("!12", "Two", "rebase")]


async def test_nothing_is_guessed_where_two_would_do(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    for number, content in enumerate("abc"):
        repo.commit(f"Same {min(number, 1)}\n", {"b": content}, at=f"{WROTE} +0100", committed=AT_MERGE)
    await syncing.sync()
    written = datetime.fromtimestamp(WROTE, UTC)
    for number in (12, 13):
        commit = a_commit(number, bytes([number]) * 20, author=wrote(), authored_at=written, subject="Same 0")
        await shelf.put(shelf.shop, merged(number), commit)
    twice = a_commit(14, b"\7" * 20, author=wrote(), authored_at=written, subject="Same 1")
    await shelf.put(shelf.shop, merged(14), twice)
    await shelf.link()
    assert await shelf.commits() == []


async def test_what_is_not_merged_any_more_loses_its_merge(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    sha = repo.commit("Cards\n", {"b": "1\n"}, committed=AT_MERGE)
    await syncing.sync()
    await shelf.put(shelf.shop, merged(12, sha))
    assert (await shelf.link(syncing.key)).changed
    await shelf.put(shelf.shop, a_pull(12, version=9))
    assert (await shelf.link(syncing.key)).rows == {"commit_pull_requests": 1}
    assert await shelf.commits() == []
