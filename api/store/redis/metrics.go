package redis

import "quintet/telemetry"

// metrics are those of Redis's INFO; names follow redis_exporter's.
func metrics() []telemetry.Metric {
	return []telemetry.Metric{
		telemetry.Gauge("redis_connected_clients", "Connections of clients."),
		telemetry.Counter("redis_connections_received_total", "Connections ever accepted."),
		telemetry.Counter("redis_commands_processed_total", "Commands processed."),
		telemetry.Gauge("redis_blocked_clients", "Clients that wait in a blocking command."),
		telemetry.Gauge("redis_memory_used_bytes", "Memory that the server's allocator gave out."),
		telemetry.Gauge("redis_memory_used_rss_bytes", "Resident memory of the server."),
		telemetry.Gauge("redis_memory_used_peak_bytes", "The most memory that was ever given out."),
		telemetry.Gauge("redis_memory_max_bytes", "Memory at which keys are evicted; 0 means no bound."),
		telemetry.Gauge("redis_mem_fragmentation_ratio", "Resident memory by memory given out."),
		telemetry.Gauge("redis_instantaneous_ops_per_second", "Commands a second, as the server averages it over the last moments."),
		telemetry.Counter("redis_rejected_connections_total", "Connections refused because there were too many."),
		telemetry.Counter("redis_keyspace_hits_total", "Reads of a key that was there."),
		telemetry.Counter("redis_keyspace_misses_total", "Reads of a key that was not there."),
		telemetry.Counter("redis_evicted_keys_total", "Keys removed because memory was full."),
		telemetry.Counter("redis_expired_keys_total", "Keys removed because their time was over."),
		telemetry.Counter("redis_net_input_bytes_total", "Bytes received from clients."),
		telemetry.Counter("redis_net_output_bytes_total", "Bytes sent to clients."),
		telemetry.Counter("redis_cpu_sys_seconds_total", "Processor time of the server in the kernel."),
		telemetry.Counter("redis_cpu_user_seconds_total", "Processor time of the server outside the kernel."),
		telemetry.Gauge("redis_uptime_in_seconds", "Time since the server started."),
		telemetry.Gauge("redis_db_keys", "Keys of all databases."),
		telemetry.Gauge("redis_db_keys_expiring", "Keys of all databases that have a time to live."),
		telemetry.Counter("redis_commands_total", "Calls of a command; of those called most.", "cmd"),
		telemetry.Counter("redis_commands_duration_seconds_total", "Time that the server spent in a command; of those called most.", "cmd"),
	}
}
