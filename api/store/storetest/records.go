package storetest

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/api/store"
)

// Records is the suite of store.Records and, when the store has it, store.RecordsLoader.
func Records(t *testing.T, open func(*testing.T) store.Records) {
	s := open(t)
	create := func(t *testing.T, name string) store.User {
		t.Helper()
		u, err := s.CreateUser(testContext(t), name, uniqueEmail())
		want(t, "create user", err, nil)
		return u
	}

	t.Run("CreatedUserIsFound", func(t *testing.T) {
		ctx, email, before := testContext(t), uniqueEmail(), time.Now()
		u, err := s.CreateUser(ctx, "Ada", email)
		want(t, "create user", err, nil)
		if u.ID <= 0 || u.Name != "Ada" || u.Email != email {
			t.Errorf("created %+v", u)
		}
		wantMilliseconds(t, "created_at", u.CreatedAt, before, time.Now())
		for range 2 { // once more, for caches
			got, err := s.User(ctx, u.ID)
			want(t, "read user", err, nil)
			if diff := cmp.Diff(u, got); diff != "" {
				t.Errorf("read user differs from created (-created +read):\n%s", diff)
			}
		}
	})
	t.Run("StrangeValues", func(t *testing.T) {
		for name, value := range strange() {
			t.Run(name, func(t *testing.T) {
				u := create(t, value)
				got, err := s.User(testContext(t), u.ID)
				want(t, "read user", err, nil)
				g, err := s.CreateGroup(testContext(t), value, value)
				want(t, "create group", err, nil)
				gotGroup, err := s.Group(testContext(t), g.ID)
				want(t, "read group", err, nil)
				if got.Name != value || gotGroup.Name != value || gotGroup.Description != value {
					t.Errorf("got %q, %q, %q, want %q", got.Name, gotGroup.Name, gotGroup.Description, value)
				}
			})
		}
	})
	t.Run("CheckUsers", func(t *testing.T) {
		ctx, a, b := testContext(t), create(t, "a").ID, create(t, "b").ID
		for _, c := range []struct {
			asked   []int64
			missing int64
		}{
			{nil, 0}, {[]int64{a}, 0}, {[]int64{b, a}, 0}, {[]int64{a, a, b}, 0},
			{[]int64{-1}, -1}, {[]int64{a, math.MaxInt64 - 1, b}, math.MaxInt64 - 1}, {[]int64{math.MaxInt64 - 1, a, -1}, math.MaxInt64 - 1},
		} {
			err := s.CheckUsers(ctx, c.asked...)
			var missing *store.MissingError
			switch errors.As(err, &missing); {
			case c.missing == 0 && err != nil:
				t.Errorf("check of %v: %v", c.asked, err)
			case c.missing != 0 && (missing == nil || *missing != store.MissingError{Kind: "user", ID: c.missing}):
				t.Errorf("check of %v: %v, want user %d missing", c.asked, err, c.missing)
			}
		}
		want(t, "delete user", s.DeleteUser(ctx, a), nil)
		want(t, "check a deleted user", s.CheckUsers(ctx, b, a), store.ErrNotFound)
	})
	t.Run("NotFound", func(t *testing.T) {
		ctx := testContext(t)
		for _, id := range []int64{math.MinInt64, -1, 0, math.MaxInt64 - 1} {
			_, err := s.User(ctx, id)
			want(t, "read user", err, store.ErrNotFound)
			_, err = s.User(ctx, id)
			want(t, "read user again", err, store.ErrNotFound)
			_, err = s.Group(ctx, id)
			want(t, "read group", err, store.ErrNotFound)
			_, err = s.UpdateUser(ctx, id, "x", uniqueEmail())
			want(t, "update user", err, store.ErrNotFound)
			want(t, "delete user", s.DeleteUser(ctx, id), store.ErrNotFound)
		}
	})
	t.Run("EmailIsUniqueWithoutCase", func(t *testing.T) {
		ctx, email := testContext(t), uniqueEmail()
		first, err := s.CreateUser(ctx, "a", strings.ToUpper(email))
		want(t, "create user", err, nil)
		if first.Email != strings.ToUpper(email) {
			t.Errorf("e-mail is %q, want it as written", first.Email)
		}
		_, err = s.CreateUser(ctx, "b", email)
		want(t, "create with the same e-mail in lower case", err, store.ErrConflict)
		other := create(t, "c")
		_, err = s.UpdateUser(ctx, other.ID, "c", email)
		want(t, "update to a taken e-mail", err, store.ErrConflict)
		got, err := s.User(ctx, other.ID)
		want(t, "read user", err, nil)
		if diff := cmp.Diff(other, got); diff != "" {
			t.Errorf("a refused update changed the user:\n%s", diff)
		}
	})
	t.Run("EmailsAreFoldedAlike", func(t *testing.T) { foldedAlike(t, s) })
	t.Run("Update", func(t *testing.T) {
		ctx, u, email := testContext(t), create(t, "old"), uniqueEmail()
		_, err := s.User(ctx, u.ID) // so that caches hold the old
		want(t, "read user", err, nil)
		for range 2 { // idempotent
			u.Name, u.Email = "new", email
			updated, err := s.UpdateUser(ctx, u.ID, "new", email)
			want(t, "update user", err, nil)
			got, err := s.User(ctx, u.ID)
			want(t, "read user", err, nil)
			if diff := cmp.Diff([]store.User{u, u}, []store.User{updated, got}); diff != "" {
				t.Errorf("(-want +updated, read):\n%s", diff)
			}
		}
		_, err = s.UpdateUser(ctx, u.ID, "new", strings.ToUpper(email))
		want(t, "change only the case of one's e-mail", err, nil)
	})
	t.Run("Delete", func(t *testing.T) {
		ctx, u := testContext(t), create(t, "x")
		_, err := s.User(ctx, u.ID)
		want(t, "read user", err, nil)
		want(t, "delete user", s.DeleteUser(ctx, u.ID), nil)
		_, err = s.User(ctx, u.ID)
		want(t, "read deleted user", err, store.ErrNotFound)
		want(t, "delete again", s.DeleteUser(ctx, u.ID), store.ErrNotFound)
		again, err := s.CreateUser(ctx, "y", u.Email)
		want(t, "create with the e-mail that became free", err, nil)
		if again.ID <= u.ID {
			t.Errorf("id %d after %d was given: ids must ascend", again.ID, u.ID)
		}
	})
	t.Run("UsersArePaged", func(t *testing.T) {
		var mine []int64
		for range 25 {
			mine = append(mine, create(t, "page").ID)
		}
		pages(t, mine, func(after int64, limit int) ([]int64, error) {
			users, err := s.Users(testContext(t), after, limit)
			return ids(users, func(u store.User) int64 { return u.ID }), err
		})
		last, err := s.Users(testContext(t), math.MaxInt64-1, 10)
		want(t, "list past the end", err, nil)
		if last == nil || len(last) != 0 {
			t.Errorf("list past the end is %v, want empty and not nil", last)
		}
	})
	t.Run("Groups", func(t *testing.T) {
		ctx, name, before := testContext(t), unique(), time.Now()
		var mine []int64
		for range 25 {
			g, err := s.CreateGroup(ctx, name, "about "+name)
			want(t, "create group of a name that is taken", err, nil)
			wantMilliseconds(t, "created_at", g.CreatedAt, before, time.Now())
			got, err := s.Group(ctx, g.ID)
			want(t, "read group", err, nil)
			if diff := cmp.Diff(g, got); diff != "" {
				t.Fatalf("read group differs from created:\n%s", diff)
			}
			mine = append(mine, g.ID)
		}
		pages(t, mine, func(after int64, limit int) ([]int64, error) {
			groups, err := s.Groups(ctx, after, limit)
			return ids(groups, func(g store.Group) int64 { return g.ID }), err
		})
	})
	t.Run("ConcurrentCreatesOfOneEmail", func(t *testing.T) {
		ctx, email := testContext(t), uniqueEmail()
		var created, refused atomic.Int32
		Together(16, func(int) {
			switch _, err := s.CreateUser(ctx, "racer", email); {
			case err == nil:
				created.Add(1)
			case errors.Is(err, store.ErrConflict):
				refused.Add(1)
			default:
				t.Errorf("create: %v", err)
			}
		})
		if created.Load() != 1 || refused.Load() != 15 {
			t.Errorf("%d created and %d refused, want 1 and 15", created.Load(), refused.Load())
		}
	})
	t.Run("Canceled", func(t *testing.T) {
		u := create(t, "x")
		canceled(t, map[string]func(context.Context) error{
			"CreateUser": func(ctx context.Context) error { _, err := s.CreateUser(ctx, "x", uniqueEmail()); return err },
			"User":       func(ctx context.Context) error { _, err := s.User(ctx, u.ID); return err },
			"Users":      func(ctx context.Context) error { _, err := s.Users(ctx, 0, 10); return err },
			"UpdateUser": func(ctx context.Context) error { _, err := s.UpdateUser(ctx, u.ID, "x", u.Email); return err },
			"DeleteUser": func(ctx context.Context) error { return s.DeleteUser(ctx, u.ID) },
			"Groups":     func(ctx context.Context) error { _, err := s.Groups(ctx, 0, 10); return err },
		})
	})
	if loader, ok := store.As[store.RecordsLoader](s); ok {
		t.Run("Loader", func(t *testing.T) { recordsLoader(t, s, loader) })
	}
}

