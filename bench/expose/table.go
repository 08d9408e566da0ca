package expose

import (
	"github.com/prometheus/client_golang/prometheus"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// Metric is a row of the table of what this package exports.
type Metric struct {
	Name, Help string
	Labels     []string
	kind       prometheus.ValueType
}

const (
	gauge   = prometheus.GaugeValue
	counter = prometheus.CounterValue
)

// RunLabel is the label that every series has: the run's id.
const RunLabel = "run"

// Names of the metrics of a run.
const (
	runInfo      = "bench_run_info"
	trialInfo    = "bench_trial_info"
	stage        = "bench_stage"
	phase        = "bench_phase"
	due          = "bench_due_total"
	sent         = "bench_sent_total"
	done         = "bench_done_total"
	failed       = "bench_failed_total"
	offeredRate  = "bench_offered_rate"
	inFlight     = "bench_in_flight"
	connections  = "bench_connections"
	generatorCPU = "bench_generator_cpu_cores"
	valid        = "bench_valid"
	responseTime = "bench_response_time_seconds"
	sendLag      = "bench_send_lag_seconds"
	fault        = "bench_fault"
)

// runMetrics are those of the run itself. Histograms are not among them: they are kept, not made at a scrape.
func runMetrics() []Metric {
	return []Metric{
		{runInfo, "Always 1; the labels say what is run, on which stack, and by which program.", []string{"revision", "scenario", "stack", "version"}, gauge},
		{trialInfo, "Always 1; the labels say which trial it is and in which configuration.", []string{"configuration", "repetition", "trial"}, gauge},
		{stage, "1 for what the run does now, 0 for all else that runs do.", []string{"stage"}, gauge},
		{phase, "1 for the phase that the load is in, 0 for the trial's other phases, and for all when there is no load.", []string{"phase", "trial"}, gauge},
		{fault, "1 while a fault is in force, from when it was asked for to when its end was, 0 for the trial's other faults.", []string{"fault", "trial"}, gauge},
		{due, "Requests that were due so far; in a closed loop those that were sent.", []string{"trial"}, counter},
		{sent, "Requests sent so far.", []string{"trial"}, counter},
		{done, "Requests that have ended so far, well or not, those among them that were never sent.", []string{"trial"}, counter},
		{failed, "Requests that failed so far, by what was wrong.", []string{"class", "trial"}, counter},
		{offeredRate, "Requests a second that were due in the last whole second.", []string{"trial"}, gauge},
		{inFlight, "Requests sent and not ended.", []string{"trial"}, gauge},
		{connections, "Connections that the load generator has open, or all generators together.", []string{"trial"}, gauge},
		{generatorCPU, "Cores that the load generator uses, or all generators together.", nil, gauge},
		{valid, "1 while nothing speaks against the run's figures, 0 when something does; after the run, what its analysis found.", nil, gauge},
	}
}

// processMetrics are what processes of the stack, the generator and the machine used, by the names that the points have.
func processMetrics() map[string]Metric {
	of := []string{"service"}
	return map[string]Metric{
		"process_cpu_seconds_total":        {"bench_process_cpu_seconds_total", "Processor time of a part of the stack, its children included, or of the generator.", of, counter},
		"process_resident_memory_bytes":    {"bench_process_resident_memory_bytes", "Resident memory of a part of the stack, its children included, or of the generator.", of, gauge},
		"process_threads":                  {"bench_process_threads", "Threads of a part of the stack, or of the generator.", of, gauge},
		"process_open_fds":                 {"bench_process_open_fds", "Open files and sockets of a part of the stack, or of the generator.", of, gauge},
		"process_io_read_bytes_total":      {"bench_process_io_read_bytes_total", "Bytes that a part of the stack, or the generator, had read from disks.", of, counter},
		"process_io_written_bytes_total":   {"bench_process_io_written_bytes_total", "Bytes that a part of the stack, or the generator, had written to disks.", of, counter},
		"machine_cpu_busy_seconds_total":   {"bench_machine_cpu_busy_seconds_total", "Time that all cores of the machine were at work, for whomever.", nil, counter},
		"machine_cpu_stolen_seconds_total": {"bench_machine_cpu_stolen_seconds_total", "Time that the host kept all cores of the machine from working.", nil, counter},
	}
}

// storeMetrics are the telemetry of stores; the label store is the name of the backend that answered.
func storeMetrics(backends []telemetry.Backend) []Metric {
	list := []Metric{
		{samples.TelemetryUpMetric, "1 when a store told of itself when it was last asked, 0 when it did not.", []string{"store"}, gauge},
	}
	seen := map[string]bool{}
	for _, b := range backends {
		for _, m := range b.Metrics {
			// A server that is scraped shows its metrics itself, and several backends may tell the same.
			if b.Scraped != nil || seen[m.Name] {
				continue
			}
			seen[m.Name] = true
			kind := gauge
			if m.Counter {
				kind = counter
			}
			list = append(list, Metric{m.Name, m.Help, append([]string{"store"}, m.Labels...), kind})
		}
	}
	return list
}

// Metrics is the table of all metrics that an Exporter shows, histograms included, so that dashboards can be held against it. Those of a
// store are shown when the stack has that store.
func Metrics(backends []telemetry.Backend) []Metric {
	all := append(runMetrics(),
		Metric{responseTime, responseHelp, []string{"operation", "trial"}, gauge}, Metric{sendLag, lagHelp, []string{"trial"}, gauge})
	for _, m := range processMetrics() {
		all = append(all, m)
	}
	return append(all, storeMetrics(backends)...)
}
