"""`aexy notifications`: what is new, once it was read what is not, and for programs."""

from tests.doors.cli.conftest import House

from aexy.store.postgres import Connection

FAILED = """
insert into jobs (workspace_id, kind, state, requested_by, started_at, finished_at, error)
select m.workspace_id, 'snapshots', 'failed', m.account_id, now(), now() + interval '1 second', 'It went wrong.'
from memberships m
join workspaces w on w.id = m.workspace_id
where w.slug = $1"""


async def test_what_is_new_is_listed_until_it_was_read(house: House, owner: Connection) -> None:
    made = house.answer("workspace", "create", "Told", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    assert "Nothing new concerns you" in house.run("notifications").output
    await owner.execute(FAILED, made["slug"])
    (told,) = house.answer("notifications")
    assert (told["kind"], told["title"], told["is_read"], told["is_bad"]) == ("job", "Snapshots", False, True)
    shown = house.run("notifications").output
    assert "It went wrong." in shown
    assert "new" in shown
    await owner.execute("update jobs set finished_at = now() where kind = 'snapshots'")
    assert house.run("notifications", "--read").exit_code == 0
    assert house.answer("notifications") == []
    assert [one["is_read"] for one in house.answer("notifications", "--all")] == [True]
