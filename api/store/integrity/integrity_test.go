package integrity_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"quintet/api/store"
	"quintet/api/store/integrity"
	"quintet/api/store/sqlite"
	"quintet/api/store/storetest"
)

func open(t *testing.T) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "x.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestSQLite(t *testing.T) {
	storetest.Integrity(t, func(t *testing.T) (store.Records, store.Graph) {
		db := open(t)
		return db, integrity.Graph(db, db)
	})
}

func TestGraph(t *testing.T) {
	// The suite of the role makes up its users: records has them all.
	storetest.Graph(t, func(t *testing.T) store.Graph { return integrity.Graph(open(t), everyone{}) })
}

// everyone has every user and group.
type everyone struct{ store.Records }

func (everyone) CheckUsers(ctx context.Context, _ ...int64) error {
	return store.Wrap("check users", ctx.Err())
}
func (everyone) Group(ctx context.Context, id int64) (store.Group, error) {
	return store.Group{ID: id}, store.Wrap("read group", ctx.Err())
}

// between is a graph in which something happens just before an edge is added.
type between struct {
	store.Graph
	happens func()
}

func (b between) AddFriend(ctx context.Context, user, friend int64) error {
	b.happens()
	return errors.Join(b.Graph.AddFriend(ctx, user, friend), ctx.Err())
}

func (b between) AddMember(ctx context.Context, group, user int64) error {
	b.happens()
	return errors.Join(b.Graph.AddMember(ctx, group, user), ctx.Err())
}

// TestUserDeletedBeforeTheWrite deletes a user between the look before the write and the write, and has the caller leave then, too.
func TestUserDeletedBeforeTheWrite(t *testing.T) {
	for name, leaves := range map[string]bool{"CallerWaits": false, "CallerLeaves": true} {
		t.Run(name, func(t *testing.T) {
			db, ctx := open(t), t.Context()
			var users []store.User
			for _, email := range []string{"a", "b", "c"} {
				u, err := db.CreateUser(ctx, "x", email)
				if err != nil {
					t.Fatal(err)
				}
				users = append(users, u)
			}
			group, err := db.CreateGroup(ctx, "x", "")
			if err != nil {
				t.Fatal(err)
			}
			kept := users[2].ID
			for _, user := range users[:2] {
				caller, cancel := context.WithCancel(ctx)
				graph := integrity.Graph(between{db, func() {
					if err := errors.Join(db.DeleteUser(ctx, user.ID), db.RemoveUser(ctx, user.ID)); err != nil {
						t.Error(err)
					}
					if leaves {
						// The write is done all the same, and its outcome unknown.
						if err := errors.Join(db.AddFriend(ctx, kept, user.ID), db.AddMember(ctx, group.ID, user.ID)); err != nil {
							t.Error(err)
						}
						cancel()
					}
				}}, db)
				act := func() error { return graph.AddFriend(caller, kept, user.ID) }
				if user == users[1] {
					act = func() error { return graph.AddMember(caller, group.ID, user.ID) }
				}
				if err := act(); !errors.Is(err, store.ErrNotFound) {
					t.Errorf("error is %v, want not found", err)
				}
				cancel()
			}
			friends, err := db.Friends(ctx, kept, 0, 10)
			members, err2 := db.Members(ctx, group.ID, 0, 10)
			if err := errors.Join(err, err2); err != nil || len(friends)+len(members) > 0 {
				t.Errorf("friends %v and members %v are left, %v", friends, members, err)
			}
		})
	}
}
