"""The peer: snapshots counted one after the other through SQLAlchemy's ORM, with 28 statements each.

So many the published loop makes for one developer's period: most count or add up, some load rows and go through them in
Python, one looks for the snapshot there is, one writes it. Here they all ask for the commits of the week, over one
connection and a warm index, and nothing is left of what they write.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Enum, Integer, Text, Uuid, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PERIODS = ("daily", "weekly", "biweekly", "monthly", "quarterly")
SUBJECTS = ("developer", "team", "repository", "workspace")


class Base(DeclarativeBase):  # type: ignore[misc]  # installed for the benchmark only
    """What every mapped class comes from."""


class Commit(Base):
    """A commit, as far as it is asked for."""

    __tablename__ = "commits"
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(Uuid)
    repository_key: Mapped[int] = mapped_column(Integer)
    author_key: Mapped[int] = mapped_column(Integer)
    placed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    is_merge: Mapped[bool] = mapped_column(Boolean)
    standing: Mapped[str] = mapped_column(Text)
    lines_added: Mapped[int | None] = mapped_column(Integer)
    lines_removed: Mapped[int | None] = mapped_column(Integer)


class Kept(Base):
    """A snapshot, as far as it is written."""

    __tablename__ = "metric_snapshots"
    workspace_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    period_type: Mapped[str] = mapped_column(Enum(*PERIODS, name="period_type"), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(Enum(*SUBJECTS, name="subject_kind"), primary_key=True)
    period_start: Mapped[date] = mapped_column(Date, primary_key=True)
    subject_key: Mapped[int] = mapped_column(Integer, primary_key=True)
    as_of: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    data_version: Mapped[int] = mapped_column(BigInteger)
    people: Mapped[int] = mapped_column(Integer)
    commits_count: Mapped[int | None] = mapped_column(BigInteger)
    lines_added: Mapped[int | None] = mapped_column(BigInteger)


SUMMED: Sequence[Callable[[], tuple[Any, ...]]] = (
    lambda: (func.count(Commit.key), func.coalesce(func.sum(Commit.lines_added), 0)),
    lambda: (func.coalesce(func.sum(Commit.lines_removed), 0),),
    lambda: (func.count(distinct(Commit.repository_key)),),
    lambda: (func.avg(Commit.lines_added + Commit.lines_removed),),
    lambda: (func.min(Commit.placed_at), func.max(Commit.placed_at)),
)
LOADED: Sequence[Callable[[], tuple[Any, ...]]] = (
    lambda: (Commit,),
    lambda: (Commit.repository_key, Commit.placed_at),
)
STATEMENTS = 28


async def seconds_each(url: str, workspace: UUID, authors: Sequence[int], now: datetime, snapshots: int) -> float:
    """How long one snapshot takes, over so many of them."""
    parts = urlsplit(url)
    host = unquote(parse_qs(parts.query)["host"][0])
    engine = create_async_engine(f"postgresql+asyncpg://{parts.username}:{parts.password}@{parts.path}?host={host}")
    async with AsyncSession(engine) as session:
        began = perf_counter()
        for number in range(snapshots):
            since = now - timedelta(weeks=4 + number)
            await _snapshot(session, workspace, authors[number % len(authors)], since)
        took = perf_counter() - began
        await session.rollback()
    await engine.dispose()
    return took / snapshots


async def _snapshot(session: AsyncSession, workspace: UUID, author: int, since: datetime) -> None:
    place = (workspace, "weekly", "developer", since.date(), -author)  # nobody's: rolled back, and in nobody's way
    summed = [SUMMED[number % len(SUMMED)]() for number in range(STATEMENTS - len(LOADED) - 2)]
    numbers = [(await session.execute(_asked(columns, workspace, author, since))).one() for columns in summed]
    for columns in LOADED:
        rows = (await session.execute(_asked(columns(), workspace, author, since))).all()
        numbers.append((len({row[0] for row in rows}), 0))
    if await session.get(Kept, place) is None:
        names = ("workspace_id", "period_type", "subject_kind", "period_start", "subject_key")
        count, added = numbers[0]
        counted = {"people": 1, "commits_count": count, "lines_added": added}
        session.add(Kept(**dict(zip(names, place, strict=True)), as_of=datetime.now(UTC), data_version=0, **counted))
        await session.flush()


def _asked(columns: tuple[Any, ...], workspace: UUID, author: int, since: datetime) -> Any:  # noqa: ANN401
    return select(*columns).where(
        Commit.workspace_id == workspace,
        Commit.author_key == author,
        Commit.standing == "counted",
        Commit.is_merge.is_(False),
        Commit.placed_at >= since,
        Commit.placed_at < since + timedelta(weeks=1),
    )
