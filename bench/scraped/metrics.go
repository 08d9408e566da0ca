package scraped

import (
	"strings"
	"time"

	"quintet/telemetry"
)

// interest states how the metrics that matter are followed: as counters or gauges, with a value for every slot or (windowOnly) just
// for the measured phases together.
type interest struct {
	counter, windowOnly bool
	// renewal is how often the source renews it, where that is less often than it is scraped; 0: at every scrape.
	renewal time.Duration
}

// interests are the metrics that matter; poolInUse matches the pools, whose names depend on the driver.
func interests(metric string) (interest, bool) {
	switch metric {
	case "cache_requests_total", "storage_io_bytes_total", "process_cpu_seconds_total", "go_gc_duration_seconds_sum", "go_gc_pause_seconds_total",
		"store_operation_duration_seconds_sum", "store_operation_duration_seconds_count", processRead, processWritten:
		return interest{counter: true}, true
	case "store_operation_duration_seconds_bucket", poolWaitSeconds, machineBusy, machineStolen:
		return interest{counter: true, windowOnly: true}, true
	case "process_resident_memory_bytes", "go_goroutines", "generator_connections":
		return interest{}, true
	}
	return interest{}, poolInUse(metric)
}

// What a process moved to and from disk.
const (
	processRead    = "process_io_read_bytes_total"
	processWritten = "process_io_written_bytes_total"
)

func poolInUse(metric string) bool {
	return strings.HasPrefix(metric, "store_pool_") && strings.Contains(metric, "in_use")
}

// The seconds of all cores of the generator's machine: at work, and kept from it by the host it is a guest of.
const (
	machineBusy   = "machine_cpu_busy_seconds_total"
	machineStolen = "machine_cpu_stolen_seconds_total"
)

// poolWaitSeconds counts the seconds that requests waited for a connection of a store's pool.
const poolWaitSeconds = "store_pool_wait_seconds_total"

// panelMetrics are the metrics that panels of backends draw.
func panelMetrics(backends []telemetry.Backend) map[string]bool {
	metrics := map[string]bool{}
	for _, b := range backends {
		for _, p := range b.Panels {
			for _, l := range p.Lines {
				metrics[l.Metric] = true
				for _, m := range l.Of {
					metrics[m] = true
				}
			}
		}
	}
	return metrics
}
