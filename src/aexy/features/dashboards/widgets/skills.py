"""What whoever asks knows, and what a team knows: counted from commits by the analyses of people."""

from collections.abc import Sequence

from aexy.features.analytics import service as analytics
from aexy.features.analytics.schemas import SkillHeatmap, SkillsWish
from aexy.features.dashboards.drawings import (
    Link,
    WidgetBar,
    WidgetBars,
    WidgetCell,
    WidgetColumn,
    WidgetHeat,
    WidgetTable,
)
from aexy.features.dashboards.oneself import WHO_ARE_YOU, days, nobody_known, person_href
from aexy.features.dashboards.widget import FROM_MEDIUM, Answer, Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.features.intelligence import expertise_service as expertise
from aexy.features.intelligence.expertise_schemas import Expertise, SkillKind, SkillWithConfidence
from aexy.features.paging import LARGEST_PAGE
from aexy.kernel.analyses.skills import DEPTHS
from aexy.kernel.metric import Better, Unit

MOST_BARS = 10
MOST_PEOPLE, MOST_SKILLS = 20, 12
EVIDENCE = "Days you worked in it, each counting half after {:.0f} days; your own clock says what a day is."
_PROFILE = Link(label="Your profile, and the commits behind it", href="/insights/profile")
_TITLES = {
    SkillKind.LANGUAGE: "How far you know each language",
    SkillKind.FRAMEWORK: "How far you know each framework and tool",
    SkillKind.DOMAIN: "How far you know each part of the work",
}


def own_skills(kind: SkillKind, *, listed: bool = False) -> Answer:
    """The answer about one kind of one's own skills; `listed` with a table of what it rests on."""

    async def answer(asked: Asked) -> Told:
        if nobody_known(asked):
            return Told(empty=WHO_ARE_YOU)
        found = await expertise.expertise_of(asked.context, asked.viewer, None)
        skills = [one for one in found.skills if one.kind is kind]
        if found.failure:
            return Told(empty=Nothing(found.failure, _PROFILE))
        drawings = [_bars(kind, skills), *([_evidence(skills)] if listed else ())]
        return Told(
            drawings if skills else (),
            n=len(skills),
            as_of=found.as_of,
            caution=_caution(found),
            withheld=found.withheld,
        )

    return answer


def _caution(found: Expertise) -> str:
    return f"{EVIDENCE.format(found.half_life_days)} {found.caution}"


def _bars(kind: SkillKind, skills: Sequence[SkillWithConfidence]) -> WidgetBars:
    """Of most evidence, first to last: a share of the most there can be."""
    return WidgetBars(
        title=_TITLES[kind],
        unit=Unit.SHARE,
        better=Better.NEITHER,
        ordered=True,
        bars=[
            WidgetBar(
                key=one.name,
                label=one.name,
                value=one.proficiency / 100,
                text=f"{one.depth}, {days(one.days)}",
                n=one.days,
                href="/insights/profile",
            )
            for one in skills[:MOST_BARS]
        ],
    )


def _evidence(skills: Sequence[SkillWithConfidence]) -> WidgetTable:
    columns = [
        WidgetColumn(title="Language"),
        WidgetColumn(title="Depth"),
        WidgetColumn(title="Sure", kind="number", unit=Unit.SHARE),
        WidgetColumn(title="Days", kind="number", unit=Unit.COUNT),
        WidgetColumn(title="Commits", kind="number", unit=Unit.COUNT),
        WidgetColumn(title="Lines", kind="number", unit=Unit.LINES),
        WidgetColumn(title="Last worked in"),
    ]
    rows = [
        [
            WidgetCell(text=one.name),
            WidgetCell(text=one.depth),
            WidgetCell(value=one.confidence),
            WidgetCell(value=one.days),
            WidgetCell(value=one.commit_count),
            WidgetCell(value=one.lines_of_code),
            WidgetCell(text=one.last_activity_at.isoformat()),
        ]
        for one in skills[:MOST_BARS]
    ]
    return WidgetTable(title="What it rests on", columns=columns, rows=rows, total=len(skills))


