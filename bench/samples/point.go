package samples

import "time"

// Series is what a Point is a value of: one metric with its labels, scraped from one source.
type Series struct {
	// Source is the name of the process it was scraped from: "api-1", "generator", "miniredis", ...
	Source string
	// Metric is the name as exported, e.g. "http_request_duration_seconds_bucket"; the harness's own observations of a
	// process are "process_cpu_seconds_total", "process_resident_memory_bytes", ... whatever the source.
	Metric string
	// Labels are the metric's labels in the exposition format without braces, sorted: `code="200",route="/users/{id}"`.
	Labels string
	// Kind is "counter", "gauge" or "histogram" (for _bucket, _sum and _count series); counters may reset.
	Kind string
}

// Point is one scraped value. A series' point is written only when its value differs from the one before, so between two points
// of a series the value stood still, unless the source's scrape failed there (see Scrape).
type Point struct {
	// At is the offset from the trial's beginning.
	At     time.Duration
	Series Series
	Value  float64
}

// UpMetric is the metric the scraper writes for each source at every scrape, whether or not it changed: 1 when the scrape
// worked, 0 when it did not. Its points are the scrape times; a 0 is a gap.
const UpMetric = "up"

// TelemetryUpMetric is the same for what stores tell of themselves, which is asked for less often. Its points are the times of those
// figures, of the metrics that begin with the store's name; a 0 is a gap in them.
const TelemetryUpMetric = "telemetry_up"

// InFlightMetric is how many hits the generator has sent that have not ended: they are not in the record yet, so nothing else tells whoever follows
// it of a system that answers nothing any more.
const InFlightMetric = "generator_in_flight"
