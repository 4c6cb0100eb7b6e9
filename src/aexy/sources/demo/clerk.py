"""Writes a repository's story down as rows: each with an id of its own, and everything that was said and ran beside."""

from collections.abc import Iterable, Iterator
from itertools import count

from aexy.sources.demo import rows
from aexy.sources.demo.change import RELEASE_BOT
from aexy.sources.demo.dice import Dice
from aexy.sources.demo.history import Delivery
from aexy.sources.demo.issue import Issue
from aexy.sources.demo.operations import Deployment, Event, Operations
from aexy.sources.demo.organization import Organization, Repository
from aexy.sources.demo.review import PullRequest
from aexy.sources.demo.rows import Row
from aexy.sources.demo.runs import Runs
from aexy.sources.demo.talk import Talk

_OF_A_REPOSITORY = 10_000_000

Told = tuple[str, Row]
"""The stream, and one of its rows."""


class Clerk:
    """One repository's. Told of each delivery in order, it gives the rows that come of it."""

    def __init__(self, organization: Organization, repository: Repository) -> None:
        name = (organization.size.seed, repository.index)
        first = repository.index * _OF_A_REPOSITORY + 1
        self._url = repository.url
        self._first = repository.index * _OF_A_REPOSITORY
        self._ids = {stream: count(first) for stream in ("reviews", "remarks", "comments", "moves", "pipelines")}
        self._logins = rows.logins(organization)
        self._operations = Operations(organization, repository)
        self._talk = Talk(Dice(*name, "talk"))
        self._runs = Runs(Dice(*name, "runs"), (organization.size.ends_on.toordinal() - 719_163) * 86_400)

    def after(self, delivery: Delivery) -> Iterator[Told]:
        """What a provider would say of it."""
        if delivery.pull_request is not None:
            yield from self._pull_request(delivery.pull_request)
        for issue in delivery.issues:
            yield from self._issue(issue)
        for run in self._runs.after(delivery):
            yield "pipelines", rows.pipeline(run, next(self._ids["pipelines"]))
        yield from self._released(delivery)
        yield from self._happened(self._operations.after(delivery))

    def finish(self) -> Iterator[Told]:
        """What is not over when the story ends."""
        yield from self._happened(self._operations.finish())

    def _pull_request(self, pull: PullRequest) -> Iterator[Told]:
        below = self._talk.below(pull)
        latest = [pull.opened_at, pull.ready_at or 0, pull.closed_at or 0, *(each.at for each in below)]
        latest += [each.committed_at for each in pull.commits[-1:]]
        latest += [each.submitted_at for each in pull.reviews]
        url = f"{self._url}/pull/{pull.number}"
        row = rows.pull_request(pull, self._first + pull.number, url, self._logins, max(latest))
        for made in pull.reviews:
            remarks = self._talk.remarks(pull, made)
            first = next(self._ids["remarks"])
            for _ in remarks[1:]:
                next(self._ids["remarks"])
            body = self._talk.verdict(made)
            row["reviews"].append(rows.review(pull, made, next(self._ids["reviews"]), body, remarks, first))
        for said in below:
            row["comments"].append(rows.comment(said, next(self._ids["comments"]), pull=pull.number))
        yield "pull_requests", row

    def _issue(self, issue: Issue) -> Iterator[Told]:
        said = self._talk.progress(issue)
        latest = [issue.created_at, *(each.at for each in issue.moves), *(each.at for each in said)]
        latest += [each.noted_at for each in issue.logs]
        first = next(self._ids["moves"])
        for _ in range(max(len(issue.moves), len(issue.logs)) - 1):
            next(self._ids["moves"])
        row = rows.issue(issue, self._first + issue.number, first, max(latest))
        for each in said:
            row["comments"].append(rows.comment(each, next(self._ids["comments"]), issue=issue.number))
        yield "issues", row

    def _released(self, delivery: Delivery) -> Iterator[Told]:
        for commit in delivery.commits[-1:]:
            if commit.author.email == RELEASE_BOT[1]:
                version = commit.message.split()[1]
                number = self._first + delivery.at // 86_400
                yield "releases", rows.release(version, commit.sha, number, delivery.at + 300)

    def _happened(self, events: Iterable[Event]) -> Iterator[Told]:
        for event in events:
            if isinstance(event, Deployment):
                yield "deployments", rows.deployment(event)
            elif isinstance(event, Issue):
                yield from self._issue(event)
            else:
                yield "incidents", rows.incident(event)
