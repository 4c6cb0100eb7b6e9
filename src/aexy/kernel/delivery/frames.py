"""The tables the five metrics are counted from. Which rows there are, rules have decided; they are counted here."""

from collections.abc import Mapping

import polars as pl

from aexy.kernel.facts import UTC_INSTANT, Schema

OUTCOME = pl.Enum(["success", "failure", "cancelled"])
FAILED_BY = pl.Enum(["incident", "rollback", "hotfix"])

# One row per production deployment that is over. `at` is its end. Only those of `success` went live. `failed_by` is
# null where nothing went wrong with it; `restored`, of a failed one, when service was restored, null while it is not.
DEPLOYMENTS: Schema = {
    "deployment": pl.Int64(),
    "service": pl.Int32(),
    "repository": pl.Int32(),
    "at": UTC_INSTANT,
    "outcome": OUTCOME,
    "is_first": pl.Boolean(),
    "is_rollback": pl.Boolean(),
    "is_unplanned": pl.Boolean(),
    "is_known": pl.Boolean(),
    "failed_by": FAILED_BY,
    "restored": UTC_INSTANT,
}
# One row per merged pull request, or commit without one, and service it goes live with. `pull` is null for a direct
# push; then `began` is when its author wrote it and the stages are not known. `began` is the first commit's author
# date or the opening, whichever was earlier; null where neither is known. `deployed` is null for what is not live yet,
# and for what was in the first known deployment (`is_before`): that is live, nobody knows since when. `change` tells
# changes apart, whichever service brings them; a direct push is `merged` when it stands in time.
CHANGES: Schema = {
    "change": pl.Int64(),
    "pull": pl.Int64(),
    "service": pl.Int32(),
    "repository": pl.Int32(),
    "author": pl.Int32(),
    "began": UTC_INSTANT,
    "ready": UTC_INSTANT,
    "responded": UTC_INSTANT,
    "approved": UTC_INSTANT,
    "merged": UTC_INSTANT,
    "deployed": UTC_INSTANT,
    "deployment": pl.Int64(),
    "is_before": pl.Boolean(),
}
# One row per counted incident.
INCIDENTS: Schema = {
    "incident": pl.Int64(),
    "service": pl.Int32(),
    "started": UTC_INSTANT,
    "resolved": UTC_INSTANT,
    "deployment": pl.Int64(),
}

TABLES: Mapping[str, Schema] = {"deployments": DEPLOYMENTS, "changes": CHANGES, "incidents": INCIDENTS}
