"""What a piece of work is about: the skills it takes and the files it is likely to touch, read by rules."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import kept_frame
from aexy.features.insights.looking import View
from aexy.features.matching import rows
from aexy.features.matching.beside_rows import beside
from aexy.features.matching.schemas import MatchWish
from aexy.kernel.analyses.new_paths import folders_above, tail_of
from aexy.kernel.analyses.task_signals import Named, Word, is_telling, paths_in, places_named, skills_named, words_of
from aexy.kernel.errors import Unknown, Unusable
from aexy.sources.classes import language_of
from aexy.store.postgres import Connection, Record

# How much each way of knowing what is touched counts, all its files together.
SOURCES: Final[Mapping[str, float]] = {"given": 1.0, "issue": 1.0, "beside": 0.6, "named": 0.6, "similar": 0.4}
_MOST_FILES: Final = {"given": 500, "issue": 200, "beside": 50, "named": 300, "similar": 100}
_MOST_NEW: Final = 10  # folders with files that are not there yet
_MOST_SIMILAR: Final = 12
_LEAST_ALIKE: Final = 0.25
_MOST_PLACES: Final = 6  # repositories with a folder of one name: in more of them the name says nothing
_LEAST_SHARE: Final = 0.15  # of what is touched, for a language to be one the work takes
_BESIDE_NAMED: Final = 0.5
_OF_FRAMEWORKS: Final = 0.5  # what is imported counts beside the language it is written in
_MOST_FRAMEWORKS: Final = 3
_SEARCHED: Final = 1000


@dataclass(frozen=True, slots=True)
class Task:
    """What was asked: an issue's title if one was named, all the words, what is searched for, and paths."""

    title: str | None
    words: Sequence[Word]
    searched: str
    paths: Sequence[str]
    issue: int | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of skills, and of folders by repository."""

    skills: frozenset[str]
    folders: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Touch:
    """A file the work is likely to touch; all weights add up to 1."""

    key: int
    path: str
    language: str | None
    repository: int
    weight: float
    because: str
    is_alike: bool = True  # False: it lies beside what will be there, and is of another kind


@dataclass(frozen=True, slots=True)
class Place:
    """A folder or repository the text names, and in which repositories it is."""

    name: str
    word: str
    repositories: Sequence[int]


@dataclass(frozen=True, slots=True)
class Read:
    """What was found out. `skills` are weights that add up to 1, each with why it is taken."""

    task: Task
    skills: Mapping[str, tuple[float, str]]
    places: Sequence[Place]
    touched: Sequence[Touch]
    similar: Sequence[Record]
    repositories: Mapping[int, str] = field(default_factory=dict)
    ids: Mapping[int, UUID] = field(default_factory=dict)


async def read_task(connection: Connection, wish: MatchWish) -> Task:
    """The words of the text and of the issue that is named; Unknown when there is no such issue."""
    issue = await _issue(connection, wish.issue_key) if wish.issue_key else None
    said = [wish.text or "", *([issue["title"], issue["body"] or "", *issue["labels"]] if issue else [])]
    words = words_of("\n".join(said))
    searched = f"{issue['title'] if issue else ''} {(wish.text or '')[:_SEARCHED]}".strip()
    paths = [path.strip("/") for path in (*wish.paths, *paths_in(words))]
    return Task(issue["title"] if issue else None, words, searched, paths, issue["key"] if issue else None)


async def _issue(connection: Connection, key: str) -> Record:
    found = await rows.issues(connection, key)
    if not found:
        raise Unknown(
            f"There is no issue {key!r} here.",
            next_step="Give its text instead, or sync its tracker.",
            field="issue_key",
        )
    if len(found) > 1:
        raise Unusable(
            f"Several issues are called {key!r}.", next_step="Give the text of the one you mean.", field="issue_key"
        )
    return found[0]


async def words_here(context: Context, view: View, known: pl.DataFrame) -> Vocabulary:
    """The words that mean something in this workspace; `known` is what its people know."""
    folders = await kept_frame(context, view, ("folders",), rows.folders)
    languages = await kept_frame(context, view, ("languages",), rows.languages)
    frameworks = await kept_frame(context, view, ("frameworks",), rows.frameworks)
    names = (one["skill"].to_list() for one in (known, languages, frameworks))
    return Vocabulary(frozenset().union(*names), folders)


async def read(connection: Connection, task: Task, vocabulary: Vocabulary, *, wanted: Sequence[str]) -> Read:
    """Everything the rules find; `wanted` are the paths somebody gave on purpose."""
    there = await rows.repositories(connection)
    named = skills_named(task.words, vocabulary.skills)
    places = _places(task.words, vocabulary.folders, there)
    similar = await _similar(connection, task)
    given = await rows.given(connection, task.paths, _MOST_FILES["given"]) if task.paths else []
    touched = _merged({
        "given": given,
        "beside": await _beside(connection, task.paths, wanted, {row["path"] for row in given}),
        "issue": await rows.touched(connection, {}, {task.issue: 1.0}, _MOST_FILES["issue"]) if task.issue else [],
        "named": await _within(connection, places),
        "similar": await rows.touched(
            connection, _scores(similar, "pull_request"), _scores(similar, "issue"), _MOST_FILES["similar"]
        ) if similar else [],
    })  # fmt: skip
    alike = [one for one in touched if one.is_alike]
    imported = await rows.imported(connection, [one.key for one in alike]) if alike else []
    skills = _skills(named, alike, wanted, imported)
    names, ids = ({row["key"]: row[column] for row in there} for column in ("full_name", "id"))
    return Read(task, skills, places, touched, similar, names, ids)


def _places(words: Sequence[Word], folders: pl.DataFrame, there: Sequence[Record]) -> list[Place]:
    """Folders and repositories that are named; with a repository named, only its own folders."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for row in there:
        by_name[row["name"]].append(row["key"])
    repositories = places_named(words, by_name)
    within = {key for one in repositories for key in by_name[one.name]}
    in_folder: dict[str, list[int]] = defaultdict(list)
    for repository, folder in folders.select("repository", "folder").sort("repository", "folder").iter_rows():
        if is_telling(folder) and folder not in by_name and (not within or repository in within):
            in_folder[folder].append(repository)
    found = [one for one in places_named(words, in_folder) if len(in_folder[one.name]) <= _MOST_PLACES]
    return [
        *(Place(one.name, one.word, by_name[one.name]) for one in repositories),
        *(Place(one.name, one.word, in_folder[one.name]) for one in found),
    ]


