"""Linear's schema, put together again from the TypeScript declarations of its published client.

`@linear/sdk` ships no schema file, but its declarations are made from the schema: each object with its fields and their
types, each field's arguments as `<Type><Field>Args`, inputs, enumerations, unions. So fields, arguments, types and
what may be null can be checked against that release. What cannot be seen there: what a question costs, the order of
what comes back, and whether the running API is of that release.
"""

import re
from functools import cache
from pathlib import Path

from graphql import GraphQLSchema, build_schema

DIST = Path(__file__).parents[2] / "web/node_modules/@linear/sdk/dist"
_BLOCK = re.compile(
    r"^(?:declare )?(type|enum) (\w+) = ?(?:Node & )?\{\n(.*?)^\};?$|^declare enum (\w+) \{\n(.*?)^\}",
    re.MULTILINE | re.DOTALL,
)
_COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
_FIELD = re.compile(r"^  (\w+)(\??): (.+?);$", re.MULTILINE | re.DOTALL)
_SCALAR = re.compile(r'Scalars\["(\w+)"\]')
_BUILT_IN = {"ID", "String", "Boolean", "Int", "Float"}


def declarations() -> Path | None:
    """The file that holds them; None where the web's packages are not installed."""
    found = [path for path in DIST.glob("index-*.d.mts") if "type QueryIssuesArgs" in path.read_text()]
    return found[0] if found else None


@cache
def linear_schema() -> GraphQLSchema:
    """The objects and inputs that can be reached from a query."""
    path = declarations()
    assert path is not None
    source = _COMMENT.sub("", path.read_text())
    bodies = {found[2]: found[3] for found in _BLOCK.finditer(source) if found[2]}
    enums = {found[4]: re.findall(r'= "([^"]+)"', found[5]) for found in _BLOCK.finditer(source) if found[4]}
    arguments = {name.lower(): body for name, body in bodies.items() if name.endswith("Args")}
    told: dict[str, str] = {}
    wanted, done = ["Query"], set(_BUILT_IN)
    while wanted:
        name = wanted.pop()
        if name in done:
            continue
        done.add(name)
        if name in enums:
            told[name] = f"enum {name} {{ {' '.join(enums[name])} }}"
        elif name in bodies and "__typename" in bodies[name]:
            told[name], more = _object(name, bodies[name], arguments)
            wanted += more
        elif name in bodies:
            fields, more = _fields(bodies[name])
            told[name] = f"input {name} {{ {' '.join(f'{field}: {kind}' for field, kind in fields.items())} }}"
            wanted += more
        else:
            # Scalars, unions and interfaces: nothing below them is asked for.
            told[name] = f"scalar {name}"
    return build_schema("\n".join(told.values()), assume_valid=True)


def _object(name: str, body: str, arguments: dict[str, str]) -> tuple[str, list[str]]:
    fields, wanted = _fields(body)
    lines = []
    for field, kind in fields.items():
        given, more = _fields(arguments.get(f"{name}{field}Args".lower(), ""))
        wanted += more
        inside = ", ".join(f"{argument}: {of}" for argument, of in given.items())
        lines.append(f"{field}{f'({inside})' if inside else ''}: {kind}")
    return f"type {name} {{ {chr(10).join(lines)} }}", wanted


def _fields(body: str) -> tuple[dict[str, str], list[str]]:
    found = {
        name: _kind(" ".join(said.split()), optional == "?")
        for name, optional, said in _FIELD.findall(body)
        if name != "__typename"
    }
    return found, [re.sub(r"[\[\]!]", "", kind) for kind in found.values()]


def _kind(said: str, is_optional: bool) -> str:  # noqa: FBT001 - a question mark, or none
    for wrapper in ("InputMaybe", "Maybe"):
        if said.startswith(f"{wrapper}<"):
            return _kind(said[len(wrapper) + 1 : -1], True).rstrip("!")  # noqa: FBT003
    if said.startswith("Array<"):
        inner = _kind(said[6:-1], False)  # noqa: FBT003
        return f"[{inner}]" + ("" if is_optional else "!")
    named = _SCALAR.sub(r"\1", said)
    name = named if re.fullmatch(r"\w+", named) else "JSONObject"
    return name + ("" if is_optional else "!")
