"""The history of one made-up repository, told in the order in which its default branch grew.

A repository is told on its own, from its own streams of chance, so that several can be told at once; people keep the
same hours in all of them. What is held in memory is the tree of files and the changes still open, never the history.
"""

from collections.abc import Iterator
from hashlib import sha1
from heapq import heappop, heappush
from typing import NamedTuple

from aexy.kernel.commits import CommitRecord, Signature
from aexy.sources.demo.backlog import Backlog
from aexy.sources.demo.change import AGENT, DEPENDENCY_BOT, PROVIDER, RELEASE_BOT, Draft, Pen, signed
from aexy.sources.demo.crew import Crew, Member, crew
from aexy.sources.demo.dice import Dice, seeded
from aexy.sources.demo.issue import Issue, Proposed, Ticket
from aexy.sources.demo.organization import DAYS, Organization, Repository
from aexy.sources.demo.proposing import Wording, kept, pull_request, together, word
from aexy.sources.demo.review import PullCommit, PullRequest, Verdict, dwelt_on, judge
from aexy.sources.demo.tree import Tree

KEPT = 16
_MOST_INNER = (1, 1, 1, 2, 2, 3, 4, 6)
_LONGEST_BRANCH = 6
_MONDAY, _WEDNESDAY = 0, 2
_BRANCH_LENGTHS = (1, 2, 2, 3, 3, 3, 4, 6)


class Delivery(NamedTuple):
    """What arrived on the default branch at an instant (UTC seconds), oldest commit first, with its pull request.

    No commits: the pull request was given up or is still open. `issues` are those whose story is over with it.
    """

    at: int
    commits: tuple[CommitRecord, ...]
    pull_request: PullRequest | None
    issues: tuple[Issue, ...] = ()


class Branch(NamedTuple):
    """Somebody's work on the way to a pull request; `begun_on` is the day of its first commit."""

    member: Member
    commits: list[CommitRecord]
    wanted: int
    begun_on: int
    ticket: Ticket | None


def history(organization: Organization, repository: Repository) -> Iterator[Delivery]:
    """All deliveries of one repository, by time. A fork begins with its original's commits, the very same."""
    original = None
    if repository.fork_of is not None:
        original = Teller(organization, organization.repositories[repository.fork_of])
        for delivery in original.tell(repository.begins):
            if delivery.commits:
                yield Delivery(delivery.at, delivery.commits, None)
    yield from Teller(organization, repository, original).tell(DAYS)


