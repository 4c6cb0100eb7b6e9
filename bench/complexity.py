"""Whether complexity beats size: `python bench/complexity.py [--home FOLDER] [--workspace SLUG]`.

On the demo organization, made for it; or on workspaces of yours: `--home` is the data folder of a product that is
stopped. Prints for each workspace with pull requests what was learnt of review effort, and the rank correlations
(Spearman) of effort with the model and with lines alone, on the latest quarter of changes, which it had not seen.
"""

import argparse
import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from aexy.context import Context
from aexy.features.ingest import service
from aexy.features.ingest.readers import Readers
from aexy.features.intelligence.complexity_calibrating import learn
from aexy.features.orders import carry_out
from aexy.jobs.inline import InlineDispatcher
from aexy.jobs.job import Order
from aexy.kernel.analyses.effort import TRAITS
from aexy.kernel.ids import WorkspaceId
from aexy.outbox.memory import MemoryOutbox
from aexy.settings import Settings
from aexy.stack.children import unprivileged
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, OWNER, cluster_at, start_postgres
from aexy.store.cache import NoCache
from aexy.store.migrate import migrate
from aexy.store.postgres import Database

WORKSPACES = """
select w.id, w.slug, count(*) as pulls, count(p.merged_at) as merged, max(p.opened_at) as last
from workspaces w
join pull_requests p on p.workspace_id = w.id
where $1::text is null or w.slug = $1
group by w.id, w.slug
order by w.slug"""


async def make_demo(home: Path, urls: tuple[str, str], developers: int, commits: int) -> None:
    """The demo organization, by the job that makes it anywhere."""
    owner = await asyncpg.connect(urls[1])
    made = WorkspaceId(await owner.fetchval("insert into workspaces (slug, name) values ('demo', 'Demo') returning id"))
    await owner.close()
    database = await Database.connect(urls[0], size=4)
    readers = Readers(at_once=2)
    done = asyncio.Event()

    async def run(order: Order) -> None:
        await carry_out(context, readers, order)
        done.set()

    context = Context(
        Settings(home=home), database, NoCache(), InlineDispatcher(run), datetime.now(UTC), outbox=MemoryOutbox()
    )
    await service.make_demo(context, made, developers=developers, commits=commits, seed=1, requested_by=None)
    await done.wait()
    await readers.close()
    await database.close()


async def told(urls: tuple[str, str], slug: str | None) -> None:
    """What was learnt of each workspace."""
    owner = await asyncpg.connect(urls[1])
    found = await owner.fetch(WORKSPACES, slug)
    await owner.close()
    for row in found:
        began = perf_counter()
        fitted = await asyncio.to_thread(learn, urls[0], WorkspaceId(row["id"]), max(row["last"], datetime.now(UTC)))
        took = perf_counter() - began
        print(f"{row['slug']}: {row['pulls']:,} pull requests, {row['merged']:,} merged; learnt in {took:.2f} s")
        print(f"  {fitted.reviewed:,} merged after somebody else's review, the latest {fitted.held_out:,} held out")
        if fitted.rank_model is not None:
            beside = f"model {fitted.rank_model:.3f}, lines alone {fitted.rank_size:.3f}"
            print(f"  rank correlation with review effort: {beside}")
            print(f"  the model was better in {100 * (fitted.better_in or 0):.0f} of 100 resamples")
        times = ", ".join(f"{name} {times:.2f}" for name, times in zip(TRAITS, fitted.times, strict=True))
        print(f"  {fitted.says} Lines are multiplied by these powers: {times}")


async def run(home: Path, asked: argparse.Namespace) -> None:
    place = Home(home)
    place.prepare(guest=unprivileged())
    cluster = cluster_at(place)
    postgres = await start_postgres(cluster)
    urls = cluster.url(APPLICATION), cluster.url(OWNER)
    try:
        await migrate(urls[1])
        if asked.home is None:
            await make_demo(home, urls, asked.developers, asked.commits)
        await told(urls, asked.workspace)
    finally:
        await postgres.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="the data folder of a product that is stopped")
    parser.add_argument("--workspace", help="only this one")
    parser.add_argument("--developers", type=int, default=48)
    parser.add_argument("--commits", type=int, default=15_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aexy-bench-") as folder:
        asyncio.run(run(asked.home or Path(folder), asked))


if __name__ == "__main__":
    main()
