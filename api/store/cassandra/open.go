package cassandra

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gocql/gocql"

	"quintet/api/store"
	"quintet/api/store/retry"
)

// Config says which cluster and keyspace to use and how patiently.
type Config struct {
	// Hosts are the nodes to ask first, by name or address; the others are learned from them.
	Hosts []string
	// Port is that of all nodes; 0 means 9042.
	Port int
	// Keyspace is made when absent; empty means "quintet".
	Keyspace string
	// User and Password sign in; an empty User does not sign in.
	User, Password string
	// Consistency is that of reads and writes, by its name in CQL; empty means LOCAL_QUORUM. With less than a quorum for both, a
	// message that was just added may be missing from the next page.
	Consistency string
	// ReplicationFactor is how many copies a new keyspace keeps in DC. An existing keyspace must keep as many; 0 means 1 for a new
	// one and takes an existing one as it is.
	ReplicationFactor int
	// DC is the data centre to use; no other one is asked. It may be empty when there is but one.
	DC string
	// BucketWidth is the time that one partition covers, at least an hour; 0 means 10 days. It is fixed when the tables are made.
	BucketWidth time.Duration
	// ConnectTimeout bounds each step of making a connection; 0 means 2s.
	ConnectTimeout time.Duration
	// Timeout bounds one exchange with the server, and is the deadline of calls that bring none; 0 means 5s. Loading and counting,
	// which take time in proportion to the rows, are bounded by their context alone.
	Timeout time.Duration
	// Retries is how often an exchange is tried again, on another node where there is one; each try has its share of the call's time. 0 means
	// 2, negative never. Budget bounds the retries of all calls that have a deadline.
	Retries int
	Budget  *retry.Budget
	// ConnsPerHost is how many connections lead to each node, each shared by thousands of calls; 0 means 2.
	ConnsPerHost int
	// SpeculateAfter is the time after which a call that has no answer yet is also sent to another node; 0 means the 99th percentile of what
	// answers took of late, negative never.
	SpeculateAfter time.Duration
	// Via has, by the address "host:port" of a node, the one to connect to in its place: the driver finds the nodes by itself, and would
	// go past whatever is in front of them.
	Via map[string]string
	// Now tells the time; nil means time.Now. It only helps to guess where the newest events are.
	Now func() time.Time
}

// reconnectInterval is how often nodes that are down are tried.
const reconnectInterval = time.Second

// DB is one keyspace of a cluster. Make it with Open.
type DB struct {
	cfg           Config
	consistency   gocql.Consistency
	lines         *lines
	session       *gocql.Session
	nodes         *addressed
	pace          *pace
	messages      *timeline[store.Message]
	notifications *timeline[store.Notification]
	close         sync.Once
}

var (
	_ store.Messages            = (*DB)(nil)
	_ store.Notifications       = (*DB)(nil)
	_ store.MessagesLoader      = (*DB)(nil)
	_ store.NotificationsLoader = (*DB)(nil)
	_ store.Pinger              = (*DB)(nil)
	_ store.Counter             = (*DB)(nil)
	_ store.Versioner           = (*DB)(nil)
)

// Open connects, makes what the keyspace lacks, and returns when a read at the consistency has succeeded. Several processes may open
// the same keyspace at once.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	d := &DB{cfg: cfg}
	if err := d.fill(); err != nil {
		return nil, fmt.Errorf("open cassandra: %w", err)
	}
	act := "open cassandra"
	if err := d.prepare(ctx); err != nil {
		return nil, fail(ctx, act, err)
	}
	d.lines = newLines(d.cfg.ConnectTimeout)
	d.lines.via = d.cfg.Via
	// The driver cannot be told to stop connecting, but it does when its connections end.
	giveUp := context.AfterFunc(ctx, d.lines.end)
	cluster := d.cluster(d.lines)
	d.pace = newPace(d.cfg.SpeculateAfter)
	d.nodes = newAddressed(cluster.PoolConfig.HostSelectionPolicy)
	cluster.PoolConfig.HostSelectionPolicy = d.nodes
	var err error
	if d.session, err = d.lines.connect(cluster); err != nil {
		d.lines.end()
		return nil, fail(ctx, act, err)
	}
	d.messages, d.notifications = d.timelines()
	err = d.settle(ctx)
	if !giveUp() {
		err = errors.Join(ctx.Err(), err)
	}
	if err != nil {
		return nil, errors.Join(fail(ctx, act, err), d.Close())
	}
	return d, nil
}

