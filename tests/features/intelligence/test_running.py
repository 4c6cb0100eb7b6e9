"""Analyses share what they read, are kept while nothing changes, and fail alone."""

from collections.abc import Collection
from dataclasses import dataclass, field

import polars as pl
from tests.features.analytics.conftest import DAY, NOW, Asker, Story

from aexy.context import Context
from aexy.features.insights.looking import View, look
from aexy.features.intelligence import service
from aexy.features.intelligence.analysis import Analysis, Settings
from aexy.features.intelligence.frames import Frames
from aexy.features.intelligence.running import FAILED
from aexy.features.paging import Shape
from aexy.features.routing import Role
from aexy.kernel.metric import Audience
from aexy.kernel.privacy import ONLY_SELF
from aexy.store.analysis_facts.reading import Reading
from aexy.store.postgres import Connection

COMMITS = """
select i.developer_id::text as id, d.key as developer
from commits c
join developer_identities i on i.key = c.author_key
join developers d on d.id = i.developer_id and d.kind = 'human'
where c.standing = 'counted'
    and not c.is_merge
    and ($1::text::integer[] is null or d.key = any($1::text::integer[]))"""


class Many(Shape):
    """How many commits."""

    many: int


@dataclass
class Counting:
    """An analysis that counts commits, and how often it was asked to."""

    reads: int = 0
    asked: list[frozenset[int] | None] = field(default_factory=list)

    def read(self, reading: Reading) -> pl.DataFrame:
        self.reads += 1
        return reading.session.frame(COMMITS, (reading.chosen,))

    def count(self, frames: Frames, settings: Settings) -> pl.DataFrame:
        assert settings.half_lives.usual == 180
        self.asked.append(frames.reading.whose)
        return frames.of(self.reader).group_by("developer").agg(many=pl.len().cast(pl.Int64))

    def __post_init__(self) -> None:
        self.reader = self.read

    def named(self, key: str, audience: Audience = Audience.OPEN) -> Analysis:
        return Analysis(
            key=key, version=1, title="Commits", caution="", audience=audience, count=self.count, shape=Many
        )


def break_down(frames: Frames, settings: Settings) -> pl.DataFrame:
    raise ArithmeticError(f"{frames.now} {settings}")


async def everybody(context: Context, viewer: Asker) -> View:
    return await look(context, viewer(), subject="workspace", start=None, end=None)


def names(found: Collection[int], keys: dict[str, int]) -> set[str]:
    return {name for name, key in keys.items() if key in found}


async def keys_of(owner: Connection, story: Story) -> dict[str, int]:
    rows = await owner.fetch("select id, key from developers")
    by_id = {row["id"]: row["key"] for row in rows}
    return {name: by_id[id_] for name, id_ in story.seeded.developers.items()}


async def test_a_result_is_kept_until_a_fact_changes(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    counting = Counting()
    analysis = counting.named("commits")
    first = await service.of_person(context, viewer(), analysis, story.id("Ann"))
    again = await service.of_person(context.at(NOW + DAY / 24), viewer(), analysis, story.id("Ann"))
    assert first.result == again.result == {"many": 4}
    assert (counting.reads, again.as_of) == (1, NOW)

    await story.seeded.commit(owner, "Ann", NOW, "api")
    await owner.execute("update workspaces set data_version = data_version + 1")
    changed = await service.of_person(context, viewer(), analysis, story.id("Ann"))
    assert changed.result == {"many": 5}


async def test_another_day_and_another_setting_count_anew(context: Context, viewer: Asker, story: Story) -> None:
    counting = Counting()
    analysis = counting.named("commits")
    for moment in (NOW, NOW + DAY, NOW + DAY):
        await service.of_person(context.at(moment), viewer(), analysis, story.id("Ann"))
    assert counting.reads == 2


async def test_everybody_and_one_person_come_to_the_same(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    counting = Counting()
    analysis = counting.named("commits")
    keys = await keys_of(owner, story)
    alone = await service.of_person(context, viewer(), analysis, story.id("Ann"))
    found = await service.of_people(context, await everybody(context, viewer), analysis)
    assert found[keys["Ann"]] == alone.result
    # Ann's was there already; whoever wrote nothing has no row, and is not counted again for that.
    assert keys["Ann"] not in (counting.asked[-1] or ())
    assert names(found, keys) == {"Ann", "Ben", "Eve"}
    asked = len(counting.asked)
    assert await service.of_people(context, await everybody(context, viewer), analysis) == found
    assert len(counting.asked) == asked


async def test_analyses_of_one_run_read_a_table_once_and_one_that_fails_fails_alone(
    context: Context, viewer: Asker, story: Story
) -> None:
    counting = Counting()
    broken = Analysis(
        key="broken", version=1, title="", caution="", audience=Audience.OPEN, count=break_down, shape=Many
    )
    several = (counting.named("one"), broken, counting.named("two"))
    one, failed, two = await service.several_of_person(context, viewer(), several, story.id("Ann"))
    assert one.result == two.result == {"many": 4}
    assert (failed.result, failed.failure) == (None, FAILED)
    assert counting.reads == 1


async def test_what_is_for_the_person_alone_is_not_even_counted_for_others(
    context: Context, viewer: Asker, story: Story
) -> None:
    counting = Counting()
    analysis = counting.named("secret", Audience.SELF)
    found = await service.of_person(context, viewer(role=Role.OWNER), analysis, story.id("Ann"))
    assert (found.result, found.withheld, counting.reads) == (None, ONLY_SELF, 0)
    own = await service.of_person(context, viewer(role=Role.VIEWER, developer=story.id("Ann")), analysis)
    assert own.result == {"many": 4}
