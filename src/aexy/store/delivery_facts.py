"""Deliveries as columns: what was deployed, what it brought and what it has not brought yet, and what broke.

Rules have decided what counts (`features/delivery`); here the rows are read, always in the same few statements however
many services there are. When a pull request was ready, responded to and approved is worked out by the kernel from the
same rows as for every other number (`kernel/pull_instants.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from aexy.kernel.delivery.belonging import Whose
from aexy.kernel.delivery.facts import DeliveryFacts
from aexy.kernel.facts import Facts
from aexy.kernel.matching import Numbers
from aexy.kernel.metric import Level
from aexy.kernel.pull_instants import UNKNOWN, Pulls, moments
from aexy.store.activity_facts import HOLDINGS, MEMBERSHIPS, ON_LINES, OWNERS, REVIEWS, known, tables
from aexy.store.around import Around, Kind, read
from aexy.store.delivery_statements import DEPLOYMENTS, INCIDENTS, KNOWN, PARTS, PULLS, PUSHES
from aexy.store.facts import read_people
from aexy.store.pull_facts import IDENTITIES, REPOSITORIES
from aexy.store.scopes import Span, keys
from aexy.store.session import Session

_FEW = 200_000  # of more, all reviews are read and what was not asked for is left out here
_REPOSITORIES: Mapping[Whose, str] = {
    Whose.SERVICE: """
        select o.repository_key
        from service_repositories o
        where o.service_key = {key}""",
    Whose.TEAM: """
        select r.key
        from repository_teams o
        join repositories r on r.id = o.repository_id
        join teams t on t.id = o.team_id
        where t.key = {key}""",
    Whose.REPOSITORY: REPOSITORIES[Level.REPOSITORY],
    Whose.PROJECT: REPOSITORIES[Level.PROJECT],
}
_HAVING = """
        select o.service_key
        from service_repositories o
        where o.repository_key in ("""
_IDENTITIES = IDENTITIES[Level.TEAM]


_OF_PULLS = """
        and l.pull_key in (select p.key from pull_requests p where p.author_key in ({whose}
        ))"""
_OF_COMMITS = """
        and exists (select from commits c where c.key = l.commit_key and c.author_key in ({whose}
        ))"""


@dataclass(frozen=True, slots=True)
class DeliveryScope:
    """Whose deliveries, and from when until when; a workspace needs no key."""

    whose: Whose
    key: int
    span: Span

    def filled(self, statement: str) -> str:
        """A statement with its conditions: times written out, for the planner to guess by."""
        during = "{column} >= '" + str(self.span[0]) + "' and {column} < '" + str(self.span[1]) + "'"
        columns = ("d.finished_at", "p.merged_at", "c.placed_at", "i.started_at")
        times = {column.replace(".", "_"): during.format(column=column) for column in columns}
        return statement.format(**times, **{f"of_{name}": self._of(name) for name in "dlmpci"})

    def _of(self, name: str) -> str:
        """Which deployments (d) and incidents (i) by their service, and which pull requests (p) and commits (c).

        What brought pull requests (l) or commits (m) is of the same services; of a team's it may be anybody's.
        """
        found = _REPOSITORIES.get(self.whose)
        if found is None:
            return ""
        key = int(self.key)
        if name in "lm" and self.whose is Whose.TEAM:
            return (_OF_PULLS if name == "l" else _OF_COMMITS).format(whose=_IDENTITIES.format(key=key))
        if name in "dlmi":
            name = name.replace("l", "d").replace("m", "d")
            if self.whose is Whose.SERVICE:
                return f"\n        and {name}.service_key = {key}"
            return f"\n        and {name}.service_key in ({_HAVING}{found}\n        ))".format(key=key)
        if self.whose is Whose.TEAM:
            return f"\n        and {name}.author_key in ({_IDENTITIES}\n        )".format(key=key)
        return f"\n        and {name}.repository_key in ({found}\n        )".format(key=key)


def read_delivery(session: Session, scope: DeliveryScope) -> DeliveryFacts:
    """What was merged, deployed or broke in these times, and whose that is."""
    people = read_people(session)
    around = read(session, [PARTS, KNOWN, MEMBERSHIPS, OWNERS, HOLDINGS, scope.filled(INCIDENTS)])
    pulls = session.frame(scope.filled(PULLS))
    changes = [_pulls(session, pulls, people), _pushes(session.frame(scope.filled(PUSHES)), people)]
    return DeliveryFacts.of(
        deployments=session.frame(scope.filled(DEPLOYMENTS)),
        changes=pl.concat(changes),
        incidents=around.of(
            Kind.INCIDENT, incident="thing", deployment="other", service="number", started="at", resolved="until"
        ),
        parts=around.of(Kind.PART, service="thing", repository="other"),
        known=around.of(Kind.KNOWN, service="thing", since="at"),
        developers=people.select("developer", "kind").filter(pl.col("kind") != "human").unique(),
        **_teams(around),
    )


def _teams(around: Around) -> dict[str, pl.DataFrame]:
    return {
        "memberships": around.of(Kind.MEMBERSHIP, team="thing", developer="other", joined="at", left="until"),
        "owners": around.of(Kind.OWNER, repository="thing", team="other", since="at", until="until"),
        "holdings": around.of(Kind.HOLDING, project="thing", repository="other"),
    }


def _pulls(session: Session, found: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """A row for each merged pull request and service that brings it, or has not brought it yet."""
    one = found.unique("pull", maintain_order=True).sort("pull")
    nobody = pl.lit(None, pl.Int32)
    table = one.select(
        "pull", "repository", "author", "opened", "ready", "merged", "commits_known", merged_by=nobody, is_near=False
    )
    around = tables(_said(session, table["pull"]), table, people)
    facts = Facts.of(
        pulls=around["pulls"],
        reviews=around["reviews"],
        remarks=around["remarks"],
        pull_commits=one.select("pull", authored="written", committed="written"),
    )
    known_pulls = Pulls.of(facts, people.filter(pl.col("kind") != "human")["developer"].to_numpy())
    dated = known_pulls.table.select(
        "pull",
        "repository",
        "author",
        change="pull",
        began=_or_nothing(known_pulls.started),
        ready=_or_nothing(known_pulls.begun),
        responded=_or_nothing(known_pulls.responded),
        approved=_or_nothing(known_pulls.approved),
        merged="merged",
    )
    return _with_deliveries(dated, found.select(*_DELIVERY, change="pull"))


def _or_nothing(at: Numbers) -> pl.Series:
    """Instants as a column, null where one is not known."""
    return moments(at).set(pl.Series(at == UNKNOWN), None)


def _said(session: Session, pulls: pl.Series) -> Around:
    """Reviews and remarks on lines of these pull requests."""
    if pulls.len() > _FEW:
        return read(session, [REVIEWS, ON_LINES])
    wanted = f"any('{keys(pulls)}'::bigint[])"
    return read(session, [f"{REVIEWS}\n    and r.pull_key = {wanted}", f"{ON_LINES}\n    and c.pull_key = {wanted}"])


def _pushes(found: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The same of commits without a pull request: numbered below 0, so that none is taken for a pull request."""
    one = known(found.unique("commit", maintain_order=True), people, "author", how="left")
    unknown = pl.lit(None, pl.Datetime("us", "UTC"))
    dated = one.select(
        pl.lit(None, pl.Int64).alias("pull"),
        "repository",
        "author",
        change=-pl.col("commit"),
        began="authored",
        ready=unknown,
        responded=unknown,
        approved=unknown,
        merged="placed",
    )
    return _with_deliveries(dated, found.select(*_DELIVERY, change=-pl.col("commit")))


_DELIVERY = ("service", "deployment", "live", "is_first")


def _with_deliveries(changes: pl.DataFrame, deliveries: pl.DataFrame) -> pl.DataFrame:
    """Each change with each service that brings it, or is to bring it."""
    found = changes.join(deliveries, on="change", maintain_order="left")
    deployed = pl.when(~pl.col("is_first")).then(pl.col("live"))
    keys_32 = pl.col("service", "repository", "author").cast(pl.Int32)
    return found.with_columns(keys_32, deployed=deployed, is_before=pl.col("is_first")).drop("is_first", "live")


__all__ = ["DeliveryScope", "read_delivery"]
