import { metrics, trace } from "@opentelemetry/api";
import {
	AggregationTemporality,
	InMemoryMetricExporter,
	MeterProvider,
	PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";

const spanExporter = new InMemorySpanExporter();
const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 3_600_000 });

trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] }));
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));

const milliseconds = ([seconds, nanoseconds]) => seconds * 1_000 + nanoseconds / 1e6;

/** The spans that have ended. */
export const spans = () =>
	spanExporter.getFinishedSpans().map(({ name, startTime, endTime, status, attributes }) => ({
		name,
		start: milliseconds(startTime),
		end: milliseconds(endTime),
		status,
		attributes,
	}));

/** What the counter says, by its attributes. */
export async function counts() {
	await reader.forceFlush();
	const [{ metrics }] = metricExporter.getMetrics().at(-1).scopeMetrics;
	return metrics.flatMap(({ descriptor, dataPoints }) =>
		dataPoints.map(({ attributes, value }) => [descriptor.name, ...Object.values(attributes), value].join(" ")),
	);
}
