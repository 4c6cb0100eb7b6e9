"""Where a request's time goes: spans by OpenTelemetry, sent to AEXY_OTLP_ENDPOINT. Without one there are none.

A span carries names of ours and ids: a route's template, a kind of transaction, a statement's verb and table. Never a
parameter, a query string, a header or a body, so there is nothing of anybody's in it. (FastAPI's own spans would hold
the query string, which is why they are off.)
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import time_ns
from typing import TYPE_CHECKING, Any, Final

from aexy.logs import belongs_to
from aexy.settings import Settings
from aexy.watch import own_version

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

Values = Mapping[str, str | int | float | bool]

_NOTHING: Final[AbstractContextManager[None]] = nullcontext()
_TRACES_PATH: Final = "/v1/traces"


class _Tracing:
    """The one way out of this process; None while traces are off."""

    provider: "TracerProvider | None" = None


def start(settings: Settings, service: str) -> bool:
    """Send spans of this process from here on, if the settings say where to; whether they do."""
    if not settings.otlp_endpoint or _Tracing.provider is not None:
        return _Tracing.provider is not None
    # 15 MB and 0.3 s that nobody pays who does not trace.
    from opentelemetry import trace  # noqa: PLC0415
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased  # noqa: PLC0415

    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(settings.trace_sample)),
        resource=Resource.create({"service.name": service, "service.version": own_version()}),
    )
    endpoint = settings.otlp_endpoint.rstrip("/").removesuffix(_TRACES_PATH) + _TRACES_PATH
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint), schedule_delay_millis=1000))
    trace.set_tracer_provider(provider)
    _Tracing.provider = provider
    return True


def stop() -> None:
    """Send what is left, and no more after that."""
    if _Tracing.provider is not None:
        _Tracing.provider.shutdown()
        _Tracing.provider = None


def is_on() -> bool:
    """Whether spans are made in this process."""
    return _Tracing.provider is not None


def span(name: str, values: Values | None = None, *, calls: bool = False) -> AbstractContextManager[Any]:
    """What happens inside, as a span of the current one; `calls` when somebody else is asked. Nothing when off."""
    if _Tracing.provider is None:
        return _NOTHING
    return _span(name, values or {}, calls=calls)


@contextmanager
def _span(name: str, values: Values, *, calls: bool) -> Iterator["Span"]:
    from opentelemetry.trace import SpanKind  # noqa: PLC0415 (loaded long since)

    kind = SpanKind.CLIENT if calls else SpanKind.INTERNAL
    with _tracer().start_as_current_span(
        name, kind=kind, attributes=values, record_exception=False, set_status_on_exception=False
    ) as one:
        try:
            yield one
        except BaseException as error:
            _spoil(one, type(error).__name__)
            raise


@contextmanager
def served(method: str, carrier: Mapping[str, str]) -> Iterator["Span | None"]:
    """The span of one request; `carrier` may name whose span it goes on (W3C trace context). None when off."""
    if _Tracing.provider is None:
        yield None
        return
    from opentelemetry.trace import SpanKind  # noqa: PLC0415 (likewise)
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

    parent: Context = TraceContextTextMapPropagator().extract(carrier)
    with _tracer().start_as_current_span(
        method, context=parent, kind=SpanKind.SERVER, attributes={"http.request.method": method}
    ) as one:
        belongs_to(trace_id=trace_here())
        yield one


def answered(one: "Span | None", method: str, route: str, status: int) -> None:
    """Say of a request's span what it was for and how it ended."""
    if one is None:
        return
    one.update_name(f"{method} {route}")
    one.set_attributes({"http.route": route, "http.response.status_code": status})
    if status >= 500:  # noqa: PLR2004 - from here on it is our fault
        _spoil(one, str(status))


def happened(name: str, seconds: float, values: Values, *, failure: str | None = None) -> None:
    """A span of something that is over already: it took so long until now."""
    if _Tracing.provider is None:
        return
    from opentelemetry.trace import SpanKind  # noqa: PLC0415 (likewise)

    now = time_ns()
    one = _tracer().start_span(name, kind=SpanKind.CLIENT, attributes=values, start_time=now - int(seconds * 1e9))
    if failure:
        _spoil(one, failure)
    one.end(now)


def trace_here() -> str | None:
    """The id of the current trace, as receivers show it; None outside of any."""
    if _Tracing.provider is None:
        return None
    from opentelemetry.trace import get_current_span  # noqa: PLC0415 (likewise)

    context = get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else None


def _tracer() -> Any:  # noqa: ANN401 - the interface's type would load it
    from opentelemetry.trace import get_tracer  # noqa: PLC0415 (likewise)

    return get_tracer("aexy", tracer_provider=_Tracing.provider)


def _spoil(one: "Span", failure: str) -> None:
    from opentelemetry.trace import StatusCode  # noqa: PLC0415 (likewise)

    one.set_status(StatusCode.ERROR)
    one.set_attribute("error.type", failure)