async def _beside(
    connection: Connection, paths: Sequence[str], wanted: Sequence[str], there: Collection[str]
) -> list[Record]:
    """What lies beside paths that are not there yet; a word with a slash is one only where it ends like a file."""
    given = {path.strip("/") for path in wanted}
    new = [path for path in paths if (path in given or tail_of(path)) and not _is_there(path, there)]
    kinds = dict.fromkeys((folders[0], tail_of(path)) for path in new if (folders := folders_above(path)))
    asked = [
        (number, folder, tail)
        for number, (nearest, tail) in enumerate(list(kinds)[:_MOST_NEW])
        for folder in folders_above(f"{nearest}/file")
    ]
    if not asked:
        return []
    return await beside(connection, asked, most=_MOST_FILES["beside"], repositories=_MOST_PLACES)


async def _within(connection: Connection, places: Sequence[Place]) -> list[Record]:
    pairs = [(key, one.name) for one in places for key in one.repositories]
    return await rows.within(connection, pairs, _MOST_FILES["named"]) if pairs else []


async def _similar(connection: Connection, task: Task) -> list[Record]:
    if not task.searched:
        return []
    return await rows.similar(connection, task.searched, most=_MOST_SIMILAR, without=task.issue, least=_LEAST_ALIKE)


def _scores(similar: Sequence[Record], kind: str) -> dict[int, float]:
    return {row["key"]: row["score"] for row in similar if row["kind"] == kind}


def _merged(found: Mapping[str, Sequence[Record]]) -> list[Touch]:
    """Files of all sources, each source with its own part of the whole; the heaviest first."""
    weights: dict[int, dict[str, float]] = defaultdict(dict)
    files: dict[int, Record] = {}
    for source, its in found.items():
        whole = sum(row["weight"] for row in its)
        for row in its:
            files[row["key"]] = row
            weights[row["key"]][source] = SOURCES[source] * row["weight"] / whole
    everything = sum(sum(parts.values()) for parts in weights.values())
    made = [
        Touch(
            key,
            row["path"],
            row["language"],
            row["repository_key"],
            sum(weights[key].values()) / everything,
            max(weights[key], key=lambda source: (weights[key][source], source)),
            is_alike=row.get("is_alike", True) or len(weights[key]) > 1,
        )
        for key, row in files.items()
    ]
    return sorted(made, key=lambda one: (-one.weight, one.path, one.key))


def _skills(
    named: Sequence[Named], touched: Sequence[Touch], given: Sequence[str], imported: Sequence[Record]
) -> dict[str, tuple[float, str]]:
    """Skills that are named, the languages of what is touched, and what that imports; weights add up to 1."""
    shares: dict[str, float] = defaultdict(float)
    for one in touched:
        if one.language:
            shares[one.language] += one.weight
    weights = {one.key: one.weight for one in touched}
    frameworks: dict[str, float] = defaultdict(float)
    for row in imported:
        frameworks[row["skill"]] += weights[row["path_key"]]
    found = {one.name: (1.0, f"Named: {one.word}.") for one in named}
    there = {one.path for one in touched}
    for path in given:
        language = None if _is_there(path, there) else language_of(path)
        if language is not None:
            found.setdefault(language, (1.0, "By the name of a file that is not there yet."))
    what = "what lies beside it" if all(one.because == "beside" for one in touched) else "what it touches"
    for skill, share in sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])):
        if share >= _LEAST_SHARE and skill not in found:
            weight = share * (_BESIDE_NAMED if named else 1.0)
            found[skill] = (weight, f"{share:.0%} of {what}.".replace("%", " %"))
    for skill, share in sorted(frameworks.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_FRAMEWORKS]:
        if share >= _LEAST_SHARE and skill not in found:
            weight = share * _OF_FRAMEWORKS * (_BESIDE_NAMED if named else 1.0)
            found[skill] = (weight, f"Imported by {share:.0%} of {what}.".replace("%", " %"))
    whole = sum(weight for weight, _ in found.values())
    return {skill: (weight / whole, says) for skill, (weight, says) in found.items()}


def _is_there(path: str, there: Collection[str]) -> bool:
    wanted = path.strip("/")
    return wanted in there or any(one.startswith(f"{wanted}/") for one in there)
