"""What is known to be missing or doubtful about pull requests, reviews, issues and schedules."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aexy.context import Context
from aexy.features.insights import check_rows
from aexy.features.insights.looking import View
from aexy.features.insights.mending import affected, mend
from aexy.features.insights.schemas import Check
from aexy.kernel.metric import Level
from aexy.store.postgres import Connection

_QUIET = timedelta(days=30)
_RECENT = timedelta(days=90)
# On the page of open work stand those of people, whenever they were opened.
_STILL_OPEN = "Pull requests opened in the period and still open, bots' too, to which nothing has happened for 30 days."
_SYNC = "Sync its connection once more: `aexy sync`; an import can bring it as well."


async def checks(context: Context, view: View, connection: Connection, span: tuple[datetime, datetime]) -> list[Check]:
    """What is missing of what was opened or merged in the span, and what of it has gone quiet by now."""
    whose = (view.workspace_id, view.subject)
    pulls = await check_rows.pulls(connection, *whose, span, context.now - _QUIET)
    found = _of_pulls(pulls)
    if view.subject.level in {Level.WORKSPACE, Level.REPOSITORY}:
        repository = view.subject.key if view.subject.level is Level.REPOSITORY else None
        issues = await check_rows.issues(connection, view.workspace_id, repository, span)
        found.append(_of_issues(issues))
        found.append(_of_manifests(await check_rows.manifests(connection, view.workspace_id, repository)))
    if view.subject.level is Level.WORKSPACE:
        found += _of_people(await check_rows.people(connection, view.workspace_id, context.now - _RECENT))
    return found


def check(key: str, says: str, n: int, of: int, severity: str, next_step: str | None) -> Check:
    """A check that found something says what to do; one that found nothing is kept and says so."""
    return Check(
        key=key,
        says=says,
        n=n,
        of=of,
        severity=severity if n else "none",
        next_step=next_step if n else None,
        mend=mend(key),
        affects=affected(key),
    )


def _of_pulls(known: Mapping[str, int]) -> list[Check]:
    pulls, merged = known["pulls"], known["merged"]
    return [
        check("unknown_pull_authors", "Pull requests whose author is not known: they are in nobody's numbers.",
              known["nobodys"], pulls, "notable", "Deleted accounts stay so; for others see `aexy identities`."),
        check("unknown_pull_sizes", "Merged pull requests whose size nobody said: they are in no number of lines.",
              known["sizeless"], merged, "notable", _SYNC),
        check("unlinked_merges", "Merged pull requests none of whose commits are here: their files are not known.",
              known["unlinked"], merged, "notable", "Read the repository's own history as well: `aexy ingest`."),
        check("unknown_pull_commits", "Pull requests whose commits were never listed: no rework, no first commit.",
              known["commits_unknown"], pulls, "notable", _SYNC),
        check("unknown_reviews", "Pull requests whose reviews were never listed: they look as if nobody reviewed them.",
              known["reviews_unknown"], pulls, "serious", _SYNC),
        check("uncounted_remarks", "Reviews of which it is not known how many remarks they had: no depth of review.",
              known["uncounted"], known["reviews"], "minor", _SYNC),
        check("quiet_pulls", _STILL_OPEN,
              known["quiet"], known["open"], "minor", "Close those nobody wants; `aexy team flow TEAM` lists them."),
    ]  # fmt: skip


def _of_issues(known: Mapping[str, int]) -> Check:
    says = "Issues of which it is not known how they moved: no time in progress."
    return check("stepless_issues", says, known["stepless"], known["issues"], "minor", _SYNC)


def _of_manifests(known: Mapping[str, int]) -> Check:
    says = "Manifests and lock files that cannot be understood: what they said before still counts."
    next_step = "Mend them where their newest versions are broken; docs/how-to/technology.md says what is read."
    return check("unread_manifests", says, known["unread"], known["manifests"], "minor", next_step)


def _of_people(known: Mapping[str, int]) -> list[Check]:
    people = known["people"]
    no_leave = people if people and not known["with_leave"] else 0
    return [
        check("unknown_holidays", "Active people whose public holidays are not known: these count as working days.",
              known["without_holidays"], people, "minor",
              "Say the workspace's country, or people's own: `aexy schedule set`."),
        check("no_leave", "Nobody's leave was ever entered: it counts as working days.",
              no_leave, people, "minor", "Enter it with `aexy schedule leave add`, or by the API."),
    ]  # fmt: skip
