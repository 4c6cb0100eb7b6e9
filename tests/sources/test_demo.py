"""The made-up organization is the same for the same seed, and has the traits that make numbers worth looking at."""

import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import chain

import pytest

from aexy.kernel.automata import kind_of
from aexy.kernel.commits import CommitRecord
from aexy.kernel.errors import Unusable
from aexy.kernel.identity import Identity, people
from aexy.kernel.mailmap import Mailmap
from aexy.kernel.traits import Traits, traits
from aexy.sources.demo.calendar import days_since_epoch, easter, holidays, offset_on
from aexy.sources.demo.clerk import Clerk
from aexy.sources.demo.history import history
from aexy.sources.demo.operations import Deployment, Incident, Operations
from aexy.sources.demo.organization import Organization, Size, found, mailmap
from aexy.sources.demo.pages import Pages
from aexy.sources.demo.review import PullRequest
from aexy.sources.demo.vocabulary import regions

ENDS_ON = date(2026, 3, 2)
SMALL = Size(ends_on=ENDS_ON, developers=40, commits=1_200, seed=7)
PINNED = "0ca1799dd79982dfe218b1969a8fba9ae5004bcc104b846702ac12e70d4161f6"


@pytest.fixture(scope="module")
def organization() -> Organization:
    return found(Size(ends_on=ENDS_ON))


@pytest.fixture(scope="module")
def commits(organization: Organization) -> dict[str, list[CommitRecord]]:
    return {
        each.full_name: [commit for delivery in history(organization, each) for commit in delivery.commits]
        for each in organization.repositories
    }


@pytest.fixture(scope="module")
def everything(commits: dict[str, list[CommitRecord]]) -> list[CommitRecord]:
    return [commit for each in commits.values() for commit in each]


@pytest.fixture(scope="module")
def read(everything: list[CommitRecord]) -> list[tuple[CommitRecord, Traits]]:
    return [(commit, traits(commit)) for commit in everything]


def _digest(size: Size) -> str:
    organization = found(size)
    digest = sha256()
    for repository in organization.repositories:
        pages, clerk = Pages(), Clerk(organization, repository)
        for delivery in history(organization, repository):
            digest.update(repr(delivery).encode())
            for page in pages.add(clerk.after(delivery)):
                digest.update(page.digest)
        for page in chain(pages.add(clerk.finish()), pages.finish()):
            digest.update(page.digest)
    return digest.hexdigest()


def test_the_same_seed_makes_the_same_bytes() -> None:
    assert _digest(SMALL) == _digest(SMALL)


def test_these_bytes_are_the_ones_every_machine_makes() -> None:
    """The digest changes only when somebody changes the story; then write the new one here."""
    assert _digest(SMALL) == PINNED


def test_another_seed_or_another_day_makes_another_organization() -> None:
    names = {each.name for each in found(SMALL).people}
    assert names != {each.name for each in found(Size(ends_on=ENDS_ON, developers=40, commits=1_200, seed=8)).people}
    later = Size(ends_on=ENDS_ON + timedelta(days=1), developers=40, commits=1_200, seed=7)
    assert _digest(later) != _digest(SMALL)


@pytest.mark.parametrize(("developers", "commits"), [(3, 1_000), (1_001, 1_000), (20, 99), (20, 2_000_001)])
def test_a_size_that_cannot_be_made_is_refused_with_the_limits(developers: int, commits: int) -> None:
    with pytest.raises(Unusable, match="Choose between"):
        Size(ends_on=ENDS_ON, developers=developers, commits=commits)


def test_it_makes_about_as_many_commits_as_were_asked_for(everything: list[CommitRecord]) -> None:
    distinct = {commit.sha for commit in everything}
    assert abs(len(distinct) - 15_000) < 750


def test_no_sha_comes_twice_in_a_repository_and_no_path_twice_in_a_commit(
    commits: dict[str, list[CommitRecord]],
) -> None:
    for each in commits.values():
        assert len({commit.sha for commit in each}) == len(each)
        for commit in each:
            assert commit.files
            assert len({change.path for change in commit.files}) == len(commit.files)


def test_everything_happens_within_the_104_weeks(everything: list[CommitRecord]) -> None:
    end = days_since_epoch(ENDS_ON) * 86_400
    for commit in everything:
        assert commit.author.at is not None
        assert end - 730 * 86_400 < commit.author.at < end


def test_clocks_follow_the_season_of_each_place(everything: list[CommitRecord], organization: Organization) -> None:
    offsets: dict[str, set[int]] = {}
    for commit in everything:
        offsets.setdefault(commit.author.email, set()).add(commit.author.offset_minutes)
    by_daylight = {each.region.daylight: offsets.get(each.email, set()) for each in organization.people}
    assert {len(found) for place, found in by_daylight.items() if place in {"europe", "america"}} == {2}
    assert len(by_daylight["none"]) == 1


