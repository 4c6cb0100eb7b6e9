"""What is odd about a rule: it matches nothing, or everything, or names what is not there."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from aexy.kernel.delivery.globs import matching
from aexy.kernel.delivery.judging import Candidate
from aexy.kernel.delivery.rules import Counts, DeploymentRule
from aexy.kernel.errors import did_you_mean

_MANY = 10  # of fewer, all of them may well be deployments
_LISTED = 5
_KINDS = {
    Counts.DEPLOYMENTS: "deployments",
    Counts.RUNS: "runs",
    Counts.JOBS: "jobs",
    Counts.RELEASES: "releases",
    Counts.TAGS: "tags",
    Counts.MERGES: "merged pull requests",
}
_WORDS = {Counts.RUNS: "workflow or job", Counts.JOBS: "job", Counts.RELEASES: "release", Counts.TAGS: "tag"}


def warnings_of(rule: DeploymentRule, candidates: Sequence[Candidate], counted: Sequence[Candidate]) -> list[str]:
    """Sentences about what a rule counts of these."""
    return [*_amount(rule, candidates, counted), *_names(rule, candidates), *_others(rule, counted)]


def _amount(rule: DeploymentRule, candidates: Sequence[Candidate], counted: Sequence[Candidate]) -> Iterable[str]:
    kind = _KINDS[rule.counts]
    if not candidates:
        yield f"It matches nothing: there are no {kind} in this time."
    elif not counted:
        yield f"It matches nothing of {len(candidates)} {kind}. There are: {_list(_known(rule, candidates))}."
    elif len(counted) == len(candidates) >= _MANY and rule.counts in (Counts.RUNS, Counts.JOBS):
        yield f"It matches all {len(candidates)} {kind}, tests and checks as well: name those that deploy."
    elif len(counted) == len(candidates) >= _MANY and rule.counts is Counts.TAGS and not rule.names:
        yield f"It matches all {len(candidates)} tags: name those that are deployed, for example v[0-9]*."


def _names(rule: DeploymentRule, candidates: Sequence[Candidate]) -> Iterable[str]:
    """Patterns that match nothing that is there."""
    environments = {one.environment for one in candidates if one.environment}
    branches = {one.branch for one in candidates if one.branch}
    names = {name for one in candidates for name in one.names}
    if rule.counts in (Counts.DEPLOYMENTS, Counts.JOBS):
        yield from _missing("environment", rule.environments, environments)
    if rule.counts in (Counts.RUNS, Counts.JOBS, Counts.MERGES):
        yield from _missing("branch", rule.branches, branches)
    if rule.counts is not Counts.MERGES:
        yield from _missing(_WORDS.get(rule.counts, "service"), rule.names, names)


def _missing(what: str, patterns: Iterable[str], known: Collection[str]) -> Iterable[str]:
    for pattern in patterns:
        if known and not matching((pattern,), *known):
            yield f"No {what} is called {pattern!r}. {did_you_mean(pattern, known)}"


def _others(rule: DeploymentRule, counted: Sequence[Candidate]) -> Iterable[str]:
    if rule.counts in (Counts.RUNS, Counts.JOBS) and not rule.branches:
        beside = [one for one in counted if one.branch and one.default_branch and one.branch != one.default_branch]
        if beside:
            names = _list({one.branch or "" for one in beside})
            yield f"{len(beside)} of {len(counted)} ran on other branches than the default one: {names}."
    if rule.counts is Counts.TAGS:
        moved = Counter((one.repository, one.names[0]) for one in counted if one.names)
        for (_, name), times in sorted(moved.items(), key=lambda one: -one[1])[:_LISTED]:
            if times > 1:
                yield f"The tag {name} was moved: each of the {times} commits it led to counts as a deployment."
    lost = sum(one.sha is None for one in counted)
    if counted and lost == len(counted):
        yield "None of them says which commit it was: they have no part in lead time."


def _known(rule: DeploymentRule, candidates: Sequence[Candidate]) -> set[str]:
    if rule.counts is Counts.DEPLOYMENTS:
        return {one.environment or "unknown" for one in candidates}
    if rule.counts is Counts.MERGES:
        return {one.branch or "unknown" for one in candidates}
    return {name for one in candidates for name in one.names}


def _list(names: Iterable[str]) -> str:
    found = sorted(names, key=str.casefold)
    more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    return ", ".join(found[:_LISTED]) + more
