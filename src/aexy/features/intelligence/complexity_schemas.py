"""What is asked and told about how much there is to pull requests."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from aexy.features.analytics.schemas import Grouped, Person
from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape, Wish

Distribution = dict[str, int]

CAUTION = (
    "It says how much there is to read in a change, not how hard it was to write, nor how good it is. Lines are those "
    "of the change as it was merged, with what its review added. Of changes whose commits are not here, the files are "
    "not known."
)
DEFINITION = (
    "Plain lines are hand-written lines added and removed, multiplied by what breadth costs in review here, where that "
    "was found to matter. Trivial up to 10, simple up to 60, moderate up to 250, complex up to 1,000, else critical; a "
    "change of a migration, of security, of a public interface or of delivery is never trivial. The score is "
    "100 x ln(1 + plain lines) / ln(5,001). Review effort is ln(1 + remarks) + ln(1 + second looks) + ln(1 + hours "
    "from the first to the last review). Cross-cutting is three components or three layers of code, and more."
)


class Calibration(Shape):
    """Whether a model of review effort is used here, and how it did on changes it had not seen, beside size alone."""

    uses: str = Field(description="model or size.")
    says: str
    fitted_at: datetime | None
    reviewed_changes: int
    held_out: int = Field(description="The latest quarter of them, which the model had not seen.")
    rank_correlation_model: float | None = Field(description="Of review effort with the model, on those held out.")
    rank_correlation_size: float | None = Field(description="Of review effort with lines alone, on the same.")
    better_in: float | None = Field(description="In what share of resamples the model was better than size.")
    times: dict[str, float] = Field(
        description="By which power of each trait lines are multiplied; 0 where size is used."
    )


class PersonComplexity(Shape):
    """How much there is to one person's pull requests of the last two years."""

    as_of: datetime
    developer: SubjectName
    withheld: str | None
    n: int
    total_prs_analyzed: int | None
    is_thin: bool | None = Field(description="Fewer than five: one of them moves everything.")
    complexity_distribution: Distribution | None
    category_distribution: Distribution | None
    primary_categories: list[str]
    common_components: list[str]
    common_layers: list[str]
    critical_changes: Distribution | None
    handles_critical_changes: bool | None
    avg_files_per_pr: float | None
    avg_complexity_score: float | None = Field(description="0 to 100.")
    cross_cutting_ratio: float | None
    infrastructure_ratio: float | None
    avg_review_effort: float | None = Field(description="0: approved at the first look without a word.")
    avg_remarks: float | None
    reviewed_prs: int | None
    files_unknown: int | None
    calibration: Calibration
    caution: str
    definition: str


class PullName(Wish):
    """One pull request, as people name it."""

    repository_id: UUID
    number: int = Field(ge=1)


class ComplexityWish(Wish):
    """Which pull requests."""

    pull_requests: list[PullName] = Field(min_length=1, max_length=100)


class Factor(Shape):
    """One trait, and how many times more there is to a change for it."""

    name: str
    value: float
    times: float


class ChangeComplexity(Shape):
    """One pull request: what it comes to, and why."""

    repository_id: UUID
    repository: str
    number: int
    title: str
    url: str | None
    author: Person | None = Field(description="Null for a bot, or nobody known.")
    withheld: str | None = Field(description="Why what it comes to is not shown.")
    level: str | None
    score: float | None
    plain_lines: float | None
    lines: int | None = Field(description="Added and removed by hand.")
    files: int | None
    factors: list[Factor]
    components: list[str]
    layers: list[str]
    critical: list[str] = Field(description="migration, security, public_api, delivery.")
    is_cross_cutting: bool | None
    is_infrastructure: bool | None
    files_known: bool | None
    category: str | None = Field(description="Null where nothing tells.")
    certainty: float | None = Field(description="The share of all evidence that speaks for the category.")
    why: list[str]
    review_effort: float | None = Field(description="As observed; null before somebody else has reviewed it.")
    reviews: int | None
    remarks: int | None
    second_looks: int | None
    review_hours: float | None


class ChangesComplexity(Shape):
    """A batch of pull requests."""

    as_of: datetime
    items: list[ChangeComplexity] = Field(description="In the order they were asked for.")
    missing: list[PullName] = Field(description="Which there is nothing known of.")
    calibration: Calibration
    caution: str
    definition: str


class ComplexityPoint(Shape):
    """The pull requests opened in one stretch of time."""

    start: date
    n: int
    levels: Distribution
    categories: Distribution


class Named(Shape):
    """Something pull requests touch, and how many do."""

    name: str
    n: int


class TeamComplexity(Grouped):
    """How much there is to a group's pull requests. Withheld where not everybody behind it is yours to see."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    withheld_whole: str | None
    n: int = Field(description="Pull requests opened in this time.")
    complexity_distribution: Distribution
    category_distribution: Distribution
    critical_changes: Distribution
    common_components: list[Named]
    common_layers: list[Named]
    avg_files_per_pr: float | None
    avg_complexity_score: float | None
    median_complexity_score: float | None
    cross_cutting_ratio: float | None
    infrastructure_ratio: float | None
    avg_review_effort: float | None
    reviewed_prs: int
    files_unknown: int
    bucket: str = Field(description="week or month.")
    points: list[ComplexityPoint]
    calibration: Calibration
    definition: str
