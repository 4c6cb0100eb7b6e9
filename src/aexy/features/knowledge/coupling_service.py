"""Which files of a repository change together, in it and with those of others."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import kept_frame
from aexy.features.insights.looking import View
from aexy.features.insights.schemas import SubjectName
from aexy.features.knowledge import coupling_rows
from aexy.features.knowledge.coupling_schemas import AcrossPair, CoupledFile, CoupledPair, Coupling
from aexy.features.knowledge.repository_view import look_at_repository, span_of
from aexy.features.routing import Viewer
from aexy.kernel.analyses.coupling import CAUTION, MOST_FILES, SAYS, VERSION, coupling
from aexy.kernel.analyses.renames import follow, renamed
from aexy.kernel.metric import Level
from aexy.kernel.text import plain
from aexy.store.analysis_facts.file_changes import read_complexity, read_paths, read_renames
from aexy.store.analysis_facts.logical_changes import read_joined_changes, read_logical_changes
from aexy.store.facts import read_people
from aexy.store.session import Session

_FEWEST_ACROSS = 2
_MOST_ACROSS = 20
_NO_CHANGES = "Nothing was changed in this window."
_NO_PAIRS = "No two files changed together so often."


@dataclass(frozen=True, slots=True)
class CouplingWish:
    """Which pairs somebody wants to see."""

    support: int
    confidence: float
    across_folders: bool
    path: str | None
    limit: int


async def find_coupling(
    context: Context, viewer: Viewer, repository_id: UUID, *, window: int, wish: CouplingWish
) -> Coupling:
    """The closest pairs first. Unknown for a repository that is not there."""
    view = await look_at_repository(context, viewer, repository_id, window)
    question = ("coupling", VERSION, view.subject.key, view.window.start, view.window.end, wish.support)
    counted = await kept_frame(context, view, question, lambda opened: _count(opened, view, wish.support))
    across = await kept_frame(context, view, ("across", *question), lambda opened: _count_across(opened, view))
    changes, left_out = _tally(counted)
    pairs = _asked(counted.drop_nulls("a"), wish)
    joined, issues = across.drop_nulls("here"), across.filter(pl.col("here").is_null())
    async with context.database.reading(view.workspace_id) as connection:
        named = await coupling_rows.list_repositories(connection, joined["other"].unique().to_list())
    return Coupling(
        as_of=context.now,
        repository=view.name,
        start=view.window.start,
        end=view.window.end,
        says=SAYS,
        caution=CAUTION,
        version=VERSION,
        most_files=MOST_FILES,
        n=changes,
        left_out=left_out,
        found=pairs.height,
        reason=None if pairs.height else _NO_PAIRS if changes else _NO_CHANGES,
        pairs=[_pair(row) for row in pairs.head(wish.limit).iter_rows(named=True)],
        issues=int(issues["support"].sum() or 0),
        across=[
            _across(row, named) for row in joined.head(_MOST_ACROSS).iter_rows(named=True) if row["other"] in named
        ],
    )


def _count(opened: Session, view: View, least: int) -> pl.DataFrame:
    """The pairs with names; and one row without a pair that says of how many changes they are."""
    span = span_of(view)
    bots = read_people(opened).filter(kind="bot")["identity"]
    standing = read_complexity(opened, view.subject.key, span[0])["path"]
    now = follow(read_renames(opened, view.subject.key), standing)
    changed = read_logical_changes(opened, view.subject.key, span).filter(~pl.col("identity").is_in(bots.implode()))
    found = coupling(renamed(changed, now).select("change", "path"), least=least)
    paths = pl.concat([found.pairs["a"], found.pairs["b"]]).unique().to_list()
    names = read_paths(opened, paths)
    pairs = found.pairs.join(names.rename(_ends("a")), on="a").join(names.rename(_ends("b")), on="b")
    tally = pl.DataFrame({"changes_a": [found.changes], "changes_b": [found.left_out]}, schema_overrides=_TALLY)
    return pl.concat([_ordered(pairs), tally], how="diagonal")


_TALLY = {"changes_a": pl.Int64(), "changes_b": pl.Int64()}


def _ordered(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.sort("at_least", "support", "a", "b", descending=[True, True, False, False])


def _ends(end: str) -> dict[str, str]:
    return {"path": end} | {name: f"{name}_{end}" for name in ("name", "language", "class")}


def _tally(counted: pl.DataFrame) -> tuple[int, int]:
    ((changes, left_out),) = counted.filter(pl.col("a").is_null()).select("changes_a", "changes_b").rows()
    return changes, left_out


def _asked(pairs: pl.DataFrame, wish: CouplingWish) -> pl.DataFrame:
    folders = [pl.col(f"name_{end}").str.extract(r"^(.*)/").fill_null("") for end in "ab"]
    tests = [pl.col(f"class_{end}") == "test" for end in "ab"]
    found = pairs.with_columns((folders[0] != folders[1]).alias("across"), (tests[0] != tests[1]).alias("with_test"))
    found = found.filter(pl.max_horizontal("a_to_b", "b_to_a") >= wish.confidence)
    if wish.across_folders:
        found = found.filter("across")
    if wish.path:
        at = wish.path.strip("/")
        ends = [(pl.col(f"name_{end}") == at) | pl.col(f"name_{end}").str.starts_with(f"{at}/") for end in "ab"]
        found = found.filter(ends[0] | ends[1])
    return found


def _count_across(opened: Session, view: View) -> pl.DataFrame:
    """Folders here and elsewhere that issues joined; the row without a folder says how many issues there were."""
    joined = read_joined_changes(opened, view.subject.key, span_of(view))
    several = joined.group_by("change").agg(pl.col("repository").n_unique()).filter(pl.col("repository") > 1)
    joined = joined.join(several.select("change"), on="change")
    names = read_paths(opened, joined["path"].unique().to_list()).select("path", folder=_folder())
    places = joined.join(names, on="path").select("change", "repository", "folder").unique()
    # Each folder stands for a file here, so that the same counting does.
    keyed = places.select("repository", "folder").unique().sort("repository", "folder").with_row_index("path")
    keyed = keyed.with_columns(pl.col("path").cast(pl.Int32))
    changed = places.join(keyed, on=["repository", "folder"]).select("change", "path")
    pairs = coupling(changed, least=_FEWEST_ACROSS).pairs
    ours = view.subject.key
    ends = [keyed.rename({"path": end, "repository": f"in_{end}", "folder": f"folder_{end}"}) for end in "ab"]
    both = pairs.join(ends[0], on="a").join(ends[1], on="b").filter(pl.col("in_a") != pl.col("in_b"))
    is_first = pl.col("in_a") == ours
    found = both.filter(is_first | (pl.col("in_b") == ours)).select(
        here=pl.when(is_first).then("folder_a").otherwise("folder_b"),
        other=pl.when(is_first).then("in_b").otherwise("in_a"),
        there=pl.when(is_first).then("folder_b").otherwise("folder_a"),
        support="support",
        confidence=pl.when(is_first).then("a_to_b").otherwise("b_to_a"),
        degree="degree",
    )
    tally = pl.DataFrame({"support": [several.height]}, schema={"support": pl.Int64})
    return pl.concat([found.sort("support", "degree", descending=True), tally], how="diagonal")


def _folder() -> pl.Expr:
    """The first two steps of a path, without its file."""
    return pl.col("name").str.extract(r"^([^/]+(?:/[^/]+)?)/").fill_null("/")


def _pair(row: dict[str, Any]) -> CoupledPair:
    return CoupledPair(
        first=_file(row, "a", row["a_to_b"]),
        second=_file(row, "b", row["b_to_a"]),
        support=row["support"],
        degree=row["degree"],
        at_least=row["at_least"],
        across_folders=row["across"],
        with_test=row["with_test"],
    )


def _file(row: dict[str, Any], end: str, confidence: float) -> CoupledFile:
    return CoupledFile(
        path=plain(row[f"name_{end}"]),
        language=row[f"language_{end}"],
        changes=row[f"changes_{end}"],
        confidence=confidence,
    )


def _across(row: dict[str, Any], named: dict[int, tuple[UUID, str]]) -> AcrossPair:
    id_, name = named[row["other"]]
    return AcrossPair(
        folder=plain(row["here"]),
        other_repository=SubjectName(kind=Level.REPOSITORY, id=id_, name=plain(name)),
        other_folder=plain(row["there"]),
        support=row["support"],
        confidence=row["confidence"],
        degree=row["degree"],
    )
