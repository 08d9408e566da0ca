package cassandra

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gocql/gocql"

	"quintet/api/store"
)

var _ store.TelemetrySource = (*DB)(nil)

// telemetryTimeout bounds a look at the figures when the caller does not.
const telemetryTimeout = 4 * time.Second

// Telemetry implements store.TelemetrySource with the virtual tables of every node: each knows only itself. A node that does not answer is
// told to be down and leaves its other figures out; it is an error when none answers.
func (d *DB) Telemetry(ctx context.Context) ([]store.Reading, error) {
	ctx, cancel := store.Bounded(ctx, telemetryTimeout)
	defer cancel()
	nodes := d.nodes.all()
	looks, errs := make([]*look, len(nodes)), make([]error, len(nodes))
	var asking sync.WaitGroup
	for i, node := range nodes {
		looks[i] = &look{d: d, node: node}
		asking.Go(func() { errs[i] = looks[i].all(ctx) })
	}
	asking.Wait()
	var readings []store.Reading
	answered := 0
	for i, l := range looks {
		up := 0.0
		if errs[i] == nil {
			up = 1
			answered++
		} else {
			l.readings = nil
		}
		l.note("cassandra_node_up", up)
		readings = append(readings, l.readings...)
	}
	if answered == 0 {
		err := errors.Join(errs...)
		if err == nil {
			err = gocql.ErrNoConnections
		}
		return nil, fail(ctx, "read telemetry of cassandra", err)
	}
	return readings, nil
}

// look is a look at one node.
type look struct {
	d        *DB
	node     *gocql.HostInfo
	readings []store.Reading
}

// note adds a reading; labels are names and values.
func (l *look) note(name string, value float64, labels ...string) {
	all := map[string]string{"node": l.node.ConnectAddress().String()}
	for i := 0; i+1 < len(labels); i += 2 {
		all[labels[i]] = labels[i+1]
	}
	l.readings = append(l.readings, store.Reading{Name: name, Labels: all, Value: value})
}

// rows asks the node, once: what fails now is asked again at the next look anyway. scan takes a row off the iterator, until it says
// that there is none.
func (l *look) rows(ctx context.Context, scan func(*gocql.Iter) bool, statement string, values ...any) error {
	iter := l.d.query(to(ctx, l.node), nil, statement, values...).Consistency(gocql.One).Iter()
	for scan(iter) {
	}
	return iter.Close()
}

// all reads all virtual tables that the figures are from, one after another, so that a node is asked no more than one thing at once.
func (l *look) all(ctx context.Context) error {
	for _, read := range []func(context.Context) error{
		l.latencies, l.disk, l.threads, l.tasks, l.caches, l.clients, l.statements, l.dropped, l.hints,
	} {
		if err := read(ctx); err != nil {
			return err
		}
	}
	return nil
}

