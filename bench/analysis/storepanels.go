package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// panel is one row of the table of panels: what lines it has, of which metrics. One that no line was told for is left out, so the table
// holds for all stores, whichever they are.
type panel struct {
	title string
	unit  Unit
	lines []panelLine
}

// panelLine makes one line, or one for each value of the labels that differ, of a metric: of a counter its rate, of a gauge its value.
type panelLine struct {
	// name is the line's; with labels it only begins the names.
	name, metric string
	// labels tell the lines apart.
	labels []string
	// where is a label that must have a value, "percentile=99"; "" for none.
	where string
	// of are the metrics whose rates together are what the line is a share of; none for a line that is no share.
	of []string
}

// panels is the table of panels of what stores tell of themselves. Adding one: a row.
func panels() []panel {
	node := "node"
	return []panel{
		{"Transactions", UnitPerSecond, []panelLine{
			{name: "committed", metric: "postgres_stat_database_xact_commit_total"}, {name: "rolled back", metric: "postgres_stat_database_xact_rollback_total"},
		}},
		{"Blocks found in its own cache", UnitRatio, []panelLine{{name: "found", metric: "postgres_stat_database_blks_hit_total",
			of: []string{"postgres_stat_database_blks_hit_total", "postgres_stat_database_blks_read_total"}}}},
		{"Rows", UnitPerSecond, []panelLine{
			{name: "fetched", metric: "postgres_stat_database_tup_fetched_total"}, {name: "inserted", metric: "postgres_stat_database_tup_inserted_total"},
			{name: "updated", metric: "postgres_stat_database_tup_updated_total"}, {name: "deleted", metric: "postgres_stat_database_tup_deleted_total"},
		}},
		{"Scans of whole tables", UnitPerSecond, []panelLine{{metric: "postgres_stat_user_tables_seq_scan_total", labels: []string{"relname"}}}},
		{"Write-ahead log", UnitBytesPerSec, []panelLine{{name: "written", metric: "postgres_stat_wal_bytes_total"}}},
		{"Sessions", UnitNumber, []panelLine{{metric: "postgres_stat_activity_sessions", labels: []string{"state"}}}},
		{"Dead row versions", UnitNumber, []panelLine{{metric: "postgres_stat_user_tables_n_dead_tup", labels: []string{"relname"}}}},
		{"Locks", UnitNumber, []panelLine{{name: "waited for", metric: "postgres_locks_waiting"}, {metric: "postgres_locks", labels: []string{"mode"}}}},

		{"Commands", UnitPerSecond, []panelLine{{name: "all", metric: "redis_commands_processed_total"}, {metric: "redis_commands_total", labels: []string{"cmd"}}}},
		{"Reads of keys", UnitPerSecond, []panelLine{{name: "there", metric: "redis_keyspace_hits_total"}, {name: "not there", metric: "redis_keyspace_misses_total"}}},
		{"Keys removed", UnitPerSecond, []panelLine{{name: "memory full", metric: "redis_evicted_keys_total"}, {name: "time over", metric: "redis_expired_keys_total"}}},
		{"Memory of its data", UnitBytes, []panelLine{{name: "given out", metric: "redis_memory_used_bytes"}}},
		{"Clients", UnitNumber, []panelLine{{name: "connected", metric: "redis_connected_clients"}, {name: "blocked", metric: "redis_blocked_clients"}}},
		{"Network", UnitBytesPerSec, []panelLine{{name: "received", metric: "redis_net_input_bytes_total"}, {name: "sent", metric: "redis_net_output_bytes_total"}}},

		{"Reads by table", UnitPerSecond, []panelLine{{metric: "cassandra_coordinator_reads_total", labels: []string{"table", node}}}},
		{"Writes by table", UnitPerSecond, []panelLine{{metric: "cassandra_coordinator_writes_total", labels: []string{"table", node}}}},
		{"Time of reads, its own p99", UnitSeconds, []panelLine{{metric: "cassandra_coordinator_read_latency_seconds", labels: []string{"table", node}, where: "percentile=99"}}},
		{"Time of writes, its own p99", UnitSeconds, []panelLine{{metric: "cassandra_coordinator_write_latency_seconds", labels: []string{"table", node}, where: "percentile=99"}}},
		{"Tasks that wait, by pool", UnitNumber, []panelLine{{metric: "cassandra_thread_pool_pending_tasks", labels: []string{"pool", node}}}},
		{"Compactions", UnitNumber, []panelLine{{name: "going on", metric: "cassandra_sstable_tasks", labels: []string{node}}}},
		{"Space on disk, by table", UnitBytes, []panelLine{{metric: "cassandra_table_disk_bytes", labels: []string{"table", node}}}},
		{"Dropped messages between nodes", UnitPerSecond, []panelLine{{name: "dropped", metric: "cassandra_internode_dropped_total", labels: []string{node}}}},

		{"Transactions begun", UnitPerSecond, []panelLine{{name: "begun", metric: "neo4j_transaction_started_total"}}},
		{"Transactions and locks", UnitNumber, []panelLine{{name: "active", metric: "neo4j_transaction_active"}, {name: "locks", metric: "neo4j_transaction_locks"}}},
		{"Heap", UnitBytes, []panelLine{{name: "in use", metric: "neo4j_vm_heap_used_bytes"}, {name: "reserved", metric: "neo4j_vm_heap_committed_bytes"}}},
		{"Time in garbage collection", UnitRatio, []panelLine{{metric: "neo4j_vm_gc_time_seconds_total", labels: []string{"gc"}}}},
		{"The graph", UnitNumber, []panelLine{{name: "nodes", metric: "neo4j_nodes"}, {name: "relationships", metric: "neo4j_relationships"}}},
		{"Connections of drivers", UnitNumber, []panelLine{{name: "open", metric: "neo4j_bolt_connections"}}},

		{"Requests", UnitPerSecond, []panelLine{{metric: "minio_s3_requests_total", labels: []string{"api"}}}},
		{"Requests that failed", UnitPerSecond, []panelLine{{metric: "minio_s3_requests_errors_total", labels: []string{"api"}}}},
		{"Traffic", UnitBytesPerSec, []panelLine{{name: "received", metric: "minio_s3_traffic_received_bytes"}, {name: "sent", metric: "minio_s3_traffic_sent_bytes"}}},
		{"Requests that wait", UnitNumber, []panelLine{{name: "waiting", metric: "minio_s3_requests_waiting_total"}}},

		{"Pages of the file", UnitNumber, []panelLine{{name: "all", metric: "sqlite_pages"}, {name: "free", metric: "sqlite_freelist_pages"}}},
		{"Pages in the write-ahead log", UnitNumber, []panelLine{{name: "all", metric: "sqlite_wal_frames"}, {name: "written back", metric: "sqlite_wal_checkpointed_frames"}}},
		{"Write-ahead log begun again", UnitPerSecond, []panelLine{{name: "begun again", metric: "sqlite_wal_restarts_total"}}},
	}
}

