"""The made-up organization's five, known from its own story: how often, how fast, how often broken, for how long."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import pytest
from tests.features.ingest.test_demo_links import LARGER, made

from aexy.context import Context
from aexy.features.delivery.dora import dora
from aexy.features.delivery.dora_looking import DoraAsked
from aexy.features.routing import Viewer
from aexy.kernel.ids import WorkspaceId
from aexy.sources.demo.organization import found
from aexy.store.postgres import Connection, Database

Row = dict[str, Any]
HOUR = timedelta(hours=1)
ALL = DoraAsked(start=date(2024, 1, 1), end=date(2026, 11, 23))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Known:
    """What the story itself says; nothing of it goes through the database."""

    def __init__(self, streams: dict[str, list[Row]], shas: list[str]) -> None:
        place = {sha: number for number, sha in enumerate(shas)}
        tried = [one for one in streams["deployments"] if one["environment"] == "production"]
        self.never_live = sum(one["status"] == "failure" for one in tried)
        self.live = sorted((one for one in tried if one["status"] == "success"), key=lambda one: at(one["finished_at"]))
        self.unplanned = sum(one["fixes_incident"] is not None for one in self.live)
        self.days = len({at(one["finished_at"]).date() for one in self.live})
        self.broke = {self._cause(one): one for one in streams["incidents"]}
        self.lead: list[float] = []
        self.before = self.waiting = 0
        for pull in streams["pull_requests"]:
            if pull["merged_at"] and pull["author"]["type"] == "User":
                self._change(pull, place)

    def _cause(self, incident: Row) -> int:
        """The deployment somebody named, else the last one before it."""
        before = [one for one in self.live if at(one["finished_at"]) <= at(incident["started_at"])]
        return int(incident["deployment"] or before[-1]["id"])

    def _change(self, pull: Row, place: dict[str, int]) -> None:
        mine = place[pull["merge_commit_sha"]]
        first = next((one for one in self.live if place[one["sha"]] >= mine), None)
        if first is None:
            self.waiting += 1
        elif first is self.live[0]:
            self.before += 1
        else:
            began = min(at(pull["opened_at"]), *(at(one["authored_at"]) for one in pull["commits"]))
            self.lead.append((at(first["finished_at"]) - began) / HOUR)

    def recovery(self) -> list[float]:
        """Of what was restored; the story mends everything it tells of here."""
        ended = {one["id"]: at(one["finished_at"]) for one in self.live}
        return [(at(one["resolved_at"]) - ended[cause]) / HOUR for cause, one in self.broke.items()]


async def test_the_five_are_those_of_the_story(
    context: Context, viewer: Callable[..., Viewer], database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    story = await made(database, workspace, found(LARGER))
    streams: dict[str, list[Row]] = defaultdict(list)
    for page in story.pages:
        streams[page.stream] += page.rows
    known = Known(streams, [sha.hex() for sha in story.shas])
    assert len(known.lead) > 500
    assert len(known.broke) > 20
    then = context.at(datetime(2026, 11, 23, tzinfo=UTC))
    answer = await dora(then, viewer(), ALL)
    numbers = {one.key.value: one for one in answer.metrics}
    beside = {one.key: one.value for metric in answer.metrics for one in metric.beside}
    lives = len(known.live)
    frequency, lead = numbers["deployment_frequency"], numbers["lead_time_hours"]
    assert (frequency.n, answer.days_with_deployment) == (lives, known.days)
    assert frequency.value == pytest.approx(lives * 7 / answer.days)
    assert beside["never_live"] == known.never_live
    assert (lead.n, beside["before"], beside["not_deployed"]) == (len(known.lead), known.before, known.waiting)
    assert lead.value == pytest.approx(median(known.lead), abs=1e-9)
    assert numbers["change_fail_rate"].value == pytest.approx(len(known.broke) / lives)
    assert numbers["deployment_rework_rate"].value == pytest.approx(known.unplanned / lives)
    assert all(one["resolved_at"] for one in known.broke.values())
    assert numbers["recovery_time_hours"].value == pytest.approx(median(known.recovery()), abs=1e-9)
    assert await owner.fetchval("select count(*) from services where workspace_id = $1", workspace) == 1
