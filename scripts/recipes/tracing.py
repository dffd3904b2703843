"""Trace every request with OpenTelemetry and its instrumentation for httpx.

    pip install ../.. opentelemetry-sdk opentelemetry-instrumentation-httpx
    ANIMO_TOKEN=... python tracing.py

The instrumentation wraps httpx's transport class, so it also traces clients that already exist. Each attempt is a
separate span. Spans contain no token. If you pass a `transport=` from another library, use the instrumentation for that
library. For Sentry and Datadog, see the guide "Metrics, logs and traces".
"""

import asyncio
import sys

from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor, SpanExporter

from animo_async import AnimoClient


def instrument(exporter: SpanExporter) -> TracerProvider:
    """Trace all requests from now on. In production, use a BatchSpanProcessor and an OTLP exporter."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    HTTPXClientInstrumentor().instrument(tracer_provider=provider)
    return provider


async def main() -> None:
    """Make two calls inside a span."""
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