// panelMetrics are the metrics of the table.
func panelMetrics() map[string]bool {
	metrics := map[string]bool{}
	for _, p := range panels() {
		for _, l := range p.lines {
			metrics[l.metric] = true
			for _, m := range l.of {
				metrics[m] = true
			}
		}
	}
	return metrics
}

// storePanels are the panels of a store that have a line.
func (s *scraped) storePanels(store string, all Scraped) []StorePanel {
	var found []StorePanel
	add := func(title string, unit Unit, lines []Series) {
		if len(lines) > 0 {
			found = append(found, StorePanel{title, unit, lines})
		}
	}
	calls := s.only(store, "store_operation_duration_seconds_count")
	add("Calls of the API", UnitPerSecond, moving(s.series(calls, func(t *labelled) string { return t.labels["operation"] })))
	add("Time of a call, mean", UnitSeconds, chosen(all.StoreLatency, "mean", func(name string) bool { return name == store }))
	add("Connections in use", UnitNumber, chosen(all.Pools, "", func(name string) bool { return strings.HasPrefix(name, store+" (") }))
	for _, p := range panels() {
		var lines []Series
		for _, l := range p.lines {
			lines = append(lines, s.panelLines(store, l)...)
		}
		add(p.title, p.unit, lines)
	}
	own := func(name string) bool { return name == store || isReplica(name, store) }
	add("CPU", UnitCores, chosen(all.CPU, "", own))
	add("Resident memory", UnitBytes, chosen(all.Memory, "", own))
	disk := func(metric, name string) []Series {
		return s.series(slices.DeleteFunc(s.of(named(metric)), func(t *labelled) bool { return !own(t.series.Source) }), func(*labelled) string { return name })
	}
	add("Disk", UnitBytesPerSec, append(disk(processRead, "read"), disk(processWritten, "written")...))
	return found
}

