package redis

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"quintet/api/store"
	"quintet/telemetry"
)

var _ store.TelemetrySource = (*Client)(nil)

const (
	// telemetryTimeout bounds a look at the figures when the caller does not.
	telemetryTimeout = 2 * time.Second
	// maxCommands is of how many commands there are readings, of those called most.
	maxCommands = 20
)

// infoField is a metric that is one field of INFO.
type infoField struct {
	name   string
	metric telemetry.Metric
}

// infoFields is the table of these.
func infoFields() []infoField {
	return []infoField{
		{"connected_clients", telemetry.Gauge("redis_connected_clients", "Connections of clients.")},
		{"total_connections_received", telemetry.Counter("redis_connections_received_total", "Connections ever accepted.")},
		{"total_commands_processed", telemetry.Counter("redis_commands_processed_total", "Commands processed.")},
		{"blocked_clients", telemetry.Gauge("redis_blocked_clients", "Clients that wait in a blocking command.")},
		{"used_memory", telemetry.Gauge("redis_memory_used_bytes", "Memory that the server's allocator gave out.")},
		{"used_memory_rss", telemetry.Gauge("redis_memory_used_rss_bytes", "Resident memory of the server.")},
		{"used_memory_peak", telemetry.Gauge("redis_memory_used_peak_bytes", "The most memory that was ever given out.")},
		{"maxmemory", telemetry.Gauge("redis_memory_max_bytes", "Memory at which keys are evicted; 0 means no bound.")},
		{"mem_fragmentation_ratio", telemetry.Gauge("redis_mem_fragmentation_ratio", "Resident memory by memory given out.")},
		{"instantaneous_ops_per_sec", telemetry.Gauge("redis_instantaneous_ops_per_second", "Commands a second, as the server averages it over the last moments.")},
		{"rejected_connections", telemetry.Counter("redis_rejected_connections_total", "Connections refused because there were too many.")},
		{"keyspace_hits", telemetry.Counter("redis_keyspace_hits_total", "Reads of a key that was there.")},
		{"keyspace_misses", telemetry.Counter("redis_keyspace_misses_total", "Reads of a key that was not there.")},
		{"evicted_keys", telemetry.Counter("redis_evicted_keys_total", "Keys removed because memory was full.")},
		{"expired_keys", telemetry.Counter("redis_expired_keys_total", "Keys removed because their time was over.")},
		{"total_net_input_bytes", telemetry.Counter("redis_net_input_bytes_total", "Bytes received from clients.")},
		{"total_net_output_bytes", telemetry.Counter("redis_net_output_bytes_total", "Bytes sent to clients.")},
		{"used_cpu_sys", telemetry.Counter("redis_cpu_sys_seconds_total", "Processor time of the server in the kernel.")},
		{"used_cpu_user", telemetry.Counter("redis_cpu_user_seconds_total", "Processor time of the server outside the kernel.")},
		{"uptime_in_seconds", telemetry.Gauge("redis_uptime_in_seconds", "Time since the server started.")},
	}
}

// metrics are those of Redis's INFO; names follow redis_exporter's.
func metrics() []telemetry.Metric {
	var list []telemetry.Metric
	for _, f := range infoFields() {
		list = append(list, f.metric)
	}
	return append(list,
		telemetry.Gauge("redis_db_keys", "Keys of all databases."),
		telemetry.Gauge("redis_db_keys_expiring", "Keys of all databases that have a time to live."),
		telemetry.Counter("redis_commands_total", "Calls of a command; of those called most.", "cmd"),
		telemetry.Counter("redis_commands_duration_seconds_total", "Time that the server spent in a command; of those called most.", "cmd"),
	)
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
	names := map[string]string{}
	for _, f := range infoFields() {
		names[f.name] = f.metric.Name
	}
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
		if name, known := names[field]; known {
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
