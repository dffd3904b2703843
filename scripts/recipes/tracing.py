"""OpenTelemetry: a span for every request, by httpx's own instrumentation.

    pip install ../.. opentelemetry-sdk opentelemetry-instrumentation-httpx
    ANIMO_TOKEN=... python tracing.py

The instrumentation wraps httpx's transport class, so it also sees clients that were made before it. Each attempt is a
separate span. Spans contain no token. A `transport=` of another library needs the instrumentation of that library. For
Sentry and Datadog, see the guide "Metrics, logs and traces".
"""

import asyncio
import sys

from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor, SpanExporter

from animo_async import AnimoClient


def instrument(exporter: SpanExporter) -> TracerProvider:
    """Trace all requests from now on. A service exports in batches over OTLP; the console is for trying it out."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    HTTPXClientInstrumentor().instrument(tracer_provider=provider)
    return provider


async def main() -> None:
    """Do two calls inside a span."""
    provider = instrument(ConsoleSpanExporter(out=sys.stdout))
    try:
        async with AnimoClient() as animo:
            with provider.get_tracer("recipe").start_as_current_span("who am I"):
                await animo.user()
                await animo.companies()
    finally:
        HTTPXClientInstrumentor().uninstrument()
        provider.shutdown()


if __name__ == "__main__":
    asyncio.run(main())
