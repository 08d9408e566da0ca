package redis

import "quintet/telemetry"

// panels are how metrics are drawn.
func panels() []telemetry.Panel {
	type line = telemetry.Line
	cmd := []string{"cmd"}
	return []telemetry.Panel{
		{Title: "Commands", Unit: telemetry.PerSecond, Help: "Commands per second: all, and those called most.",
			Lines: []line{{Name: "all", Metric: "redis_commands_processed_total"}, {Metric: "redis_commands_total", By: cmd}}},
		{Title: "Time of a command, mean", Unit: telemetry.Seconds, Limits: telemetry.Limits{Warn: 0.0001, Bad: 0.001}, Watch: true, Log: true, Live: true,
			Help:  "Time inside the server, which works at one command at a time. The API sees the network and its queue as well.",
			Lines: []line{{Metric: "redis_commands_duration_seconds_total", By: cmd, Of: []string{"redis_commands_total"}}}},
		{Title: "Reads of keys", Unit: telemetry.PerSecond, Help: "Reads of a key per second, sessions included.",
			Lines: []line{{Name: "there", Metric: "redis_keyspace_hits_total"}, {Name: "not there", Metric: "redis_keyspace_misses_total"}}},
		{Title: "Keys found", Unit: telemetry.Ratio, Limits: telemetry.Limits{Warn: 0.8, Bad: 0.5}, Watch: true, Live: true,
			Help: "Reads of a key that was there, of all, sessions included.", Lines: []line{
				{Name: "found", Metric: "redis_keyspace_hits_total", Of: []string{"redis_keyspace_hits_total", "redis_keyspace_misses_total"}},
			}},
		{Title: "Keys removed", Unit: telemetry.PerSecond, Limits: telemetry.Limits{Warn: 1000},
			Help:  "Keys per second whose time was over, and keys thrown out because memory was full: those make misses.",
			Lines: []line{{Name: "memory full", Metric: "redis_evicted_keys_total"}, {Name: "time over", Metric: "redis_expired_keys_total"}}},
		{Title: "Keys", Unit: telemetry.Number, Live: true, Help: "Keys there are, and those that will go by themselves.",
			Lines: []line{{Name: "all", Metric: "redis_db_keys"}, {Name: "with a time to live", Metric: "redis_db_keys_expiring"}}},
		{Title: "Memory of its data", Unit: telemetry.Bytes, Limits: telemetry.Limits{Warn: 256 << 20, Bad: 512 << 20},
			Help: "Memory given out, and what the server takes of the machine for it.", Lines: []line{
				{Name: "given out", Metric: "redis_memory_used_bytes"}, {Name: "resident", Metric: "redis_memory_used_rss_bytes", Live: true},
			}},
		{Title: "Clients", Unit: telemetry.Number, Limits: telemetry.Limits{Warn: 500, Bad: 5000},
			Help:  "Connections, and those that wait in a blocking command.",
			Lines: []line{{Name: "connected", Metric: "redis_connected_clients"}, {Name: "blocked", Metric: "redis_blocked_clients"}}},
		{Title: "Network", Unit: telemetry.BytesPerSecond, Help: "Bytes from and to clients.",
			Lines: []line{{Name: "received", Metric: "redis_net_input_bytes_total"}, {Name: "sent", Metric: "redis_net_output_bytes_total"}}},
	}
}
