"""One run of Schemathesis over every operation of the description, and what it found."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import schemathesis
from schemathesis import hooks
from schemathesis.engine import events, from_schema
from tests.fuzz.real_ids import RealIds

log = logging.getLogger(__name__)

CHECKS: Final = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance",
)  # fmt: skip


@dataclass(slots=True)
class Found:
    """How many requests were answered how, and what was wrong: a sentence and an example each."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)
    wrong: dict[str, str] = field(default_factory=dict)

    def note(self, what: str, example: str) -> None:
        """Something that is wrong: said once, with the first example."""
        if what not in self.wrong:
            log.warning("%s\n%s", what, example)
            self.wrong[what] = example

    def __str__(self) -> str:
        """The figure."""
        answers = ", ".join(f"{count} of {status}" for status, count in sorted(self.statuses.items()))
        return f"{self.cases} cases over {len(self.operations)} operations: {answers}"


def fuzz(document: dict[str, Any], url: str, token: str, ids: RealIds, *, examples: int, leaving: set[str]) -> Found:
    """Ask everything but the operations that would end the session (`leaving`), `examples` times beside the edges."""
    schema = schemathesis.openapi.from_dict(document, config=_config(url, token, examples))
    chosen = schema.exclude(operation_id=sorted(leaving))
    found = Found()
    with _hooked(ids):
        for event in from_schema(chosen).execute():
            if isinstance(event, events.ScenarioFinished):
                _note(found, event)
            elif isinstance(event, events.NonFatalError | events.FatalError):
                found.note(f"The run itself: {event}"[:2000], "")
    return found


def _config(url: str, token: str, examples: int) -> schemathesis.Config:
    checks: dict[str, Any] = {name: {"enabled": True} for name in CHECKS}
    return schemathesis.Config.from_dict({
        "seed": 5,
        "base-url": url,
        "headers": {"authorization": f"Bearer {token}"},
        "continue-on-failure": True,
        "request-timeout": 60,
        "generation": {"max-examples": examples, "deterministic": True, "no-shrink": True, "database": "none",
                       "with-security-parameters": False},
        "phases": {"examples": {"enabled": False}, "stateful": {"enabled": False},
                   "coverage": {"enabled": True, "unexpected-methods": []}, "fuzzing": {"enabled": True}},
        "checks": {"enabled": False} | checks,
    })  # fmt: skip


class _hooked:  # noqa: N801 - used as a word in a `with`
    """While it lasts, real ids go into every request before it is sent."""

    def __init__(self, ids: RealIds) -> None:
        self.ids = ids

    def __enter__(self) -> None:
        self._hook: Callable[..., None] = self._before_call()
        schemathesis.hook("before_call")(self._hook)

    def __exit__(self, *_: object) -> None:
        hooks.unregister(self._hook)

    def _before_call(self) -> Callable[..., None]:
        def before_call(
            context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]
        ) -> None:
            del context, kwargs
            if case.path_parameters:
                case.path_parameters = self.ids.into(case.path_parameters)
            if case.query:
                case.query = self.ids.into(case.query)
            if isinstance(case.body, dict):
                case.body = self.ids.into_body(case.body)

        return before_call


def _note(found: Found, event: events.ScenarioFinished) -> None:
    recorder = event.recorder
    for case_id, interaction in recorder.interactions.items():
        found.cases += 1
        found.operations.add(recorder.label)
        answer = interaction.response
        if answer is None:
            found.note(f"{recorder.label}: no answer", str(interaction.request.uri))
            continue
        found.statuses[answer.status_code] += 1
        for check in recorder.checks.get(case_id, ()):
            if check.failure_info is not None:
                failure = check.failure_info
                said = f"{recorder.label}: {check.name}: {failure.failure.title}: {failure.failure.message[:1200]}"
                found.note(said, f"{failure.code_sample[:1500]}\n{answer.content[:1500]!r}")
