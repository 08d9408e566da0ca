package storetest

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/api/store"
)

// Sessions is the suite of store.Sessions.
func Sessions(t *testing.T, open func(*testing.T) store.Sessions) {
	s := open(t)

	t.Run("CreatedSessionIsFound", func(t *testing.T) {
		ctx, before := testContext(t), time.Now()
		created, err := s.CreateSession(ctx, 7, time.Hour)
		want(t, "create session", err, nil)
		wantMilliseconds(t, "expires_at", created.ExpiresAt, before.Add(time.Hour), time.Now().Add(time.Hour))
		got, err := s.Session(ctx, created.Token)
		want(t, "read session", err, nil)
		if diff := cmp.Diff(created, got); diff != "" {
			t.Errorf("(-created +read):\n%s", diff)
		}
	})
	t.Run("TokensAreLongAndDistinct", func(t *testing.T) {
		seen := map[string]bool{}
		for range 50 {
			created, err := s.CreateSession(testContext(t), 7, time.Minute)
			want(t, "create session", err, nil)
			// 128 bits take at least 22 characters of base64.
			if len(created.Token) < 22 || seen[created.Token] {
				t.Errorf("token %q is short or was given before", created.Token)
			}
			seen[created.Token] = true
		}
	})
	t.Run("NotFound", func(t *testing.T) {
		ctx := testContext(t)
		for _, token := range []string{"", "nobody", "a b\r\n*", "ünï", strings.Repeat("x", 10_000)} {
			_, err := s.Session(ctx, token)
			want(t, "read session", err, store.ErrNotFound)
			want(t, "delete session", s.DeleteSession(ctx, token), store.ErrNotFound)
		}
	})
	t.Run("Delete", func(t *testing.T) {
		ctx := testContext(t)
		created, err := s.CreateSession(ctx, 7, time.Hour)
		want(t, "create session", err, nil)
		want(t, "delete session", s.DeleteSession(ctx, created.Token), nil)
		_, err = s.Session(ctx, created.Token)
		want(t, "read deleted session", err, store.ErrNotFound)
		want(t, "delete again", s.DeleteSession(ctx, created.Token), store.ErrNotFound)
	})
	t.Run("ExpiresByTheClock", func(t *testing.T) {
		ctx := testContext(t)
		long, err := s.CreateSession(ctx, 7, time.Hour)
		want(t, "create session", err, nil)
		short, err := s.CreateSession(ctx, 7, 200*time.Millisecond)
		want(t, "create session", err, nil)
		Eventually(t, "the session's end", func() bool {
			_, err := s.Session(ctx, short.Token)
			return errors.Is(err, store.ErrNotFound)
		})
		if now := time.Now(); now.Before(short.ExpiresAt.Add(-time.Second)) {
			t.Errorf("session ended at %v, want %v", now, short.ExpiresAt)
		}
		Eventually(t, "the key's end", func() bool { return errors.Is(s.DeleteSession(ctx, short.Token), store.ErrNotFound) })
		_, err = s.Session(ctx, long.Token)
		want(t, "read the session that lasts", err, nil)
	})
	t.Run("Canceled", func(t *testing.T) {
		canceled(t, map[string]func(context.Context) error{
			"CreateSession": func(ctx context.Context) error { _, err := s.CreateSession(ctx, 7, time.Hour); return err },
			"Session":       func(ctx context.Context) error { _, err := s.Session(ctx, "x"); return err },
			"DeleteSession": func(ctx context.Context) error { return s.DeleteSession(ctx, "x") },
		})
	})
}

// Cache is the suite of store.Cache.
func Cache(t *testing.T, open func(*testing.T) store.Cache) {
	s := open(t)
	key := func() string { return "v1:storetest:" + unique() }
	set := func(t *testing.T, key, value string, ttl time.Duration) {
		t.Helper()
		want(t, "set", s.Set(testContext(t), key, []byte(value), ttl), nil)
	}
	absent := func(t *testing.T, key string) {
		t.Helper()
		_, err := s.Get(testContext(t), key)
		want(t, "get "+key, err, store.ErrNotFound)
	}

	t.Run("SetValueIsFound", func(t *testing.T) {
		k := key()
		absent(t, k)
		values := strange()
		values["Binary"] = string([]byte{0, 1, 0xff, '\r', '\n', 0xfe})
		values["Large"] = strings.Repeat("0123456789abcdef", 16<<10)
		for name, value := range values {
			t.Run(name, func(t *testing.T) {
				set(t, k, value, time.Minute)
				got, err := s.Get(testContext(t), k)
				want(t, "get", err, nil)
				if got == nil || !bytes.Equal(got, []byte(value)) {
					t.Errorf("got %d bytes, want %d", len(got), len(value))
				}
			})
		}
	})
	t.Run("Delete", func(t *testing.T) {
		a, b, c := key(), key(), key()
		set(t, a, "1", time.Minute)
		set(t, b, "2", time.Minute)
		set(t, c, "3", time.Minute)
		for range 2 {
			want(t, "delete", s.Delete(testContext(t), a, "v1:storetest:absent", b), nil)
		}
		want(t, "delete nothing", s.Delete(testContext(t)), nil)
		absent(t, a)
		absent(t, b)
		if got, err := s.Get(testContext(t), c); err != nil || string(got) != "3" {
			t.Errorf("the key that was not deleted is %q, %v", got, err)
		}
	})
	t.Run("ExpiresByTheClock", func(t *testing.T) {
		short, renewed, ended := key(), key(), key()
		set(t, renewed, "old", 100*time.Millisecond)
		set(t, renewed, "new", time.Hour)
		set(t, ended, "x", time.Hour)
		set(t, ended, "x", 150*time.Millisecond)
		set(t, short, "x", 200*time.Millisecond)
		for _, k := range []string{short, ended} {
			Eventually(t, "the key's end", func() bool {
				_, err := s.Get(testContext(t), k)
				return errors.Is(err, store.ErrNotFound)
			})
		}
		if got, err := s.Get(testContext(t), renewed); err != nil || string(got) != "new" {
			t.Errorf("a key set again for an hour is %q, %v after its first time to live", got, err)
		}
	})
	t.Run("NoTimeToLive", func(t *testing.T) {
		for _, ttl := range []time.Duration{0, -time.Second} {
			k := key()
			want(t, "set", s.Set(testContext(t), k, []byte("x"), ttl), store.ErrInvalid)
			absent(t, k)
		}
	})
	t.Run("ConcurrentUse", func(t *testing.T) {
		ctx, k := testContext(t), key()
		Together(16, func(i int) {
			mine := key()
			value := []byte(strings.Repeat("x", i*100))
			for range 20 {
				err := errors.Join(s.Set(ctx, mine, value, time.Minute), s.Set(ctx, k, value, time.Minute))
				got, err2 := s.Get(ctx, mine)
				if err := errors.Join(err, err2); err != nil || !bytes.Equal(got, value) {
					t.Errorf("got %d bytes, %v; want %d", len(got), err, len(value))
				}
			}
		})
	})
	t.Run("Canceled", func(t *testing.T) {
		canceled(t, map[string]func(context.Context) error{
			"Get":    func(ctx context.Context) error { _, err := s.Get(ctx, "x"); return err },
			"Set":    func(ctx context.Context) error { return s.Set(ctx, key(), []byte("x"), time.Minute) },
			"Delete": func(ctx context.Context) error { return s.Delete(ctx, "x") },
		})
	})
}
