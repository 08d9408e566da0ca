package sqlite_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"quintet/api/store"
	"quintet/api/store/sqlite"
	"quintet/api/store/storetest"
)

func TestTelemetry(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db := openAt(t, path)
	// Another process is as good a witness of the file as the one that writes.
	other := openAt(t, path)
	grown := storetest.Telemetry(t, other, sqlite.Describe().Metrics, "", func(t *testing.T) {
		// More than a checkpoint takes to be due, so that the log begins again.
		for n := range 3 {
			var users []store.User
			for i := range int64(20_000) {
				users = append(users, store.User{ID: int64(n)*20_000 + i + 1, Name: strings.Repeat("somebody", 20), Email: fmt.Sprint(n, "-", i)})
			}
			if err := db.LoadUsers(t.Context(), users); err != nil {
				t.Fatal(err)
			}
		}
	})
	for _, name := range []string{"sqlite_pages", "sqlite_wal_bytes", "sqlite_wal_restarts_total"} {
		if grown[name] <= 0 {
			t.Errorf("%s grew by %v while 60,000 users were loaded", name, grown[name])
		}
	}

	value := map[string]float64{}
	readings, err := db.Telemetry(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range readings {
		value[r.Name] = r.Value
	}
	var pages, size float64
	raw := connect(t, path)
	if err := raw.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if err := raw.QueryRow("PRAGMA page_size").Scan(&size); err != nil {
		t.Fatal(err)
	}
	if value["sqlite_pages"] != pages || value["sqlite_page_size_bytes"] != size {
		t.Errorf("%v pages of %v bytes, SQLite says %v of %v", value["sqlite_pages"], value["sqlite_page_size_bytes"], pages, size)
	}
	if value["sqlite_wal_checkpointed_frames"] > value["sqlite_wal_frames"] {
		t.Errorf("%v of %v frames are checkpointed", value["sqlite_wal_checkpointed_frames"], value["sqlite_wal_frames"])
	}

	// Looking must not have written anything back: after the whole log was, there is nothing left to look at.
	if _, err := raw.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	readings, err = db.Telemetry(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range readings {
		if r.Name == "sqlite_wal_bytes" && r.Value != 0 {
			t.Errorf("the log has %v bytes after it was truncated", r.Value)
		}
	}
}

func TestTelemetryOfClosed(t *testing.T) {
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "x.db")})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Telemetry(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("telemetry of a closed database: %v, want unavailable", err)
	}
}
