"""The words of an answer: what each part means, what to be careful about, and the signals as they are shown."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from aexy.features.matching.reading import Read
from aexy.features.matching.schemas import PlaceSignal, Signals, SimilarWork, SkillSignal, TouchedPath
from aexy.kernel.text import plain

CAUTION: Final = (
    "Commits show what was done here, not what somebody can, wants or is told to do: it is a list to begin a "
    "conversation with, and nobody is given work by it."
)
NOTHING_KNOWN: Final = "Nothing in it is known here: name a language, a component, a path or an issue."
NOBODY_LEFT: Final = "Nobody is left to compare: the filters say whom they took away."
IDLE: Final = "Nobody who may be asked has worked in any of it: nobody is nearer to it than another."
DEFINITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "skill": "How far somebody knows what it takes, from the days they worked in it; by how much it takes of each.",
        "ownership": "The share of the files it touches that is theirs, by authorship.",
        "similar": "The share of similar work of the past, by the words of titles, that they did.",
        "load": "Over the kinds of work in hand, the mean of 1 ÷ (1 + how many times the usual amount they have).",
        "growth": "1 where it takes something they said they wish to learn.",
        "availability": "Working days of the next two weeks they are there, of all they would work.",
        "score": "The mean of the parts that say something, weighed.",
        "fair": "Whoever is best stands first, unless somebody within 0.05 of them has less in hand.",
    }
)
_SHOWN: Final = 20


def signals_of(read: Read, seen: Collection[int], *, is_limited: bool) -> Signals:
    """What was read, for people; whoever is limited to some teams sees similar work of those they may see."""
    shown = [row for row in read.similar if not is_limited or row["developer"] in seen]
    return Signals(
        title=plain(read.task.title) if read.task.title else None,
        skills=[SkillSignal(skill=skill, weight=weight, says=says) for skill, (weight, says) in read.skills.items()],
        places=[
            PlaceSignal(
                name=plain(one.name),
                word=plain(one.word),
                repositories=[read.repositories[key] for key in one.repositories],
            )
            for one in read.places
        ],
        paths=[
            TouchedPath(
                repository=read.repositories.get(one.repository, ""),
                path=plain(one.path),
                language=one.language,
                weight=one.weight,
                because=one.because,
            )
            for one in read.touched[:_SHOWN]
        ],
        n_paths=len(read.touched),
        similar=[
            SimilarWork(
                kind=row["kind"],
                name=plain(row["name"]),
                title=plain(row["title"]),
                url=row["url"],
                score=row["score"],
                shared=row["shared"],
            )
            for row in shown
        ],
        similar_withheld=len(read.similar) - len(shown),
    )
