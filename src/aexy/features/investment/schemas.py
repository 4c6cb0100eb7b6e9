"""Shapes of what work is spent on."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape, Wish
from aexy.kernel.errors import Unusable
from aexy.kernel.investing import Rule, Rulebook

Pattern = Annotated[str, Field(min_length=1, max_length=200)]
Patterns = Annotated[list[Pattern], Field(max_length=50)]
CategoryKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Word = Annotated[str, Field(pattern=r"^[^\W\d_]{3,30}$")]
Came = Literal["rule", "suggestion", "correction", "none"]


class InvestmentCategory(Wish):
    """What work can be spent on; `words` are what suggestions go by."""

    key: CategoryKey
    name: Annotated[str, Field(min_length=1, max_length=60)]
    words: Annotated[list[Word], Field(max_length=100)] = Field(default=[], description="Of titles, in lower case.")


class InvestmentRule(Wish):
    """Any one of these puts a pull request into the category. Patterns are globs without regard to case."""

    category: CategoryKey
    labels: Patterns = Field(default=[], description="Of the pull request.")
    issue_kinds: Patterns = Field(default=[], description="Of issues it belongs to: bug, story, task, improvement …")
    types: Patterns = Field(default=[], description="What its title begins with: feat, fix, docs …")
    branches: Patterns = Field(default=[], description="What it was merged from.")
    paths: Patterns = Field(default=[], description="At least half of its files lie there.")


class InvestmentDocument(Wish):
    """Categories, and rules in the order they are looked at."""

    categories: Annotated[list[InvestmentCategory], Field(min_length=1, max_length=12)]
    rules: Annotated[list[InvestmentRule], Field(max_length=60)]

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        keys = [one.key for one in self.categories]
        if len(keys) != len(set(keys)):
            raise ValueError("two categories have the same key")
        if unknown := [rule.category for rule in self.rules if rule.category not in keys]:
            raise ValueError(f"there is no category {unknown[0]!r}")
        return self

    @property
    def book(self) -> Rulebook:
        """The same for the kernel."""
        return Rulebook(
            rules=[
                Rule(
                    category=rule.category,
                    labels=tuple(rule.labels),
                    kinds=tuple(rule.issue_kinds),
                    types=tuple(rule.types),
                    branches=tuple(rule.branches),
                    paths=tuple(rule.paths),
                )
                for rule in self.rules
            ],
            words={one.key: tuple(word.lower() for word in one.words) for one in self.categories if one.words},
        )

    def check_category(self, key: str) -> None:
        """Unusable when there is no such category."""
        if key not in {one.key for one in self.categories}:
            raise Unusable(
                f"There is no category {key!r}.",
                next_step=f"There are: {', '.join(one.key for one in self.categories)}.",
                field="category",
            )


class InvestmentRules(Shape):
    """The rules in force; version 0 are the product's own."""

    version: int
    document: InvestmentDocument
    made_at: datetime | None
    made_by: str | None
    note: str | None


class NewInvestmentRules(Wish):
    """Other rules; `base_version` is the version they were made from."""

    base_version: int = Field(ge=0)
    document: InvestmentDocument
    note: Annotated[str, Field(max_length=500)] | None = None


class RulesWish(Wish):
    """Rules to try."""

    document: InvestmentDocument


class AllocatedAmount(Shape):
    """How much of a month's work is in one category, or in none."""

    category: str | None
    pulls: int
    share: float | None = Field(description="Of all pull requests of the month.")
    lines: int = Field(description="Added and removed, of those whose size is known.")
    by_rule: int
    suggested: int
    corrected: int
    adjustment: int = Field(description="Of a frozen month: what corrections and late merges have changed since.")


class AllocatedMonth(Shape):
    """What was merged in one month, by what it was spent on."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    open: bool
    is_frozen: bool
    rules_version: int
    frozen_at: datetime | None
    reason: str | None = Field(description="Why it was opened again, where somebody did.")
    n: int
    lines_unknown: int = Field(description="Merged pull requests whose size is not known.")
    amounts: list[AllocatedAmount]


class CategoryName(Shape):
    """A category of the rules in force."""

    key: str
    name: str


class Allocation(Shape):
    """What work was spent on, month by month."""

    as_of: datetime
    time_zone: str
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    rules_version: int
    categories: list[CategoryName]
    months: list[AllocatedMonth]
    total: list[AllocatedAmount]
    n: int
    says: str
    caution: str
    may_correct: bool
    may_decide: bool


class SortedPull(Shape):
    """A merged pull request and what it counts as."""

    repository_id: UUID
    repository: str
    number: int
    title: str
    url: str | None
    merged_at: datetime
    lines: int | None
    category: str | None
    how: Came
    why: str | None
    frozen_as: str | None = Field(description="What its frozen month has it as; null where it is not in one.")
    is_adjustment: bool


class SortedPulls(Shape):
    """A page of them, the latest first."""

    items: list[SortedPull]
    next_cursor: str | None


class CorrectionWish(Wish):
    """What a pull request was really spent on."""

    category: CategoryKey
    note: Annotated[str, Field(max_length=500)] | None = None


class AllocationCorrection(Shape):
    """What somebody said a pull request was spent on."""

    repository_id: UUID
    number: int
    category: str
    note: str | None
    made_at: datetime
    made_by: UUID | None


class MovedPulls(Shape):
    """How many pull requests would change their category."""

    before: str | None
    after: str | None
    pulls: int


class RulesPreview(Shape):
    """What other rules would come to over the last twelve months; nothing is changed."""

    n: int
    uncategorised_before: int
    uncategorised_after: int
    amounts: list[AllocatedAmount]
    moved: list[MovedPulls]
    examples: list[SortedPull]


class OpenWish(Wish):
    """Why a frozen month is opened again."""

    reason: Annotated[str, Field(min_length=3, max_length=500)]


class FrozenMonth(Shape):
    """How a month stands."""

    month: date
    is_frozen: bool
    rules_version: int
    changed_at: datetime
    reason: str | None
