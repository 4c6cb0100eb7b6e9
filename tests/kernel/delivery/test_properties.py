"""What must hold of the five, whatever was merged, deployed or broken."""

from datetime import UTC, datetime, timedelta
from random import Random
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from aexy.kernel.delivery.belonging import Whose
from aexy.kernel.delivery.changes import STAGE_COLUMNS, made_ready
from aexy.kernel.delivery.counting import measure
from aexy.kernel.delivery.facts import DeliveryFacts
from aexy.kernel.periods import Clock, PeriodType

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
CLOCK = Clock(MONDAY + timedelta(days=60), ZoneInfo("Asia/Kolkata"))
TABLES = ("deployments", "changes", "incidents", "parts", "memberships", "owners", "holdings", "developers")
seeds = st.integers(0, 10_000).map(Random)
few = settings(max_examples=12)


def made_up(random: Random, *, services: int = 3, people: int = 6) -> DeliveryFacts:
    """Deliveries with everything that can happen to them, some of it out of order."""

    def later(since: datetime, hours: float) -> datetime:
        return since + timedelta(minutes=random.randint(-60, int(hours * 60)))

    deployments = [
        {
            "deployment": number, "service": random.randint(1, services), "repository": random.choice([None, 1, 2]),
            "at": (at := later(MONDAY, 24 * 40)), "outcome": random.choice(["success"] * 4 + ["failure", "cancelled"]),
            "failed_by": (failed := random.choice([None, None, "incident", "rollback", "hotfix"])),
            "restored": later(at, 30) if failed and random.random() < 0.7 else None,
            "is_unplanned": random.random() < 0.2,
        }
        for number in range(40)
    ]  # fmt: skip
    changes = []
    for pull in range(60):
        began = later(MONDAY, 24 * 35)
        merged = later(began, 90)
        for service in random.sample(range(1, services + 1), random.randint(1, 2)):
            live = random.choice([None, later(merged, 70), later(merged, 70)])
            is_before = live is not None and random.random() < 0.1
            changes.append(
                {
                    "change": pull if pull % 5 else -pull, "pull": pull if pull % 5 else None, "service": service,
                    "repository": pull % 2 + 1, "author": random.choice([None, *range(1, people + 1)]),
                    "began": began, "ready": random.choice([None, later(began, 20)]),
                    "responded": random.choice([None, later(began, 60)]),
                    "approved": random.choice([None, later(began, 90)]), "merged": merged,
                    "deployed": None if is_before else live, "is_before": is_before,
                }
            )  # fmt: skip
    incidents = [{"incident": n, "service": n % 3 + 1, "started": later(MONDAY, 900)} for n in range(8)]
    tables: dict[str, list[dict[str, Any]]] = {
        "deployments": deployments, "changes": changes, "incidents": incidents,
        "parts": [{"service": n, "repository": n % 2 + 1} for n in range(1, services + 1)],
        "memberships": [
            {"developer": 1, "team": 9}, {"developer": 2, "team": 9, "left": MONDAY + timedelta(days=20)},
            {"developer": 2, "team": 8, "joined": MONDAY + timedelta(days=20)},
        ],
        "owners": [{"repository": 1, "team": 9}, {"repository": 2, "team": 8, "since": MONDAY + timedelta(days=9)}],
        "holdings": [{"project": 5, "repository": 1}, {"project": 5, "repository": 2}],
        "developers": [{"developer": people, "kind": "bot"}],
    }  # fmt: skip
    return DeliveryFacts.of(**{name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in tables.items()})


def counted(facts: DeliveryFacts, whose: Whose, kind: PeriodType = PeriodType.WEEKLY) -> pl.DataFrame:
    return measure(facts, whose=whose, buckets=kind, clock=CLOCK, with_stages=True)


def with_rows(facts: DeliveryFacts, **tables: pl.DataFrame) -> DeliveryFacts:
    return DeliveryFacts.of(**{name: getattr(facts, name) for name in (*TABLES, "known")} | tables)


@few
@given(seeds)
def test_the_order_of_rows_never_matters(random: Random) -> None:
    facts = made_up(random)
    mixed = {name: getattr(facts, name).sample(fraction=1, shuffle=True, seed=random.randrange(99)) for name in TABLES}
    for whose in Whose:
        found = counted(facts, whose)
        assert found.height, whose
        assert_frame_equal(found, counted(with_rows(facts, **mixed), whose), check_exact=True)


