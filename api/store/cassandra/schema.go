package cassandra

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gocql/gocql"
	"github.com/google/uuid"
)

// table is a table of the schema.
type table struct {
	name, columns, options string
	// bucketed tables have the width of their buckets as comment.
	bucketed bool
}

// tables is the schema. One partition holds an owner's events of one bucket, newest first, so that a page is one stretch of it and no
// partition grows for ever. Two tables say which buckets there are, so that empty ones are not searched; the last one states what is
// being added under an id that a client chose (see put).
//
// UUIDv7 are of type uuid: its order among them is that of their bytes. (timeuuid takes version 1 only.)
var tables = []table{
	{
		name:     "messages",
		columns:  "conversation_id uuid, bucket int, message_id uuid, user_id bigint, content text, PRIMARY KEY ((conversation_id, bucket), message_id)",
		options:  "CLUSTERING ORDER BY (message_id DESC)",
		bucketed: true,
	},
	{
		name:    "conversation_buckets",
		columns: "conversation_id uuid, bucket int, PRIMARY KEY (conversation_id, bucket)",
		options: "CLUSTERING ORDER BY (bucket DESC)",
	},
	{
		name:     "notifications",
		columns:  "user_id bigint, bucket int, notification_id uuid, type text, content text, PRIMARY KEY ((user_id, bucket), notification_id)",
		options:  "CLUSTERING ORDER BY (notification_id DESC)",
		bucketed: true,
	},
	{
		name:    "user_buckets",
		columns: "user_id bigint, bucket int, PRIMARY KEY (user_id, bucket)",
		options: "CLUSTERING ORDER BY (bucket DESC)",
	},
	{
		// What is deleted here need not be remembered for long: nothing outlives its time to live by more.
		name:    "claims",
		columns: "owner blob, id uuid, digest blob, PRIMARY KEY ((owner, id))",
		options: "gc_grace_seconds = 10800",
	},
}

// defaultBucketWidth is the time that one partition covers unless it is configured.
const defaultBucketWidth = 10 * 24 * time.Hour

// Schema is the text of all that makes the schema, with the default width of buckets: data that somebody keeps is of this version when
// it was made with the same text.
func Schema() string { return fmt.Sprint(tables, defaultBucketWidth) }

const (
	// schemaTimeout bounds one statement that changes the schema, which takes a small and busy cluster seconds.
	schemaTimeout = 30 * time.Second
	// schemaTries is how often making the schema is tried.
	schemaTries = 5
)

// prepare finds out the data centre and makes what the keyspace lacks, on a session of its own, which needs no keyspace yet.
func (d *DB) prepare(ctx context.Context) error {
	l := newLines(d.cfg.ConnectTimeout)
	l.via = d.cfg.Via
	defer l.end()
	defer context.AfterFunc(ctx, l.end)()
	found := &nodes{}
	cfg := d.cluster(l)
	cfg.Keyspace, cfg.NumConns, cfg.Timeout, cfg.Consistency = "", 1, schemaTimeout, gocql.One
	cfg.HostFilter = found.filter(d.cfg.DC)
	session, err := l.connect(cfg)
	if err != nil {
		return errors.Join(found.settle(&d.cfg.DC), err)
	}
	defer session.Close()
	defer l.end() // before the session is closed: see Close
	if err := found.settle(&d.cfg.DC); err != nil {
		return err
	}
	a := admin{d: d, session: session, nodes: found.in(d.cfg.DC)}
	return persist(ctx, a.create, func(err error) bool {
		var wrong *mismatchError
		return !errors.As(err, &wrong)
	})
}

// persist tries f up to schemaTries times, with pauses that grow, for as long as what fails may pass.
func persist(ctx context.Context, f func(context.Context) error, passes func(error) bool) error {
	for try := 1; ; try++ {
		err := f(ctx)
		if err == nil || try == schemaTries || ctx.Err() != nil || !passes(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(try) * 200 * time.Millisecond):
		}
	}
}

// mismatchError says that what is there and what is configured differ, which trying again does not change.
type mismatchError struct{ text string }

func (e *mismatchError) Error() string { return e.text }

func mismatch(format string, args ...any) error { return &mismatchError{fmt.Sprintf(format, args...)} }

// admin looks after the schema.
type admin struct {
	d       *DB
	session *gocql.Session
	// nodes is how many nodes the data centre has.
	nodes int
}

