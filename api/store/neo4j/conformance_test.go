package neo4j_test

import (
	"path/filepath"
	"testing"

	"quintet/api/store"
	"quintet/api/store/integrity"
	"quintet/api/store/sqlite"
	"quintet/api/store/storetest"
)

func TestGraph(t *testing.T) {
	storetest.Graph(t, func(t *testing.T) store.Graph { return open(t) })
}

// TestIntegrity has SQLite say who exists.
func TestIntegrity(t *testing.T) {
	storetest.Integrity(t, func(t *testing.T) (store.Records, store.Graph) {
		records, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "x.db")})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { records.Close() })
		return records, integrity.Graph(open(t), records)
	})
}
