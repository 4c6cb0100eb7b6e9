"""What people said of their working time, as the kernel counts by it; of whoever was merged, under who they became."""

from datetime import UTC, date, datetime

import polars as pl
from tests.seeding import Seeded

from aexy.kernel.calendars import Calendars
from aexy.kernel.facts import Facts
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock
from aexy.store.around import read
from aexy.store.calendar_facts import CALENDAR, calendars
from aexy.store.postgres import Connection
from aexy.store.session import session

MAY = (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
NOON = pl.Series([datetime(2026, 5, 20, 12, tzinfo=UTC), None], dtype=pl.Datetime("us", "UTC"))


def counted(url: str, workspace: WorkspaceId, keys: list[int], *, spans: bool) -> list[int]:
    with session(url, workspace) as opened:
        tables = calendars(read(opened, CALENDAR), (MAY,) if spans else (), NOON)
        assert opened.statements == 1
    kept = Calendars.of_facts(Facts.of(**tables), Clock(MAY[1]))
    days = kept.working_days(pl.Series(keys, dtype=pl.Int32), date(2026, 5, 1), date(2026, 6, 1))
    return days.to_list()


async def test_weeks_holidays_and_leave_are_read_with_whom_they_belong_to(
    owner: Connection, database_url: str, workspace: WorkspaceId
) -> None:
    seeded = Seeded(workspace)
    people = {name: await seeded.developer(owner, name) for name in ("Ada", "Bo", "Cy", "Cyrus")}
    keys = [await owner.fetchval("select key from developers where id = $1", people[n]) for n in ("Ada", "Bo", "Cy")]
    assert counted(database_url, workspace, keys, spans=True) == [21, 21, 21]
    await owner.execute("update workspaces set country = 'DE', subdivision = 'BY' where id = $1", workspace)
    await owner.execute(
        "insert into working_schedules (workspace_id, developer_id, working_days, country) values ($1, $2, $3, $4)",
        workspace,
        people["Bo"],
        [1, 2, 3, 4, 7],
        "US",
    )
    for who, first, last in (("Ada", 13, 17), ("Cyrus", 4, 5)):
        await owner.execute(
            "insert into leave (workspace_id, developer_id, first_day, last_day, kind) values ($1, $2, $3, $4, 'sick')",
            workspace,
            people[who],
            date(2026, 5, first),
            date(2026, 5, last),
        )
    await owner.execute("update developers set merged_into = $2 where id = $1", people["Cyrus"], people["Cy"])
    # Bavaria keeps the 1st, 14th and 25th; America the 25th.
    assert counted(database_url, workspace, keys, spans=True) == [21 - 3 - 2, 21 - 1, 21 - 3 - 2]
    assert counted(database_url, workspace, keys, spans=False) == [16, 20, 16]
