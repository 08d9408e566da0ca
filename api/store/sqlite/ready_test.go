package sqlite_test

import (
	"errors"
	"testing"

	"quintet/api/store"
)

// TestPingOfFileThatTakesNoWrites checks that a ping writes, and that nothing of it is seen.
func TestPingOfFileThatTakesNoWrites(t *testing.T) {
	db := open(t)
	for _, refuse := range []bool{false, true, false} {
		if err := db.RefuseWrites(t.Context(), refuse); err != nil {
			t.Fatal(err)
		}
		if err := db.Ping(t.Context()); errors.Is(err, store.ErrReadOnly) != refuse || (err == nil) == refuse {
			t.Errorf("ping of a file that refuses writes (%t): %v", refuse, err)
		}
	}
	counts, err := db.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for kind, n := range counts {
		if n != 0 {
			t.Errorf("%d %s are there after pings", n, kind)
		}
	}
}
