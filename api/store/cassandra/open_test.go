package cassandra_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/cassandra"
)

// TestOpensAtOnce opens a keyspace that is not there yet from several programs at once, each of which then writes what all read.
func TestOpensAtOnce(t *testing.T) {
	cfg := empty(t)
	const programs = 4
	dbs := make([]*cassandra.DB, programs)
	var opening sync.WaitGroup
	for i := range dbs {
		opening.Go(func() {
			var err error
			if dbs[i], err = cassandra.Open(t.Context(), cfg); err != nil {
				t.Errorf("open: %v", err)
			}
		})
	}
	opening.Wait()
	conversation := uuid.New()
	for i, db := range dbs {
		if db == nil {
			continue
		}
		defer db.Close()
		add(t, db, conversation, time.Now())
		if got := pages(t, dbs[0], conversation, 50); len(got) != i+1 {
			t.Errorf("%d messages after %d programs wrote one each", len(got), i+1)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	cfg := empty(t)
	openWith(t, cfg)
	for name, c := range map[string]struct {
		change func(*cassandra.Config)
		want   string
	}{
		"NoHost":       {func(c *cassandra.Config) { c.Hosts = []string{" "} }, "no host"},
		"Keyspace":     {func(c *cassandra.Config) { c.Keyspace = `x"; DROP` }, "want up to 48 letters"},
		"Consistency":  {func(c *cassandra.Config) { c.Consistency = "ANY" }, "LOCAL_QUORUM"},
		"TinyBuckets":  {func(c *cassandra.Config) { c.BucketWidth = time.Minute }, "at least an hour"},
		"OtherBuckets": {func(c *cassandra.Config) { c.BucketWidth = time.Hour }, `"buckets of 240h0m0s", configured are "buckets of 1h0m0s"`},
		"OtherCopies":  {func(c *cassandra.Config) { c.ReplicationFactor = 3 }, "keeps 1 copies"},
		"TooFewNodes":  {func(c *cassandra.Config) { c.Keyspace, c.ReplicationFactor = "nobodys", 2 }, "has 1"},
		"DC":           {func(c *cassandra.Config) { c.DC = "elsewhere" }, `no data centre "elsewhere", the cluster has datacenter1`},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := cfg
			c.change(&cfg)
			db, err := cassandra.Open(t.Context(), cfg)
			if err == nil {
				db.Close()
				t.Fatal("opened")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %q, want it to say %q", err, c.want)
			}
		})
	}
	cfg.ReplicationFactor, cfg.DC, cfg.Consistency, cfg.BucketWidth = 1, "datacenter1", "one", width
	openWith(t, cfg) // all of it said, and right
}

// TestOpenHangs opens a server that accepts connections and says nothing.
func TestOpenHangs(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	accepted := make(chan net.Conn, 100)
	go func() {
		defer close(accepted)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			accepted <- conn
		}
	}()
	cfg := cassandra.Config{Hosts: []string{"127.0.0.1"}, Port: listener.Addr().(*net.TCPAddr).Port}
	open := func(ctx context.Context) error {
		db, err := cassandra.Open(ctx, cfg)
		if err == nil {
			db.Close()
		}
		return err
	}
	cfg.ConnectTimeout = 50 * time.Millisecond
	if err := open(t.Context()); !errors.Is(err, store.ErrTimeout) {
		t.Errorf("open: %v, want a timeout", err)
	}
	(<-accepted).Close()
	cfg.ConnectTimeout = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		conn := <-accepted
		defer conn.Close()
		cancel()
		_, _ = conn.Read(make([]byte, 1<<10))
	}()
	if err := open(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled open: %v, want canceled", err)
	}
	listener.Close()
	for conn := range accepted {
		conn.Close()
	}
	if err := open(t.Context()); !errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrTimeout) {
		t.Errorf("open of nothing: %v, want unavailable", err)
	}
}
