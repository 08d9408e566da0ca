package cassandra

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/gocql/gocql"
	"github.com/google/uuid"

	"quintet/api/store"
)

// claimLife is how long a claim lasts: longer than any call, after which the event itself is there, or it was not acknowledged.
const claimLife = time.Hour

// claim is the statement that claims an id for a content.
var claim = fmt.Sprintf("INSERT INTO claims (owner, id, digest) VALUES (?, ?, ?) IF NOT EXISTS USING TTL %d", int(claimLife.Seconds()))

// put adds an event. Under an id that was made for it there is no other. Under one that a client chose there may be, or somebody else may be
// adding one: theirs has to be the same, or this is ErrConflict.
//
// Whoever finds no event claims the id for his content. Claims are a partition each, so only those who want the same id meet. The
// claim of a call that then failed lasts, and keeps the id for that call's next try.
func (t *timeline[E]) put(ctx context.Context, o owner, id uuid.UUID, made bool, same func(there E) bool, values ...any) error {
	if made {
		return t.add(ctx, o, id, values...)
	}
	there, found, err := t.find(ctx, o, id)
	switch {
	case err != nil:
		return err
	case found && same(there):
		return nil
	case found:
		return store.ErrConflict
	}
	mine, err := t.claim(ctx, o, id, digest(values))
	switch {
	case err != nil:
		return err
	case !mine:
		return store.ErrConflict
	}
	return t.add(ctx, o, id, values...)
}

// find reads the event under an id.
func (t *timeline[E]) find(ctx context.Context, o owner, id uuid.UUID) (event E, found bool, err error) {
	bucket := t.d.bucket(id)
	err = t.d.repeat(ctx, func(ctx context.Context) error {
		found = false
		return t.d.read(ctx, o.partition(bucket), func(rows *gocql.Iter) bool {
			there := t.scan(rows, &event)
			found = found || there
			return there
		}, t.one, o.value, bucket, gocql.UUID(id))
	})
	return event, found, err
}

// claim claims an id for what has a digest, and reports whether that is who has it now.
func (t *timeline[E]) claim(ctx context.Context, o owner, id uuid.UUID, digest []byte) (mine bool, err error) {
	key := []byte(o.key)
	// Those who want one id at the same time keep one another from it for a while, which the server calls a timeout. So it is not sent twice
	// at once.
	err = t.d.repeat(ctx, func(ctx context.Context) error {
		there := map[string]any{}
		q := t.d.query(ctx, composite(key, id[:]), claim, key, gocql.UUID(id), digest).SerialConsistency(gocql.LocalSerial)
		applied, err := q.SetSpeculativeExecutionPolicy(gocql.NonSpeculativeExecution{}).MapScanCAS(there)
		if err != nil {
			return err
		}
		claimed, _ := there["digest"].([]byte)
		mine = applied || bytes.Equal(claimed, digest)
		return nil
	})
	return mine, err
}

// digest tells the values of events apart.
func digest(values []any) []byte {
	h := sha256.New()
	for _, v := range values {
		text := fmt.Sprint(v)
		fmt.Fprintf(h, "%d %s", len(text), text)
	}
	return h.Sum(nil)
}
