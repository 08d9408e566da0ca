// Package metrics is every Prometheus metric of the API, on a Registerer that is passed in.
package metrics
