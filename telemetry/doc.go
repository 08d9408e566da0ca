// Package telemetry is the vocabulary in which a backend describes what its server counts and holds: metrics, and the panels they are
// drawn in. It is data only. The backends fill it in (package store), a trial's manifest keeps a copy, and whatever renders a record
// (analysis, report, figures, dashboards) reads it there, so that none of them needs the backend itself.
package telemetry
