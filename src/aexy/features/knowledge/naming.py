"""Who may be named to whoever asks, and whether they are still around."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from aexy.context import Context
from aexy.features.analytics.schemas import Person
from aexy.features.insights.looking import View
from aexy.features.knowledge import rows
from aexy.features.knowledge.rows import Human
from aexy.features.knowledge.schemas import CodeOwner, Whereabouts
from aexy.kernel.metric import Audience
from aexy.kernel.privacy import withheld_of
from aexy.kernel.text import plain

ACTIVE = timedelta(days=90)
GONE = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Folk:
    """Some people as somebody sees them."""

    humans: Mapping[int, Human]
    reasons: Mapping[int, str | None]
    now: datetime

    def shown(self, keys: Iterable[int]) -> list[int]:
        """Those of these who may be named, in their order."""
        return [key for key in keys if key in self.humans and self.reasons[key] is None]

    def open_among(self, keys: Iterable[int]) -> list[int]:
        """Likewise, whether or not it is known what they are called."""
        return [key for key in keys if self.reasons[key] is None]

    def withheld(self, keys: Iterable[int]) -> dict[str, Any]:
        """The two fields that say how many of these are not named, and why."""
        why = [self.reasons[key] for key in keys if self.reasons[key] is not None]
        return {"withheld_people": len(why), "withheld": why[0] if why else None}

    def person(self, key: int) -> Person:
        """Somebody who may be named."""
        human = self.humans[key]
        return Person(id=human.id, name=plain(human.name))

    def state(self, key: int) -> Whereabouts:
        """Whether they are still around."""
        last = self.humans[key].last_active_at
        if last is None or last < self.now - GONE:
            return Whereabouts.GONE
        return Whereabouts.QUIET if last < self.now - ACTIVE else Whereabouts.ACTIVE

    def owner(self, row: Mapping[str, Any]) -> CodeOwner:
        """A row of `kernel.analyses.ownership.shares`, for somebody who may be named."""
        key = row["developer"]
        return CodeOwner(
            developer=self.person(key),
            state=self.state(key),
            share=row["share"],
            files=row["files"],
            authored_files=row["authored_files"],
            changes=row["changes"],
            reviews=row["reviews"],
            last_at=row["last"],
        )


async def folk_of(context: Context, view: View, keys: Iterable[int], audience: Audience) -> Folk:
    """These people, as whoever asks sees them."""
    wanted = list(keys)
    return await called(context, view, nameless(context, view, wanted, audience), wanted)


def nameless(context: Context, view: View, keys: Iterable[int], audience: Audience) -> Folk:
    """Who of these may be named, without looking up what they are called: of thousands only some are shown."""
    return Folk({}, {key: withheld_of(audience, key, view.onlooker) for key in keys}, context.now)


async def called(context: Context, view: View, folk: Folk, keys: Iterable[int]) -> Folk:
    """The same with what these of them are called."""
    async with context.database.reading(view.workspace_id) as connection:
        return replace(folk, humans=await rows.people(connection, folk.open_among(keys)))