// latencies reads how often tables were read and written, and how long that took.
//
// Subtleness ahead: the columns say milliseconds. Nodes measure in microseconds and these tables multiply by a millionth, as they had
// to while nodes measured in nanoseconds, so what version 5 shows under that name is seconds, and no part of them below a thousandth.
func (l *look) latencies(ctx context.Context) error {
	for _, of := range []struct{ from, count, latency string }{
		{"coordinator_read_latency", "cassandra_coordinator_reads_total", "cassandra_coordinator_read_latency_seconds"},
		{"coordinator_write_latency", "cassandra_coordinator_writes_total", "cassandra_coordinator_write_latency_seconds"},
		{"local_read_latency", "cassandra_table_reads_total", "cassandra_table_read_latency_seconds"},
		{"local_write_latency", "cassandra_table_writes_total", "cassandra_table_write_latency_seconds"},
	} {
		var table string
		var count int64
		var p50, p99, longest float64
		err := l.rows(ctx, func(rows *gocql.Iter) bool {
			if !rows.Scan(&table, &count, &p50, &p99, &longest) {
				return false
			}
			l.note(of.count, float64(count), "table", table)
			l.note(of.latency, p50, "table", table, "percentile", "50")
			l.note(of.latency, p99, "table", table, "percentile", "99")
			l.note(of.latency, longest, "table", table, "percentile", "100")
			return true
		}, "SELECT table_name, count, p50th_ms, p99th_ms, max_ms FROM system_views."+of.from+" WHERE keyspace_name = ?", l.d.cfg.Keyspace)
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *look) disk(ctx context.Context) error {
	var table string
	var mebibytes int64
	return l.rows(ctx, func(rows *gocql.Iter) bool {
		if !rows.Scan(&table, &mebibytes) {
			return false
		}
		l.note("cassandra_table_disk_bytes", float64(mebibytes)*(1<<20), "table", table)
		return true
	}, "SELECT table_name, mebibytes FROM system_views.disk_usage WHERE keyspace_name = ?", l.d.cfg.Keyspace)
}

// pools are the pools of threads that requests go through, and those that the work behind them does.
var pools = []string{
	"CompactionExecutor", "MemtableFlushWriter", "MutationStage", "Native-Transport-Requests", "ReadStage", "RequestResponseStage",
}

// threads reads the pools. A node makes one when it first needs it; until then it is told as idle.
func (l *look) threads(ctx context.Context) error {
	type pool struct{ active, pending, completed, blocked float64 }
	found := map[string]pool{}
	var name string
	var active, pending int32
	var completed, blocked int64
	err := l.rows(ctx, func(rows *gocql.Iter) bool {
		if !rows.Scan(&name, &active, &pending, &completed, &blocked) {
			return false
		}
		found[name] = pool{float64(active), float64(pending), float64(completed), float64(blocked)}
		return true
	}, "SELECT name, active_tasks, pending_tasks, completed_tasks, blocked_tasks_all_time FROM system_views.thread_pools")
	if err != nil {
		return err
	}
	for _, name := range pools {
		p := found[name]
		l.note("cassandra_thread_pool_active_tasks", p.active, "pool", name)
		l.note("cassandra_thread_pool_pending_tasks", p.pending, "pool", name)
		l.note("cassandra_thread_pool_completed_tasks_total", p.completed, "pool", name)
		l.note("cassandra_thread_pool_blocked_tasks_total", p.blocked, "pool", name)
	}
	return nil
}

// tasks reads the compactions that go on.
func (l *look) tasks(ctx context.Context) error {
	n, remaining := 0, 0.0
	var progress, total int64
	var unit string
	err := l.rows(ctx, func(rows *gocql.Iter) bool {
		if !rows.Scan(&progress, &total, &unit) {
			return false
		}
		n++
		if unit == "bytes" {
			remaining += float64(max(total-progress, 0))
		}
		return true
	}, "SELECT progress, total, unit FROM system_views.sstable_tasks")
	if err != nil {
		return err
	}
	l.note("cassandra_sstable_tasks", float64(n))
	l.note("cassandra_sstable_tasks_remaining_bytes", remaining)
	return nil
}

func (l *look) caches(ctx context.Context) error {
	var name string
	var hits, requests, size int64
	return l.rows(ctx, func(rows *gocql.Iter) bool {
		if !rows.Scan(&name, &hits, &requests, &size) {
			return false
		}
		l.note("cassandra_cache_hits_total", float64(hits), "cache", name)
		l.note("cassandra_cache_requests_total", float64(requests), "cache", name)
		l.note("cassandra_cache_size_bytes", float64(size), "cache", name)
		return true
	}, "SELECT name, hit_count, request_count, size_bytes FROM system_views.caches")
}

func (l *look) clients(ctx context.Context) error {
	n := 0
	var port int32
	err := l.rows(ctx, func(rows *gocql.Iter) bool {
		more := rows.Scan(&port)
		if more {
			n++
		}
		return more
	}, "SELECT port FROM system_views.clients")
	l.note("cassandra_connected_clients", float64(n))
	return err
}

func (l *look) statements(ctx context.Context) error {
	var name string
	var value float64
	return l.rows(ctx, func(rows *gocql.Iter) bool {
		if !rows.Scan(&name, &value) {
			return false
		}
		if kind, ok := strings.CutSuffix(name, "_statements_executed"); ok && slices.Contains([]string{"prepared", "regular"}, kind) {
			l.note("cassandra_"+kind+"_statements_executed_total", value)
		}
		return true
	}, "SELECT name, value FROM system_views.cql_metrics")
}

// dropped sums over the other nodes, whose number may change; a node without others has dropped nothing.
func (l *look) dropped(ctx context.Context) error {
	sum := int64(0)
	for _, statement := range []string{
		"SELECT expired_count, error_count, corrupt_frames_unrecovered FROM system_views.internode_inbound",
		"SELECT expired_count, error_count, overload_count FROM system_views.internode_outbound",
	} {
		var a, b, c int64
		err := l.rows(ctx, func(rows *gocql.Iter) bool {
			more := rows.Scan(&a, &b, &c)
			if more {
				sum += a + b + c
			}
			return more
		}, statement)
		if err != nil {
			return err
		}
	}
	l.note("cassandra_internode_dropped_total", float64(sum))
	return nil
}

func (l *look) hints(ctx context.Context) error {
	n := int64(0)
	var files int32
	err := l.rows(ctx, func(rows *gocql.Iter) bool {
		more := rows.Scan(&files)
		if more {
			n += int64(files)
		}
		return more
	}, "SELECT files FROM system_views.pending_hints")
	l.note("cassandra_pending_hint_files", float64(n))
	return err
}
