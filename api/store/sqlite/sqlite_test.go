package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/sqlite"
)

func TestOpenRefuses(t *testing.T) {
	for name, path := range map[string]string{"NoPath": "", "NoFolder": filepath.Join(t.TempDir(), "absent", "x.db")} {
		t.Run(name, func(t *testing.T) {
			if db, err := sqlite.Open(t.Context(), sqlite.Config{Path: path}); err == nil {
				db.Close()
				t.Error("opened")
			}
		})
	}
	t.Run("NewerSchema", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "x.db")
		openAt(t, path)
		raw := connect(t, path)
		if _, err := raw.Exec("PRAGMA user_version = 99"); err != nil {
			t.Fatal(err)
		}
		if db, err := sqlite.Open(t.Context(), sqlite.Config{Path: path}); err == nil {
			db.Close()
			t.Error("opened a file of a newer program")
		} else if !strings.Contains(err.Error(), "99") {
			t.Errorf("error does not name the version: %v", err)
		}
	})
	t.Run("NoDatabase", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "x.db")
		if err := os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
			t.Fatal(err)
		}
		if db, err := sqlite.Open(t.Context(), sqlite.Config{Path: path}); err == nil {
			db.Close()
			t.Error("opened")
		}
	})
}

// connect opens the file beside the package under test, as another process would.
func connect(t *testing.T, path string) *sql.DB {
	t.Helper()
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	raw.SetMaxOpenConns(1)
	t.Cleanup(func() { raw.Close() })
	return raw
}

// TestProcess is not a test: it is what TestProcessesShareAFile starts, told by the environment.
func TestProcess(t *testing.T) {
	path := os.Getenv("SQLITE_TEST_PATH")
	if path == "" {
		t.Skip("started by TestProcessesShareAFile")
	}
	db := openAt(t, path)
	for i := range 50 {
		if _, err := db.CreateUser(t.Context(), "x", fmt.Sprintf("%d-%d@example.org", os.Getpid(), i)); err != nil {
			t.Fatal(err)
		}
		if _, err := db.CreateUser(t.Context(), "x", fmt.Sprintf("%d@example.org", i)); err != nil && !errors.Is(err, store.ErrConflict) {
			t.Fatal(err)
		}
		if _, err := db.Users(t.Context(), 0, 500); err != nil {
			t.Fatal(err)
		}
	}
}

func TestProcessesShareAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	var running sync.WaitGroup
	for range 4 { // all create the schema at once, then write at once
		running.Go(func() {
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProcess$", "-test.v")
			child.Env = append(os.Environ(), "SQLITE_TEST_PATH="+path)
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("process: %v\n%s", err, out)
			}
		})
	}
	running.Wait()
	counts, err := openAt(t, path).Counts(t.Context())
	if err != nil || counts["users"] != 4*50+50 {
		t.Errorf("%d users, %v; want %d: 50 of each process and 50 that all tried", counts["users"], err, 4*50+50)
	}
}

