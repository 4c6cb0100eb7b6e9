"""How somebody reviews: the analysis, declared."""

import polars as pl

from aexy.features.intelligence.analysis import Analysis, Settings
from aexy.features.intelligence.frames import Frames
from aexy.features.intelligence.reviews_schemas import ReviewStats
from aexy.kernel.analyses.remarks import SAYS as BEHAVIORS_SAY
from aexy.kernel.analyses.reviewing import LARGE, MENTORING_FEWEST, REVIEWS, THOROUGHNESS, review_quality, reviewed
from aexy.kernel.metrics import find
from aexy.store.analysis_facts import review_facts

SAYS = (
    "How somebody reviews others' pull requests, over 52 weeks and the open one: what they remark on, what came of it, "
    "and how they help."
)
CAUTION = (
    "A good small change earns few words, and what was said in a call is not here. Words are looked for in English; "
    "what remarks led to is known only where the commits of a pull request are, which a squash mostly hides."
)
DEFINITIONS = {
    "depth": "100 · (1 - 2^(-w ÷ 3)), where w is the remarks on lines, twice the remarked files that a commit touched "
    "afterwards (before the next approval, else the end), and a half for a sentence of its own.",
    "thoroughness": "By w: wordless 0, brief under 2, attentive under 5, thorough from 5 on. wordless_large: an "
    f"approval without a word of {LARGE} lines and more, without generated, vendored and lock files.",
    "mentoring_score": "Of the reviews that say something: a half for one kind of helping (question, explanation, "
    f"suggestion, link, came_back), 1 for two kinds; the mean times 100, of {MENTORING_FEWEST} reviews at least.",
    "came_back": "Another look after remarks or a request for changes of one's own.",
    **BEHAVIORS_SAY,
    "review_rate": find("review_participation_rate").says,
    "reviews_per_week": "Reviews ÷ weeks since the first one of the year.",
    "response": find("review_turnaround_hours").says,
    "unanswered": find("unanswered_review_requests").says,
}
_HOURS = "review_turnaround_hours"
_NONE_OF = {"total_reviews": 0, "depth_known": 0, "led_known": 0, "approvals_of_large": 0, "reviews_with_words": 0}


def look_at_reviews(frames: Frames) -> pl.DataFrame:
    """Each review of these people, as the kernel sees it."""
    return reviewed(
        frames.of(review_facts.read_given), frames.of(review_facts.read_said), frames.of(review_facts.read_touched)
    )


def count(frames: Frames, _: Settings) -> pl.DataFrame:
    """How they review, and what the catalogue says of the same days."""
    found = review_quality(look_at_reviews(frames), now=frames.now)
    numbers = frames.of(review_facts.read_numbers).select(
        pl.col("developer").cast(pl.Int32),
        review_rate=pl.col("review_participation_rate"),
        within_reach=pl.col("review_participation_rate__n").fill_null(0),
        response=response_of(),
    )
    everybody = found.join(numbers, on="developer", how="full", coalesce=True)
    nobody = pl.struct(pl.lit(0, pl.Int64).alias(name) for name in THOROUGHNESS)
    return everybody.select(
        "developer",
        *(pl.col(name).fill_null(zero) for name, zero in _NONE_OF.items()),
        *(name for name in REVIEWS if name not in _NONE_OF and name not in _SPECIAL),
        pl.col("thoroughness_distribution").fill_null(nobody),
        pl.col("behaviors").fill_null([]).alias("top_mentoring_behaviors"),
        "review_rate",
        pl.col("within_reach").fill_null(0),
        pl.coalesce("response", _no_response()).alias("response"),
    )


_SPECIAL = {"developer", "thoroughness_distribution", "behaviors"}


def response_of() -> pl.Expr:
    """From what `measure` gives: the fields of `Response`."""
    asked = "unanswered_review_requests"
    return pl.struct(
        pl.col(f"{_HOURS}__n").fill_null(0).alias("n"),
        pl.col(_HOURS).alias("mean_hours"),
        *(pl.col(f"{_HOURS}__{name}").alias(f"{name}_hours") for name in ("median", "p75", "p90")),
        pl.col(f"{asked}__n").fill_null(0).alias("asked"),
        pl.col(asked).fill_null(0).alias("unanswered"),
    )


def _no_response() -> pl.Expr:
    hours = ("mean_hours", "median_hours", "p75_hours", "p90_hours")
    return pl.struct(
        pl.lit(0, pl.Int64).alias("n"),
        *(pl.lit(None, pl.Float64).alias(name) for name in hours),
        pl.lit(0, pl.Int64).alias("asked"),
        pl.lit(0, pl.Int64).alias("unanswered"),
    )


REVIEW_QUALITY = Analysis(
    key="reviews",
    version=1,
    title="How you review",
    caution=CAUTION,
    audience=find("avg_review_depth").audience,
    count=count,
    shape=ReviewStats,
)
