"""Work nobody has, for whoever could take it."""

from datetime import datetime

from aexy.features.dashboards.drawings import Link, WidgetItem, WidgetItems, WidgetSentence
from aexy.features.dashboards.oneself import days
from aexy.features.dashboards.ways import MATCHING, way
from aexy.features.dashboards.widget import FROM_MEDIUM, Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.features.matching.takeable import Takeable, TakeableTask, takeable
from aexy.features.routing import Role

MOST_LISTED = 6
CAUTION = (
    "Titles in common with what you did before are a hint and no more; nobody is given work by it. Each leads to who "
    "else could take it."
)


async def task_matcher(asked: Asked) -> Told:
    """The latest open issues nobody has, those like one's own past work first."""
    found = await takeable(asked.context, asked.viewer)
    if found.withheld or not found.items:
        return Told(withheld=found.withheld, as_of=found.as_of)
    items = [_item(one, found.as_of) for one in found.items[:MOST_LISTED]]
    return Told(
        [
            WidgetItems(title="Nobody has these, epics and incidents left out", items=items, total=found.total),
            _says(found),
        ],
        n=found.total,
        as_of=found.as_of,
        caution=CAUTION,
    )


def _item(one: TakeableTask, now: datetime) -> WidgetItem:
    alike = f"like {one.alike} of yours" if one.alike else None
    said = [one.repository, f"open for {days(max((now - one.opened_at).days, 0))}", alike]
    # A number is one of several repositories' as likely as not; words are read either way.
    asked = {"text": one.title} if one.name.startswith("#") else {"issue": one.name}
    return WidgetItem(
        title=f"{one.name} {one.title}",
        detail=" · ".join(part for part in said if part),
        at=one.opened_at,
        href=way(MATCHING, **asked),
    )


def _says(found: Takeable) -> WidgetSentence:
    near = sum(one.alike > 0 for one in found.items)
    text = f"{near} of the latest {len(found.items)} are like what you did before." if near else (
        f"None of the latest {len(found.items)} is like what you did before."
    )  # fmt: skip
    return WidgetSentence(text=text, link=Link(label="Who could take this", href=MATCHING))


WIDGETS = (
    Widget(
        key="taskMatcher",
        title="Work to take",
        says=(
            "Open issues that are assigned to nobody, but no epics and no incidents, the latest first; before "
            "those, the ones whose titles are like "
            "work of yours in the same repository. Rules only: no language model is asked."
        ),
        categories=("ai", "tracking"),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=task_matcher,
        empty=Nothing(
            "No open issue is without somebody, or no issues are read here.",
            Link(label="Connect a tracker", href="/integrations"),
        ),
        rows=Link(label="Who could take this", href=MATCHING),
        personas=(Persona.MANAGER, Persona.DEVELOPER),
        role=Role.MEMBER,
        takes_period=False,
        takes_team=False,
    ),
)