// TestLockedByAnother holds the write lock from outside and cancels calls that wait for it.
func TestLockedByAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db := openAt(t, path)
	u, err := db.CreateUser(t.Context(), "x", "x@example.org")
	if err != nil {
		t.Fatal(err)
	}
	raw := connect(t, path)
	if _, err := raw.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	writes := map[string]func(context.Context) error{
		"Statement":   func(ctx context.Context) error { _, err := db.CreateUser(ctx, "y", "y@example.org"); return err },
		"Returning":   func(ctx context.Context) error { _, err := db.UpdateUser(ctx, u.ID, "z", "z@example.org"); return err },
		"Transaction": func(ctx context.Context) error { return db.LoadUsers(ctx, []store.User{{ID: 7}}) },
	}
	for name, write := range writes {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if err := write(ctx); !errors.Is(err, store.ErrTimeout) {
				t.Errorf("write past its deadline: %v, want a timeout", err)
			}
			ctx, cancel = context.WithCancel(t.Context())
			time.AfterFunc(20*time.Millisecond, cancel)
			if err := write(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("canceled write: %v, want canceled", err)
			}
			// Readers do not wait for a writer.
			if _, err := db.User(t.Context(), u.ID); err != nil {
				t.Errorf("read while another writes: %v", err)
			}
		})
	}
	t.Run("ReleasedInTime", func(t *testing.T) {
		time.AfterFunc(30*time.Millisecond, func() {
			if _, err := raw.Exec("ROLLBACK"); err != nil {
				t.Errorf("release: %v", err)
			}
		})
		for name, write := range writes {
			if err := write(t.Context()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestBusyTimeout(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: path, BusyTimeout: 30 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	raw := connect(t, path)
	if _, err := raw.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	_, err = db.CreateGroup(t.Context(), "x", "")
	if !errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrTimeout) {
		t.Errorf("write to a locked file: %v, want unavailable", err)
	}
}

// TestLongReadIsCanceled interrupts a query that would take long.
func TestLongReadIsCanceled(t *testing.T) {
	db := open(t)
	var friendships []store.Friendship
	for a := range int64(400) {
		for b := a + 1; b < 400; b++ {
			friendships = append(friendships, store.Friendship{A: a, B: b})
		}
	}
	if err := db.LoadFriendships(t.Context(), friendships); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := db.Suggestions(ctx, 0, 10); !errors.Is(err, store.ErrTimeout) {
		t.Errorf("suggestions: %v, want a timeout", err)
	}
	if _, err := db.Friends(t.Context(), 0, 0, 10); err != nil {
		t.Errorf("the next read: %v", err)
	}
}

func TestCounts(t *testing.T) {
	db, ctx := open(t), t.Context()
	id := uuid.Must(uuid.NewV7())
	for _, err := range []error{
		db.LoadUsers(ctx, []store.User{{ID: 1, Email: "a"}, {ID: 2, Email: "b"}, {ID: 3, Email: "c"}}),
		db.LoadGroups(ctx, []store.Group{{ID: 9}}),
		db.LoadMessages(ctx, []store.Message{{MessageID: id}, {ConversationID: id, MessageID: id}}),
		db.LoadNotifications(ctx, []store.Notification{{NotificationID: id}}),
		db.LoadFriendships(ctx, []store.Friendship{{A: 1, B: 2}, {A: 2, B: 3}}),
		db.AddFriend(ctx, 3, 1),
		db.LoadMembers(ctx, []store.Membership{{Group: 9, User: 1}, {Group: 9, User: 2}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.Counts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int64{"users": 3, "groups": 1, "messages": 2, "notifications": 1, "friendships": 3, "memberships": 2}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFailedLoadLoadsNothing(t *testing.T) {
	db, ctx := open(t), t.Context()
	taken, err := db.CreateUser(ctx, "x", "taken@example.org")
	if err != nil {
		t.Fatal(err)
	}
	var users []store.User
	for i := range int64(250) {
		users = append(users, store.User{ID: taken.ID + 1 + i, Email: fmt.Sprint(i)})
	}
	users[249].Email = "TAKEN@example.org"
	if err := db.LoadUsers(ctx, users); !errors.Is(err, store.ErrConflict) {
		t.Errorf("load: %v, want a conflict", err)
	}
	if counts, err := db.Counts(ctx); err != nil || counts["users"] != 1 {
		t.Errorf("%d users after a refused load, %v; want 1", counts["users"], err)
	}
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	u, err := db.CreateUser(t.Context(), "x", "x@example.org")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.User(t.Context(), u.ID); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("read from a closed database: %v, want unavailable", err)
	}
	got, err := openAt(t, path).User(t.Context(), u.ID)
	if diff := cmp.Diff(u, got); err != nil || diff != "" {
		t.Errorf("after reopening: %v\n%s", err, diff)
	}
}

// TestFoldsEmailsOfOldFiles opens a file of the first version, which folded letter case differently.
func TestFoldsEmailsOfOldFiles(t *testing.T) {
	initial, err := os.ReadFile("migrations/0001_initial.sql")
	if err != nil {
		t.Fatal(err)
	}
	old := func(emails ...string) string {
		path := filepath.Join(t.TempDir(), "x.db")
		db, err := sql.Open("sqlite", path)
		if err == nil {
			_, err = db.Exec(string(initial) + "; PRAGMA user_version = 1")
		}
		for _, email := range emails {
			if err == nil {
				_, err = db.Exec("INSERT INTO users (name, email, email_key, created_at) VALUES ('x', ?, ?, 0)", email, strings.ToLower(email))
			}
		}
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		return path
	}
	db := openAt(t, old("Ada@example.org", "ΑΣ@example.org", "É@example.org"))
	for _, taken := range []string{"ADA@example.org", "ας@example.org", "e\u0301@example.org"} {
		if _, err := db.CreateUser(t.Context(), "x", taken); !errors.Is(err, store.ErrConflict) {
			t.Errorf("%s: %v, want a conflict", taken, err)
		}
	}
	_, err = sqlite.Open(t.Context(), sqlite.Config{Path: old("é@example.org", "e\u0301@example.org")})
	if err == nil || !strings.Contains(err.Error(), "users 1 and 2 have the same e-mail address") {
		t.Errorf("two users of one address: %v", err)
	}
}

// TestPools holds the lock of the file, so that of two writers one has the only connection and the other waits for it.
func TestPools(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: path, Readers: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	raw := connect(t, path)
	if _, err := raw.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	for range 2 {
		running.Go(func() {
			if _, err := db.CreateGroup(t.Context(), "x", ""); err != nil {
				t.Error(err)
			}
		})
	}
	for db.Pools()[0].Waits == 0 && t.Context().Err() == nil {
		runtime.Gosched()
	}
	if _, err := raw.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	running.Wait()
	pools := db.Pools()
	if len(pools) != 2 || pools[0].Name != "write" || pools[0].Max != 1 || pools[1].Name != "read" || pools[1].Max != 3 {
		t.Fatalf("pools are %+v", pools)
	}
	if pools[0].Waits != 1 || pools[0].Waited == 0 || pools[0].InUse != 0 {
		t.Errorf("after two writers at once the write pool says %+v", pools[0])
	}
}

func TestPingAndVersion(t *testing.T) {
	db := open(t)
	if err := db.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if v, err := db.Version(t.Context()); err != nil || !strings.HasPrefix(v, "SQLite 3.") {
		t.Errorf("version is %q, %v", v, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("ping of a closed database: %v", err)
	}
}
