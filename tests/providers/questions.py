"""GraphQL questions answered from plain dictionaries, fast: what a question names is taken, and nothing else.

A library that carries out the whole of the standard against a schema of a thousand types takes seconds for what this
does in milliseconds. It does not check types: a fake says which questions it lets through (those that a test validates
against the provider's published schema), and a field that an object lacks is a KeyError here, as a hole in the fake.

Objects are dictionaries; `__typename` says which of a fragment's conditions hold. A value that can be called is given
the field's arguments. Whatever a field raises as `NotThere` becomes null, and an error that says where.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    parse,
    value_from_ast_untyped,
)

Node = dict[str, Any]
Path = tuple[str | int, ...]


class NotThere(Exception):
    """What a provider says of something it does not have."""


@cache
def parsed(query: str) -> DocumentNode:
    """A question, read once however often it is asked."""
    return parse(query)


@cache
def _fragments(document: DocumentNode) -> Mapping[str, FragmentDefinitionNode]:
    return {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}


class Answering:
    """One question's way through the fields. `general` are the conditions that hold for several types: interfaces."""

    def __init__(self, document: DocumentNode, variables: Mapping[str, Any], general: frozenset[str]) -> None:
        self.fragments, self.variables, self.general = _fragments(document), dict(variables), general
        self.document = document
        self.errors: list[tuple[str, Path]] = []

    def answer(self, root: Node) -> Node:
        """Everything that was asked for."""
        [asked] = [one for one in self.document.definitions if isinstance(one, OperationDefinitionNode)]
        taken: Node = {}
        self._take(taken, root, asked.selection_set, ())
        return taken

    def found(self, node: Node, name: str, arguments: Node) -> Any:  # noqa: ANN401 - whatever the fake holds
        """A field's value. A provider's lists may be more than what a fake keeps of them."""
        value = node[name]
        return value(**arguments) if callable(value) else value

    def _take(self, taken: Node, node: Node, selected: SelectionSetNode, path: Path) -> None:
        for each in selected.selections:
            if each.directives and not self._is_included(each.directives):
                continue
            if isinstance(each, FieldNode):
                name = each.alias.value if each.alias else each.name.value
                found = self._value(node, each, (*path, name))
                known = taken.get(name)
                # A list that two fragments name is one list with the fields of both.
                taken[name] = known | found if isinstance(known, dict) and isinstance(found, dict) else found
            elif isinstance(each, InlineFragmentNode):
                if each.type_condition is None or self._holds(each.type_condition.name.value, node):
                    self._take(taken, node, each.selection_set, path)
            elif isinstance(each, FragmentSpreadNode):
                fragment = self.fragments[each.name.value]
                if self._holds(fragment.type_condition.name.value, node):
                    self._take(taken, node, fragment.selection_set, path)

    def _holds(self, condition: str, node: Node) -> bool:
        return condition in self.general or node.get("__typename", condition) == condition

    def _is_included(self, directives: Sequence[DirectiveNode]) -> bool:
        for each in directives:
            wanted = [bool(value_from_ast_untyped(one.value, self.variables)) for one in each.arguments or ()]
            if wanted != [each.name.value == "include"]:
                return False
        return True

    def _value(self, node: Node, asked: FieldNode, path: Path) -> Any:  # noqa: ANN401 - whatever the fake holds
        try:
            value = self.found(node, asked.name.value, self._arguments(asked) if asked.arguments else {})
        except NotThere as said:
            self.errors.append((str(said), path))
            return None
        return value if asked.selection_set is None else self._below(value, asked.selection_set, path)

    def _arguments(self, asked: FieldNode) -> Node:
        given: Node = {}
        for each in asked.arguments or ():
            if isinstance(each.value, VariableNode):
                if each.value.name.value in self.variables:
                    given[each.name.value] = self.variables[each.value.name.value]
            else:
                given[each.name.value] = value_from_ast_untyped(each.value, self.variables)
        return given

    def _below(self, value: Any, selected: SelectionSetNode, path: Path) -> Any:  # noqa: ANN401
        if value is None:
            return None
        if isinstance(value, list):
            return [self._below(each, selected, (*path, at)) for at, each in enumerate(value)]
        taken: Node = {}
        self._take(taken, value, selected, path)
        return taken
