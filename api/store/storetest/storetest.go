package storetest

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
)

// patience bounds every test; only a store that hangs comes near it.
const patience = 30 * time.Second

// Opened opens a store with a configuration, and closes it when the test ends.
func Opened[D io.Closer, C any](t testing.TB, open func(context.Context, C) (D, error), cfg C) D {
	t.Helper()
	db, err := open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// testContext is the context of one test.
func testContext(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// unique is a string that no other test uses.
func unique() string { return strconv.FormatUint(rand.Uint64(), 36) }

// uniqueEmail is an e-mail address that no other test uses.
func uniqueEmail() string { return unique() + unique() + "@example.org" }

// uniqueID is an id for roles that do not give ids themselves. It leaves room for neighbours.
func uniqueID() int64 { return rand.Int64N(1<<52)*16 + 1<<56 }

// strange are values that must come back as they went in.
func strange() map[string]string {
	return map[string]string{
		"Empty":    "",
		"Space":    " ",
		"Unicode":  "Zoë 日本語 e\u0301 \U0001F99C\U0001F3FD \u202ertl\u202c",
		"Quotes":   `'; DROP TABLE users; -- "x" \ %_ $1 ?1 {"a":null}`,
		"Newlines": "a\nb\r\nc\td",
	}
}

// Rounds is how often a race is run: n times, or as often as ROUNDS in the environment says, which is how the long form is run. The
// test's log says which.
func Rounds(t *testing.T, n int) int {
	t.Helper()
	if text := os.Getenv("ROUNDS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 1 {
			t.Fatalf("ROUNDS=%q: want a positive integer", text)
		}
	}
	t.Logf("%d rounds", n)
	return n
}

// wrongVersions are UUIDs that are not zero and carry no time.
func wrongVersions(t *testing.T) map[string]uuid.UUID {
	v1, err := uuid.NewUUID()
	if err != nil {
		t.Fatal(err)
	}
	variant := eventID(t, time.Now())
	variant[8] &= 0x3f
	return map[string]uuid.UUID{"V1": v1, "V4": uuid.New(), "Max": uuid.Max, "WrongVariant": variant}
}

// eventID makes a UUIDv7 for a time, so that tests can choose the order of events.
func eventID(t *testing.T, at time.Time) uuid.UUID {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	ms := uint64(at.UnixMilli())
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	return id
}

// eventIDs makes n UUIDv7 a second apart, newest first, in the recent past.
func eventIDs(t *testing.T, n int) []uuid.UUID {
	began := time.Now().Add(-time.Hour)
	ids := make([]uuid.UUID, n)
	for i := range ids {
		ids[n-1-i] = eventID(t, began.Add(time.Duration(i)*time.Second))
	}
	return ids
}

// want fails the test unless err is target; a nil target stands for success.
func want(t *testing.T, what string, err, target error) {
	t.Helper()
	if target == nil && err != nil || target != nil && !errors.Is(err, target) {
		t.Fatalf("%s: error is %v, want %v", what, err, target)
	}
}

// canceled checks that calls whose context has ended fail with the context's error.
func canceled(t *testing.T, calls map[string]func(context.Context) error) {
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(testContext(t))
			cancel()
			want(t, "canceled call", call(ctx), context.Canceled)

			ctx, cancel = context.WithDeadline(testContext(t), time.Now().Add(-time.Second))
			defer cancel()
			err := call(ctx)
			want(t, "call after its deadline", err, store.ErrTimeout)
			want(t, "call after its deadline", err, context.DeadlineExceeded)
		})
	}
}

// wantMilliseconds fails unless a time is in UTC, has no part below a millisecond and lies between from and to, give or take
// a second for the difference between two clocks.
func wantMilliseconds(t *testing.T, what string, at, from, to time.Time) {
	t.Helper()
	if at.Location() != time.UTC || !at.Equal(at.Truncate(time.Millisecond)) {
		t.Errorf("%s is %v, want UTC with milliseconds", what, at)
	}
	if at.Before(from.Add(-time.Second)) || at.After(to.Add(time.Second)) {
		t.Errorf("%s is %v, want between %v and %v", what, at, from, to)
	}
}
