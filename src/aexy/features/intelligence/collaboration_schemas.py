"""What is told about who works with whom: of one person, of a group, and as a graph."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from aexy.features.analytics.schemas import Grouped, Measure, Person
from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape

DEFINITION = (
    "An interaction is a review of somebody else's pull request, or a commit that names both. Strength is the sum of "
    "2^(-age / half-life) over interactions, a shared commit counting once each way. Reciprocity is "
    "2 x the lesser over both directions of decayed reviews. Reach is how many people are at most two steps away."
)
GROUP_DEFINITION = (
    "Cohesion is the mean of 1 / steps over all pairs: 1 when everybody meets everybody, whatever the size of the "
    "group. A silo is a part of the network no way leads out of, or a group that keeps 90 % of its strength within. "
    "Groups are those of the best modularity (Louvain), looked for in parts of eight people and more and told where "
    "it is 0.3 or more. Betweenness is the share of shortest ways between two others that lead over a person."
)


class CollaborationEdge(Shape):
    """Two people, and what passed between them either way."""

    developer_a_id: UUID
    developer_b_id: UUID
    interaction_count: int
    review_count: int = Field(description="Reviews of one for the other, both ways.")
    co_author_count: int = Field(description="Commits that name both.")
    strength_score: float = Field(description="Of both ways, each interaction faded by half in a half-life.")
    interaction_types: list[str] = Field(description="review, co_author.")
    last_interaction_at: datetime
    a_reviewed_b: int
    b_reviewed_a: int
    reciprocity: float | None = Field(description="0: one way only; 1: as much either way; null without reviews.")


class Colleague(Shape):
    """Somebody a person works with, and how much."""

    developer: Person
    edge: CollaborationEdge
    reviews_given: int = Field(description="By the person asked about, of this colleague's work.")
    reviews_received: int


class Collaborators(Shape):
    """Whom one person works with. Numbers count everybody, those not shown as well."""

    as_of: datetime
    developer: SubjectName
    withheld: str | None = Field(description="Why nothing is shown.")
    n: int = Field(description="Interactions.")
    colleagues: int | None
    reviews_given: int | None
    reviews_received: int | None
    shared_commits: int | None
    strength: float | None
    reciprocity: float | None = Field(description="0 to 1; null for fewer than five reviews.")
    reach: int | None
    closest: list[Colleague] = Field(description="Those the person has most to do with, strongest first.")
    withheld_colleagues: int = Field(description="Left out of the closest, because they are not for you to see.")
    caution: str
    definition: str


class Circle(Shape):
    """People who hang together."""

    size: int
    people: list[Person]
    teams: dict[str, int] = Field(description="How many of them are in which team now, most first.")
    is_part: bool = Field(description="No way leads from here to anybody else.")
    inside: float | None = Field(description="The share of its people's strength that stays within.")
    is_silo: bool


class Bridge(Shape):
    """Somebody who works with people of other groups than their own."""

    developer: Person
    groups: int = Field(description="How many other groups.")
    share: float = Field(description="Of all strength between groups.")


class OnlyTie(Shape):
    """Two people without whose tie two sides would have no way to each other."""

    developer_a: Person
    developer_b: Person


class CentralPerson(Shape):
    """Somebody over whom many shortest ways lead."""

    developer: Person
    betweenness: float
    colleagues: int
    is_only_way: bool = Field(description="Without them, some two others have no way to each other.")


class CohesionPoint(Shape):
    """How a group worked together in the ninety days before a day. Null for fewer than five people."""

    until: date
    people: int
    n: int = Field(description="Reviews and shared commits among them.")
    cohesion: float | None
    reciprocity: float | None


class TeamCollaboration(Grouped):
    """How a group works together. Everything about the whole group is withheld where not all of it is yours to see."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    half_life_days: float
    n: int = Field(description="Reviews and shared commits among the people shown.")
    cohesion: Measure
    density: Measure
    reciprocity: Measure = Field(description="n are reviews.")
    modularity: Measure = Field(description="How clearly the group falls into smaller ones; above 0.3 clearly.")
    parts: int | None = Field(description="Parts of two people and more with no way between them.")
    circles: list[Circle] = Field(description="Largest first.")
    silos: int | None
    alone: list[Person] = Field(description="Without any tie in this time; only where a team was asked for.")
    bridges: list[Bridge]
    only_ties: list[OnlyTie]
    central: list[CentralPerson] = Field(description="At most ten, by betweenness.")
    trend: list[CohesionPoint]
    withheld_whole: str | None = Field(description="Why nothing is said about the group as a whole.")
    definition: str


class GraphNode(Shape):
    """Somebody in the network."""

    developer: Person
    teams: list[str] = Field(description="Those they are in now, by name.")
    colleagues: int
    strength: float
    betweenness: float | None
    circle: int | None = Field(description="Place of their group in `circles`; null: alone, or withheld.")


class CollaborationGraph(Grouped):
    """The network itself, of those whom whoever asks may see. The same edges as at /analytics/collaboration."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    half_life_days: float
    n: int
    nodes: list[GraphNode]
    edges: list[CollaborationEdge]
    withheld_whole: str | None
    definition: str
