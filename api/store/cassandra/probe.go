package cassandra

import (
	"context"
	"fmt"
	"time"

	"github.com/gocql/gocql"
)

// probeTimeout bounds each step of a probe; the context may end it earlier.
const probeTimeout = 5 * time.Second

// Probe asks one node, and no other, whether it is ready: it returns the node's version once that many nodes can answer a read
// together. It makes neither keyspace nor tables. nodes must be 1, 2 or 3.
func Probe(ctx context.Context, host string, port, nodes int) (version string, err error) {
	l := newLines(probeTimeout)
	defer l.end()
	// The driver takes no context when it connects, but it gives up when its connections end.
	defer context.AfterFunc(ctx, l.end)()
	c := gocql.NewCluster(host)
	c.Port = port
	c.ProtoVersion = 4
	c.Timeout, c.ConnectTimeout = probeTimeout, probeTimeout
	c.NumConns = 1
	c.DisableInitialHostLookup = true
	c.HostFilter = gocql.WhiteListHostFilter(host)
	c.ReconnectInterval = 0
	c.Dialer, c.ConnectObserver, c.Logger = l, l, silence{}
	act := fmt.Sprintf("probe cassandra at %s:%d", host, port)
	session, err := l.connect(c)
	if err != nil {
		return "", fail(ctx, act, err)
	}
	defer session.Close()
	err = session.Query("SELECT release_version FROM system.local").WithContext(ctx).Consistency(gocql.One).Scan(&version)
	if err != nil {
		return "", fail(ctx, act, err)
	}
	if nodes > 1 {
		// A table of Cassandra's own, of which there are three copies where there are three nodes.
		err = session.Query("SELECT status FROM system_distributed.view_build_status WHERE keyspace_name = 'none' AND view_name = 'none'").
			WithContext(ctx).Consistency(gocql.Consistency(nodes)).Exec()
	}
	return "Cassandra " + version, fail(ctx, act, err)
}
