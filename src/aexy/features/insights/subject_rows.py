"""Which rows of a table are a subject's: one fragment of SQL for commits and pull requests, and the keys for it."""

from typing import Any

from aexy.features.insights.schemas import Subject
from aexy.kernel.metric import Level


def narrowed(row: str, at: str) -> str:
    """Further conditions on `row`, an alias with `author_key` and `repository_key`; a team's are of who was in it `at`.

    Its parameters are those of `keys_of`: $4 a repository, $5 a person, $6 a team, $7 a project; null for all.
    """
    return f"""
    and ($4::int is null or {row}.repository_key = $4)
    and (
        $5::int is null
        or {row}.author_key in (
            select i.key from developer_identities i join developers d on d.id = i.developer_id where d.key = $5
        )
    )
    and (
        $6::int is null
        or exists (
            select
            from teams t
            join team_members m on m.team_id = t.id
            join developer_identities i on i.developer_id = m.developer_id
            where t.key = $6
                and i.key = {row}.author_key
                and m.joined_at <= {row}.{at}
                and (m.left_at is null or m.left_at > {row}.{at})
        )
    )
    and (
        $7::int is null
        or {row}.repository_key in (
            select r.key
            from projects o
            join project_repositories h on h.project_id = o.id
            join repositories r on r.id = h.repository_id
            where o.key = $7
        )
    )"""  # noqa: S608 - names of columns, written in this repository


def keys_of(subject: Subject) -> list[Any]:
    """What `narrowed` is given, in its order."""
    keys = {level: subject.key if subject.level is level else None for level in Level}
    team = keys[Level.TEAM] if subject.team is None else subject.team
    return [keys[Level.REPOSITORY], keys[Level.DEVELOPER], team, keys[Level.PROJECT]]
