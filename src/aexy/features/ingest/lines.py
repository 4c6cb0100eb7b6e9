"""Which lines were rewritten and which changes were copied: read from the patches when everything else counts.

One pass reads the counted branch, and tells of its commits both whose lines they removed and what they come to. Commits
of other branches, and those that were read before this was asked, are read after it for the second only.
"""

import asyncio
from typing import Any

from aexy.features.ingest.imports import imported, read_imports
from aexy.features.ingest.manifests import read_manifests
from aexy.features.ingest.repository_pass import RepositoryPass
from aexy.features.ingest.schemas import Reading, Telling
from aexy.features.ingest.trees import read_stays
from aexy.kernel.errors import SourceFailed, Unavailable
from aexy.kernel.messages import body
from aexy.kernel.references import Reference, references
from aexy.kernel.trailers import trailers
from aexy.sources.git import classifier, rules_digest
from aexy.sources.git.line_state import Kept
from aexy.sources.git.lines import reading_lines
from aexy.sources.git.log import read_messages
from aexy.sources.git.patches import read_patch_ids
from aexy.sources.imports import import_rules
from aexy.store import import_rows, line_rows, manifest_rows, message_rows, patch_rows
from aexy.store.linking import link
from aexy.store.postgres import Connection, Database

STAGE = "Reading lines"
_AT_ONCE = 1_000
# After so many commits or manifests the database is told how much there is.
_MUCH = 200


def read_lines(reading: Reading, tell: Telling) -> dict[str, Any]:
    """Read what is new; the answer says of how many commits. Broken off, it goes on behind what was kept.

    `is_linked` says that copies of changes were found, or lost, so that other numbers may differ.
    """
    return asyncio.run(_read(reading, tell))


async def _read(reading: Reading, tell: Telling) -> dict[str, Any]:
    database = await Database.connect(reading.database_url, size=1, patience=None)
    try:
        one = RepositoryPass.of(reading, database, tell)
        await read_stays(one)
        async with one.tenant() as connection:
            known = await line_rows.find_reading(connection, one.workspace_id, one.key)
        lines = await _read_lines(one, known)
        patches = await _read_patches(one, has_messages=known is None or known.patched is not None)
        await _read_bodies(one)
        async with one.tenant() as connection:
            await patch_rows.put_patched(connection, one.workspace_id, one.key, one.opened.tips_digest())
            linked = await link(connection, one.workspace_id, repository_keys=[one.key]) if lines or patches else None
        manifests = await _read_manifests(one)
        imports = await read_imports(one)
        if max(lines, manifests, imports) > _MUCH:
            async with one.tenant() as connection:
                await import_rows.tell_planner(connection)
    finally:
        await database.close()
    more = {"patch_commits": patches, "manifest_versions": manifests, "import_commits": imports}
    return {"line_commits": lines, "is_linked": bool(linked and linked.changed)} | {
        key: count for key, count in more.items() if count
    }


async def _read_manifests(one: RepositoryPass) -> int:
    """How many versions of manifests were read; where they cannot be, the reason is kept and nothing else is lost."""
    try:
        return await read_manifests(one)
    except (SourceFailed, Unavailable) as error:
        async with one.tenant() as connection:
            await manifest_rows.put_failure(connection, one.workspace_id, one.key, sentence=error.detail, now=one.now)
        return 0


async def _read_lines(one: RepositoryPass, known: line_rows.LineReading | None) -> int:
    """Those of the counted branch; of how many commits."""
    done = 0
    with reading_lines(
        one.git,
        one.opened.folder,
        classify=classifier(one.opened.attributes),
        rules=rules_digest(one.opened.attributes).hex(),
        kept=Kept(known.identity, known.commits) if known else None,
    ) as reader:
        is_fresh = not reader.kept.commits
        for batch in reader.batches():
            async with one.tenant() as connection:
                await line_rows.put_removals(connection, one.workspace_id, one.key, batch.shas, batch.removals)
                await patch_rows.put_patches(connection, one.workspace_id, one.key, batch.patch_ids)
                await import_rows.put_imports(
                    connection, one.workspace_id, one.key, batch.shas, imported(batch.imports)
                )
                await _put_reading(connection, one, reader.kept, tip=None)
                if is_fresh:
                    await import_rows.put_rules(connection, one.workspace_id, one.key, import_rules())
            reader.save()
            done += len(batch.shas)
            one.tell(STAGE, done, reader.total)
        async with one.tenant() as connection:
            await _put_reading(connection, one, reader.kept, tip=one.opened.default_sha)
    return done


async def _put_reading(connection: Connection, one: RepositoryPass, kept: Kept, *, tip: str | None) -> None:
    await line_rows.put_reading(
        connection, one.workspace_id, one.key, identity=kept.identity, commits=kept.commits, tip=tip, now=one.now
    )


async def _read_patches(one: RepositoryPass, *, has_messages: bool) -> int:
    """What the commits come to of which that is not known yet; how many they were."""
    async with one.tenant() as connection:
        left = await patch_rows.list_unread(connection, one.workspace_id, one.key)
    for start in range(0, len(left), _AT_ONCE):
        shas = left[start : start + _AT_ONCE]
        found = read_patch_ids(one.git, one.opened, shas)
        named = [] if has_messages else _named(one, shas)
        async with one.tenant() as connection:
            await patch_rows.put_patches(connection, one.workspace_id, one.key, found)
            if named:
                await patch_rows.put_references(connection, one.workspace_id, one.key, named)
        one.tell(STAGE, start + len(shas), len(left))
    return len(left)


async def _read_bodies(one: RepositoryPass) -> None:
    """What messages say that were stored before anybody asked for more than their first line."""
    async with one.tenant() as connection:
        left = await message_rows.list_unread(connection, one.workspace_id, one.key)
    for start in range(0, len(left), _AT_ONCE):
        found = read_messages(one.git, one.opened, left[start : start + _AT_ONCE])
        read = [(sha, body(message, trailers(message))) for sha, message in found]
        async with one.tenant() as connection:
            await message_rows.put_bodies(connection, one.workspace_id, one.key, read)
        one.tell(STAGE, start + len(read), len(left))


def _named(one: RepositoryPass, shas: list[bytes]) -> list[tuple[bytes, Reference]]:
    """What the messages of commits name that were stored before anybody looked."""
    return [(sha, said) for sha, message in read_messages(one.git, one.opened, shas) for said in references(message)]