// chosen are the lines whose name is wanted, under another name when there is one.
func chosen(lines []Series, name string, wanted func(string) bool) []Series {
	var list []Series
	for _, l := range lines {
		if wanted(l.Name) {
			if name != "" {
				l.Name = name
			}
			list = append(list, l)
		}
	}
	return list
}

// only are the tracks of a metric that are of one store: those it told itself, and those that the API told of it.
func (s *scraped) only(store, metric string) []*labelled {
	return slices.DeleteFunc(s.of(named(metric)), func(t *labelled) bool {
		return t.labels["store"] != store && (t.labels["store"] != "" || t.series.Source != store)
	})
}

// panelLines are the lines of one row's line for a store.
func (s *scraped) panelLines(store string, l panelLine) []Series {
	tracks := s.only(store, l.metric)
	if label, value, ok := strings.Cut(l.where, "="); ok {
		tracks = slices.DeleteFunc(tracks, func(t *labelled) bool { return t.labels[label] != value })
	}
	var telling []string
	for i, label := range l.labels {
		if i == 0 && l.name == "" || differs(tracks, label) {
			telling = append(telling, label)
		}
	}
	lines := s.series(tracks, func(t *labelled) string {
		name := []string{}
		if l.name != "" {
			name = append(name, l.name)
		}
		for _, label := range telling {
			name = append(name, t.labels[label])
		}
		return strings.Join(name, " ")
	})
	if len(l.of) > 0 {
		lines = shares(lines, s.whole(store, l.of))
	}
	if l.name == "" {
		return moving(lines)
	}
	return lines
}

// moving are the lines that are not zero throughout; when all are, one that stands for them.
func moving(lines []Series) []Series {
	list := slices.DeleteFunc(slices.Clone(lines), func(l Series) bool {
		return !slices.ContainsFunc(l.V, func(v float64) bool { return v != 0 })
	})
	if len(list) == 0 && len(lines) > 1 {
		return []Series{{Name: fmt.Sprintf("each of %d", len(lines)), T: lines[0].T, V: lines[0].V}}
	}
	if len(list) == 0 {
		return lines
	}
	return list
}

// differs reports whether tracks differ in a label.
func differs(tracks []*labelled, label string) bool {
	return slices.ContainsFunc(tracks, func(t *labelled) bool { return t.labels[label] != tracks[0].labels[label] })
}

// whole is the sum of metrics' rates.
func (s *scraped) whole(store string, metrics []string) Series {
	var tracks []*labelled
	for _, m := range metrics {
		tracks = append(tracks, s.only(store, m)...)
	}
	if lines := s.series(tracks, func(*labelled) string { return "" }); len(lines) > 0 {
		return lines[0]
	}
	return Series{}
}

// shares are lines as shares of a whole; where the whole is nothing there is no share.
func shares(lines []Series, whole Series) []Series {
	var list []Series
	for _, l := range lines {
		share := Series{Name: l.Name}
		for i, at := range l.T {
			if k := slices.Index(whole.T, at); k >= 0 && whole.V[k] > 0 && !math.IsNaN(l.V[i]) {
				share.T, share.V = append(share.T, at), append(share.V, l.V[i]/whole.V[k])
			}
		}
		if len(share.T) > 0 {
			list = append(list, share)
		}
	}
	return list
}
