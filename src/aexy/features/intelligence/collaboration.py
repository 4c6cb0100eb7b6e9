"""The collaboration of one person: with whom, how much, which way, and how far it reaches."""

from functools import partial

import polars as pl
from pydantic import Field

from aexy.features.intelligence.analysis import Analysis, Settings
from aexy.features.intelligence.collaboration_schemas import DEFINITION, CollaborationEdge
from aexy.features.intelligence.frames import Frames
from aexy.features.paging import Shape
from aexy.kernel.analyses.colleagues import acquainted, closest, pairs, profiles
from aexy.kernel.analyses.network import edges
from aexy.kernel.metric import Audience
from aexy.store.analysis_facts.meetings import read_ids, read_meetings, usual_span
from aexy.store.analysis_facts.reaching import read_acquaintances

CAUTION = (
    "Counted from reviews and shared commits: who talks, pairs or plans together without them is not seen here. "
    "Few colleagues can be what somebody's work asks for; it says nothing about how well they work."
)


class Collaborating(Shape):
    """What is kept of one person; `edges` are of those they have most to do with, the strongest first."""

    n: int = Field(description="Reviews given and received, and shared commits.")
    colleagues: int = Field(description="How many people these were with.")
    reviews_given: int
    reviews_received: int
    shared_commits: int
    strength: float = Field(description="Of all of them, faded by half in half a year.")
    reciprocity: float | None = Field(description="0 to 1; null for fewer than five reviews.")
    reach: int = Field(description="People at most two steps away.")
    edges: list[CollaborationEdge]


def count(frames: Frames, settings: Settings) -> pl.DataFrame:
    """Everybody who met somebody within the usual time."""
    del settings  # a meeting fades as it does at /analytics/collaboration, whatever skills do
    _, until = usual_span(frames.now, frames.clock)
    whose = frames.reading.whose
    own = frames.of(read_meetings)
    found = pairs(edges(own, now=until))
    known = acquainted(found) if whose is None else frames.of(partial(read_acquaintances, own=own))
    listed = told(closest(found, whose), frames.of(read_ids))
    return profiles(found, known, whose).join(listed, on="developer", how="left")


def told(sides: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """Pairs seen from one end as edges by ids, `a` the lower key: `developer`, `edges`."""
    is_a = pl.col("developer") < pl.col("other")
    both = pl.col("least") + pl.col("most")
    named = (
        sides.join(ids.rename({"id": "own_id"}), on="developer", maintain_order="left")
        .join(ids.rename({"developer": "other", "id": "other_id"}), on="other", maintain_order="left")
        .select(
            "developer",
            developer_a_id=pl.when(is_a).then("own_id").otherwise("other_id"),
            developer_b_id=pl.when(is_a).then("other_id").otherwise("own_id"),
            interaction_count="interactions",
            review_count="reviews",
            co_author_count="shared_commits",
            strength_score="strength",
            interaction_types=pl.concat_list(
                pl.when(pl.col("reviews") > 0).then(pl.lit("review")),
                pl.when(pl.col("shared_commits") > 0).then(pl.lit("co_author")),
            ).list.drop_nulls(),
            last_interaction_at="last",
            a_reviewed_b=pl.when(is_a).then("given").otherwise("received"),
            b_reviewed_a=pl.when(is_a).then("received").otherwise("given"),
            reciprocity=pl.when(both > 0).then(2 * pl.col("least") / both),
        )
    )
    columns = [name for name in named.columns if name != "developer"]
    return named.group_by("developer", maintain_order=True).agg(edges=pl.struct(columns))


ANALYSIS = Analysis(
    key="network",
    version=1,
    title="Collaboration network",
    caution=f"{CAUTION} {DEFINITION}",
    audience=Audience.TEAM,
    count=count,
    shape=Collaborating,
    names_others=frozenset({"edges"}),
)
