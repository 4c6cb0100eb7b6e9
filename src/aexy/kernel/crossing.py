"""Whether a change was made in a repository that another team owned at that time."""

import polars as pl


def crosses_team(rows: pl.DataFrame, owners: pl.DataFrame, memberships: pl.DataFrame) -> pl.Series:
    """`crosses_team` for rows with `pull`, `author`, `repository` and `at`: true, false, or null.

    Null where the repository had no owner then, or the author was in no team. Somebody in two teams, one of which owns
    it, crosses nothing.
    """
    places = rows.select("pull", "author", "repository", "at")
    teams = _lasting(places.join(memberships.rename({"developer": "author"}), on="author"), "joined", "left")
    owning = _lasting(places.join(owners, on="repository"), "since", "until")
    both = owning.select("pull", "team").join(teams.select("pull", "team"), on=["pull", "team"])
    known = places.select("pull").with_columns(
        is_owned=pl.col("pull").is_in(owning["pull"].unique().implode()),
        is_in_team=pl.col("pull").is_in(teams["pull"].unique().implode()),
        is_own=pl.col("pull").is_in(both["pull"].unique().implode()),
    )
    crosses = pl.when(pl.col("is_owned") & pl.col("is_in_team")).then(~pl.col("is_own"))
    return known.select(crosses.alias("crosses_team")).to_series()


def _lasting(rows: pl.DataFrame, begun: str, ended: str) -> pl.DataFrame:
    """Only what held at the row's instant."""
    since = pl.col(begun).is_null() | (pl.col(begun) <= pl.col("at"))
    until = pl.col(ended).is_null() | (pl.col("at") < pl.col(ended))
    return rows.filter(since & until)
