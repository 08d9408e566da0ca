package sqlite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"quintet/api/store"
	"quintet/telemetry"
)

const fileName = "quintet.db"

// Describe describes the backend.
func Describe() store.Description {
	return store.Description{
		Backend: telemetry.Backend{Name: "sqlite", Title: "SQLite", Color: "#56B4E9", Metrics: metrics(), Panels: panels()},
		Roles:   []string{"records", "messages", "notifications", "graph"},
		Variables: []store.Variable{
			{Name: "SQLITE_READERS", Help: "reading connections of a process; 0: one a core, at least 4", Default: "0", Check: store.IsPoolSize,
				Setting: "readers", Use: store.PoolSize},
			{Name: "SQLITE_SYNCHRONOUS", Help: "when a commit is flushed to the disk: normal, full or off", Default: Synchronous()[0],
				Check: store.OneOf(Synchronous()...), Setting: "synchronous"},
		},
		Open:   open,
		Schema: store.SchemaText(migrations),
		Space: []store.Space{
			{Row: 2e6}, {Kind: "users", Row: 250}, {Kind: "groups", Row: 300}, {Kind: "messages", Row: 130, Content: 1},
			{Kind: "notifications", Row: 130, Content: 1}, {Kind: "friendships", Row: 50}, {Kind: "memberships", Row: 50},
		},
		Files:  []string{fileName + "*"},
		Module: "modernc.org/sqlite",
	}
}

func open(ctx context.Context, cfg store.Config) (store.Opened, error) {
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return store.Opened{}, fmt.Errorf("open sqlite: %w", err)
	}
	path := filepath.Join(cfg.DataDir, fileName)
	db, err := Open(ctx, Config{Path: path, Readers: cfg.Int("SQLITE_READERS"), Synchronous: strings.ToLower(cfg.Values["SQLITE_SYNCHRONOUS"])})
	if err != nil {
		return store.Opened{}, err
	}
	return store.Opened{Store: db, Where: path, Close: db.Close}, nil
}
