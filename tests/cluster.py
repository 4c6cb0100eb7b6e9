"""Keeps one PostgreSQL running for one test run: `python tests/cluster.py FOLDER PID`.

It starts a server that never syncs, migrates a template database, writes the addresses to `FOLDER/ready.json`, and
takes everything away when the process PID (the run) is gone, however it ended.
"""

import asyncio
import json
import shutil
import sys
from pathlib import Path

import asyncpg
import psutil

from aexy.stack.children import happens
from aexy.stack.home import Home, write_private
from aexy.stack.postgres import APPLICATION, OWNER, SUPERUSER, Cluster, cluster_at, start_postgres
from aexy.store.migrate import migrate

TEMPLATE = "aexy_template"


async def keep(folder: Path, run: int) -> None:
    cluster = cluster_at(Home(folder / "home"), is_durable=False)
    child = await start_postgres(cluster)
    try:
        await make_template(cluster)
        addresses = {role: cluster.url(role, "DATABASE") for role in (SUPERUSER, OWNER, APPLICATION)}
        write_private(folder / "ready.json", json.dumps(addresses))
        await happens(lambda: not (psutil.pid_exists(run) and child.is_running), seconds=86400)
    finally:
        await child.stop()


async def make_template(cluster: Cluster) -> None:
    connection = await asyncpg.connect(cluster.url(SUPERUSER, "postgres"))
    await connection.execute(f"create database {TEMPLATE} owner {OWNER}")
    await connection.close()
    await migrate(cluster.url(OWNER, TEMPLATE))


def main(folder: Path, run: int) -> None:
    try:
        asyncio.run(keep(folder, run))
    except Exception as error:  # whoever waits for ready.json wants the reason
        (folder / "failed.txt").write_text(repr(error), encoding="utf-8")
        raise
    finally:
        if not psutil.pid_exists(run):
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
