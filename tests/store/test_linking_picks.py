"""Changes that were copied to other branches, or taken back, in histories that git itself wrote."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest_asyncio
from tests.linking import Shelf, a_commit, a_pull
from tests.repositories import Scripted, numbered
from tests.syncing import Syncing

from aexy.kernel.activity import Deployment, PullRequest
from aexy.kernel.delivery.rules import DeploymentRule, IncidentRule, Service
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.delivery.suspects import read_changes
from aexy.store.linking import Revert, read_reverts
from aexy.store.postgres import Connection, Database

WROTE = 1_709_542_800
MERGED = datetime.fromtimestamp(WROTE + 86_400, UTC)
NEXT_DAY = f"{WROTE + 86_400} +0000"
LATER = f"{WROTE + 2 * 86_400} +0000"
PICK = ("cherry-pick", "--allow-empty")


@pytest_asyncio.fixture
async def repo(tmp_path: Path) -> Scripted:
    """A release branch on which the lines of `a` stand seven lines lower than on main."""
    repo = Scripted.create(tmp_path / "source")
    repo.commit("Begin\n", {"a": numbered(30)})
    repo.branch("release")
    repo.commit("Drift\n", {"a": "new\n" * 7 + numbered(30)})
    repo.go("main")
    return repo


@pytest_asyncio.fixture
async def syncing(database: Database, workspace: WorkspaceId, repo: Scripted, tmp_path: Path) -> Syncing:
    return await Syncing.add(database, workspace, repo.path, tmp_path / "reading.git")


@pytest_asyncio.fixture
async def shelf(database: Database, owner: Connection, workspace: WorkspaceId, syncing: Syncing) -> Shelf:
    await owner.execute("update repositories set owner = 'acme', name = 'Shop' where key = $1", syncing.key)
    shop = Place("github", "github.com", syncing.key, external_id="Rshop")
    return Shelf(database, owner, workspace, shop, shop, shop)


def merged(number: int = 12, merge_sha: str | None = None, merge_method: str | None = None) -> PullRequest:
    return a_pull(
        number, opened_at=MERGED - timedelta(days=1), closed_at=MERGED, merged_at=MERGED,
        merge_sha=bytes.fromhex(merge_sha) if merge_sha else None, merge_method=merge_method,
    )  # fmt: skip


def fix(
    repo: Scripted, line: int = 20, message: str = "Fix it (#12)\n", *, at: str = NEXT_DAY, committed: str | None = None
) -> str:
    text = (repo.path / "a").read_text().replace(f"line {line}\n", f"fixed {line}\n")
    return repo.commit(message, {"a": text}, at=at, committed=committed)


def pick(repo: Scripted, sha: str, *how: str, onto: str = "release", at: str = LATER) -> str:
    repo.go(onto)
    repo.git(*PICK, *how, sha, GIT_COMMITTER_DATE=at)
    copy = repo.git("rev-parse", "HEAD")
    repo.go("main")
    return copy


async def picked(shelf: Shelf, syncing: Syncing) -> list[tuple[str, str]]:
    """`(pull request, branch commit)` of each copy, once everything is read."""
    await syncing.sync()
    await syncing.read_patches()
    await shelf.link()
    found = await shelf.owner.fetch(
        """
        select '!' || p.number, encode(c.sha, 'hex')
        from commit_pull_requests l
        join pull_requests p on p.key = l.pull_key
        join commits c on c.key = l.commit_key
        where l.workspace_id = $1
          and l.evidence = 'cherry_pick'
        order by 1, c.committed_at, 2
        """,
        shelf.workspace,
    )
    return [tuple(row) for row in found]


async def test_a_squash_that_was_picked_onto_a_release(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    sha = fix(repo)
    copy = pick(repo, sha)
    await shelf.put(shelf.shop, merged(12, sha))
    assert await picked(shelf, syncing) == [("!12", copy)]
    assert not (await shelf.link()).changed
    # Linked the other way round, from what was loaded last, it is the same.
    await shelf.put(shelf.shop, a_pull(12, version=9))
    assert await picked(shelf, syncing) == []


async def test_each_copy_counts_and_main_itself_has_none(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    repo.branch("old", "release")
    repo.go("main")
    sha = fix(repo)
    one, two = pick(repo, sha), pick(repo, sha, onto="old", at=f"{WROTE + 3 * 86_400} +0000")
    repo.commit("Take it back\n", {"a": numbered(30)}, at=LATER)
    fix(repo, message="Once more\n", at=LATER)
    await shelf.put(shelf.shop, merged(12, sha))
    assert await picked(shelf, syncing) == [("!12", one), ("!12", two)]


async def test_a_rebased_commit_and_the_only_one_of_a_branch(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    rebased = fix(repo, 3, "Rebased\n")
    repo.branch("topic")
    only = fix(repo, 9, "Only\n", at=f"{WROTE} +0000", committed=f"{WROTE + 3600} +0000")
    repo.go("main")
    repo.commit("Meanwhile\n", {"b": "1\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "topic")
    copies = [pick(repo, rebased), pick(repo, only)]
    await shelf.put(
        shelf.shop,
        merged(12, rebased, merge_method="rebase"), a_commit(12, b"\1" * 20, subject="Rebased"),
        merged(13, repo.git("rev-parse", "HEAD")), a_commit(13, bytes.fromhex(only)),
    )  # fmt: skip
    assert await picked(shelf, syncing) == [("!12", copies[0]), ("!13", copies[1])]


async def test_one_of_several_commits_is_not_the_pull_request(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    repo.branch("topic")
    one, two = fix(repo, 3, "One\n"), fix(repo, 9, "Two\n")
    repo.go("main")
    repo.commit("Meanwhile\n", {"b": "1\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "topic")
    pick(repo, one, "-x")
    await shelf.put(
        shelf.shop, merged(12, repo.git("rev-parse", "HEAD")),
        a_commit(12, bytes.fromhex(one)), a_commit(12, bytes.fromhex(two), position=1),
        # Of this one a commit is not here any more.
        merged(13), a_commit(13, bytes.fromhex(one)), a_commit(13, b"\7" * 20, position=1),
    )  # fmt: skip
    assert await picked(shelf, syncing) == []
    repo.go("release")
    text = (repo.path / "a").read_text().replace("line 9\n", "fixed 9\n").replace("line 3\n", "fixed 3\n")
    message = f"Both\n\n(cherry picked from commit {one})\n(cherry picked from commit {two})\n"
    both = repo.commit(message, {"a": text + "resolved\n"}, at=LATER)
    assert await picked(shelf, syncing) == [("!12", both)]


async def test_a_resolved_conflict_is_known_by_what_the_message_says_only(
    shelf: Shelf, syncing: Syncing, repo: Scripted
) -> None:
    told, silent = fix(repo, 3, "Told (#12)\n"), fix(repo, 20, "Silent (#13)\n")
    repo.go("release")
    text = (repo.path / "a").read_text()
    one = repo.commit(
        f"Told\n\n(cherry picked from commit {told[:12]})\n", {"a": text.replace("line 3\n", "ours 3\n")}, at=LATER
    )
    repo.commit("Silent\n", {"a": text.replace("line 20\n", "ours 20\n")}, at=LATER)
    await shelf.put(shelf.shop, merged(12, told), merged(13, silent))
    assert await picked(shelf, syncing) == [("!12", one)]


async def test_a_merge_that_was_picked_says_so_itself(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    repo.branch("topic")
    commits = [fix(repo, 3, "One\n"), fix(repo, 9, "Two\n")]
    repo.go("main")
    repo.commit("Meanwhile\n", {"b": "1\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "topic")
    merge = repo.git("rev-parse", "HEAD")
    copy = pick(repo, merge, "-x", "-m", "1")
    await shelf.put(
        shelf.shop, merged(12, merge),
        *(a_commit(12, bytes.fromhex(sha), position=at) for at, sha in enumerate(commits)),
    )  # fmt: skip
    assert await picked(shelf, syncing) == [("!12", copy)]


async def test_what_was_there_before_is_no_copy(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    sha = fix(repo)
    pick(repo, sha, at=f"{WROTE} +0000")
    await shelf.put(shelf.shop, merged(12, sha))
    assert await picked(shelf, syncing) == []


async def test_the_same_change_of_two_pull_requests_is_nobodys_but_a_pick_of_one(
    shelf: Shelf, syncing: Syncing, repo: Scripted
) -> None:
    """A version is raised, lowered, and raised again."""
    one = repo.commit("Version 2 (#12)\n", {"version": "2\n"}, at=NEXT_DAY)
    repo.commit("Version 1 (#13)\n", {"version": None}, at=f"{WROTE + 90_000} +0000")
    two = repo.commit("Version 2 again (#14)\n", {"version": "2\n"}, at=f"{WROTE + 95_000} +0000")
    repo.go("release")
    repo.commit("Raise it\n", {"version": "2\n"}, at=LATER)
    repo.go("main")
    await shelf.put(shelf.shop, merged(12, one), merged(14, two))
    assert await picked(shelf, syncing) == []
    repo.branch("other", "release~1")
    copy = pick(repo, two, onto="other")
    assert await picked(shelf, syncing) == [("!14", copy)]


async def test_a_backport_with_a_pull_request_of_its_own_counts_for_both_only_when_git_made_it(
    shelf: Shelf, syncing: Syncing, repo: Scripted
) -> None:
    by_git, by_hand = fix(repo, 3, "One (#12)\n"), fix(repo, 20, "Two (#13)\n")
    copy = pick(repo, by_git)
    repo.go("release")
    again = fix(repo, 20, "Two for the release (#21)\n", at=LATER)
    await shelf.put(
        shelf.shop, merged(12, by_git), merged(13, by_hand), merged(20, copy), merged(21, again),
    )  # fmt: skip
    assert await picked(shelf, syncing) == [("!12", copy)]


async def test_a_copy_brings_the_pull_request_where_it_is_deployed(
    shelf: Shelf, syncing: Syncing, repo: Scripted
) -> None:
    sha = fix(repo)
    before = repo.git("rev-parse", "release")
    copy = pick(repo, sha)

    def deployed(name: str, of: str, days: int) -> Deployment:
        return Deployment(
            name, MERGED, "production", "production", created_at=MERGED + timedelta(days=days), status="success",
            finished_at=MERGED + timedelta(days=days), sha=bytes.fromhex(of),
        )  # fmt: skip

    await shelf.put(shelf.shop, merged(12, sha), deployed("first", before, -2), deployed("second", copy, 3))
    await picked(shelf, syncing)
    live = await shelf.owner.fetch(
        """
        select p.number, f.external_id
        from deliveries l
        join pull_requests p on p.key = l.pull_key
        join counted_deployments d on d.key = l.deployment_key
        join deployments f on f.key::text = d.source_id
        where l.workspace_id = $1
        """,
        shelf.workspace,
    )
    assert [tuple(row) for row in live] == [(12, "second")]
    marked = await shelf.owner.fetch("select day from dirty_days where workspace_id = $1", shelf.workspace)
    # The day on which it went live is counted again.
    assert (MERGED + timedelta(days=3)).date() in {row["day"] for row in marked}


async def test_reverts_say_what_they_take_back(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    one, two = fix(repo, 3, "One (#12)\n"), fix(repo, 9, "Two (#13)\n")
    back = repo.commit(f'Revert "One" (#20)\n\nThis reverts commit {one[:9]}.\n', {"a": "1\n"}, at=LATER)
    named = repo.commit('Revert "Two" (#21)\n\nReverts Acme/shop#13\n', {"a": "2\n"}, at=LATER)
    elsewhere = repo.commit(f'Revert "x"\n\nReverts acme/web#13\n\nThis reverts commit {"9" * 40}.\n', {"a": "3\n"})
    again = repo.commit(f'Revert "Revert "One""\n\nThis reverts commit {back}.\n', {"a": "4\n"}, at=LATER)
    await shelf.put(shelf.shop, merged(12, one), merged(13, two), merged(20, back), merged(21, named))
    await picked(shelf, syncing)
    keys = {row["sha"].hex(): row["key"] for row in await shelf.owner.fetch("select sha, key from commits")}
    pulls = dict(await shelf.owner.fetch("select number, key from pull_requests"))
    async with shelf.database.workspace(shelf.workspace) as connection:
        found = set(await read_reverts(connection, shelf.workspace, [syncing.key]))
    repository = int(syncing.key)
    assert found == {
        Revert(keys[back], repository, pulls[20], keys[one], pulls[12], is_revert=True),
        Revert(keys[named], repository, pulls[21], None, pulls[13], is_revert=True),
        Revert(keys[elsewhere], repository, None, None, None, is_revert=True),
        Revert(keys[again], repository, None, keys[back], pulls[20], is_revert=False),
    }


async def test_a_pull_request_takes_back_what_its_commit_says(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    """Also where its own text says nothing, and its title is that of another."""
    one = fix(repo, 3, "One (#12)\n")
    back = repo.commit(f'Revert "One" (#20)\n\nThis reverts commit {one}.\n', {"a": "1\n"}, at=LATER)
    await shelf.put(
        shelf.shop, merged(12, one)._replace(title="The first"), merged(13)._replace(title="One"),
        merged(20, back)._replace(title='Revert "One"', merged_at=MERGED + timedelta(days=1)),
    )  # fmt: skip
    await picked(shelf, syncing)
    pulls = dict(await shelf.owner.fetch("select number, key from pull_requests"))
    service = Service(UUID(int=1), "Shop", {syncing.key: ()}, DeploymentRule(), IncidentRule(reverts=True))
    async with shelf.database.workspace(shelf.workspace) as connection:
        found = await read_changes(connection, shelf.workspace, [service])
    assert [each.takes_back for each in found] == [pulls[12]]


async def test_patches_and_references_go_with_their_commits(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    fix(repo, message=f"Fix\n\n(cherry picked from commit {'1' * 40})\n")
    await picked(shelf, syncing)
    await shelf.owner.execute("delete from repositories where key = $1", syncing.key)
    for table in ("commit_patches", "commit_references"):
        assert await shelf.owner.fetchval(f"select count(*) from {table} where workspace_id = $1", shelf.workspace) == 0  # noqa: S608 - one of two


async def test_a_merge_and_a_commit_cut_off_have_no_patch(syncing: Syncing, repo: Scripted) -> None:
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "release")
    await syncing.sync()
    assert await syncing.read_patches() == 2
    assert await syncing.read_patches() == 0
