package minio

import "quintet/telemetry"

// metrics are those that panels use, of the many that the server's own endpoint has.
func metrics() []telemetry.Metric {
	return []telemetry.Metric{
		telemetry.Counter("minio_s3_requests_total", "Requests, by kind.", "api"),
		telemetry.Counter("minio_s3_requests_errors_total", "Requests that were answered with an error, by kind.", "api"),
		telemetry.Gauge("minio_s3_requests_waiting_total", "Requests that wait for a place."),
		telemetry.Counter("minio_s3_traffic_received_bytes", "Bytes received from clients."),
		telemetry.Counter("minio_s3_traffic_sent_bytes", "Bytes sent to clients."),
	}
}

// panels are how metrics are drawn.
func panels() []telemetry.Panel {
	type line = telemetry.Line
	api := []string{"api"}
	return []telemetry.Panel{
		{Title: "Requests", Unit: telemetry.PerSecond, Help: "Requests per second by kind, as the server counts them.",
			Lines: []line{{Metric: "minio_s3_requests_total", By: api}}},
		{Title: "Requests that failed", Unit: telemetry.PerSecond, Limits: telemetry.Limits{Warn: 0.1, Bad: 1}, Watch: true,
			Help:  "Requests per second that the server answered with an error. An absent object is one too.",
			Lines: []line{{Metric: "minio_s3_requests_errors_total", By: api}}},
		{Title: "Traffic", Unit: telemetry.BytesPerSecond, Help: "Bytes from and to clients.",
			Lines: []line{{Name: "received", Metric: "minio_s3_traffic_received_bytes"}, {Name: "sent", Metric: "minio_s3_traffic_sent_bytes"}}},
		{Title: "Requests that wait", Unit: telemetry.Number, Limits: telemetry.Limits{Warn: 16, Bad: 128},
			Help:  "Requests that wait for a place. Any is load that the server cannot carry.",
			Lines: []line{{Name: "waiting", Metric: "minio_s3_requests_waiting_total"}}},
	}
}
