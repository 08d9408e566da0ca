package cassandra

import (
	"context"
	"encoding/binary"
	"math"
	"strings"

	"github.com/gocql/gocql"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
)

// timeline is one kind of events, each belonging to an owner (a conversation, a user): a table of the events, and one on record in
// which buckets an owner has any.
type timeline[E any] struct {
	d *DB
	// table and buckets are the tables' names, owner and id the columns they share, columns the other ones.
	table, buckets string
	owner, id      string
	columns        []string
	// scan takes one event off an iterator, without its owner; it reports whether there was one.
	scan  func(*gocql.Iter, *E) bool
	known *known

	insert, one, page, record, recorded string
}

// newTimeline composes the statements, which are the same text every time, so that they stay prepared.
func newTimeline[E any](t timeline[E]) *timeline[E] {
	all := append([]string{t.owner, "bucket", t.id}, t.columns...)
	t.insert = "INSERT INTO " + t.table + " (" + strings.Join(all, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(all)-1) + ")"
	t.one = "SELECT " + strings.Join(all[2:], ", ") + " FROM " + t.table + " WHERE " + t.owner + " = ? AND bucket = ? AND " + t.id + " = ?"
	t.page = "SELECT " + strings.Join(all[2:], ", ") + " FROM " + t.table +
		" WHERE " + t.owner + " = ? AND bucket = ? AND " + t.id + " < ? LIMIT ?"
	t.record = "INSERT INTO " + t.buckets + " (" + t.owner + ", bucket) VALUES (?, ?)"
	t.recorded = "SELECT bucket FROM " + t.buckets + " WHERE " + t.owner + " = ? AND bucket <= ? LIMIT ?"
	t.known = new(known)
	return &t
}

// owner is whom events belong to.
type owner struct {
	// value is what the driver is given, key the same in Cassandra's bytes.
	value any
	key   string
}

func conversation(id uuid.UUID) owner { return owner{gocql.UUID(id), string(id[:])} }

func user(id int64) owner {
	return owner{id, string(binary.BigEndian.AppendUint64(nil, uint64(id)))}
}

// partition is the key of the partition of one bucket, as the ring hashes it: each column with its length and a zero at the end.
func (o owner) partition(bucket int32) []byte {
	var number [4]byte
	binary.BigEndian.PutUint32(number[:], uint32(bucket))
	return composite([]byte(o.key), number[:])
}

// composite is the key of a partition of several columns.
func composite(columns ...[]byte) []byte {
	b := make([]byte, 0, 64)
	for _, column := range columns {
		b = binary.BigEndian.AppendUint16(b, uint16(len(column)))
		b = append(append(b, column...), 0)
	}
	return b
}

// add writes one event with the values of the other columns. The bucket goes on record before it holds anything: at worst the record
// names a bucket with nothing in it, and no reader misses an event. Both are written in one era, again if need be.
func (t *timeline[E]) add(ctx context.Context, o owner, id uuid.UUID, values ...any) error {
	bucket := t.d.bucket(id)
	values = append([]any{o.value, bucket, gocql.UUID(id)}, values...)
	for {
		era := t.d.lines.era()
		if !t.known.has(era, o.key, bucket) {
			if err := t.d.exec(ctx, []byte(o.key), t.record, o.value, bucket); err != nil {
				return err
			}
			t.known.add(era, o.key, bucket)
		}
		if err := t.d.exec(ctx, o.partition(bucket), t.insert, values...); err != nil || era == t.d.lines.era() {
			return err
		}
	}
}

const (
	// maxRecorded is how many buckets are read from the record at once: with buckets of 10 days, those of two years and more.
	maxRecorded = 80
	// firstWave and laterWaves bound how many buckets are read at once, so that a page from a conversation that was silent for a
	// while and busy before costs no more than a few pages.
	firstWave, laterWaves = 4, 8
)