async def skill_heatmap(asked: Asked) -> Told:
    """Of a team who knows what; of everybody how many know it how far, for nobody can read two hundred rows."""
    wish = SkillsWish(team_id=asked.team, limit=MOST_PEOPLE if asked.team else LARGEST_PAGE)
    found = await analytics.skill_heatmap(asked.context, asked.viewer, wish)
    if not found.rows:
        return Told(withheld=found.withheld)
    drawing = _by_person(found) if asked.team else _by_depth(found)
    return Told([drawing], n=len(found.rows), as_of=found.as_of, caution=_left_out(found))


def _by_person(found: SkillHeatmap) -> WidgetHeat:
    skills = [column.skill for column in found.skills[:MOST_SKILLS]]
    return WidgetHeat(
        title=f"Who in {found.subject.name} knows what",
        unit=Unit.SHARE,
        rows=[row.developer.name for row in found.rows],
        columns=skills,
        values=[
            [row.skills[skill].proficiency / 100 if skill in row.skills else None for skill in skills]
            for row in found.rows
        ],
        hrefs=[person_href(row.developer.id) for row in found.rows],
    )


def _by_depth(found: SkillHeatmap) -> WidgetHeat:
    skills = found.skills[:MOST_SKILLS]
    return WidgetHeat(
        title="How many know it how far",
        unit=Unit.COUNT,
        rows=[column.skill for column in skills],
        columns=list(DEPTHS),
        values=[[float(column.depths[depth]) for depth in DEPTHS] for column in skills],
        hrefs=["/analytics?tab=skills"] * len(skills),
    )


def _left_out(found: SkillHeatmap) -> str:
    """With whom it is not about: those past the limit, and those who are not for whoever asks to see."""
    said = [f"The first {len(found.rows)} of {found.people} people, by name."] if len(found.rows) < found.people else []
    if found.withheld_people:
        people = "person is" if found.withheld_people == 1 else "people are"
        said.append(f"{found.withheld_people} more {people} left out: {found.withheld}")
    return " ".join([*said, found.caution])


def _own(key: str, title: str, says: str, size: WidgetSize, answer: Answer) -> Widget:
    return Widget(
        key=key,
        title=title,
        says=says,
        categories=("skills",),
        size=size,
        sizes=FROM_MEDIUM,
        answer=answer,
        empty=Nothing(
            "Nothing of yours was counted here yet. It comes from commits to repositories that are read.",
            Link(label="Add a repository", href="/repositories"),
        ),
        rows=_PROFILE,
        personas=(Persona.DEVELOPER,),
        of_me=True,
        takes_period=False,
        takes_team=False,
    )


WIDGETS = (
    _own(
        "languageProficiency",
        "Languages",
        "How far you know each language, from the days you worked in it; older days count less.",
        WidgetSize.LARGE,
        own_skills(SkillKind.LANGUAGE, listed=True),
    ),
    _own(
        "domainExpertise",
        "Domains",
        "How far you know each part of the work, by the words of the paths you changed.",
        WidgetSize.MEDIUM,
        own_skills(SkillKind.DOMAIN),
    ),
    _own(
        "frameworksTools",
        "Frameworks and tools",
        "How far you know each framework, from days on which you changed files beside a manifest that names it.",
        WidgetSize.MEDIUM,
        own_skills(SkillKind.FRAMEWORK),
    ),
    Widget(
        key="skillHeatmap",
        title="Who knows what",
        says="Of a team, how far each person you may see knows what; of everybody, how many know it how far.",
        categories=("skills",),
        size=WidgetSize.LARGE,
        sizes=FROM_MEDIUM,
        answer=skill_heatmap,
        empty=Nothing(
            "Nobody's skills are known yet. They come from commits to repositories that are read.",
            Link(label="Add a repository", href="/repositories"),
        ),
        rows=Link(label="All skills and people", href="/analytics?tab=skills"),
        personas=(Persona.MANAGER,),
        takes_period=False,
    ),
)
