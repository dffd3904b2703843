"""OpenTelemetry: a span for every request, by httpx's own instrumentation.

    pip install ../.. opentelemetry-sdk opentelemetry-instrumentation-httpx
    ANIMO_TOKEN=... python tracing.py

The instrumentation wraps httpx's transport class, so every client is seen, also one that was made before. An attempt
that is repeated is a span of its own, and spans hold no token. A `transport=` of another kind is not httpx's, and not
seen: such a library has an instrumentation of its own.
"""

import asyncio
import sys

from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor, SpanExporter

from animo_async import AnimoClient


def instrument(exporter: SpanExporter) -> TracerProvider:
    """Trace all requests from now on. A service exports in batches, by OTLP; the console is for looking."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    HTTPXClientInstrumentor().instrument(tracer_provider=provider)
    return provider


async def main() -> None:
    """Do two calls below a span of one's own."""
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
