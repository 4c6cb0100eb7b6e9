"""What is asked of Linear exists in its published schema and costs less than it allows."""

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    validate,
)
from tests.sources.linear_schema import declarations, linear_schema

from aexy.sources.linear import queries

pytestmark = pytest.mark.skipif(declarations() is None, reason="web/node_modules/@linear/sdk is not installed")
each_query = pytest.mark.parametrize(
    "query", queries.ALL, ids=lambda query: query.partition("query ")[2].split("(")[0].split(" ")[0]
)
DEAREST = 10_000
USUAL_PART = 50


@each_query
def test_every_field_and_argument_is_in_the_published_schema(query: str) -> None:
    assert validate(linear_schema(), parse(query)) == []


@pytest.mark.parametrize(
    "wrong",
    ["{ issues { nodes { titel } } }", '{ issues(filter: {team: {id: {is: "x"}}}) { nodes { id } } }',
     "query ($n: String) { issues(first: $n) { nodes { id } } }", "{ issue { id } }",
     "{ issues(orderBy: updated) { nodes { id } } }"],
)  # fmt: skip
def test_what_is_not_in_it_is_found(wrong: str) -> None:
    assert validate(linear_schema(), parse(wrong))


@each_query
def test_no_question_costs_more_than_linear_allows(query: str) -> None:
    """Linear's rule: a tenth for a property, one for an object, lists times their length, 50 where none is given."""
    document = parse(query)
    fragments = {
        each.name.value: each.selection_set for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    [asked] = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    assert _cost(asked.selection_set, fragments) < DEAREST


def _cost(selected: SelectionSetNode, fragments: dict[str, SelectionSetNode]) -> float:
    total = 0.0
    for each in selected.selections:
        if isinstance(each, FragmentSpreadNode):
            total += _cost(fragments[each.name.value], fragments)
        elif isinstance(each, FieldNode) and each.selection_set is None:
            total += 0.1
        elif isinstance(each, FieldNode) and each.selection_set is not None:
            inside = _cost(each.selection_set, fragments)
            is_list = any(
                isinstance(one, FieldNode) and one.name.value == "nodes" for one in each.selection_set.selections
            )
            sizes = [
                int(one.value.value)
                for one in each.arguments or ()
                if one.name.value == "first" and isinstance(one.value, IntValueNode)
            ]
            total += inside * (sizes or [USUAL_PART])[0] if is_list else inside + 1
    return total
