"""The rules in force: read, changed, and what they were before. Changing them counts everything anew."""

from collections import Counter
from uuid import UUID, uuid4

import orjson

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.delivery import rules_rows as rows
from aexy.features.delivery.rules_schemas import (
    IncidentRule,
    NewRules,
    Rules,
    RulesDocument,
    RulesVersion,
    ServiceRule,
)
from aexy.features.ingest import service as ingest
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.delivery.rules import Repository
from aexy.kernel.errors import Conflict, Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.text import plain
from aexy.store.delivery import read_repositories
from aexy.store.linking import link_deliveries
from aexy.store.postgres import Connection, Record

LIST = "delivery rules"
# Of fewer commits everything is counted again before the answer; of more by a job.
_AT_ONCE = 20_000


async def get_rules(context: Context, viewer: Viewer, number: int | None = None) -> Rules:
    """The rules in force, or a version of them. Unknown where there is none of that number."""
    async with context.database.reading(viewer.workspace_id) as connection:
        row = await rows.version(connection, viewer.workspace_id, number)
    if row["version"] is None and number is not None and number > 0:
        raise Unknown(
            f"There is no version {number} of the rules.", next_step="List the versions there are.", field="version"
        )
    return _rules(row)


async def list_versions(context: Context, viewer: Viewer, *, cursor: str | None, limit: int) -> Page[RulesVersion]:
    """Every state the rules were in, the latest first."""
    place = read_cursor(LIST, cursor, (int,))
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.versions(
            connection, viewer.workspace_id, before=place[0] if place else None, limit=limit + 1
        )
    more = write_cursor(LIST, found[limit - 1]["version"]) if len(found) > limit else None
    items = [
        RulesVersion(
            version=row["version"],
            made_at=row["made_at"],
            made_by=None if row["made_by"] is None else plain(row["made_by"]),
            note=row["note"],
        )
        for row in found[:limit]
    ]
    return Page(items=items, next_cursor=more)


async def set_rules(context: Context, viewer: Viewer, wish: NewRules) -> Rules:
    """Put other rules in force. Conflict where somebody else changed them since they were read."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        await rows.wait(connection, viewer.workspace_id)
        latest = await rows.version(connection, viewer.workspace_id, None)
        number = latest["version"] or 0
        document = await checked(connection, viewer.workspace_id, wish.document, _document(latest))
        if wish.base_version != number:
            raise _changed_meanwhile(latest, wish.base_version)
        await rows.add(
            connection, viewer.workspace_id, number + 1, document.model_dump(mode="json"), note=wish.note,
            by=viewer.account_id, now=context.now,
        )  # fmt: skip
        await audit.record(
            connection, viewer.workspace_id, by=viewer.account_id, action="delivery_rules.changed",
            subject=f"delivery_rules:{number + 1}", now=context.now,
            said={"version": number + 1, "note": wish.note, "services": len(document.services)},
        )  # fmt: skip
    await _count_anew(context, viewer)
    return await get_rules(context, viewer)


async def checked(
    connection: Connection, workspace_id: WorkspaceId, document: RulesDocument, before: RulesDocument
) -> RulesDocument:
    """The document with an id for each service. Unusable or Unknown where it makes no sense here."""
    repositories = await read_repositories(connection, workspace_id)
    _check_names(document, repositories)
    _check_members(document, repositories)
    wanted = {one for rule in _incident_rules(document) for one in rule.trackers}
    if wanted and (missing := wanted - await rows.trackers(connection, workspace_id, wanted)):
        raise Unknown(
            f"There is no tracker project {min(missing)}.", next_step="List the projects of your trackers.",
            field="document.trackers",
        )  # fmt: skip
    known = {one.id for one in before.services}
    return document.model_copy(update={"services": [_with_id(one, known) for one in document.services]})


def _with_id(rule: ServiceRule, known: set[UUID | None]) -> ServiceRule:
    if rule.id is None:
        return rule.model_copy(update={"id": uuid4()})
    if rule.id not in known:
        raise Unknown(
            f"There is no service {rule.id}.", next_step="Leave the id of a new service out.", field="document.services"
        )
    return rule


def _check_names(document: RulesDocument, repositories: list[Repository]) -> None:
    inside = {member.repository_id for rule in document.services for member in rule.members}
    names = [rule.name for rule in document.services] + [one.name for one in repositories if one.id not in inside]
    ids = [rule.id for rule in document.services if rule.id is not None]
    for found, count in Counter(name.casefold() for name in names).items():
        if count > 1 and any(rule.name.casefold() == found for rule in document.services):
            raise Unusable(
                f"Two services would be called {found!r}.", next_step="Give each its own name.",
                field="document.services",
            )  # fmt: skip
    if len(ids) != len(set(ids)):
        raise Unusable(
            "The same service is there twice.", next_step="Leave the id of a new service out.",
            field="document.services",
        )  # fmt: skip


def _check_members(document: RulesDocument, repositories: list[Repository]) -> None:
    names = {one.id: one.name for one in repositories}
    whole: Counter[UUID] = Counter()
    for rule in document.services:
        members = [member.repository_id for member in rule.members]
        if missing := [one for one in members if one not in names]:
            raise Unknown(
                f"There is no repository {missing[0]}.", next_step="List the workspace's repositories.",
                field="document.services",
            )  # fmt: skip
        if len(members) != len(set(members)):
            raise Unusable(
                f"{rule.name} names a repository twice.", next_step="Put all of its paths into one.",
                field="document.services",
            )  # fmt: skip
        whole.update(member.repository_id for member in rule.members if not member.paths)
    if twice := [one for one, count in whole.items() if count > 1]:
        raise Unusable(
            f"{names[twice[0]]} is whole in two services.", next_step="Say which paths of it belong to which.",
            field="document.services",
        )  # fmt: skip


async def _count_anew(context: Context, viewer: Viewer) -> None:
    """Little at once, much by a job; either way the numbers that stand on it are counted by one."""
    async with context.database.reading(viewer.workspace_id) as connection:
        is_little = await rows.size(connection, viewer.workspace_id, _AT_ONCE) < _AT_ONCE
    if is_little:
        async with context.database.workspace(viewer.workspace_id) as connection:
            await link_deliveries(connection, viewer.workspace_id)
    await ingest.generate_snapshots(context, viewer.workspace_id, requested_by=viewer.account_id)


def _incident_rules(document: RulesDocument) -> list[IncidentRule]:
    return [document.incidents, *(one.incidents for one in document.services if one.incidents is not None)]


def _document(row: Record) -> RulesDocument:
    return RulesDocument() if row["document"] is None else RulesDocument.model_validate(orjson.loads(row["document"]))


def _rules(row: Record) -> Rules:
    return Rules(
        version=row["version"] or 0,
        document=_document(row),
        made_at=row["made_at"],
        made_by=None if row["made_by"] is None else plain(row["made_by"]),
        note=row["note"],
        counted_version=row["counted_version"] or 0,
        counted_at=row["counted_at"],
    )


def _changed_meanwhile(latest: Record, base: int) -> Conflict:
    who, number = plain(latest["made_by"] or "Somebody"), latest["version"] or 0
    if number < base:
        return Conflict(f"There is no version {base} of the rules yet.", next_step="Read the rules again.")
    when = f"{latest['made_at']:%Y-%m-%d %H:%M} UTC"
    return Conflict(
        f"{who} changed the rules to version {number} on {when}; yours were made from version {base}.",
        next_step="Read the rules again and make your change to those.",
    )