// settle pings until it is not told that a table is absent: a table that another program makes is on record, which is what was looked at, a
// moment before the node knows it.
func (d *DB) settle(ctx context.Context) error {
	return persist(ctx, d.Ping, func(err error) bool {
		var said gocql.RequestError
		return errors.As(err, &said) && said.Code() == gocql.ErrCodeInvalid
	})
}

// Close closes all connections; calls that run fail, and so do later ones. Idempotent.
func (d *DB) Close() error {
	d.close.Do(func() {
		// First, because the session waits for connections that are being made.
		d.lines.end()
		d.session.Close()
	})
	return nil
}

// keyspaceName is what Cassandra takes for the name of a keyspace.
var keyspaceName = regexp.MustCompile(`^[A-Za-z0-9_]{1,48}$`)

// fill puts in what the configuration leaves empty and refuses what makes no sense.
func (d *DB) fill() error {
	c := &d.cfg
	c.Hosts = slices.DeleteFunc(slices.Clone(c.Hosts), func(h string) bool { return strings.TrimSpace(h) == "" })
	if len(c.Hosts) == 0 {
		return errors.New("no host given")
	}
	c.Port = cmp.Or(c.Port, 9042)
	c.Keyspace = cmp.Or(c.Keyspace, "quintet")
	if !keyspaceName.MatchString(c.Keyspace) {
		return fmt.Errorf("keyspace %q: want up to 48 letters, digits and underscores", c.Keyspace)
	}
	c.Consistency = cmp.Or(c.Consistency, "LOCAL_QUORUM")
	var known bool
	if d.consistency, known = consistencies[strings.ToUpper(c.Consistency)]; !known {
		return fmt.Errorf("consistency %q: want one of %s", c.Consistency, strings.Join(consistencyNames(), ", "))
	}
	c.BucketWidth = cmp.Or(c.BucketWidth, defaultBucketWidth)
	if c.BucketWidth < time.Hour {
		return fmt.Errorf("bucket width %s: want at least an hour", c.BucketWidth)
	}
	if c.ReplicationFactor < 0 {
		return fmt.Errorf("replication factor %d: want at least 1", c.ReplicationFactor)
	}
	c.ConnectTimeout = cmp.Or(c.ConnectTimeout, 2*time.Second)
	c.Timeout = cmp.Or(c.Timeout, 5*time.Second)
	c.Retries = cmp.Or(c.Retries, 2)
	c.ConnsPerHost = cmp.Or(c.ConnsPerHost, 2)
	if c.Now == nil {
		c.Now = time.Now
	}
	return nil
}

// consistencies are those that both reads and writes can have.
var consistencies = map[string]gocql.Consistency{
	"ONE": gocql.One, "TWO": gocql.Two, "THREE": gocql.Three, "QUORUM": gocql.Quorum, "ALL": gocql.All,
	"LOCAL_QUORUM": gocql.LocalQuorum, "LOCAL_ONE": gocql.LocalOne,
}

// consistencyNames are the names that Config.Consistency takes, sorted.
func consistencyNames() []string { return slices.Sorted(maps.Keys(consistencies)) }

// cluster is the driver's configuration.
func (d *DB) cluster(l *lines) *gocql.ClusterConfig {
	c := gocql.NewCluster(d.cfg.Hosts...)
	c.Port = d.cfg.Port
	c.ProtoVersion = 4
	c.Keyspace = d.cfg.Keyspace
	c.Consistency = d.consistency
	c.Timeout = d.cfg.Timeout
	c.ConnectTimeout = d.cfg.ConnectTimeout
	c.NumConns = d.cfg.ConnsPerHost
	c.ReconnectInterval = reconnectInterval
	// One try: a node that cannot be reached is down until the next interval.
	c.ReconnectionPolicy = &gocql.ConstantReconnectionPolicy{MaxRetries: 1}
	c.DefaultIdempotence = true
	c.Dialer = l
	c.ConnectObserver = l
	c.Logger = silence{}
	if d.cfg.User != "" {
		c.Authenticator = gocql.PasswordAuthenticator{Username: d.cfg.User, Password: d.cfg.Password}
	}
	if d.cfg.DC != "" {
		c.HostFilter = gocql.DataCentreHostFilter(d.cfg.DC)
		// Any replica may be asked first, so that a partition everyone reads does not keep one node busy.
		c.PoolConfig.HostSelectionPolicy = gocql.TokenAwareHostPolicy(gocql.DCAwareRoundRobinPolicy(d.cfg.DC), gocql.ShuffleReplicas())
	}
	return c
}

// silence is a logger that writes nothing; what matters comes back as an error.
type silence struct{}

func (silence) Print(...any)          {}
func (silence) Printf(string, ...any) {}
func (silence) Println(...any)        {}
