"""Widgets everybody begins with: where one is, and the first numbers one looks at."""

from aexy.features.dashboards.drawings import Link, WidgetSentence
from aexy.features.dashboards.telling import figures_of
from aexy.features.dashboards.widget import Asked, Nothing, Persona, Told, Widget, WidgetHeight, WidgetSize
from aexy.features.people import service as people
from aexy.features.workspaces import service as workspaces

QUICK = (
    "commits_count",
    "prs_merged",
    "avg_pr_cycle_time_hours",
    "avg_time_to_first_review_hours",
    "active_developers",
)


async def welcome(asked: Asked) -> Told:
    """Where somebody is, as whom, and what they could do first."""
    workspace = await workspaces.get_workspace(asked.context, asked.viewer)
    who = asked.viewer.developer_id
    if who is None:
        text = f"{workspace.name}. It is not known yet which of its people you are, so nothing here is about you."
        return Told([WidgetSentence(text=text, link=Link(label="Say who you are", href="/me"))])
    me = await people.get_developer(asked.context, asked.viewer, who)
    text = f"{workspace.name}. You are {me.name} here."
    return Told([WidgetSentence(text=text, link=Link(label="Your own numbers", href="/me"))])


async def quick_stats(asked: Asked) -> Told:
    """The few numbers somebody looks at first."""
    return await figures_of(asked, QUICK)


WIDGETS = (
    Widget(
        key="welcome",
        title="Welcome",
        says="The workspace you are in, and which of its people you said you are.",
        categories=("profile",),
        size=WidgetSize.FULL,
        height=WidgetHeight.LINE,
        answer=welcome,
        empty=Nothing("There is nothing here yet.", Link(label="Add a repository", href="/repositories")),
        rows=Link(label="Your own page", href="/me"),
        personas=tuple(Persona),
        of_me=True,
        takes_period=False,
        takes_team=False,
        rests_on_facts=False,
    ),
    Widget(
        key="quickStats",
        title="At a glance",
        says="Commits, merged pull requests, how long they took and waited, and how many people were active.",
        categories=("profile", "analytics"),
        size=WidgetSize.FULL,
        height=WidgetHeight.FIGURES,
        answer=quick_stats,
        empty=Nothing("Nothing was counted in this period.", Link(label="Add a repository", href="/repositories")),
        rows=Link(label="All readings", href="/overview"),
        personas=(Persona.DEVELOPER, Persona.MANAGER),
        metrics=QUICK,
    ),
)
