"""Who works with whom: reviews point from the reviewer to the author, shared commits both ways; both fade with time.

strength     Σ over reviews and shared commits of 2^(-age in days ÷ half-life)
betweenness  the share of shortest ways between two others that lead over a person (0 to 1): ties without direction
cohesion     the mean over all pairs of 1 ÷ steps between them, 0 where no way leads (Latora and Marchiori's
             efficiency): 1 when everybody works with everybody, whatever the size of the group
density      ties there are ÷ ties there could be
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.analyses.decay import HALF_LIFE_DAYS, decayed
from aexy.kernel.facts import UTC_INSTANT, Schema

# One row per meeting: somebody reviewed another's pull request, or both are named on one commit (once each way).
MEETINGS: Schema = {
    "source": pl.Int32(),
    "target": pl.Int32(),
    "at": UTC_INSTANT,
    "is_review": pl.Boolean(),
}
_FEWEST = 2
_DAY_SECONDS = 86_400

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shape:
    """A group as a whole; null for fewer than two people."""

    people: int
    ties: int
    cohesion: float | None
    density: float | None


def edges(meetings: pl.DataFrame, *, now: datetime, half_life_days: float = HALF_LIFE_DAYS) -> pl.DataFrame:
    """Meetings as edges: `source`, `target`, `reviews`, `shared_commits`, `strength`, `last`, `review_strength`.

    By source and target; `review_strength` is what of the strength comes of reviews. Meetings of somebody with
    themselves are left out, and so is what lies after `now`.
    """
    age = (pl.lit(now, UTC_INSTANT) - pl.col("at")).dt.total_seconds() / _DAY_SECONDS
    others = meetings.filter(pl.col("source") != pl.col("target"), pl.col("at") <= pl.lit(now, UTC_INSTANT))
    # One after another in one order: a sum of fractions depends on the order it is made in.
    ordered = others.sort("source", "target", "at", "is_review").with_columns(
        decayed(age, half_life_days).alias("weight")
    )
    return ordered.group_by("source", "target", maintain_order=True).agg(
        pl.col("is_review").sum().cast(pl.Int64).alias("reviews"),
        (~pl.col("is_review")).sum().cast(pl.Int64).alias("shared_commits"),
        pl.col("weight").sum().alias("strength"),
        pl.col("at").last().alias("last"),
        pl.col("weight").filter(pl.col("is_review")).sum().alias("review_strength"),
    )


def nodes(found: pl.DataFrame, people: Sequence[int]) -> pl.DataFrame:
    """Everybody in the group: `developer`, `colleagues` (distinct), `strength` (of all their ties), `betweenness`.

    `found` are edges; those that lead out of the group are not looked at. Betweenness is null for fewer than three.
    """
    everybody = sorted(set(people))
    ties = _ties(found, everybody)
    between = betweenness(ties) if len(everybody) > _FEWEST else [None] * len(everybody)
    there = pl.DataFrame(
        {"developer": everybody, "colleagues": ties.sum(axis=1).astype(np.int64), "betweenness": list(between)},
        schema={"developer": pl.Int32, "colleagues": pl.Int64, "betweenness": pl.Float64},
    )
    inside = found.filter(pl.col("source").is_in(everybody), pl.col("target").is_in(everybody))
    halves = [inside.select("source", "target", "strength", developer=end) for end in ("source", "target")]
    ordered = pl.concat(halves).sort("developer", "source", "target")
    summed = ordered.group_by("developer", maintain_order=True).agg(pl.col("strength").sum())
    joined = there.join(summed, on="developer", how="left").with_columns(pl.col("strength").fill_null(0.0))
    return joined.select("developer", "colleagues", "strength", "betweenness").sort("developer")


def shape(found: pl.DataFrame, people: Sequence[int]) -> Shape:
    """How closely the group as a whole works together."""
    everybody = sorted(set(people))
    matrix = _ties(found, everybody)
    ties, pairs = int(matrix.sum()) // 2, len(everybody) * (len(everybody) - 1) / 2
    if not pairs:
        return Shape(len(everybody), ties, None, None)
    steps, _ = _ways(matrix)
    near = steps > 0
    return Shape(len(everybody), ties, float((1 / steps[near]).sum()) / 2 / pairs, ties / pairs)


def betweenness(ties: Matrix) -> list[float]:
    """Of every node of an undirected graph without weights, normalised to 0 to 1 by the pairs of others.

    Brandes' algorithm from all nodes at once: outwards step by step, counting shortest ways; back, handing on shares.
    """
    steps, ways = _ways(ties)
    handed = np.zeros_like(ways)
    for step in range(int(steps.max(initial=0)), 1, -1):
        there = np.where(steps == step, (1 + handed) / np.where(ways > 0, ways, 1), 0)
        handed += np.where(steps == step - 1, there @ ties * ways, 0)
    np.fill_diagonal(handed, 0)
    others = (len(ties) - 1) * (len(ties) - 2)  # pairs, each seen from both of its ends
    return [float(share) for share in handed.sum(axis=0) / max(others, 1)]


def _ways(ties: Matrix) -> tuple[Matrix, Matrix]:
    """From everybody to everybody: how many steps (0 where no way leads), and how many ways of so many steps."""
    reached = np.eye(len(ties), dtype=bool)
    steps, ways = np.zeros_like(ties), np.eye(len(ties))
    latest, step = np.eye(len(ties)), 0
    while latest.any():
        step += 1
        latest = np.where(reached, 0, latest @ ties)
        reached |= latest > 0
        steps[latest > 0] = step
        ways += latest
    return steps, ways


def _ties(found: pl.DataFrame, everybody: Sequence[int]) -> Matrix:
    """1 where two people met, whoever came to whom; rows and columns in the order of keys."""
    place = {developer: number for number, developer in enumerate(everybody)}
    ties = np.zeros((len(everybody), len(everybody)))
    for source, target in found.select("source", "target").iter_rows():
        if source in place and target in place and source != target:
            ties[place[source], place[target]] = ties[place[target], place[source]] = 1
    return ties