// read returns at most limit events with ids below a bound, newest first.
//
// The record says which buckets to read, but most pages fit into one bucket that can be guessed. So that one is read together with
// the record, and where the guess was right there is only one round trip.
func (t *timeline[E]) read(ctx context.Context, o owner, before uuid.UUID, limit int) ([]E, error) {
	before = boundary(before)
	last := t.d.bucket(before)
	era := t.d.lines.era()
	guess, ok := t.known.newest(o.key, last)
	if !ok {
		guess = min(t.d.bucketNow(), last)
	}
	var buckets []int32
	group, both := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		buckets, err = t.onRecord(both, o, last)
		return err
	})
	var guessed []E
	group.Go(func() (err error) {
		guessed, err = t.bucketPage(both, o, guess, before, limit)
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	t.known.add(era, o.key, buckets...)
	fetch := func(ctx context.Context, bucket int32, limit int) ([]E, error) {
		if bucket == guess {
			return guessed[:min(len(guessed), limit)], nil
		}
		return t.bucketPage(ctx, o, bucket, before, limit)
	}
	events := []E{}
	for first := true; len(buckets) > 0; first = false {
		var err error
		if events, err = gather(ctx, events, buckets, limit, first && buckets[0] == guess, fetch); err != nil {
			return nil, err
		}
		if len(events) >= limit || len(buckets) < maxRecorded {
			break
		}
		if buckets, err = t.onRecord(ctx, o, buckets[len(buckets)-1]-1); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// gather appends events from buckets, which are read in waves, until there are enough or no more. The first wave is that of one
// bucket if it is at hand.
func gather[E any](ctx context.Context, events []E, buckets []int32, limit int, atHand bool,
	fetch func(ctx context.Context, bucket int32, limit int) ([]E, error)) ([]E, error) {
	wave := firstWave
	if atHand {
		wave = 1
	}
	for read := 0; read < len(buckets) && len(events) < limit; {
		next := buckets[read:min(read+wave, len(buckets))]
		read += len(next)
		pages := make([][]E, len(next))
		missing := limit - len(events)
		group, all := errgroup.WithContext(ctx)
		for i, bucket := range next {
			group.Go(func() (err error) {
				pages[i], err = fetch(all, bucket, missing)
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return nil, err
		}
		for _, page := range pages {
			events = append(events, page[:min(len(page), limit-len(events))]...)
		}
		// As many as it takes if they are as full as those before.
		wave = (limit - len(events)) / max(len(events)/read, 1)
		if read == 1 {
			wave = min(wave, firstWave)
		}
		wave = min(max(wave, 1), laterWaves)
	}
	return events, nil
}

// bucketPage reads the newest events of one bucket.
func (t *timeline[E]) bucketPage(ctx context.Context, o owner, bucket int32, before uuid.UUID, limit int) ([]E, error) {
	var page []E
	err := t.d.repeat(ctx, func(ctx context.Context) error {
		page = page[:0]
		return t.d.read(ctx, o.partition(bucket), func(rows *gocql.Iter) bool {
			var e E
			if !t.scan(rows, &e) {
				return false
			}
			page = append(page, e)
			return true
		}, t.page, o.value, bucket, gocql.UUID(before), int32(min(limit, math.MaxInt32)))
	})
	return page, err
}

// onRecord reads the newest buckets of an owner up to a last one, newest first.
func (t *timeline[E]) onRecord(ctx context.Context, o owner, last int32) ([]int32, error) {
	var buckets []int32
	err := t.d.repeat(ctx, func(ctx context.Context) error {
		buckets = buckets[:0]
		return t.d.read(ctx, []byte(o.key), func(rows *gocql.Iter) bool {
			var bucket int32
			if !rows.Scan(&bucket) {
				return false
			}
			buckets = append(buckets, bucket)
			return true
		}, t.recorded, o.value, last, int32(maxRecorded))
	})
	return buckets, err
}
