package cassandra

import (
	"context"
	"fmt"
	"math"

	"github.com/gocql/gocql"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"quintet/api/store"
)

// probe is the statement that Ping writes with: a claim without a claimant, which expires by itself.
const probe = "INSERT INTO claims (owner, id, digest) VALUES (?, ?, ?) USING TTL 60"

// Ping implements store.Pinger: it reads and writes at the consistency, which needs as many replicas as any other call.
func (d *DB) Ping(ctx context.Context) error {
	ctx, cancel := store.Bounded(ctx, d.cfg.Timeout)
	defer cancel()
	nobody := conversation(uuid.Nil)
	_, err := d.messages.onRecord(ctx, nobody, 0)
	if err == nil {
		key := []byte(nobody.key)
		err = d.exec(ctx, composite(key, uuid.Nil[:]), probe, key, gocql.UUID(uuid.Nil), []byte{})
	}
	return fail(ctx, "ping cassandra", err)
}

// Version implements store.Versioner.
func (d *DB) Version(ctx context.Context) (string, error) {
	ctx, cancel := store.Bounded(ctx, d.cfg.Timeout)
	defer cancel()
	var v string
	err := d.repeat(ctx, func(ctx context.Context) error {
		return d.query(ctx, nil, "SELECT release_version FROM system.local").Consistency(gocql.One).Scan(&v)
	})
	if err != nil {
		return "", fail(ctx, "read version of cassandra", err)
	}
	return "Cassandra " + v, nil
}

const (
	// countedRanges is into how many ranges the ring is cut for counting; each is counted by one request, countersAtOnce at once.
	countedRanges  = 64
	countersAtOnce = 4
	// smallestRange is a range that is not cut further: a server that is late with so little does not count for other reasons.
	smallestRange = math.MaxUint64 / countedRanges >> 16
)

// Counts implements store.Counter for messages and notifications. It reads the tables through, so it takes time in proportion to the
// rows; those written meanwhile may or may not be counted.
func (d *DB) Counts(ctx context.Context) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, t := range []struct{ name, key string }{
		{"messages", "conversation_id, bucket"}, {"notifications", "user_id, bucket"},
	} {
		n, err := d.count(ctx, t.name, t.key)
		if err != nil {
			return nil, fail(ctx, "count "+t.name, err)
		}
		counts[t.name] = n
	}
	return counts, nil
}

func (d *DB) count(ctx context.Context, table, key string) (int64, error) {
	statement := fmt.Sprintf("SELECT count(*) FROM %s WHERE token(%s) > ? AND token(%s) <= ?", table, key, key)
	var part [countedRanges]int64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(countersAtOnce)
	one := func(from, to int64) (n int64, err error) {
		err = d.repeat(ctx, func(ctx context.Context) error { return d.query(ctx, nil, statement, from, to).Scan(&n) })
		return n, err
	}
	const width = math.MaxUint64/countedRanges + 1
	for i := range int64(countedRanges) {
		// The ring begins behind the smallest number, which is no row's token.
		from := math.MinInt64 + i*width
		to := from + (width - 1)
		if i < countedRanges-1 {
			to++
		}
		group.Go(func() (err error) {
			part[i], err = countRange(from, to, one)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	var sum int64
	for _, n := range part {
		sum += n
	}
	return sum, nil
}

// countRange counts the rows with tokens above from and up to to, in halves if they are too many for the time that an answer may take.
func countRange(from, to int64, count func(from, to int64) (int64, error)) (int64, error) {
	n, err := count(from, to)
	if !late(err) || to-from <= smallestRange {
		return n, err
	}
	middle := from + (to-from)/2
	lower, err := countRange(from, middle, count)
	if err != nil {
		return 0, err
	}
	upper, err := countRange(middle, to, count)
	return lower + upper, err
}
