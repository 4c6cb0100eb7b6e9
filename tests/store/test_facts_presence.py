"""Who was at home where: a few acts say the same as all of them."""

from datetime import timedelta
from random import Random

import polars as pl
from tests.activity import at

from aexy.kernel.facts import UTC_INSTANT
from aexy.kernel.reaching import AT_HOME
from aexy.store.activity_facts import presence
from aexy.store.around import Around

ACTS = {"author": pl.Int32(), "repository": pl.Int32(), "at": UTC_INSTANT}


def test_the_first_and_the_last_of_each_stretch_say_all_there_is_to_say() -> None:
    random = Random(1)  # noqa: S311 - made-up rows
    acts = [at(24 * random.choice((40, 400)) * random.random() + 24 * 500 * random.randrange(4)) for _ in range(200)]
    everything = pl.DataFrame([(1, 1, when) for when in acts], schema=ACTS, orient="row")
    people = pl.DataFrame({"identity": [1], "developer": [1]})
    kept = presence(Around({}), pl.DataFrame({"repository": [1]}), [everything], people)["at"].to_list()
    assert len(kept) < 90
    instants = [at(24 * 2500 * random.random()) for _ in range(2000)]
    edges = [act + shift for act in acts for shift in (timedelta(), AT_HOME, AT_HOME + timedelta(microseconds=1))]
    for when in instants + edges:
        assert any(when - AT_HOME <= act < when for act in acts) == any(when - AT_HOME <= act < when for act in kept)
