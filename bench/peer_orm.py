"""The peer: the same stored reading by SQLAlchemy's ORM and a response model, in a FastAPI application of one route.

`python bench/peer_orm.py PORT`, with the address of the database in AEXY_BENCH_DATABASE. It signs nobody in, keeps to
no workspace and puts on no headers, so whatever it loses it loses elsewhere.
"""

import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, Date, Enum, Float, Integer, String, Uuid, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PERIODS = ("daily", "weekly", "biweekly", "monthly", "quarterly")
SUBJECTS = ("developer", "team", "repository", "workspace")


class Base(DeclarativeBase):  # type: ignore[misc]  # installed for the benchmark only
    """What every mapped class comes from."""


class Developer(Base):
    """Somebody."""

    __tablename__ = "developers"
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    key: Mapped[int] = mapped_column(Integer)
    workspace_id: Mapped[UUID] = mapped_column(Uuid)
    name: Mapped[str] = mapped_column(String)


class Snapshot(Base):
    """What was counted of somebody in a week."""

    __tablename__ = "metric_snapshots"
    workspace_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    period_type: Mapped[str] = mapped_column(Enum(*PERIODS, name="period_type"), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(Enum(*SUBJECTS, name="subject_kind"), primary_key=True)
    period_start: Mapped[date] = mapped_column(Date, primary_key=True)
    subject_key: Mapped[int] = mapped_column(Integer, primary_key=True)
    people: Mapped[int] = mapped_column(Integer)
    commits_count: Mapped[int | None] = mapped_column(BigInteger)
    commits_count_n: Mapped[int | None] = mapped_column(BigInteger)
    lines_added: Mapped[int | None] = mapped_column(BigInteger)
    lines_added_n: Mapped[int | None] = mapped_column(BigInteger)
    avg_commit_size: Mapped[float | None] = mapped_column(Float)
    avg_commit_size_n: Mapped[int | None] = mapped_column(BigInteger)


class Period(BaseModel):
    """A week."""

    start: date
    end: date
    open: bool


class Reading(BaseModel):
    """A number."""

    model_config = ConfigDict(from_attributes=True)
    metric: str
    unit: str
    better: str
    period: Period
    value: float | None
    n: int | None
    caution: str
    withheld: str | None
    source: str
    version: int


class Readings(BaseModel):
    """The answer."""

    time_zone: str
    subject: str
    readings: list[Reading]


KEYS = ("commits_count", "lines_added", "avg_commit_size")
FROM, TO = date(2025, 9, 1), date(2025, 11, 24)


def answer(developer: Developer, found: Iterable[Snapshot]) -> Readings:
    """Rows as the response model wants them."""
    return Readings(
        time_zone="UTC",
        subject=developer.name,
        readings=[
            Reading(
                metric=key,
                unit="count",
                better="neither",
                period=Period(start=row.period_start, end=row.period_start, open=False),
                value=getattr(row, key),
                n=getattr(row, f"{key}_n"),
                caution="",
                withheld=None,
                source="snapshot",
                version=1,
            )
            for row in found
            for key in KEYS
        ],
    )


def make(url: str) -> FastAPI:
    """An application of one route."""
    parts = urlsplit(url)
    host = parse_qs(parts.query)["host"][0]
    engine = create_async_engine(
        f"postgresql+asyncpg://{parts.username}:{parts.password}@{parts.path}?host={unquote(host)}",
        pool_size=20,
        connect_args={"server_settings": {"role": "aexy_owner"}},
    )
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)

    @app.get("/readings/{workspace_id}/{developer_id}")
    async def readings(workspace_id: UUID, developer_id: UUID) -> Readings:
        async with sessions() as session:
            developer = (await session.scalars(select(Developer).where(Developer.id == developer_id))).one()
            found = await session.scalars(
                select(Snapshot)
                .where(Snapshot.workspace_id == workspace_id, Snapshot.subject_key == developer.key)
                .where(Snapshot.period_type == "weekly", Snapshot.subject_kind == "developer")
                .where(Snapshot.period_start >= FROM, Snapshot.period_start < TO)
                .order_by(Snapshot.period_start)
            )
            return answer(developer, found)

    return app


if __name__ == "__main__":
    uvicorn.run(
        make(os.environ["AEXY_BENCH_DATABASE"]),
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        log_level="error",
        access_log=False,
    )
