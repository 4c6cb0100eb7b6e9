"""What is said of the technologies in use: where, in which version, since when, and how old that is."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape
from aexy.kernel.lifecycles import Status


class TechnologyUse(Shape):
    """A technology in a repository in one version. `reason` says how its status is known, or why there is none."""

    technology: str
    domain: str
    ecosystem: str
    repository_id: UUID
    repository: str
    version: str | None = Field(description="As written: exact where a lock file says it, else what a manifest allows.")
    is_locked: bool
    scope: str
    since: date = Field(description="The day the counted branch first had it, of those manifests that have it now.")
    manifests: list[str]
    status: Status | None
    reason: str
    lag_days: int | None = Field(
        description="For how many days there has been a newer release line; 0: it is the newest."
    )
    release_line: str | None
    supported_until: date | None
    newest: str | None
    source: str | None = Field(description="Where the dates are from.")


class UpgradeSuggestion(Shape):
    """What to move to, and at least to where support goes on."""

    technology: str
    repository_id: UUID
    repository: str
    version: str | None
    status: Status
    to: str | None
    at_least: str | None
    lag_days: int | None
    reason: str


class TechnologyCounts(Shape):
    """How many uses have which status; `adoption_score` is the share of those with one that are current or recent."""

    n: int
    current_count: int
    recent_count: int
    outdated_count: int
    deprecated_count: int
    unknown_count: int
    adoption_score: float | None


class PersonTechnology(Shape):
    """What somebody worked with in the last 365 days, and how old it is where they did."""

    name: str
    domain: str
    commits: int
    days: int
    last_day: date
    status: Status | None = Field(description="The oldest of those of its uses.")
    uses: list[TechnologyUse]


class Technology(TechnologyCounts):
    """What a person works with. The counts are of technologies in repositories."""

    technologies: list[PersonTechnology]
    upgrade_suggestions: list[UpgradeSuggestion]
    known_on: date = Field(description="The day the releases and ends of support were looked up.")


class PersonTechnologyAnswer(Shape):
    """The technology analysis of one person."""

    developer: SubjectName
    as_of: datetime
    definition: str
    caution: str
    withheld: str | None
    failure: str | None
    result: Technology | None


class TechnologyInUse(TechnologyCounts):
    """A technology, in all repositories that use it."""

    name: str
    domain: str
    status: Status | None = Field(description="The oldest of those of its uses.")
    uses: list[TechnologyUse]


class RepositoryTechnology(TechnologyCounts):
    """What one repository is made with."""

    repository_id: UUID
    repository: str


class UnreadManifest(Shape):
    """A manifest that cannot be understood as it is now."""

    repository: str
    path: str
    kind: str
    reason: str


class TeamTechnology(TechnologyCounts):
    """All technologies in all repositories of the workspace; the counts are of technologies in repositories."""

    as_of: datetime
    definition: str
    caution: str
    known_on: date
    technologies: list[TechnologyInUse]
    repositories: list[RepositoryTechnology]
    upgrade_suggestions: list[UpgradeSuggestion]
    unread: list[UnreadManifest]
    manifests: int


class TechnologyStay(Shape):
    """A version of a technology in a manifest from one day until another; `until` is null while it stands."""

    repository_id: UUID
    repository: str
    manifest: str
    package: str
    version: str | None
    is_locked: bool
    since: date
    until: date | None
    status: Status | None
    supported_until: date | None


class TechnologyHistory(Shape):
    """Every version of a technology that the counted branches had."""

    technology: str
    as_of: datetime
    known_on: date
    source: str | None
    caution: str
    n: int
    stays: list[TechnologyStay]
