"""Every question the product can put to GitHub, GitLab or Linear is one that the provider's schema answers.

The schemas are GitHub's own (`@octokit/graphql-schema`), Linear's as its client declares it (`@linear/sdk`), and the
part of GitLab's that its documentation describes (`gitlab/schema.graphql`).
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from graphql import FieldNode, GraphQLSchema, NameNode, Visitor, build_schema, parse, print_ast, validate, visit
from tests.providers.gitlab.answering import schema as gitlab_schema
from tests.providers.gitlab.test_gitlab_asking import every_query as every_gitlab_query
from tests.sources.linear_schema import declarations, linear_schema

import aexy.sources
from aexy.sources.github import queries as github
from aexy.sources.linear import queries as linear

GITHUB_SCHEMA = Path(__file__).parents[2] / "web/node_modules/@octokit/graphql-schema/schema.graphql"
SOURCES = Path(aexy.sources.__file__).parent


class Asked(NamedTuple):
    """What a provider is asked, and the schema it publishes; None where npm has not installed it."""

    questions: Callable[[], tuple[str, ...]]
    schema: Callable[[], GraphQLSchema | None]


ASKED: Mapping[str, Asked] = {
    "github": Asked(
        lambda: github.EVERY_QUERY,
        lambda: build_schema(GITHUB_SCHEMA.read_text(), assume_valid=True) if GITHUB_SCHEMA.exists() else None,
    ),
    "gitlab": Asked(lambda: tuple(every_gitlab_query()), gitlab_schema),
    "linear": Asked(lambda: linear.ALL, lambda: linear_schema() if declarations() else None),
}


@pytest.fixture(scope="module", params=ASKED)
def asked(request: pytest.FixtureRequest) -> tuple[GraphQLSchema, tuple[str, ...]]:
    one = ASKED[request.param]
    schema = one.schema()
    if schema is None:
        pytest.skip(f"npm has not installed what {request.param} publishes: run `npm --prefix web ci`")
    return schema, one.questions()


class _Renaming(Visitor):
    """Gives every field that stands at an end another name."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        if node.selection_set is not None or node.name.value == "__typename":
            return None
        self.count += 1
        return FieldNode(
            name=NameNode(value=f"{node.name.value}Renamed"), alias=NameNode(value=f"renamed{self.count}"),
            arguments=(), directives=(), selection_set=None,
        )  # fmt: skip


def test_every_question_is_understood(asked: tuple[GraphQLSchema, tuple[str, ...]]) -> None:
    schema, questions = asked
    assert {query: errors for query in questions if (errors := validate(schema, parse(query)))} == {}


def test_every_single_field_would_be_missed_if_it_were_renamed(asked: tuple[GraphQLSchema, tuple[str, ...]]) -> None:
    schema, questions = asked
    for query in questions:
        renaming = _Renaming()
        other = parse(print_ast(visit(parse(query), renaming)))
        missed = validate(schema, other, max_errors=renaming.count + 1)
        assert renaming.count > 0
        assert sum("Cannot query field" in each.message for each in missed) == renaming.count, query


def texts(module: ModuleType) -> Iterator[str]:
    """Every question a module holds: a text, or texts by what they are of."""
    for value in vars(module).values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from (each for each in value.values() if isinstance(each, str))


@pytest.mark.parametrize(("module", "listed"), [(github, github.EVERY_QUERY), (linear, linear.ALL)])
def test_no_question_is_left_out_of_the_list(module: ModuleType, listed: tuple[str, ...]) -> None:
    held = {each for each in texts(module) if each.lstrip().startswith("query")}
    assert held
    assert held <= set(listed)


@pytest.mark.parametrize("provider", ASKED)
def test_questions_stand_where_they_are_listed_and_nowhere_else(provider: str) -> None:
    strays = {
        path.name
        for path in (SOURCES / provider).glob("*.py")
        if path.name != "queries.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and node.value.lstrip().startswith(("query ", "query(", "mutation", "{ "))
    }  # fmt: skip
    assert strays == set()


def test_a_page_of_pull_requests_costs_a_handful_of_points() -> None:
    # GitHub's own rule: one request for each list that is opened, a hundred of them a point.
    pull = 7 + github.REVIEWS
    assert (1 + github.PULLS * pull) / 100 <= 7