@few
@given(seeds)
def test_the_stages_of_a_change_add_up_to_its_lead_time(random: Random) -> None:
    for whose in (Whose.SERVICE, Whose.WORKSPACE):
        ready = made_ready(made_up(random), whose).filter(pl.col("pull").is_not_null())
        timed = ready.filter(pl.col("lead_hours").is_not_null())
        together = timed.select(total=pl.sum_horizontal(STAGE_COLUMNS), lead="lead_hours")
        assert timed.height
        assert timed.select(pl.min_horizontal(STAGE_COLUMNS).min()).item() >= 0
        assert together["total"].to_list() == pytest.approx(together["lead"].to_list(), abs=1e-8)
        assert ready.filter(pl.col("lead_hours").is_null()).select(STAGE_COLUMNS).null_count().row(0) == tuple(
            [ready.height - timed.height] * 5
        )


@few
@given(seeds)
def test_what_is_not_live_changes_no_number_of_what_is(random: Random) -> None:
    facts = made_up(random)
    waiting = facts.changes.head(9).with_columns(
        change=pl.int_range(900, 909, dtype=pl.Int64), pull=pl.int_range(900, 909, dtype=pl.Int64),
        deployed=pl.lit(None, pl.Datetime("us", "UTC")), is_before=False,
    )  # fmt: skip
    more = with_rows(facts, changes=pl.concat([facts.changes, waiting]))
    for whose in Whose:
        before, after = counted(facts, whose), counted(more, whose)
        touched = ["not_deployed", "pushed_not_deployed", "merged"]
        same = [name for name in before.columns if name not in touched and not name.startswith("by_merge")]
        there = before.select("subject", "period_start")
        assert_frame_equal(before.select(same), after.select(same).join(there, on=there.columns), check_exact=True)
        assert after["not_deployed"].sum() > before["not_deployed"].sum() or whose is Whose.TEAM


@few
@given(seeds)
def test_a_workspace_is_measured_from_its_changes_not_from_its_services(random: Random) -> None:
    facts = made_up(random)
    services, workspace = (counted(facts, whose, PeriodType.QUARTERLY) for whose in (Whose.SERVICE, Whose.WORKSPACE))
    for name in ("deployments", "never_live", "failed", "unplanned", "still_broken"):
        assert services[name].sum() == workspace[name].sum(), name
    assert workspace["lead_n"].sum() <= services["lead_n"].sum()
    shares = services.filter(pl.col("deployments") > 0).select(pl.col("failed") / pl.col("deployments")).to_series()
    pooled = float(workspace["failed"].sum()) / float(workspace["deployments"].sum())
    assert min(shares) - 1e-9 <= pooled <= max(shares) + 1e-9


def test_a_pooled_share_is_no_mean_of_shares() -> None:
    rows = [{"deployment": n, "service": 1 if n else 2, "at": MONDAY, "outcome": "success"} for n in range(10)]
    rows[0]["failed_by"] = "incident"
    facts = DeliveryFacts.of(deployments=pl.DataFrame(rows, infer_schema_length=None))
    workspace, services = (counted(facts, whose) for whose in (Whose.WORKSPACE, Whose.SERVICE))
    assert workspace["failed"].item() / workspace["deployments"].item() == 0.1
    assert fmean(services["failed"] / services["deployments"]) == 0.5


@few
@given(seeds)
def test_a_change_of_many_services_counts_once_as_it_first_went_live(random: Random) -> None:
    facts = made_up(random)
    once = made_ready(facts, Whose.WORKSPACE)
    assert once["change"].is_unique().all()
    first = facts.changes.group_by("change").agg(pl.col("deployed").min(), pl.col("is_before").any()).sort("change")
    assert_frame_equal(once.select("change", "deployed").sort("change"), first.select("change", "deployed"))
    unknown = first.filter(pl.col("deployed").is_null() & pl.col("is_before"))
    assert once.filter("is_before")["change"].sort().to_list() == unknown["change"].to_list()


@few
@given(seeds)
def test_a_stranger_in_another_service_changes_nobodys_number(random: Random) -> None:
    facts = made_up(random)
    theirs = facts.changes.head(3).with_columns(
        change=pl.int_range(900, 903, dtype=pl.Int64), pull=pl.int_range(900, 903, dtype=pl.Int64),
        service=pl.lit(77, pl.Int32), repository=pl.lit(77, pl.Int32), author=pl.lit(77, pl.Int32),
    )  # fmt: skip
    more = with_rows(facts, changes=pl.concat([facts.changes, theirs]))
    for whose in (Whose.SERVICE, Whose.TEAM, Whose.REPOSITORY, Whose.PROJECT):
        found = counted(more, whose).filter(pl.col("subject") != 77)
        assert_frame_equal(counted(facts, whose), found, check_exact=True)
