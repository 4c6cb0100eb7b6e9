"""Which domain a file belongs to, told from the words of its path: a declared table, the same for everybody.

A path is cut into words at everything that is neither a letter nor a digit, in lower case: `src/api/auth_routes.py` is
src, api, auth, routes, py. A word names a domain, and so does an ending; a file may belong to several. Documentation
and tests are known by the class of their path, and documentation belongs to nothing else: writing about a database is
not work on one. Words that mean one thing here and another there (models, schema, client, core) are left out.
"""

from collections.abc import Mapping

import polars as pl

# Printed in docs/how-to/expertise.md, as a test says.
WORDS: Mapping[str, str] = {
    "api": "api apis endpoint endpoints routes routers controllers rest graphql grpc openapi swagger proto protos",
    "ci": "ci github circleci travis buildkite jenkins jenkinsfile",
    "data": "etl warehouse dbt airflow dags spark dataset datasets analytics notebook notebooks",
    "database": "db database databases migration migrations sql postgres postgresql mysql sqlite mongodb orm",
    "frontend": "frontend web webapp ui components css styles stylesheets",
    "infrastructure": "infra infrastructure terraform ansible helm kubernetes k8s docker dockerfile deploy ops",
    "machine learning": "ml training inference embeddings tensorflow torch pytorch",
    "mobile": "mobile ios android flutter",
    "observability": "monitoring telemetry tracing logging prometheus grafana observability",
    "payments": "payment payments billing invoice invoices checkout",
    "security": "security auth authn authz authentication authorization oauth oauth2 saml sso permissions crypto tls",
}  # fmt: skip
ENDINGS: Mapping[str, str] = {
    "data": "ipynb",
    "database": "sql",
    "frontend": "css scss sass less html tsx jsx vue svelte",
    "infrastructure": "tf tfvars hcl",
    "mobile": "swift dart",
}
CLASSES: Mapping[str, str] = {"documentation": "docs", "test": "tests"}
DOMAINS = tuple(sorted({*WORDS, *CLASSES.values()}))


def domains(paths: pl.DataFrame) -> pl.DataFrame:
    """Of files (`path`: key, `name`, `class`) the domains they belong to: `path`, `domain`; none, one or several."""
    lower = pl.col("name").str.to_lowercase()
    code = paths.filter(pl.col("class") != "documentation").select(
        "path",
        word=lower.str.extract_all("[a-z0-9]+"),
        ending=lower.str.extract(r"\.([a-z0-9]+)$"),
    )
    by_word = code.select("path", "word").explode("word").join(_table(WORDS), on="word")
    by_ending = code.select("path", word="ending").drop_nulls("word").join(_table(ENDINGS), on="word")
    of_class = pl.col("class").replace_strict(CLASSES, default=None, return_dtype=pl.String)
    by_class = paths.select("path", domain=of_class).drop_nulls("domain")
    found = pl.concat([by_word.select("path", "domain"), by_ending.select("path", "domain"), by_class])
    return found.unique().sort("path", "domain")


def _table(words: Mapping[str, str]) -> pl.DataFrame:
    rows = [(word, domain) for domain, listed in words.items() for word in listed.split()]
    return pl.DataFrame(rows, schema={"word": pl.String, "domain": pl.String}, orient="row")
