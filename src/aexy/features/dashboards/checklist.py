"""Getting started: steps that facts know to be done, and one that only somebody can say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aexy.features.dashboards.drawings import Link
from aexy.features.dashboards.schemas import ChecklistStep
from aexy.features.policies import Role
from aexy.features.routing import Viewer


@dataclass(frozen=True, slots=True)
class Step:
    """A step, for whoever has the role to take it."""

    id: str
    title: str
    says: str
    link: Link
    role: Role = Role.VIEWER


STEPS = (
    Step(
        "repository", "Add a repository", "Numbers come from its history; nothing is written to it.",
        Link(label="Repositories", href="/repositories"), Role.MANAGER,
    ),
    Step(
        "source", "Connect GitHub, GitLab, Jira or Linear", "For reviews, pull requests, issues and deployments.",
        Link(label="Integrations", href="/integrations"), Role.ADMIN,
    ),
    Step("me", "Say who you are", "So that your own numbers are shown to you.", Link(label="Me", href="/me")),
    Step(
        "team", "Make a team", "Most questions are asked of a team, not of a person.",
        Link(label="Teams", href="/teams"), Role.MANAGER,
    ),
    Step(
        "people", "Invite somebody", "Signals go to the person they are about first, so they have to be here.",
        Link(label="Members", href="/settings/members"), Role.ADMIN,
    ),
    Step(
        "hours", "Say when you work", "Late is late by somebody's own clock and holidays.",
        Link(label="Settings", href="/settings"), Role.MEMBER,
    ),
    Step(
        "delivery", "Say what counts as a deployment", "With a preview of what a rule would count.",
        Link(label="Delivery rules", href="/insights/delivery/rules"), Role.MANAGER,
    ),
    Step(
        "rows", "Follow a number to its rows", "Press any number: its definition, its sample, and what it counted.",
        Link(label="Overview", href="/overview"),
    ),
)  # fmt: skip
BY_HAND = frozenset({"rows"})
"""Steps no fact knows of; whoever has taken one ticks it."""
IDS = tuple(step.id for step in STEPS)


def steps_of(viewer: Viewer, done: Mapping[str, bool], ticked: Sequence[str]) -> list[ChecklistStep]:
    """The steps that are for whoever asks, and which of them are done."""
    known = dict(done) | {"me": viewer.developer_id is not None}
    return [
        ChecklistStep(
            id=step.id,
            title=step.title,
            says=step.says,
            done=known.get(step.id, False) or step.id in ticked,
            by_facts=known.get(step.id, False),
            by_hand=step.id in BY_HAND,
            link=step.link,
        )
        for step in STEPS
        if viewer.role.includes(step.role)
    ]
