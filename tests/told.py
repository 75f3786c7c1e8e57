"""OpenTelemetry as an application sets it up, keeping in memory what it is told."""

from __future__ import annotations

from functools import cache
from typing import Any

from attrs import define
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

__all__ = ["Told", "telling"]

Point = tuple[dict[str, Any], Any]


@define(eq=False)
class Told:
    """What OpenTelemetry was told since it was asked to forget."""

    _exporter: InMemorySpanExporter
    _reader: InMemoryMetricReader

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        """The spans that have ended."""
        return self._exporter.get_finished_spans()

    @property
    def span(self) -> ReadableSpan:
        """The only one of them."""
        (span,) = self.spans
        return span

    def points(self) -> dict[str, list[Point]]:
        """Return by instrument the labels of each point with its value, or sum; forget them."""
        data = self._reader.get_metrics_data()
        return {
            metric.name: [
                (dict(point.attributes), getattr(point, "value", getattr(point, "sum", None)))
                for point in metric.data.data_points
            ]
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if scope.scope.name == "gong_async"
        }

    def forget(self) -> None:
        self._exporter.clear()
        self.points()


@cache
def telling() -> Told:
    """Set OpenTelemetry up, which can be done once in a process."""
    deltas = dict.fromkeys((Counter, Histogram), AggregationTemporality.DELTA)
    told = Told(InMemorySpanExporter(), InMemoryMetricReader(preferred_temporality=deltas))
    tracers = TracerProvider()
    tracers.add_span_processor(SimpleSpanProcessor(told._exporter))
    trace.set_tracer_provider(tracers)
    metrics.set_meter_provider(MeterProvider([told._reader]))
    return told
