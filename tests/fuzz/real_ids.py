"""Puts ids of things that exist where a generated request names something, so that it gets past "there is no such"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.tenants.objects import TYPES, Objects

# What names an object in another word than its type's.
WORDS = {"team": "team", "project": "project", "tracker": "tracker", "number": "delivery"}
REAL = 0.7


@dataclass(slots=True)
class RealIds:
    """Seeded, so that a run can be had again."""

    sets: Sequence[Objects]
    random: Random = field(default_factory=lambda: Random(5))  # noqa: S311 - a test's choices, not a secret

    def into(self, named: Mapping[str, Any]) -> dict[str, Any]:
        """The same mapping: always with the workspace, mostly with things that exist in it."""
        made = self.random.choice(self.sets)
        return {name: self._real(name, value, made) for name, value in named.items()}

    def into_body(self, body: Any) -> Any:  # noqa: ANN401 - JSON
        """The same in all that is inside a body."""
        if isinstance(body, dict):
            return {key: self.into_body(value) for key, value in self.into(body).items()}
        return [self.into_body(each) for each in body] if isinstance(body, list) else body

    def _real(self, name: str, value: Any, made: Objects) -> Any:  # noqa: ANN401 - JSON
        if name == "workspace_id":
            return str(made.workspace)
        kind = WORDS.get(name, name.removesuffix("s").removesuffix("_id"))
        if kind not in TYPES or self.random.random() > REAL:
            return value
        real = made.ids[kind]
        return [real] if name.endswith("_ids") and isinstance(value, list) else real
