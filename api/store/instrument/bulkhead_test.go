package instrument_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/bulkhead"
	"quintet/api/store/instrument"
)

// hanging is a store whose users are told when they are asked for, and answered once it is closed.
type hanging struct {
	store.Set
	asked, answer chan struct{}
}

// Records with one method that hangs.
type hangingRecords struct {
	store.Records
	*hanging
}

// User implements store.Records.
func (h *hangingRecords) User(context.Context, int64) (store.User, error) {
	h.asked <- struct{}{}
	<-h.answer
	return store.User{}, nil
}

// TestBulkhead has one store hang: all its other calls are shed, whatever their role, those of other stores are not, and what finishes others'
// work is admitted.
func TestBulkhead(t *testing.T) {
	plain := open(t, new(seen))
	h := &hanging{asked: make(chan struct{}), answer: make(chan struct{})}
	observer := new(seen)
	names := instrument.Names{Records: "one", Messages: "one", Notifications: "one", Graph: "one", Sessions: "two", Cache: "one", Objects: "one"}
	plain.Records = &hangingRecords{plain.Records, h}
	set := instrument.Set(plain, names, observer, instrument.Bulkheads{"one": bulkhead.New(1, time.Millisecond), "two": bulkhead.New(1, time.Millisecond)}, nil)
	done := make(chan error)
	go func() {
		_, err := set.Records.User(t.Context(), 1)
		done <- err
	}()
	<-h.asked
	for name, call := range map[string]func(ctx context.Context) error{
		"create_group": func(ctx context.Context) error { _, err := set.Records.CreateGroup(ctx, "g", ""); return err },
		"list_messages": func(ctx context.Context) error {
			_, err := set.Messages.Messages(ctx, uuid.New(), uuid.Nil, 1)
			return err
		},
		"add_friend": func(ctx context.Context) error { return set.Graph.AddFriend(ctx, 1, 2) },
		"list_notifications": func(ctx context.Context) error {
			_, err := set.Notifications.Notifications(ctx, 1, uuid.Nil, 1)
			return err
		},
		"put_object": func(ctx context.Context) error {
			_, err := set.Objects.Put(ctx, "x", "a/b", bytes.NewReader([]byte("x")), 1)
			return err
		},
		"open_object": func(ctx context.Context) error {
			_, content, err := set.Objects.Open(ctx, "x")
			if err == nil {
				_, _ = io.Copy(io.Discard, content)
				err = content.Close()
			}
			return err
		},
	} {
		if err := call(t.Context()); !errors.Is(err, store.ErrBusy) {
			t.Errorf("%s: %v, want busy", name, err)
		}
		if !slices.Contains(observer.calls, "one "+name+" shed") {
			t.Errorf("%s was not observed as shed: %v", name, observer.calls)
		}
		if err := call(store.Finishing(t.Context())); errors.Is(err, store.ErrBusy) {
			t.Errorf("%s that finishes what others began: %v", name, err)
		}
	}
	if _, err := set.Sessions.CreateSession(t.Context(), 1, time.Minute); err != nil {
		t.Errorf("a store that does not hang: %v", err)
	}
	if _, err := set.Cache.Get(t.Context(), "k"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the cache: %v", err)
	}
	close(h.answer)
	if err := <-done; err != nil {
		t.Errorf("the call that hung: %v", err)
	}
	if _, err := set.Messages.Messages(t.Context(), uuid.New(), uuid.Nil, 1); err != nil {
		t.Errorf("after it: %v", err)
	}
}
