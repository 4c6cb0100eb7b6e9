"""The pull requests and issues a batch speaks of: under which keys they stand, or will stand when they come.

A child whose parent was not read yet stands under a key that waits in `expected_…`; the parent takes it over.
"""

from collections.abc import Iterable
from typing import NamedTuple

from aexy.store.activity.batch import Batch
from aexy.store.activity.columns import Parent, Table
from aexy.store.activity.statements import parents
from aexy.store.activity.tables import ISSUES, PULL_REQUESTS
from aexy.store.postgres import Connection


class Family(NamedTuple):
    """A kind of parent: its table, what a batch calls it, and how it is found."""

    parent: Parent
    table: Table
    name: str
    type: str
    stored: str
    expected: str

    @property
    def listings(self) -> tuple[str, ...]:
        """The columns that say up to when children are known."""
        return tuple(name for name in self.table.as_of if name != "fields_as_of")


PULLS = Family(
    Parent.PULL,
    PULL_REQUESTS,
    "number",
    "integer",
    "x.repository_key = $4 and x.number = i.number",
    "workspace_id, repository_key, number",
)
TRACKED = Family(
    Parent.ISSUE,
    ISSUES,
    "issue",
    "text",
    "x.workspace_id = $1 and x.origin = $3 and x.external_id = i.issue",
    "workspace_id, repository_key, origin, external_id",
)
FAMILIES = (PULLS, TRACKED)


def create(family: Family) -> str:
    """The temporary tables: who is spoken of, and what is known of them."""
    listings = ", ".join(f"{name} timestamptz" for name in family.listings)
    wholes = ", ".join(f"whole_{name} timestamptz" for name in family.listings)
    columns = f"{family.name} {family.type}, has_record boolean, {wholes}"
    return f"""
    create temp table if not exists spoken_{family.parent} ({columns}) on commit delete rows;
    create temp table if not exists {parents(family.parent)} (
        {columns}, key bigint, is_new boolean, {listings}
    ) on commit delete rows;
    create temp table if not exists touched_{family.parent} (key bigint) on commit delete rows;
    """


async def find(connection: Connection, family: Family, batch: Batch, place: tuple[object, ...]) -> bool:
    """Fill the temporary table of parents; whether there are any."""
    own = set(batch.rows[family.table].columns[0]) if family.table in batch.rows else set()
    spoken = own.union(*_named(family, batch))
    if not spoken:
        return False
    kinds = [batch.listed(name.removesuffix("_as_of")) for name in family.listings]
    wholes = [[listed[0] if (listed := kind.get(one)) else None for one in spoken] for kind in kinds]
    rows = zip(spoken, [one in own for one in spoken], *wholes, strict=True)
    columns = (family.name, "has_record", *(f"whole_{name}" for name in family.listings))
    await connection.copy_records_to_table(f"spoken_{family.parent}", records=rows, columns=columns)
    await connection.execute(_expect(family), *place)
    await connection.execute(_fill(family), *place)
    return True


def _named(family: Family, batch: Batch) -> Iterable[Iterable[int | str]]:
    for table, rows in batch.rows.items():
        if table.parent is family.parent:
            yield rows.columns[0]
    kind = int if family is PULLS else str
    for child in batch.children:
        yield (name for name in batch.listed(child) if isinstance(name, kind))


def _expect(family: Family) -> str:
    """Hand out keys for those of which there are only children so far."""
    values = "$1, $4, i.number" if family is PULLS else "$1, $4, $3, i.issue"
    return f"""
    insert into expected_{family.table.name} ({family.expected}, key)
    select {values}, nextval('{family.table.name}_key_seq')
    from spoken_{family.parent} i
    cross join (select $1::uuid, $2::text, $3::text, $4::integer) as place
    where not i.has_record
      and not exists (select from {family.table.name} x where {family.stored})
      and not exists (select from expected_{family.table.name} x where {family.stored})
    on conflict do nothing
    """  # noqa: S608 - made of declared names


def _fill(family: Family) -> str:
    listings = ", ".join(f"greatest(x.{name}, e.{name})" for name in family.listings)
    wholes = ", ".join(f"i.whole_{name}" for name in family.listings)
    return f"""
    insert into {parents(family.parent)}
    select i.{family.name}, i.has_record, {wholes},
           coalesce(x.key, e.key, nextval('{family.table.name}_key_seq')),
           x.key is null and e.key is null, {listings}
    from spoken_{family.parent} i
    cross join (select $1::uuid, $2::text, $3::text, $4::integer) as place
    left join {family.table.name} x on {family.stored}
    left join expected_{family.table.name} e on {family.stored.replace("x.", "e.")}
    """  # noqa: S608 - made of declared names


async def settle(connection: Connection, family: Family, place: tuple[object, ...]) -> None:
    """Those that came are expected no more; of the others it is noted up to when their children are known."""
    await connection.execute(
        f"""
        delete from expected_{family.table.name} e
        using {parents(family.parent)} p
        where e.workspace_id = $1
          and e.key = p.key
          and p.has_record
        """,  # noqa: S608 - made of declared names
        place[0],
    )
    latest = ", ".join(f"{name} = greatest(t.{name}, p.whole_{name})" for name in family.listings)
    known = ", ".join(f"t.{name}" for name in family.listings)
    greatest = ", ".join(f"greatest(t.{name}, p.whole_{name})" for name in family.listings)
    for table in (family.table.name, f"expected_{family.table.name}"):
        await connection.execute(
            f"""
            update {table} t
            set {latest}
            from {parents(family.parent)} p
            where t.workspace_id = $1
              and t.key = p.key
              and not p.has_record
              and ({known}) is distinct from ({greatest})
            """,  # noqa: S608 - made of declared names
            place[0],
        )