// foldedAlike holds a store to the one folding of e-mail addresses, which is store.EmailKey's, whatever its database thinks of letter case.
func foldedAlike(t *testing.T, s store.Records) {
	ctx := testContext(t)
	for _, pair := range []struct {
		name, first, second string
		same                bool
	}{
		{"Greek", "ΑΣ", "ασ", true},
		{"FinalSigma", "ΑΣ", "ας", true},
		{"Accent", "É", "é", true},
		{"TwoCharacters", "É", "e\u0301", true},
		{"SharpS", "STRAẞE", "straße", true},
		{"DoubleS", "STRASSE", "straße", false},
		{"Cherokee", "Ꮟ", "ꮟ", true},
		{"Cyrillic", "ЖУК", "жук", true},
		{"KelvinSign", "\u212a", "k", true},
		{"OutsideBMP", "\U00010400", "\U00010428", true},
		{"DotlessI", "ı", "i", false},
		{"OtherAccent", "é", "è", false},
		{"CyrillicA", "а", "a", false},
	} {
		t.Run(pair.name, func(t *testing.T) {
			rest := uniqueEmail()
			first, err := s.CreateUser(ctx, "first", pair.first+rest)
			want(t, "create user", err, nil)
			if first.Email != pair.first+rest {
				t.Errorf("e-mail is %q, want it as written", first.Email)
			}
			taken := error(nil)
			if pair.same {
				taken = store.ErrConflict
			}
			_, err = s.CreateUser(ctx, "second", pair.second+rest)
			want(t, "create user with the other form", err, taken)
			other, err := s.CreateUser(ctx, "other", uniqueEmail())
			want(t, "create user", err, nil)
			if pair.same {
				_, err = s.UpdateUser(ctx, other.ID, "other", pair.second+rest)
				want(t, "update to the other form", err, store.ErrConflict)
				if loader, ok := store.As[store.RecordsLoader](s); ok {
					other.ID, other.Email = other.ID+1_000_000, pair.second+rest
					want(t, "load the other form", loader.LoadUsers(ctx, []store.User{other}), store.ErrConflict)
				}
				_, err = s.UpdateUser(ctx, first.ID, "first", pair.second+rest)
				want(t, "change only the form of one's own", err, nil)
			}
		})
	}
}

func ids[T any](rows []T, id func(T) int64) []int64 {
	out := make([]int64, len(rows))
	for i, row := range rows {
		out[i] = id(row)
	}
	return out
}

// pages walks a list ordered by ascending id with several page sizes, from just before the first of mine to its last, and checks
// that every page is full but the last, in order, and that each of mine comes exactly once. There may be rows of others between.
func pages(t *testing.T, mine []int64, list func(after int64, limit int) ([]int64, error)) {
	t.Helper()
	for _, limit := range []int{1, 5, 7, len(mine), 500} {
		seen := map[int64]int{}
		after, last := mine[0]-1, mine[len(mine)-1]
		for after < last {
			page, err := list(after, limit)
			want(t, "list", err, nil)
			if len(page) > limit || len(page) == 0 {
				t.Fatalf("page of %d rows after %d, want 1 to %d", len(page), after, limit)
			}
			for _, id := range page {
				if id <= after {
					t.Fatalf("limit %d: id %d after %d is out of order", limit, id, after)
				}
				seen[id]++
				after = id
			}
		}
		for _, id := range mine {
			if seen[id] != 1 {
				t.Errorf("limit %d: id %d came %d times, want once", limit, id, seen[id])
			}
		}
	}
}
