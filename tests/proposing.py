"""Pull requests for the small workspace of `tests.seeding`: every oddity, random, and always alike."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tests.activity import sha
from tests.seeding import MONDAY, Seeded

from aexy.kernel.activity import (
    Comment,
    PullCommit,
    PullRequest,
    Record,
    Review,
    ReviewComment,
    ReviewRequest,
    ReviewState,
    Who,
    Whole,
)
from aexy.kernel.ids import RepositoryKey
from aexy.store.activity import Place, load
from aexy.store.postgres import Connection, Database

LINK = """
insert into commit_pull_requests (workspace_id, commit_key, pull_key, evidence)
select $1, c.key, p.key, 'squash'
from (
    select p.*, row_number() over (order by p.key) as place
    from pull_requests p
    where p.workspace_id = $1 and p.merged_at is not null
) p
join (
    select c.*, row_number() over (order by c.key desc) as place
    from commits c
    where c.workspace_id = $1
) c on c.place = p.place
where p.place % 3 <> 0
on conflict do nothing"""
PATHS = """
insert into paths (workspace_id, repository_key, path, class)
select $1, r.key, 'file ' || n, case when n = 7 then 'lock' else 'source' end
from repositories r, generate_series(1, 7) n
where r.workspace_id = $1"""
FILES = """
insert into commit_files (workspace_id, commit_key, path_key, additions, deletions)
select $1, c.key, p.key, 1, 1
from commits c
join paths p on p.repository_key = c.repository_key
where c.workspace_id = $1 and (c.key * 7 + p.key * 5) % 5 = 0"""
OWN = """
insert into repository_teams (workspace_id, repository_id, team_id, since, until)
values ($1, $2, $3, coalesce($4::timestamptz, '-infinity'), $5)"""


def who(name: str) -> Who:
    """Somebody the seeded workspace knows, as their commits are signed."""
    return Who("git", name, name=name)


@dataclass
class Story:
    """What happened to the pull requests of one repository, to be told at once."""

    random: Random
    names: list[str]
    days: int
    records: list[Record] = field(default_factory=list)

    def tell_all(self, pulls: int) -> None:
        """So many pull requests, numbered in the order they were opened."""
        minutes = sorted(self.random.randrange(self.days * 1440) for _ in range(pulls))
        for number, minute in enumerate(minutes, start=1):
            self.tell(number, MONDAY + timedelta(minutes=minute))

    def tell(self, number: int, opened: datetime) -> None:
        """One pull request from its opening to wherever it came."""
        random = self.random
        author = random.choice([*self.names, "Bot", None])
        ready = opened + timedelta(hours=random.randrange(30)) if random.random() < 0.3 else opened
        ended = ready + timedelta(hours=random.expovariate(1 / 60)) if random.random() < 0.85 else None
        merged = ended if random.random() < 0.8 else None
        merger = random.choice([author, random.choice(self.names), None])
        is_draft = random.random() < 0.1 and ended is None
        lines = (random.randrange(900), random.randrange(300)) if random.random() < 0.9 else (None, None)
        latest = ended or opened + timedelta(days=3)
        self.records.append(
            PullRequest(
                number, f"PR{number}", latest + timedelta(days=1), f"Change {number}", opened,
                who(author) if author else None, is_draft=is_draft, ready_at=None if is_draft else ready,
                closed_at=ended, merged_at=merged, merged_by=who(merger) if merged and merger else None,
                additions=lines[0], deletions=lines[1],
            )
        )  # fmt: skip
        self._commits(number, opened, latest)
        self._talk(number, author, opened, latest)

    def _commits(self, number: int, opened: datetime, latest: datetime) -> None:
        if self.random.random() < 0.2:
            return
        for place in range(self.random.randrange(1, 4)):
            at = opened + (latest - opened) * self.random.uniform(-0.5, 1.1)
            digest = sha(number * 100 + place + 10_000)
            self.records.append(PullCommit(number, digest, place, at, 0, at + timedelta(minutes=5), who("Person 1")))
        self.records.append(Whole("commits", number, latest))

    def _talk(self, number: int, author: str | None, opened: datetime, latest: datetime) -> None:
        random = self.random
        for place in range(random.randrange(4)):
            reviewer = who(random.choice([*self.names, *self.names, "Bot", author or "Person 0"]))
            at = opened + (latest - opened) * random.uniform(-0.02, 1.2)
            states: list[ReviewState] = ["approved", "approved", "changes_requested", "commented"]
            said = random.choice([None, 0, 1, 7])
            self.records.append(
                Review(number, f"R{number}.{place}", at, random.choice(states), reviewer, at, comments_count=said)
            )
        for place in range(random.randrange(3)):
            at = opened + (latest - opened) * random.uniform(0, 1.2)
            person, external = who(random.choice(self.names)), f"{number}.{place}"
            asked = ReviewRequest(number, f"Q{external}", at, None, person)
            self.records += [asked._replace(removed_at=at if random.random() < 0.2 else None)]
            self.records += [ReviewComment(number, f"L{external}", at, at, who(random.choice(self.names)))]
            self.records += [Comment(f"C{external}", at, at, number=number, author=who(random.choice(self.names)))]


async def propose(
    database: Database, owner: Connection, made: Seeded, *, pulls: int = 90, days: int = 120, linked: bool = True
) -> None:
    """Tell all of it, make some of it one with the commits there are, and say who owns which repository when."""
    names = [name for name in made.identities if name != "Bot"]
    for place, (name, (repository, key)) in enumerate(made.repositories.items()):
        story = Story(Random(place), names, days)  # noqa: S311 - a test's facts, not a secret
        story.tell_all(pulls // len(made.repositories))
        at_provider = Place("git", "git.example", RepositoryKey(key), external_id=f"R{name}")
        async with database.workspace(made.workspace) as connection:
            await load(connection, made.workspace, at_provider, story.records, now=MONDAY + timedelta(days=200))
        teams = list(made.teams.values())
        middle = MONDAY + timedelta(days=days // 2)
        if place < len(teams):
            await owner.execute(OWN, made.workspace, repository, teams[place], None, middle)
            await owner.execute(OWN, made.workspace, repository, teams[1 - place], middle, None)
    if linked:
        for statement in (PATHS, FILES, LINK):
            await owner.execute(statement, made.workspace)
