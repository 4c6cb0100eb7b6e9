"""Queries answered by the schema and what the fake holds; lists become connections, and every query is weighed."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    get_named_type,
    parse,
    validate,
)
from tests.providers.questions import Answering, Node

LICENSED = ("weight", "epic", "iteration")
# Lists that GitLab looks up, each thing of which makes the query a hundredth heavier.
_WEIGHED = frozenset({"mergeRequests", "issues", "pipelines", "labels"})
_MOST = 100
_GENERAL = frozenset({"User"})


@cache
def schema(*, licensed: bool = True) -> GraphQLSchema:
    """The excerpt of GitLab's; without what is licensed."""
    text = (Path(__file__).parent / "schema.graphql").read_text()
    if not licensed:
        lines = text.splitlines()
        text = "\n".join(line for line in lines if not line.strip().startswith(tuple(f"{each}:" for each in LICENSED)))
    return build_schema(text)


@cache
def understood(query: str, *, licensed: bool = True) -> tuple[DocumentNode, tuple[str, ...]]:
    """The query, and why GitLab would not answer it."""
    document = parse(query)
    return document, tuple(_as_gitlab(error) for error in validate(schema(licensed=licensed), document))


def _as_gitlab(error: GraphQLError) -> str:
    """GitLab's server words the same thing in another way."""
    words = error.message
    if words.startswith("Cannot query field"):
        return words.replace("Cannot query field", "Field").replace(" on type ", " doesn't exist on type ")
    return words


def points(document: DocumentNode, variables: Mapping[str, Any]) -> int:
    """How heavy a query is: a point a field, and for looked-up lists a hundredth more for each thing of a page."""
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}

    def within(selected: SelectionSetNode | None) -> float:
        found = 0.0
        for each in selected.selections if selected else ():
            if isinstance(each, FieldNode):
                own = 1 + within(each.selection_set)
                found += own * (1 + _size(each, variables) * 0.01) if each.name.value in _WEIGHED else own
            elif isinstance(each, FragmentSpreadNode):
                found += within(fragments[each.name.value].selection_set)
            elif isinstance(each, InlineFragmentNode):
                found += within(each.selection_set)
        return found

    return int(sum(
        within(each.selection_set) for each in document.definitions if isinstance(each, OperationDefinitionNode)
    ))  # fmt: skip


def _size(field: FieldNode, variables: Mapping[str, Any]) -> int:
    for argument in field.arguments or ():
        if argument.name.value == "first":
            said = argument.value
            name = getattr(said, "name", None)
            return min(_MOST, int(variables[name.value] if name else getattr(said, "value", _MOST)))
    return _MOST


def answer(query: str, variables: Mapping[str, Any], root: Mapping[str, Any], *, licensed: bool, most: int) -> Any:  # noqa: ANN401
    """What GitLab answers: data, or errors in its words, always with status 200."""
    document, errors = understood(query, licensed=licensed)
    if errors:
        return {"errors": [{"message": each} for each in errors]}
    weight = points(document, variables)
    if weight > most:
        message = f"Query has complexity of {weight}, which exceeds max complexity of {most}"
        return {"errors": [{"message": message}]}
    return {"data": _Answering(document, variables, _GENERAL).answer(dict(root))}


@cache
def _lists() -> frozenset[str]:
    """The fields that are connections, wherever they stand."""
    fields = [
        (name, get_named_type(field.type).name.endswith("Connection"))
        for kind in schema().type_map.values() if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
    ]  # fmt: skip
    found = frozenset(name for name, is_list in fields if is_list)
    assert not found & {name for name, is_list in fields if not is_list}
    return found


class _Answering(Answering):
    """What a thing does not have is null, and its lists come in pages."""

    def found(self, node: Node, name: str, arguments: Node) -> Any:  # noqa: ANN401 - whatever the fake holds
        value = node.get(name)
        if callable(value):
            value = value(**arguments)
        return connection(value, arguments) if name in _lists() and value is not None else value


def connection(rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A page of a list; its cursor names the last thing of the page, so that changes elsewhere move nothing."""
    after, length = arguments.get("after"), min(_MOST, arguments.get("first") or _MOST)
    start = 0
    if after is not None:
        keys = [_key(each, arguments) for each in rows]
        mark = tuple(orjson.loads(b64decode(after)))
        # In an ascending list whatever lies behind the mark comes next, were the marked thing itself gone or changed.
        is_sorted = keys == sorted(keys)
        start = (
            next((place for place, key in enumerate(keys) if key > mark), len(keys))
            if is_sorted
            else next((place + 1 for place, key in enumerate(keys) if key == mark), 0)
        )
    page = list(rows[start : start + length])
    end = b64encode(orjson.dumps(_key(page[-1], arguments))).decode() if page else None
    has_next = start + length < len(rows)
    info = {"hasNextPage": has_next, "hasPreviousPage": start > 0, "startCursor": None, "endCursor": end}
    return {"nodes": page, "pageInfo": info, "count": len(rows)}


def _key(row: Mapping[str, Any], arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    sort = arguments.get("sort")
    if sort in ("UPDATED_ASC", "CREATED_ASC"):
        return (row["updatedAt" if sort == "UPDATED_ASC" else "createdAt"], row["id"].rpartition("/")[2].zfill(20))
    return (str(row.get("id") or row.get("sha")),)
