package sqlite_test

import (
	"path/filepath"
	"testing"

	"quintet/api/store"
	"quintet/api/store/sqlite"
	"quintet/api/store/storetest"
)

// open opens a database of the test's own.
func open(t testing.TB) *sqlite.DB {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "it's a ?#% test.db"))
}

func openAt(t testing.TB, path string) *sqlite.DB {
	t.Helper()
	return storetest.Opened(t, sqlite.Open, sqlite.Config{Path: path})
}

func TestRecords(t *testing.T) {
	storetest.Records(t, func(t *testing.T) store.Records { return open(t) })
}
func TestMessages(t *testing.T) {
	storetest.Messages(t, func(t *testing.T) store.Messages { return open(t) })
}
func TestNotifications(t *testing.T) {
	storetest.Notifications(t, func(t *testing.T) store.Notifications { return open(t) })
}
func TestGraph(t *testing.T) { storetest.Graph(t, func(t *testing.T) store.Graph { return open(t) }) }
