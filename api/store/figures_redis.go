package store

// redisFigures are those of Redis's INFO; names follow redis_exporter's.
func redisFigures() []Figure {
	list := []Figure{
		gauge("redis_connected_clients", "Connections of clients."),
		counter("redis_connections_received_total", "Connections ever accepted."),
		counter("redis_commands_processed_total", "Commands processed."),
	}
	return append(list, missing("miniredis, the embedded server, does not tell",
		gauge("redis_blocked_clients", "Clients that wait in a blocking command."),
		gauge("redis_memory_used_bytes", "Memory that the server's allocator gave out."),
		gauge("redis_memory_used_rss_bytes", "Resident memory of the server."),
		gauge("redis_memory_used_peak_bytes", "The most memory that was ever given out."),
		gauge("redis_memory_max_bytes", "Memory at which keys are evicted; 0 means no bound."),
		gauge("redis_mem_fragmentation_ratio", "Resident memory by memory given out."),
		gauge("redis_instantaneous_ops_per_second", "Commands a second, as the server averages it over the last moments."),
		counter("redis_rejected_connections_total", "Connections refused because there were too many."),
		counter("redis_keyspace_hits_total", "Reads of a key that was there."),
		counter("redis_keyspace_misses_total", "Reads of a key that was not there."),
		counter("redis_evicted_keys_total", "Keys removed because memory was full."),
		counter("redis_expired_keys_total", "Keys removed because their time was over."),
		counter("redis_net_input_bytes_total", "Bytes received from clients."),
		counter("redis_net_output_bytes_total", "Bytes sent to clients."),
		counter("redis_cpu_sys_seconds_total", "Processor time of the server in the kernel."),
		counter("redis_cpu_user_seconds_total", "Processor time of the server outside the kernel."),
		gauge("redis_uptime_in_seconds", "Time since the server started."),
		gauge("redis_db_keys", "Keys of all databases."),
		gauge("redis_db_keys_expiring", "Keys of all databases that have a time to live."),
		counter("redis_commands_total", "Calls of a command; of those called most.", "cmd"),
		counter("redis_commands_duration_seconds_total", "Time that the server spent in a command; of those called most.", "cmd"),
	)...)
}