// create makes the keyspace and the tables where they are absent, waits until all nodes agree on them, and checks what was there.
//
// Subtleness ahead: nodes do not ask one another before they make a table. Two that make it at once give it different ids, and only
// one of the two survives, with the data of whoever wrote to the other lost. So the ids are given: then both made the same table.
func (a admin) create(ctx context.Context) error {
	if err := a.keyspace(ctx); err != nil {
		return err
	}
	for _, t := range tables {
		if err := a.table(ctx, t); err != nil {
			return err
		}
	}
	if err := a.session.AwaitSchemaAgreement(ctx); err != nil {
		return fmt.Errorf("await agreement on the schema: %w", err)
	}
	for _, t := range tables {
		if err := a.check(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// keyspace makes the keyspace, or checks how many copies it keeps.
func (a admin) keyspace(ctx context.Context) error {
	name, dc, want := a.d.cfg.Keyspace, a.d.cfg.DC, a.d.cfg.ReplicationFactor
	var replication map[string]string
	read := func() error {
		return a.session.Query("SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?", name).WithContext(ctx).Scan(&replication)
	}
	err := read()
	if errors.Is(err, gocql.ErrNotFound) {
		copies := max(want, 1)
		if copies > a.nodes {
			return mismatch("%d copies need as many nodes, data centre %s has %d", copies, dc, a.nodes)
		}
		err = a.session.Query(fmt.Sprintf(`CREATE KEYSPACE IF NOT EXISTS "%s" WITH replication = {'class': 'NetworkTopologyStrategy', '%s': %d}`,
			name, strings.ReplaceAll(dc, "'", "''"), copies)).WithContext(ctx).Exec()
		if err != nil {
			return fmt.Errorf("create keyspace: %w", err)
		}
		if err := a.session.AwaitSchemaAgreement(ctx); err != nil {
			return fmt.Errorf("await agreement on the keyspace: %w", err)
		}
		err = read()
	}
	if err != nil {
		return fmt.Errorf("read keyspace: %w", err)
	}
	factor, ok := replication[dc]
	if !ok && strings.HasSuffix(replication["class"], "SimpleStrategy") {
		factor = replication["replication_factor"]
	}
	have, err := strconv.Atoi(factor)
	if err != nil || have < 1 {
		return mismatch("keyspace %s keeps nothing in data centre %s", name, dc)
	}
	if want > 0 && have != want {
		return mismatch("keyspace %s keeps %d copies in data centre %s, configured are %d: alter the keyspace and repair it, or configure %d",
			name, have, dc, want, have)
	}
	return nil
}

// table makes a table where it is absent.
func (a admin) table(ctx context.Context, t table) error {
	if _, err := a.comment(ctx, t.name); !errors.Is(err, gocql.ErrNotFound) {
		return err
	}
	id := uuid.NewSHA1(uuid.NameSpaceOID, []byte("quintet/"+a.d.cfg.Keyspace+"/"+t.name))
	err := a.session.Query(fmt.Sprintf(`CREATE TABLE IF NOT EXISTS "%s".%s (%s) WITH %s AND comment = '%s' AND id = '%s'`,
		a.d.cfg.Keyspace, t.name, t.columns, t.options, a.remark(t), id)).WithContext(ctx).Exec()
	if err != nil {
		return fmt.Errorf("create table %s: %w", t.name, err)
	}
	return nil
}

// remark is the comment of a table.
func (a admin) remark(t table) string {
	if !t.bucketed {
		return ""
	}
	return "buckets of " + a.d.cfg.BucketWidth.String()
}

// comment reads the comment of a table, or says gocql.ErrNotFound when there is no such table.
func (a admin) comment(ctx context.Context, name string) (string, error) {
	var comment string
	err := a.session.Query("SELECT comment FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?", a.d.cfg.Keyspace, name).
		WithContext(ctx).Scan(&comment)
	if err != nil {
		return "", fmt.Errorf("read table %s: %w", name, err)
	}
	return comment, nil
}

// check refuses tables whose buckets are of another width: events in them would not be found.
func (a admin) check(ctx context.Context, t table) error {
	have, err := a.comment(ctx, t.name)
	if err != nil {
		return err
	}
	if want := a.remark(t); t.bucketed && have != want {
		return mismatch("table %s was made with %q, configured are %q: the width of buckets cannot change", t.name, have, want)
	}
	return nil
}
