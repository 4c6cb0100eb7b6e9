"""Every question we put to GitHub is one its published schema has an answer to."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from aexy.sources.github import queries

SCHEMA = Path(__file__).parents[2] / "web/node_modules/@octokit/graphql-schema/schema.graphql"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    if not SCHEMA.exists():
        pytest.skip("npm has not installed @octokit/graphql-schema: run `make setup`")
    return build_schema(SCHEMA.read_text(), assume_valid=True)


@pytest.mark.parametrize("query", queries.EVERY_QUERY, ids=lambda text: text.split("(")[0].split()[-1])
def test_a_query_fits_the_schema(schema: GraphQLSchema, query: str) -> None:
    assert validate(schema, parse(query)) == []


def test_a_query_that_asks_for_what_is_not_there_is_found_out(schema: GraphQLSchema) -> None:
    assert validate(schema, parse(queries.PULL_REQUESTS.replace("additions", "linesAdded")))


def test_a_page_of_pull_requests_costs_a_handful_of_points() -> None:
    # GitHub's own rule: one request for each list that is opened, a hundred of them a point.
    pull = 7 + queries.REVIEWS
    assert (1 + queries.PULLS * pull) / 100 <= 7