def test_nearly_nobody_works_on_public_holidays(everything: list[CommitRecord], organization: Organization) -> None:
    region_of = {each.email: each.region for each in organization.people}
    off = {each.key: holidays(each, range(2024, 2027)) for each in regions()}
    humans = [commit for commit in everything if commit.author.email in region_of and commit.author == commit.committer]
    worked = [commit for commit in humans if _local(commit).date() in off[region_of[commit.author.email].key]]
    assert len(humans) > 3_000
    assert len(worked) < len(humans) // 100


def test_one_person_works_late_and_most_do_not(everything: list[CommitRecord], organization: Organization) -> None:
    late = next(each for each in organization.people if each.works_late)
    nights: Counter[bool] = Counter()
    others: Counter[bool] = Counter()
    for commit in everything:
        if commit.author.at == commit.committer.at and not traits(commit).subject.endswith(")"):
            tally = nights if commit.author.email == late.email else others
            tally[not 6 <= _local(commit).hour < 22] += 1
    assert nights[True] / nights.total() > 0.1
    assert others[True] / others.total() < 0.02


def test_a_leaver_leaves_joiners_join_and_one_changes_teams(
    everything: list[CommitRecord], organization: Organization
) -> None:
    leaver, mover, joiner = organization.people[3], organization.people[4], organization.people[7]
    assert leaver.until < 728 < joiner.until + 1
    assert len({stint.team for stint in mover.stints}) == 2
    start = (days_since_epoch(ENDS_ON) - 728) * 86_400
    last = max(commit.author.at or 0 for commit in everything if commit.author.email == leaver.email)
    first = min(commit.author.at or 0 for commit in everything if commit.author.email == joiner.email)
    assert last < start + (leaver.until + 20) * 86_400
    assert first >= start + (joiner.since - 1) * 86_400


