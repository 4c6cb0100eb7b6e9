"""What one person knows, who of a group knows one thing, and the commits behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import Seen, find_group, person_of, seen
from aexy.features.analytics.schemas import GroupWish
from aexy.features.insights.looking import View, look
from aexy.features.intelligence import expertise_rows as rows
from aexy.features.intelligence import service
from aexy.features.intelligence.expertise import EXPERTISE
from aexy.features.intelligence.expertise_schemas import (
    Expertise,
    SkillCommit,
    SkillCommits,
    SkillHolder,
    SkillKind,
    SkillWithConfidence,
    TeamExpertise,
)
from aexy.features.paging import read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.analyses.domains import domains
from aexy.kernel.analyses.skills import DEPTHS
from aexy.kernel.errors import Unknown, did_you_mean
from aexy.kernel.metric import Audience
from aexy.kernel.privacy import withheld_of
from aexy.kernel.text import plain
from aexy.store.postgres import Connection

_SHA = 12
COMMITS = "commits of a skill"


@dataclass(frozen=True, slots=True)
class Behind:
    """Whose skill is asked for."""

    developer_id: UUID | None
    skill: str
    kind: SkillKind


async def expertise_of(
    context: Context, viewer: Viewer, developer_id: UUID | None, *, fresh: bool = False
) -> Expertise:
    """What a person knows, or whoever asks; counted anew with `fresh`."""
    found = await service.of_person(context, viewer, EXPERTISE, developer_id, fresh=fresh)
    decided = await service.decided(context, viewer.workspace_id)
    skills = [SkillWithConfidence(**one) for one in (found.result or {}).get("skills", ())]
    return Expertise(
        developer=found.developer,
        as_of=found.as_of,
        version=EXPERTISE.version,
        caution=EXPERTISE.caution,
        withheld=found.withheld,
        failure=found.failure,
        half_life_days=decided.half_lives.usual,
        n=len(skills),
        skills=skills,
    )


async def team_expertise(
    context: Context, viewer: Viewer, skill: str, kind: SkillKind | None, team_id: UUID | None
) -> TeamExpertise:
    """Who of a team or the workspace knows a skill. Unknown, with the nearest, for one nobody shown has."""
    group = await find_group(context, viewer, GroupWish(team_id=team_id))
    found = await service.of_people(context, group.view, EXPERTISE, group.chosen)
    # Whom a reason is given about has some skill or other: not this one, or it would say who has it.
    there = seen(group, Audience.TEAM, pl.Series(sorted(found), dtype=pl.Int32))
    known = {human.key: found.get(human.key, {}).get("skills", []) for human in there.people}
    name, meant = _meant(skill, kind, known.values())
    decided = await service.decided(context, viewer.workspace_id)
    holders = _holders(there, known, (name, meant))
    return TeamExpertise(
        **there.says(group, context.now, EXPERTISE.caution),
        skill=name,
        kind=meant,
        half_life_days=decided.half_lives.of_skill.get(name, decided.half_lives.usual),
        depths={depth: sum(one.skill.depth == depth for one in holders) for depth in DEPTHS},
        rows=holders,
    )


def _holders(there: Seen, known: Mapping[int, list[dict[str, Any]]], meant: tuple[str, SkillKind]) -> list[SkillHolder]:
    return [
        SkillHolder(developer=person_of(human), skill=SkillWithConfidence(**one))
        for human in there.people
        for one in known[human.key]
        if (one["name"], one["kind"]) == meant
    ]


def _meant(skill: str, kind: SkillKind | None, known: Iterable[list[dict[str, Any]]]) -> tuple[str, SkillKind]:
    """The skill of that name, however it is capitalised."""
    there = {(one["name"], SkillKind(one["kind"])) for skills in known for one in skills}
    asked = skill.casefold()
    fits = sorted((name, its) for name, its in there if name.casefold() == asked and kind in {None, its})
    if not fits:
        names = sorted({name for name, its in there if kind in {None, its}})
        raise Unknown(
            f"Nobody you may see here is known to know {skill!r}.",
            next_step=did_you_mean(skill, names) if names else "There is nothing known about anybody yet.",
            field="skill_name",
        )
    order = list(SkillKind)
    return min(fits, key=lambda fit: (fit[0] != skill, order.index(fit[1])))


async def commits_behind(
    context: Context, viewer: Viewer, behind: Behind, *, cursor: str | None, limit: int
) -> SkillCommits:
    """The commits a skill of a person rests on."""
    whom = service.whom(viewer, behind.developer_id)
    view = await look(context, viewer, subject=f"developer:{whom}", start=None, end=None)
    withheld = withheld_of(EXPERTISE.audience, view.subject.key, view.onlooker)
    place = read_cursor(COMMITS, cursor, (datetime, int))
    listed: list[dict[str, Any]] = []
    if withheld is None:
        async with context.database.reading(viewer.workspace_id) as connection:
            wanted = await _wanted(connection, view, behind, (place[0], place[1]) if place else None)
            listed = await rows.commits(connection, wanted, limit + 1)
    last = listed[limit - 1] if len(listed) > limit else None
    return SkillCommits(
        developer=view.name,
        skill=behind.skill,
        kind=behind.kind,
        withheld=withheld,
        items=[_commit(row) for row in listed[:limit]],
        next_cursor=write_cursor(COMMITS, last["at"], last["key"]) if last else None,
    )


async def _wanted(
    connection: Connection, view: View, behind: Behind, after: tuple[datetime, int] | None
) -> rows.Wanted:
    """What is looked for, by the kind of skill."""
    chosen = None
    if behind.kind is SkillKind.DOMAIN:
        chosen = _in_domain(await rows.paths(connection, view.workspace_id, view.subject.key), behind.skill)
    return rows.Wanted(
        view.workspace_id,
        view.subject.key,
        language=behind.skill if behind.kind is SkillKind.LANGUAGE else None,
        paths=chosen,
        framework=behind.skill if behind.kind is SkillKind.FRAMEWORK else None,
        after=after,
    )


def _in_domain(found: list[dict[str, Any]], domain: str) -> list[int]:
    schema = {"path": pl.Int64, "name": pl.String, "class": pl.String}
    paths = domains(pl.DataFrame(found, schema=schema, orient="row"))
    return [int(key) for key in paths.filter(pl.col("domain") == domain)["path"]]


def _commit(row: dict[str, Any]) -> SkillCommit:
    shown = {name: row[name] for name in ("context", "day", "lines", "files", "url")}
    return SkillCommit(
        sha=row["sha"][:_SHA], subject=plain(row["subject"]), repository=plain(row["repository"]), **shown
    )