class Teller:
    """Tells one repository's own part of the history."""

    def __init__(self, organization: Organization, repository: Repository, original: "Teller | None" = None) -> None:
        size, name = organization.size, (organization.size.seed, repository.index)
        nouns = organization.teams[repository.team].nouns
        self._repository = repository
        self._crew: Crew = crew(organization, repository)
        self._dice = Dice(*name, "history")
        self._said = Dice(*name, "wording")
        self._backlog = Backlog(organization, repository, self._next_number)
        self._is_fork = original is not None
        self._head: tuple[bytes, ...] = original._head if original else ()  # noqa: SLF001 - one of its own kind
        tree = original.pen.tree if original else Tree(repository.kind, nouns, Dice(*name, "tree"))
        versions = original.pen.versions if original else 0
        self.pen: Pen = Pen(repository, nouns, self._crew.members, tree, self._dice, versions=versions)
        self._shas = seeded(size.seed, size.ends_on, size.developers, size.commits, repository.index).to_bytes(
            8, "little"
        )
        self._made = 0
        self._number = 0
        self._order = 0
        self._waiting: list[tuple[int, int, Delivery]] = []
        self._branches: dict[int, Branch] = {}
        self._end = (size.ends_on.toordinal() - 719_163) * 86_400
        self._start = self._end - DAYS * 86_400
        self._first_weekday = size.first_day.weekday()

    def tell(self, until: int) -> Iterator[Delivery]:
        """The deliveries before a day of the story."""
        end = self._start + until * 86_400
        begun = self._is_fork
        for day, workers in self._crew.days():
            if day >= until:
                break
            yield from self._due(self._start + (day - 1) * 86_400)
            self._open_old(day)
            if workers and not begun:
                begun = True
                self._begin(workers[0][0], day)
            self._plan(day, workers)
            for member, count in workers:
                self._work(member, day, count)
            if begun and day >= self._repository.begins:
                self._automatic(day)
        if until == DAYS and self._has_issues:
            for issue in self._backlog.finish():
                self._deliver(Delivery(end - 1, (), None, (issue,)))
        yield from self._due(end)

    @property
    def _has_issues(self) -> bool:
        """Where nothing is proposed, nothing is tracked."""
        return self._repository.kind.policy != "direct"

    def _plan(self, day: int, workers: list[tuple[Member, int]]) -> None:
        if self._has_issues:
            for issue in self._backlog.plan(day, workers):
                self._deliver(Delivery(issue.closed_at or self._end - 1, (), None, (issue,)))

    def _next_number(self) -> int:
        """Every sixteenth is kept for what is filed when something breaks: `operations` gives those out."""
        self._number += 1 + (self._number % KEPT == KEPT - 1)
        return self._number

    def _due(self, before: int) -> Iterator[Delivery]:
        while self._waiting and self._waiting[0][0] < before:
            delivery = heappop(self._waiting)[2]
            yield delivery._replace(commits=tuple(self._grown(delivery.commits)))

    def _grown(self, commits: tuple[CommitRecord, ...]) -> Iterator[CommitRecord]:
        """Commits as they stand on the default branch, a branch's own below the merge that brings it."""
        base = self._head
        for commit in commits:
            beside = () if self._head == base else self._head
            parents = (*base, *beside) if commit.parents > 1 else self._head
            self._head = (commit.sha,)
            yield commit._replace(parent_shas=parents)

    def _deliver(self, delivery: Delivery) -> None:
        self._order += 1
        heappush(self._waiting, (delivery.at, self._order, delivery))

    def _sha(self) -> bytes:
        self._made += 1
        return sha1(self._shas + self._made.to_bytes(6, "little"), usedforsecurity=False).digest()

    def _work(self, member: Member, day: int, count: int) -> None:
        """A person's commits of one day, spread over the hours they keep."""
        rhythm, policy = member.rhythm, self._repository.kind.policy
        opens, span = rhythm.opens[day], rhythm.closes[day] - rhythm.opens[day]
        for step in range(count):
            bits = self._dice.bits()
            minute = opens + (step * span + (bits & 0xFFFF) * span // 0x10000) // count
            instant = rhythm.instant(day, minute, bits >> 16 & 31)
            if instant >= self._end:
                continue
            if policy == "merge":
                self._on_branch(member, day, instant, bits)
            elif policy == "direct" or bits >> 24 & 31 == 0:
                self._straight(member, day, instant, bits)
            else:
                self._squash(member, day, instant, bits)

    def _begin(self, member: Member, day: int) -> None:
        instant = member.rhythm.instant(day, member.rhythm.opens[day])
        who = member.signature(instant, day)
        self._deliver(Delivery(instant, (self._commit(self.pen.begin(), who, who, parents=0),), None))

    def _straight(self, member: Member, day: int, instant: int, bits: int) -> None:
        """A commit pushed to the default branch, without a pull request."""
        who = member.signature(instant, day, bits >> 30)
        commit = self._commit(self.pen.write(member, day), who, who)
        self.pen.remember(commit)
        self._deliver(Delivery(instant, (commit,), None))

    def _squash(self, member: Member, day: int, instant: int, bits: int) -> None:
        """A pull request whose commits the provider makes one of, dated by its merge."""
        draft = self.pen.write(member, day)
        is_agents = bits >> 30 & 63 == 0
        opens = member.rhythm.instant(day, member.rhythm.opens[day])
        count = _MOST_INNER[bits >> 36 & 7]
        times = [opens + (instant - opens) * (step + 1) // count for step in range(count)]
        verdict = dwelt_on(judge(self._dice, member, self._crew.own, instant, self._end), draft.files)
        if verdict.rework_at is not None:
            times.append(verdict.rework_at)
        ticket = None if draft.is_revert else self._backlog.take(member, times[0])
        wording = word(draft, member.person.username, ticket, self._said.bits())
        number = self._next_number()
        inner = tuple(self._hidden(member.signature(at, day), _stepped(draft.title, at)) for at in times)
        commits: tuple[CommitRecord, ...] = ()
        if verdict.ended_at is not None and verdict.is_merged:
            offset = member.rhythm.offsets[day]
            author = (
                signed(AGENT, verdict.ended_at) if is_agents else member.signature(verdict.ended_at, day, bits >> 39)
            )
            provider = signed(PROVIDER, verdict.ended_at, offset)
            commits = (self._commit(draft._replace(title=wording.title), author, provider, suffix=f" (#{number})"),)
            self.pen.remember(commits[0])
        author_name = AGENT[0] if is_agents else member.person.username
        pull = pull_request(
            number,
            wording,
            draft.files,
            author_name,
            instant,
            verdict,
            inner=inner,
            method="squash",
            landed=commits,
            is_bot=is_agents,
        )
        self._propose(pull, commits, ticket, verdict)

    def _on_branch(self, member: Member, day: int, instant: int, bits: int) -> None:
        """A commit on somebody's branch; the last one of a branch opens its pull request."""
        branch = self._branches.get(member.person.index)
        if branch is None:
            ticket = self._backlog.take(member, instant)
            branch = Branch(member, [], _BRANCH_LENGTHS[bits >> 24 & 7], day, ticket)
            self._branches[member.person.index] = branch
        later = bits >> 27 & 15
        author = member.signature(instant, day, bits >> 31)
        committer = author._replace(at=instant + later * 900) if later > 13 else author  # noqa: PLR2004 - one of eight
        draft = self.pen.write(member, day)
        if branch.ticket is not None and bits >> 45 & 3 == 0 and not draft.is_revert:
            draft = draft._replace(title=f"{draft.title} ({branch.ticket.key})")
        branch.commits.append(self._commit(draft, author, committer))
        if len(branch.commits) >= branch.wanted:
            del self._branches[member.person.index]
            self._merge(branch, day, instant)

    def _open_old(self, day: int) -> None:
        """Nobody sits on a branch for long: it is proposed as it is."""
        for branch in [each for each in self._branches.values() if day - each.begun_on > _LONGEST_BRANCH]:
            opened_at = branch.member.rhythm.next_free(self._start + day * 86_400, 9)
            del self._branches[branch.member.person.index]
            if opened_at is not None:
                self._merge(branch, day, opened_at)

    def _merge(self, branch: Branch, day: int, since: int) -> None:
        """A pull request, opened when all is committed, and merged with a merge commit that keeps its commits."""
        member, commits = branch.member, branch.commits
        opened_at = 240 + max(since, *(each.committer.at or 0 for each in commits))
        if opened_at >= self._end:
            return
        verdict = judge(self._dice, member, self._crew.own, opened_at, self._end)
        if verdict.rework_at is not None:
            who = member.signature(verdict.rework_at, day)
            commits.append(self._commit(self.pen.write(member, day), who, who))
        number = self._next_number()
        files = together(commits)
        verdict = dwelt_on(verdict, files)
        title = commits[0].message.partition("\n")[0]
        wording = word(Draft(title, "", (), files), member.person.username, branch.ticket, self._said.bits())
        landed: tuple[CommitRecord, ...] = ()
        if verdict.ended_at is not None and verdict.is_merged:
            author = member.signature(verdict.ended_at, day)
            provider = signed(PROVIDER, verdict.ended_at, author.offset_minutes)
            subject = f"Merge pull request #{number} from {self._repository.owner}/{wording.head_ref}"
            draft = Draft(subject, wording.title, (), files)
            landed = (*commits, self._commit(draft, author, provider, parents=2))
            self.pen.remember(commits[-1])
        inner = tuple(map(kept, commits))
        username = member.person.username
        pull = pull_request(
            number, wording, files, username, opened_at, verdict, inner=inner, method="merge", landed=landed
        )
        self._propose(pull, landed, branch.ticket, verdict)

    def _propose(
        self, pull: PullRequest, landed: tuple[CommitRecord, ...], ticket: Ticket | None, verdict: Verdict
    ) -> None:
        """A pull request takes its way, and its issue with it."""
        issue = None
        if ticket is not None:
            asked_at = next((each.submitted_at for each in pull.reviews if each.state == "CHANGES_REQUESTED"), None)
            rework = (asked_at, verdict.rework_at) if asked_at and verdict.rework_at else None
            begun_at = min(pull.opened_at, pull.commits[0].author.at or pull.opened_at)
            is_ready = not pull.was_draft or pull.ready_at is not None
            ready_at = (pull.ready_at or pull.opened_at) if is_ready else self._end
            proposed = Proposed(begun_at, ready_at, rework, verdict.ended_at, bool(landed))
            issue = self._backlog.propose(ticket, proposed)
        self._deliver(Delivery(pull.closed_at or pull.opened_at, landed, pull, () if issue is None else (issue,)))

    def _automatic(self, day: int) -> None:
        """What machines do: dependencies bumped on Mondays, a version cut every fourth Wednesday."""
        instant = self._start + day * 86_400 + 6 * 3600 + self._dice.below(1800)
        week, weekday = divmod(day + self._first_weekday, 7)
        if weekday == _WEDNESDAY and week % 4 == 2:  # noqa: PLR2004 - one of four weeks
            who = signed(RELEASE_BOT, instant)
            self._deliver(Delivery(instant, (self._commit(self.pen.release(), who, who),), None))
        if weekday == _MONDAY:
            for step in range(self._bumps(week)):
                self._bump(instant + step * 95)

    def _bumps(self, week: int) -> int:
        """Three of a hundred commits are the dependency bot's, shared out evenly."""
        weeks, wanted = DAYS // 7, self._repository.commits * 3 // 100
        return (week + 1) * wanted // weeks - week * wanted // weeks

    def _bump(self, opened_at: int) -> None:
        draft = self.pen.bump()
        number = self._next_number()
        at = opened_at + 600 + self._dice.below(3600)
        commit = self._commit(draft, signed(DEPENDENCY_BOT, at), signed(PROVIDER, at), suffix=f" (#{number})")
        verdict = Verdict(
            was_draft=False, ready_at=None, requests=(), reviews=(), rework_at=None, ended_at=at, is_merged=True
        )
        inner = (self._hidden(signed(DEPENDENCY_BOT, opened_at), draft.title),)
        package = draft.title.split()[1]
        wording = Wording(draft.title, draft.body, f"dependabot/{package}-{number}", ("dependencies",), ())
        name = DEPENDENCY_BOT[0]
        pull = pull_request(
            number,
            wording,
            draft.files,
            name,
            opened_at,
            verdict,
            inner=inner,
            method="squash",
            landed=(commit,),
            is_bot=True,
        )
        self._deliver(Delivery(at, (commit,), pull))

    def _commit(
        self, draft: Draft, author: Signature, committer: Signature, *, parents: int = 1, suffix: str = ""
    ) -> CommitRecord:
        return CommitRecord(self._sha(), parents, author, committer, draft.message(suffix), draft.files)

    def _hidden(self, author: Signature, subject: str) -> PullCommit:
        """A commit that a squash keeps off the default branch."""
        return PullCommit(self._sha(), author, author.at or 0, subject)


def _stepped(title: str, at: int) -> str:
    """What people call the commits that will be squashed anyway."""
    return (title, title, "Small things", "Tests", "Review remarks")[at % 5]
