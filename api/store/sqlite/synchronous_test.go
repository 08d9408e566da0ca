package sqlite_test

import (
	"path/filepath"
	"testing"

	"quintet/api/store"
	"quintet/api/store/sqlite"
)

// The connection that writes flushes as it was told; another word is refused, by the variable too.
func TestSynchronous(t *testing.T) {
	for value, want := range map[string]int{"": 1, "normal": 1, "full": 2, "off": 0} {
		db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "data.db"), Synchronous: value})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := db.SynchronousNow(t.Context()); got != want || err != nil {
			t.Errorf("with %q it is %d, %v; want %d", value, got, err, want)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	const refused = `open sqlite: found synchronous "1); DROP", want one of normal, full, off`
	if _, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "data.db"), Synchronous: "1); DROP"}); err == nil || err.Error() != refused {
		t.Errorf("found %v, want %s", err, refused)
	}
	d := sqlite.Describe()
	values, err := d.Read(func(name string) string { return map[string]string{"SQLITE_SYNCHRONOUS": "FULL"}[name] })
	if err != nil {
		t.Fatal(err)
	}
	opened, err := d.Open(t.Context(), store.Config{Values: values, DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	if got, err := opened.Store.(*sqlite.DB).SynchronousNow(t.Context()); got != 2 || err != nil {
		t.Errorf("with the variable it is %d, %v; want 2", got, err)
	}
}
