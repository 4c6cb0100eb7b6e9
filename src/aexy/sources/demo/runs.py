"""What runs by itself when something is pushed: a pipeline with its jobs."""

from collections.abc import Iterator
from typing import NamedTuple

from aexy.sources.demo.dice import Dice
from aexy.sources.demo.history import Delivery
from aexy.sources.demo.review import PullRequest

# Of 1,024 runs; and of as many that broke, those that pass when somebody runs them again: no fault of the change.
_BREAKS, _STOPPED, _NO_FAULT = 90, 15, 300
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
        bits = self._dice.bits()
        broken = (bits >> 30 & 3) % len(_JOBS) if (bits & 0x3FF) < _BREAKS else None
        is_stopped = (bits >> 10 & 0x3FF) < _STOPPED
        jobs = self._jobs(bits, at, broken, is_stopped=is_stopped)
        if jobs[-1].finished_at >= self._end:
            return
        status = "failure" if broken is not None else "cancelled" if is_stopped else "success"
        yield Run(sha, ref, event, status, actor, at, jobs)
        if broken is not None and (bits >> 20 & 0x3FF) < _NO_FAULT:
            later = jobs[-1].finished_at + 300 + (bits >> 49 & 0x7FF)
            repeated = self._jobs(bits, later, None, is_stopped=False)
            if repeated[-1].finished_at < self._end:
                yield Run(sha, ref, event, "success", actor, later, repeated)

    def _jobs(self, bits: int, at: int, broken: int | None, *, is_stopped: bool) -> tuple[Job, ...]:
        """The jobs of a run that was asked for at that time; `broken` is the place of the one that fails."""
        jobs: list[Job] = []
        begins = at + 2
        for place, (name, stage) in enumerate(_JOBS):
            began = begins + (bits >> 32 + place & 15)
            finished = began + self._pace * (place + 1) + (bits >> 40 + place & 127)
            status = "failure" if place == broken else "cancelled" if is_stopped else "success"
            jobs.append(Job(name, stage, status, began, finished))
            if place:
                begins = finished + 1
            if broken is not None and place >= max(broken, 1):
                break
        return tuple(jobs)
