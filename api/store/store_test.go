package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"quintet/api/store"
)

func TestWrap(t *testing.T) {
	driver := errors.New("driver's text")
	for name, c := range map[string]struct {
		err  error
		is   []error
		isNo []error
	}{
		"Unknown":  {driver, []error{store.ErrUnavailable, driver}, []error{store.ErrTimeout, store.ErrNotFound}},
		"Deadline": {context.DeadlineExceeded, []error{store.ErrTimeout, store.ErrUnavailable, context.DeadlineExceeded}, nil},
		"Canceled": {context.Canceled, []error{context.Canceled}, []error{store.ErrUnavailable}},
		"NotFound": {store.ErrNotFound, []error{store.ErrNotFound}, []error{store.ErrUnavailable}},
		"Twice":    {store.Wrap("in", store.ErrConflict), []error{store.ErrConflict}, []error{store.ErrUnavailable}},
	} {
		t.Run(name, func(t *testing.T) {
			err := store.Wrap("do it", c.err)
			if !strings.HasPrefix(err.Error(), "do it: ") {
				t.Errorf("error is %q", err)
			}
			for _, is := range c.is {
				if !errors.Is(err, is) {
					t.Errorf("%v is not %v", err, is)
				}
			}
			for _, no := range c.isNo {
				if errors.Is(err, no) {
					t.Errorf("%v is %v", err, no)
				}
			}
		})
	}
	if store.Wrap("do it", nil) != nil {
		t.Error("Wrap of nil is not nil")
	}
}

func TestEventTime(t *testing.T) {
	// RFC 9562, appendix A.6.
	at, err := store.EventTime(uuid.MustParse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"))
	if want := time.Date(2022, 2, 22, 19, 22, 22, 0, time.UTC); err != nil || !at.Equal(want) || at.Location() != time.UTC {
		t.Errorf("got %v, %v, want %v", at, err, want)
	}
	if _, err := store.EventTime(uuid.New()); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("version 4: %v", err)
	}
}

func FuzzCheckObjectName(f *testing.F) {
	for _, seed := range []string{"", ".", "..", "a", "a/b", "a\\b", "a\x00", "é", "\xff", strings.Repeat("x", 256)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		err := store.CheckObjectName(name)
		bad := name == "" || name == "." || name == ".." || len(name) > 255 || strings.ContainsAny(name, "/\\\x00\n")
		if bad && !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%q was let through", name)
		}
		if err != nil && !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	})
}

type pinger struct{ store.Cache }

func (pinger) Ping(context.Context) error { return nil }

type wrapper struct{ next any }

func (w wrapper) Unwrap() any { return w.next }

func TestAs(t *testing.T) {
	for name, c := range map[string]struct {
		store any
		want  bool
	}{
		"Own":     {pinger{}, true},
		"Wrapped": {wrapper{wrapper{pinger{}}}, true},
		"None":    {wrapper{wrapper{struct{}{}}}, false},
		"Nil":     {nil, false},
		"NilNext": {wrapper{nil}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if _, ok := store.As[store.Pinger](c.store); ok != c.want {
				t.Errorf("found is %v, want %v", ok, c.want)
			}
		})
	}
}

func TestEmailKey(t *testing.T) {
	for address, want := range map[string]string{
		"Ada@Example.org": "ada@example.org", "ΑΣ@x": "ασ@x", "ας@x": "ασ@x", "É@x": "é@x", "E\u0301@x": "é@x", "STRAẞE@x": "straße@x", "\u212a@x": "k@x", "ᾼ@x": "αι@x", "Ꮟ@x": "ꮟ@x",
		"İ@x": "i\u0307@x", "ı@x": "ı@x", "": "",
	} {
		if got := store.EmailKey(address); got != want {
			t.Errorf("%q has the key %q, want %q", address, got, want)
		}
	}
}

func FuzzEmailKey(f *testing.F) {
	for _, s := range []string{"Ada@Example.org", "ΑΣ", "ᾼ", "ŉ", "\u0345\u0301", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip()
		}
		if key := store.EmailKey(s); store.EmailKey(key) != key {
			t.Errorf("the key %q of %q has another key, %q", key, s, store.EmailKey(key))
		}
	})
}
