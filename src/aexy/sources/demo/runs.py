"""What runs by itself when something is pushed: a pipeline with its jobs."""

from collections.abc import Iterator
from typing import NamedTuple

from aexy.sources.demo.dice import Dice
from aexy.sources.demo.history import Delivery
from aexy.sources.demo.review import PullRequest

_BREAKS, _STOPPED = 90, 15
_JOBS = (("lint", "check"), ("test", "check"), ("package", "build"))


class Job(NamedTuple):
    """One job of a run. Times are UTC seconds."""

    name: str
    stage: str
    status: str
    started_at: int
    finished_at: int


class Run(NamedTuple):
    """One run of the pipeline."""

    sha: bytes
    ref: str
    event: str
    status: str
    actor: str
    created_at: int
    jobs: tuple[Job, ...]


class Runs:
    """One repository's pipeline; some are slow and all fail now and then."""

    def __init__(self, dice: Dice, end: int) -> None:
        self._dice = dice
        self._pace = dice.between(20, 120)
        self._end = end

    def after(self, delivery: Delivery) -> Iterator[Run]:
        """The runs of a pull request's pushes and of what landed."""
        pull = delivery.pull_request
        actor = pull.author if pull is not None else ""
        if pull is not None and not pull.author_is_bot:
            yield from self._pushed(pull)
        if delivery.commits and pull is not None:
            yield from self._run(delivery.commits[-1].sha, "main", "push", actor, delivery.at + 4)

    def _pushed(self, pull: PullRequest) -> Iterator[Run]:
        opened = [each for each in pull.commits if each.committed_at <= pull.opened_at] or [pull.commits[0]]
        yield from self._run(opened[-1].sha, pull.head_ref, "pull_request", pull.author, pull.opened_at + 5)
        last = pull.commits[-1]
        if last.committed_at > pull.opened_at:
            yield from self._run(last.sha, pull.head_ref, "pull_request", pull.author, last.committed_at + 6)

    def _run(self, sha: bytes, ref: str, event: str, actor: str, at: int) -> Iterator[Run]:
        bits, jobs, begins = self._dice.bits(), [], at + 2
        broken = (bits >> 30 & 3) % len(_JOBS) if (bits & 0x3FF) < _BREAKS else None
        is_stopped = (bits >> 10 & 0x3FF) < _STOPPED
        for place, (name, stage) in enumerate(_JOBS):
            began = begins + (bits >> 32 + place & 15)
            finished = began + self._pace * (place + 1) + (bits >> 40 + place & 127)
            status = "failure" if place == broken else "cancelled" if is_stopped else "success"
            jobs.append(Job(name, stage, status, began, finished))
            if place:
                begins = finished + 1
            if broken is not None and place >= max(broken, 1):
                break
        if jobs[-1].finished_at < self._end:
            whole = "failure" if broken is not None else "cancelled" if is_stopped else "success"
            yield Run(sha, ref, event, whole, actor, at, tuple(jobs))