def test_the_crunch_is_loud_and_the_turn_of_the_year_is_quiet(everything: list[CommitRecord]) -> None:
    weeks = Counter(_local(commit).date().isocalendar()[:2] for commit in everything)
    usual = sorted(weeks.values())[len(weeks) // 2]
    assert weeks[2025, 1] + weeks[2024, 52] < usual
    assert max(weeks.values()) > 1.4 * usual


def test_bots_agents_assistants_and_co_authors_are_there(read: list[tuple[CommitRecord, Traits]]) -> None:
    kinds = Counter(kind_of(commit.author.name, commit.author.email) for commit, _ in read)
    assert kinds["bot"] > 300
    assert kinds["agent"] > 30
    assert kinds["human"] > 13_000
    assistants = {trait.assistant for _, trait in read if trait.assistant}
    assert len(assistants) > 2
    assert sum(1 for _, trait in read if trait.co_authors) > 100


def test_merges_squashes_and_reverts_are_there(read: list[tuple[CommitRecord, Traits]]) -> None:
    assert sum(1 for commit, _ in read if commit.parents == 2) > 800
    assert sum(1 for _, trait in read if not trait.hour_is_known) > 4_000
    assert sum(1 for _, trait in read if trait.is_revert) > 40


def test_every_commit_is_made_on_earlier_ones_and_a_merge_on_two(everything: list[CommitRecord]) -> None:
    told: set[bytes] = set()
    for commit in everything:
        assert told.issuperset(commit.parent_shas or ())
        told.add(commit.sha)
    assert sum(len(set(commit.parent_shas or ())) == 2 for commit in everything) > 800
    assert sum(not commit.parent_shas for commit in everything) < 15


def test_files_are_renamed_generated_locked_and_vendored_in_several_languages(everything: list[CommitRecord]) -> None:
    changes = [change for commit in everything for change in commit.files or ()]
    assert sum(1 for change in changes if change.old_path) > 150
    paths = {change.path for change in changes}
    assert any(path.startswith("vendor/") for path in paths)
    assert any(path.endswith(".pb.go") for path in paths)
    assert {"go.sum", "package-lock.json", "Cargo.lock"} <= paths
    assert len({path.rpartition(".")[2] for path in paths}) > 12


def test_a_fork_shares_the_first_half_of_the_originals_commits(
    commits: dict[str, list[CommitRecord]], organization: Organization
) -> None:
    fork = next(each for each in organization.repositories if each.fork_of is not None)
    assert fork.fork_of is not None
    original = organization.repositories[fork.fork_of]
    shared = {commit.sha for commit in commits[fork.full_name]} & {commit.sha for commit in commits[original.full_name]}
    assert len(shared) > 100
    assert len(commits[fork.full_name]) > len(shared)


def test_somebody_signs_with_two_addresses_which_the_mailmap_joins(
    everything: list[CommitRecord], organization: Organization
) -> None:
    somebody = organization.people[2]
    names = {(commit.author.name, commit.author.email) for commit in everything}
    assert {email for name, email in names if name == somebody.name} == {somebody.email, somebody.second_email}
    identities = [Identity(key, name, email) for key, (name, email) in enumerate(sorted(names))]
    everybody = people(identities, [Mailmap.parse(mailmap(organization))])
    assert [each.email for each in everybody if each.name == somebody.name] == [somebody.email]
    assert sum(1 for each in everybody if each.kind == "human") == 48


def _pulls(organization: Organization) -> Iterator[tuple[set[bytes], list[PullRequest]]]:
    for repository in organization.repositories:
        deliveries = list(history(organization, repository))
        shas = {commit.sha for delivery in deliveries for commit in delivery.commits}
        yield shas, [delivery.pull_request for delivery in deliveries if delivery.pull_request]


def test_pull_requests_agree_with_the_commits(organization: Organization) -> None:
    merged = closed = still_open = 0
    for shas, pulls in _pulls(organization):
        assert len({pull.number for pull in pulls}) == len(pulls)
        for pull in pulls:
            merged += pull.merged_at is not None
            closed += pull.closed_at is not None and pull.merged_at is None
            still_open += pull.closed_at is None
            assert pull.merge_sha is None or pull.merge_sha in shas
            assert (pull.merge_sha is None) == (pull.merged_at is None)
            assert pull.closed_at is None or pull.closed_at > pull.opened_at
            for review in pull.reviews:
                assert review.reviewer != pull.author
                assert pull.opened_at < review.submitted_at <= (pull.closed_at or review.submitted_at)
    assert merged > 8_000
    assert closed > 100
    assert still_open > 5


def test_deployments_carry_merged_commits_and_incidents_follow_some(organization: Organization) -> None:
    deployed = broken = mended = 0
    for repository in organization.repositories:
        operations, shas = Operations(organization, repository), set()
        finished: list[int] = []
        for delivery in history(organization, repository):
            shas |= {commit.sha for commit in delivery.commits}
            for event in operations.after(delivery):
                if isinstance(event, Deployment):
                    assert event.sha in shas
                    assert event.created_at < event.started_at < event.finished_at
                    finished.append(event.finished_at)
                    deployed += event.environment == "production"
                elif isinstance(event, Incident):
                    assert any(at < event.started_at for at in finished)
                    broken += 1
                    mended += event.resolved_at is not None
    assert deployed > 1_000
    assert broken > 40
    assert mended > 0.9 * broken


def test_raw_pages_hold_every_row_once(organization: Organization) -> None:
    repository, pages = organization.repositories[3], Pages()
    clerk, deliveries = Clerk(organization, repository), list(history(organization, repository))
    pulls = [each.pull_request for each in deliveries if each.pull_request]
    made = [page for each in deliveries for page in pages.add(clerk.after(each))] + list(pages.finish())
    rows = [row for page in made for row in page.rows if page.stream == "pull_requests"]
    assert [row["number"] for row in rows] == [pull.number for pull in pulls]
    assert sum(len(row["reviews"]) for row in rows) == sum(len(pull.reviews) for pull in pulls)
    for page in made:
        assert sha256(zlib.decompress(page.body)).digest() == page.digest
        assert len(page.rows) == page.size


def test_the_largest_demo_is_told_in_little_memory() -> None:
    """Three of its 120 repositories, in a process of their own that looks at its size again and again."""
    program = """
import psutil
from datetime import date
from aexy.sources.demo.clerk import Clerk
from aexy.sources.demo.history import history
from aexy.sources.demo.organization import Size, found

made = most = 0
it = found(Size(ends_on=date(2026, 3, 2), developers=1_000, commits=2_000_000))
for repository in it.repositories[:3]:
    clerk = Clerk(it, repository)
    for delivery in history(it, repository):
        made += len(delivery.commits)
        for _ in clerk.after(delivery):
            pass
        if made % 500 == 0:
            most = max(most, psutil.Process().memory_info().rss)
print(made, most // 2**20)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    made, megabytes = map(int, done.stdout.split())
    assert made > 20_000
    assert megabytes < 80


def test_easter_and_the_clocks_are_those_of_the_almanac() -> None:
    assert [easter(year) for year in (2024, 2025, 2026)] == [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5)]
    berlin = next(each for each in regions() if each.key == "berlin")
    assert [offset_on(berlin, date(2025, 3, day)) for day in (29, 30)] == [60, 120]
    york = next(each for each in regions() if each.key == "new_york")
    assert [offset_on(york, day) for day in (date(2025, 3, 8), date(2025, 3, 9), date(2025, 11, 2))] == [
        -300,
        -240,
        -300,
    ]
    sydney = next(each for each in regions() if each.key == "sydney")
    assert [offset_on(sydney, day) for day in (date(2025, 7, 1), date(2025, 12, 1))] == [600, 660]


def _local(commit: CommitRecord) -> datetime:
    return datetime.fromtimestamp((commit.author.at or 0) + commit.author.offset_minutes * 60, UTC)
