"""Changes ready to be counted: how long each took, stage by stage, and once however many services bring it."""

import numpy as np
import polars as pl

from aexy.kernel.delivery.belonging import Whose
from aexy.kernel.delivery.facts import DeliveryFacts
from aexy.kernel.pull_instants import UNKNOWN, hours, in_order, instants

STAGES = ("coding", "pickup", "review", "merge", "deploy")
STAGE_COLUMNS = tuple(f"{stage}_hours" for stage in STAGES)


def made_ready(facts: DeliveryFacts, whose: Whose) -> pl.DataFrame:
    """Changes with `lead_hours` and their stages; of whom (`by`): people, others (bots, agents) or nobody known.

    For a service each is there as the service brings it; for everybody else once, as it first went live with any whose
    history goes back so far. What belongs to a service of which no deployment is known is left out: nobody can say that
    it is not live.
    """
    known = facts.changes.filter(pl.col("service").is_in(facts.known["service"].implode()))
    once = known.sort("change", "service") if whose is Whose.SERVICE else _first(known)
    return with_stages(_by_whom(once, facts))


def _first(changes: pl.DataFrame) -> pl.DataFrame:
    """Each change as it first went live; it always was only where no service knows better."""
    in_turn = changes.sort("change", "deployed", ~pl.col("is_before"), "service", nulls_last=True)
    return in_turn.unique(subset=["change"], keep="first", maintain_order=True)


def _by_whom(changes: pl.DataFrame, facts: DeliveryFacts) -> pl.DataFrame:
    others = facts.developers.filter(pl.col("kind") != "human")["developer"].implode()
    author = pl.col("author")
    who = pl.when(author.is_null()).then(pl.lit("nobody")).when(author.is_in(others)).then(pl.lit("others"))
    return changes.with_columns(who.otherwise(pl.lit("people")).alias("by"))


def with_stages(changes: pl.DataFrame) -> pl.DataFrame:
    """`lead_hours` from the beginning to going live, and five stages that add up to it; all of them or none.

    None where it is not live, nobody knows since when, or the clocks disagree (`is_backwards`): merged before it was
    begun, or live before it was merged. A direct push has no stages. `so_far_hours` is not told here: it needs a clock.
    """
    began, merged, deployed = (instants(changes[name]) for name in ("began", "merged", "deployed"))
    events = (instants(changes[name]) for name in ("ready", "responded", "approved"))
    told = (began != UNKNOWN) & (merged != UNKNOWN) & (deployed != UNKNOWN)
    is_in_order = told & (began <= merged) & (merged <= deployed)
    is_pull = changes["pull"].is_not_null().to_numpy()
    through = [*in_order(began, events, merged), merged, deployed]
    stages = [
        hours(since, until, is_in_order & is_pull).alias(name)
        for name, since, until in zip(STAGE_COLUMNS, through[:-1], through[1:], strict=True)
    ]
    return changes.with_columns(
        hours(began, deployed, is_in_order).alias("lead_hours"),
        *stages,
        is_backwards=pl.Series(told & ~is_in_order),
    )


def lasted(changes: pl.DataFrame, now: int) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], pl.Series]:
    """How many hours each has taken, or has taken so far, and whether it is over; NaN where that cannot be said."""
    began, deployed = instants(changes["began"]), instants(changes["deployed"])
    so_far = hours(began, np.where(deployed == UNKNOWN, now, deployed))
    is_told = ~(changes["is_before"] | changes["is_backwards"])
    return so_far.set(~is_told, None).to_numpy(), pl.Series(deployed != UNKNOWN)


__all__ = ["STAGES", "STAGE_COLUMNS", "lasted", "made_ready", "with_stages"]
