"""The changes behind the lead time: each with its stages and where it stands, also those that are not live yet."""

import asyncio
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import polars as pl

from aexy.context import Context
from aexy.features.delivery import dora_rows
from aexy.features.delivery.dora_looking import DoraAsked, DoraView, look_at
from aexy.features.delivery.dora_schemas import ChangeStanding, DoraChange, DoraChanges
from aexy.features.paging import read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.delivery.changes import STAGE_COLUMNS
from aexy.kernel.delivery.counting import Ready
from aexy.kernel.errors import Unusable, did_you_mean
from aexy.kernel.metric import Audience, placed
from aexy.kernel.privacy import NO_ROWS, withheld_of
from aexy.kernel.text import cell, plain
from aexy.store.delivery_facts import DeliveryScope, read_delivery
from aexy.store.session import session

SORTS = ("at", "lead_hours", *STAGE_COLUMNS)
COLUMNS = (
    "repository", "number", "title", "author", "standing", "service", "merged_at", "deployed_at", "lead_hours",
    *STAGE_COLUMNS, "url",
)  # fmt: skip
_LAST = -(1 << 62)  # where what is not known stands
_PARTS = 1_000_000  # of an hour: sorted by whole numbers


class Which(StrEnum):
    """Which changes."""

    ALL = "all"
    DEPLOYED = "deployed"
    NOT_DEPLOYED = "not_deployed"


async def changes(
    context: Context, viewer: Viewer, asked: DoraAsked, *, which: Which, sort: str, cursor: str | None, limit: int
) -> DoraChanges:
    """A page of them, latest or longest first; with a leading minus the other way round, what is not known last."""
    place = read_cursor(f"dora changes {which} {_checked(sort)}", cursor, (int, int))
    view = await look_at(context, viewer, asked)
    found = await asyncio.to_thread(_read, context.database.url, view, which)
    seen = _seen(found, view)
    page = _after(_ranked(seen, sort), place).head(limit + 1)
    rows = page.head(limit).to_dicts()
    has_more = page.height > limit
    more = write_cursor(f"dora changes {which} {sort}", rows[-1]["rank"], rows[-1]["pull"]) if has_more else None
    return DoraChanges(
        as_of=context.now,
        subject=view.subject,
        start=view.window.start,
        end=view.window.end,
        items=await _with_words(context, view, rows),
        total=seen.height,
        rows_withheld=None if seen.height == found.height else NO_ROWS,
        next_cursor=more,
    )


async def all_rows(context: Context, viewer: Viewer, asked: DoraAsked, *, which: Which, sort: str) -> list[list[Any]]:
    """Every row that may be seen, in the order of `COLUMNS`, harmless for a spreadsheet."""
    _checked(sort)
    view = await look_at(context, viewer, asked)
    found = _ranked(_seen(await asyncio.to_thread(_read, context.database.url, view, which), view), sort)
    said = [one.model_dump() for one in await _with_words(context, view, found.to_dicts())]
    return [[_cell(one[column]) for column in COLUMNS] for one in said]


def _cell(value: object) -> object:
    return cell(value) if isinstance(value, str) and not isinstance(value, StrEnum) else value


def _checked(sort: str) -> str:
    key = sort.removeprefix("-")
    if key not in SORTS:
        raise Unusable(f"The rows cannot be sorted by {key!r}.", next_step=did_you_mean(key, SORTS), field="sort")
    return sort


def _read(url: str, view: DoraView, which: Which) -> pl.DataFrame:
    """People's changes of the window: by when they went live, and by when they were merged where that is not known."""
    window = view.window
    scope = DeliveryScope(view.whose, view.key, view.span_of(window.start, window.end))
    with session(url, view.view.workspace_id) as opened:
        facts = read_delivery(opened, scope)
    ready = Ready.of(facts, view.whose, view.view.clock, only=view.key)
    waiting = ready.merged.filter(pl.col("deployed").is_null())
    tables = {
        Which.DEPLOYED: [ready.gone_live],
        Which.NOT_DEPLOYED: [waiting.filter(~pl.col("is_before"))],
        Which.ALL: [ready.gone_live, waiting],
    }[which]
    found = pl.concat(placed(table, window) for table in tables)
    return found.filter(pl.col("pull").is_not_null() & (pl.col("by") == "people"))


def _seen(found: pl.DataFrame, view: DoraView) -> pl.DataFrame:
    """Rows are their authors': only those whose own numbers are for this onlooker to see."""
    authors = found["author"].unique()
    onlooker = view.view.onlooker
    seen = [one for one in authors if withheld_of(Audience.TEAM, one, onlooker) is None]
    return found.filter(pl.col("author").is_in(seen))


def _ranked(found: pl.DataFrame, sort: str) -> pl.DataFrame:
    key = sort.removeprefix("-")
    number = pl.col("at").dt.epoch("us") if key == "at" else (pl.col(key) * _PARTS).round().cast(pl.Int64)
    rank = (-number if sort.startswith("-") else number).fill_null(_LAST)
    return found.with_columns(rank.alias("rank")).sort("rank", "pull", descending=True)


def _after(ranked: pl.DataFrame, place: Sequence[int] | None) -> pl.DataFrame:
    if place is None:
        return ranked
    rank, pull = place
    return ranked.filter((pl.col("rank") < rank) | ((pl.col("rank") == rank) & (pl.col("pull") < pull)))


async def _with_words(context: Context, view: DoraView, rows: Sequence[Mapping[str, Any]]) -> list[DoraChange]:
    async with context.database.reading(view.view.workspace_id) as connection:
        pulls = await dora_rows.words(connection, dora_rows.PULLS, (one["pull"] for one in rows))
        services = await dora_rows.words(connection, dora_rows.SERVICES_BY_KEY, (one["service"] for one in rows))
        people = await dora_rows.words(connection, dora_rows.PEOPLE, (one["author"] for one in rows))
        brought = (one["deployment"] for one in rows if one["deployment"] is not None)
        deployments = await dora_rows.words(connection, dora_rows.DEPLOYMENTS, brought)
    return [_said(one, pulls, services, people, deployments) for one in rows if one["pull"] in pulls]


def _said(
    row: Mapping[str, Any],
    pulls: Mapping[int, Any],
    services: Mapping[int, Any],
    people: Mapping[int, Any],
    deployments: Mapping[int, Any],
) -> DoraChange:
    pull, service = pulls[row["pull"]], services.get(row["service"])
    deployment, author = deployments.get(row["deployment"]), people.get(row["author"])
    return DoraChange(
        id=f"#{pull['number']}",
        repository=plain(pull["repository"]),
        number=pull["number"],
        title=plain(pull["title"]),
        url=pull["url"],
        author=plain(author["name"]) if author else None,
        merged_at=row["merged"],
        deployed_at=row["deployed"],
        standing=_standing(row),
        service_id=service["id"] if service else None,
        service=plain(service["name"]) if service else None,
        deployment_id=deployment["id"] if deployment else None,
        **{name: row[name] for name in ("lead_hours", *STAGE_COLUMNS)},
    )


def _standing(row: Mapping[str, Any]) -> ChangeStanding:
    if row["deployed"] is not None:
        return ChangeStanding.DEPLOYED
    return ChangeStanding.BEFORE if row["is_before"] else ChangeStanding.NOT_DEPLOYED
