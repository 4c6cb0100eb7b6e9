"""Versions over time, and manifests that cannot be understood."""

from aexy.store.postgres import Connection, Record
from aexy.store.repository_names import CALLED

UNREAD = f"""
select r.name as repository, p.path, m.kind, m.failure as reason
from manifests m
join ({CALLED}) r on r.key = m.repository_key
join paths p on p.key = m.path_key
where m.workspace_id = current_workspace()
  and m.failure is not null
  and not m.is_gone
order by r.name, p.path
limit 500"""  # noqa: S608 - made of words of our own
HISTORY = f"""
select r.id as repository_id, r.name as repository, p.path as manifest, k.name as package, k.ecosystem,
       v.version, v.is_locked, v.since::date as since, v.until::date as until
from packages k
join package_versions v on v.package_key = k.key and v.is_direct
join ({CALLED}) r on r.key = v.repository_key
join paths p on p.key = v.path_key
where k.workspace_id = current_workspace()
  and k.skill = $1
order by r.name, p.path, k.name, v.since, v.since_key
limit 5000"""  # noqa: S608 - likewise


async def unread(connection: Connection) -> list[Record]:
    """Manifests that are there and cannot be understood: repository, path, kind, reason."""
    found: list[Record] = await connection.fetch(UNREAD)
    return found


async def count_manifests(connection: Connection) -> int:
    """How many manifests there are."""
    found: int = await connection.fetchval(
        "select count(*) from manifests m where m.workspace_id = current_workspace() and not m.is_gone"
    )
    return found


async def history(connection: Connection, skill: str) -> list[Record]:
    """Every stay of a technology's packages in a manifest, by repository and day."""
    found: list[Record] = await connection.fetch(HISTORY, skill)
    return found


async def skills(connection: Connection) -> list[str]:
    """What technologies are called of which any version is known."""
    return [
        row["skill"]
        for row in await connection.fetch(
            "select distinct k.skill from packages k where k.workspace_id = current_workspace() and k.skill is not null"
        )
    ]
