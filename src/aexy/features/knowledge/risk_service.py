"""Change risk of pull requests, learned from the workspace's own past and held against lines added alone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import kept_frame
from aexy.features.insights.looking import View
from aexy.features.insights.rollups import Days, look_at
from aexy.features.insights.schemas import SubjectName
from aexy.features.knowledge import risk_rows
from aexy.features.knowledge.risk_counting import count_risks
from aexy.features.knowledge.risk_schemas import JudgedBy, OneRisk, OpenRisks, PullRisk, RiskCalibration, RiskPart
from aexy.features.routing import Viewer
from aexy.kernel.analyses.risk import BASELINE, PARTS
from aexy.kernel.analyses.risk_model import FEWEST_REGRETTED, Learned, learn
from aexy.kernel.errors import Unknown
from aexy.kernel.metric import Audience, Level
from aexy.kernel.privacy import withheld_of
from aexy.kernel.text import plain

VERSION = 1
WAITING = timedelta(days=60)
SAYS = (
    "Where a pull request stands among the merged ones of two years, by what is known when it is opened. It is judged "
    "by its parts where these have told more than lines added on pull requests they were not learned from; else by "
    "lines added."
)
CAUTION = (
    "A place is no verdict: most pull requests with a high one go well. It says where another look is well spent, and "
    "nothing about whoever wrote it."
)
REGRETTED = (
    "It was taken back, went live with a production deployment that failed and brought at most three changes, or a "
    "later fix points to it (suspected)."
)


@dataclass(frozen=True, slots=True)
class _Known:
    """All pull requests with their place; `merged` are those they are compared with."""

    learned: Learned
    ranked: pl.DataFrame
    merged: int
    usual: dict[str, float | None]


async def find_risk(context: Context, viewer: Viewer, repository_id: UUID, number: int) -> OneRisk:
    """The risk of one pull request. Unknown for one that is not there, or was closed, or merged longer ago."""
    view = await look_at(context, viewer, Level.REPOSITORY, repository_id, Days())
    known = await _known(context, view)
    row = next(known.ranked.filter(repository=view.subject.key, number=number).iter_rows(named=True), None)
    if row is None:
        raise Unknown(
            f"There is no open pull request {number} in this repository, nor one that people merged in two years.",
            next_step="Give the number of one that is open or was merged.",
            field="number",
        )
    repositories = {view.subject.key: view.name}
    return OneRisk(**_head(context, known), pull_request=_pull(row, known, view, repositories))


async def list_risks(context: Context, viewer: Viewer, *, repository_id: UUID | None, limit: int) -> OpenRisks:
    """The open pull requests with the highest places, as far as their authors are within reach."""
    level = Level.REPOSITORY if repository_id else Level.WORKSPACE
    view = await look_at(context, viewer, level, repository_id, Days())
    known = await _known(context, view)
    is_open = known.ranked.filter(pl.col("merged").is_null())
    if repository_id:
        is_open = is_open.filter(repository=view.subject.key)
    rows = is_open.sort("place", "opened", descending=True, nulls_last=True).to_dicts()
    reasons = [_why_not(row, view) for row in rows]
    shown = [row for row, why in zip(rows, reasons, strict=True) if why is None][:limit]
    async with context.database.reading(view.workspace_id) as connection:
        names = await risk_rows.list_repositories(connection, sorted({row["repository"] for row in shown}))
    return OpenRisks(
        **_head(context, known),
        open=len(rows),
        withheld_pull_requests=sum(why is not None for why in reasons),
        withheld=next((why for why in reasons if why is not None), None),
        pull_requests=[_pull(row, known, view, names) for row in shown],
    )


async def _known(context: Context, view: View) -> _Known:
    counted = await kept_frame(context, view, ("risk", VERSION), lambda opened: count_risks(opened, context.now))
    over = pl.col("merged").is_not_null() & pl.col("heat").is_not_null()
    merged = counted.filter(over & (pl.col("merged") < context.now - WAITING)).sort("merged", "pull")
    learned = learn(merged)
    size = counted[BASELINE].to_numpy().astype(float)
    score = learned.model.chance(counted) if learned.model is not None and learned.beats else size
    among = counted.with_columns(
        pl.Series("score", score).fill_nan(None), pl.col("pull").is_in(merged["pull"].implode()).alias("is_known")
    )
    ranked = among.with_columns(
        pl.Series("place", _places(among, "score")), pl.Series("baseline_place", _places(among, BASELINE))
    )
    usual = {part.key: _number(merged[part.key].median()) for part in PARTS}
    return _Known(learned, ranked, merged.height, usual)


def _places(among: pl.DataFrame, column: str) -> "list[float | None]":
    """The share of the merged ones that have at most as much."""
    known = np.sort(among.filter("is_known")[column].drop_nulls().to_numpy())
    if not len(known):
        return [None] * among.height
    places = np.searchsorted(known, among[column].fill_null(0).to_numpy(), side="right") / len(known)
    return [None if value is None else float(place) for value, place in zip(among[column], places, strict=True)]


def _head(context: Context, known: _Known) -> dict[str, Any]:
    return {
        "as_of": context.now,
        "says": SAYS,
        "caution": CAUTION,
        "version": VERSION,
        "n": known.merged,
        "calibration": _calibration(known.learned),
    }


def _calibration(learned: Learned) -> RiskCalibration:
    return RiskCalibration(
        sentence=_sentence(learned),
        beats_baseline=learned.beats,
        auc=learned.auc,
        baseline_auc=learned.baseline_auc,
        gain_low=learned.gain_low,
        gain_high=learned.gain_high,
        learned=learned.learned,
        learned_regretted=learned.learned_regretted,
        judged=learned.judged,
        judged_regretted=learned.judged_regretted,
        waiting_days=WAITING.days,
        regretted_means=REGRETTED,
    )


def _sentence(learned: Learned) -> str:
    if learned.auc is None or learned.baseline_auc is None:
        least = min(learned.learned_regretted, learned.judged_regretted)
        return (
            f"Too few merged pull requests were regretted to learn from (at least {FEWEST_REGRETTED} are needed in "
            f"either half, here {least}), so places are those of lines added."
        )
    told = f"on the last {learned.judged} pull requests: {learned.auc:.2f} against {learned.baseline_auc:.2f}"
    if learned.beats:
        return f"The parts told more than lines added {told}."
    return f"The parts did not surely tell more than lines added {told}. So places are those of lines added."


def _why_not(row: dict[str, Any], view: View) -> str | None:
    """A pull request of nobody known is for everybody."""
    return None if row["author"] is None else withheld_of(Audience.TEAM, row["author"], view.onlooker)


def _pull(row: dict[str, Any], known: _Known, view: View, repositories: dict[int, SubjectName]) -> PullRisk:
    why = _why_not(row, view)
    by_parts = known.learned.beats
    return PullRisk(
        repository=repositories[row["repository"]],
        number=row["number"],
        title=plain(row["title"]),
        url=row["url"],
        state="open" if row["merged"] is None else "merged",
        is_draft=row["is_draft"],
        opened_at=row["opened"],
        lines_added=None if row[BASELINE] is None else int(row[BASELINE]),
        files_known=row["heat"] is not None,
        judged_by=JudgedBy.PARTS if by_parts else JudgedBy.LINES_ADDED,
        place=None if why else row["place"],
        chance=row["score"] if by_parts and not why else None,
        baseline_place=None if why else row["baseline_place"],
        withheld=why,
        parts=[] if why else _parts(row, known),
    )


def _parts(row: dict[str, Any], known: _Known) -> list[RiskPart]:
    added: list[float | None] = [None] * len(PARTS)
    if known.learned.model is not None and known.learned.beats:
        schema = {part.key: pl.Float64 for part in PARTS}
        one = pl.DataFrame({part.key: [row[part.key]] for part in PARTS}, schema=schema)
        added = [float(value) for value in known.learned.model.of_parts(one)[0]]
    return [
        RiskPart(
            key=part.key, name=part.name, says=part.says, unit=part.unit, value=row[part.key],
            usual=known.usual[part.key], adds=adds if row[part.key] is not None else None,
        )
        for part, adds in zip(PARTS, added, strict=True)
    ]  # fmt: skip


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
