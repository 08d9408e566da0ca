package redis

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"quintet/api/store"
)

var _ store.TelemetrySource = (*Client)(nil)

const (
	// telemetryTimeout bounds a look at the figures when the caller does not.
	telemetryTimeout = 2 * time.Second
	// maxCommands is of how many commands there are readings, of those called most.
	maxCommands = 20
)

// infoFields are the figures that are one field of INFO each.
var infoFields = map[string]string{
	"connected_clients":          "redis_connected_clients",
	"blocked_clients":            "redis_blocked_clients",
	"used_memory":                "redis_memory_used_bytes",
	"used_memory_rss":            "redis_memory_used_rss_bytes",
	"used_memory_peak":           "redis_memory_used_peak_bytes",
	"maxmemory":                  "redis_memory_max_bytes",
	"mem_fragmentation_ratio":    "redis_mem_fragmentation_ratio",
	"instantaneous_ops_per_sec":  "redis_instantaneous_ops_per_second",
	"total_connections_received": "redis_connections_received_total",
	"total_commands_processed":   "redis_commands_processed_total",
	"rejected_connections":       "redis_rejected_connections_total",
	"keyspace_hits":              "redis_keyspace_hits_total",
	"keyspace_misses":            "redis_keyspace_misses_total",
	"evicted_keys":               "redis_evicted_keys_total",
	"expired_keys":               "redis_expired_keys_total",
	"total_net_input_bytes":      "redis_net_input_bytes_total",
	"total_net_output_bytes":     "redis_net_output_bytes_total",
	"used_cpu_sys":               "redis_cpu_sys_seconds_total",
	"used_cpu_user":              "redis_cpu_user_seconds_total",
	"uptime_in_seconds":          "redis_uptime_in_seconds",
}

// Telemetry implements store.TelemetrySource with what INFO says.
func (c *Client) Telemetry(ctx context.Context) ([]store.Reading, error) {
	ctx, cancel := store.Bounded(ctx, telemetryTimeout)
	defer cancel()
	const act = "read telemetry of redis"
	text, err := c.client.Info(ctx).Result()
	if err != nil {
		return nil, fail(ctx, act, err)
	}
	readings := readInfo(text)
	if c.cfg.Software != "" {
		return readings, nil
	}
	// The sections of everyday use leave the commands out.
	text, err = c.client.Info(ctx, "commandstats").Result()
	if err != nil {
		return nil, fail(ctx, act, err)
	}
	return append(readings, readCommands(text)...), nil
}

// readInfo turns lines "field:value" into readings, and those of databases ("db0:keys=7,expires=7,avg_ttl=0") into the two of keys.
func readInfo(text string) []store.Reading {
	var readings []store.Reading
	keys, expiring, tellsKeys := 0.0, 0.0, false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "# Keyspace" {
			tellsKeys = true
		}
		field, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		if number, isDB := strings.CutPrefix(field, "db"); isDB {
			if _, err := strconv.Atoi(number); err == nil {
				parts := subfields(value)
				keys, expiring = keys+parts["keys"], expiring+parts["expires"]
			}
			continue
		}
		if name, known := infoFields[field]; known {
			if v, err := strconv.ParseFloat(value, 64); err == nil {
				readings = append(readings, store.Reading{Name: name, Value: v})
			}
		}
	}
	if tellsKeys {
		readings = append(readings, store.Reading{Name: "redis_db_keys", Value: keys}, store.Reading{Name: "redis_db_keys_expiring", Value: expiring})
	}
	return readings
}

// readCommands turns lines "cmdstat_get:calls=7,usec=23,..." into readings of the commands called most.
func readCommands(text string) []store.Reading {
	type command struct {
		name           string
		calls, seconds float64
	}
	var commands []command
	for line := range strings.Lines(text) {
		field, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		if name, ok := strings.CutPrefix(field, "cmdstat_"); ok {
			parts := subfields(value)
			commands = append(commands, command{name, parts["calls"], parts["usec"] / 1e6})
		}
	}
	slices.SortFunc(commands, func(a, b command) int { return cmp.Or(cmp.Compare(b.calls, a.calls), cmp.Compare(a.name, b.name)) })
	var readings []store.Reading
	for _, c := range commands[:min(len(commands), maxCommands)] {
		readings = append(readings,
			store.Reading{Name: "redis_commands_total", Labels: map[string]string{"cmd": c.name}, Value: c.calls},
			store.Reading{Name: "redis_commands_duration_seconds_total", Labels: map[string]string{"cmd": c.name}, Value: c.seconds},
		)
	}
	return readings
}

// subfields reads "keys=7,expires=7"; what is no number is left out.
func subfields(text string) map[string]float64 {
	values := map[string]float64{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(part, "=")
		if v, err := strconv.ParseFloat(value, 64); err == nil {
			values[name] = v
		}
	}
	return values
}
