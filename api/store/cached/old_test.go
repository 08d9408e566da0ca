package cached_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/cached"
	"quintet/api/store/storetest"
)

func TestRecordsWithSecondCopies(t *testing.T) {
	storetest.Records(t, func(t *testing.T) store.Records {
		return cached.Records(openDB(t), slow(cached.Config{Cache: openCache(t), StaleIfError: time.Hour}))
	})
}

func TestMessagesWithSecondCopies(t *testing.T) {
	storetest.Messages(t, func(t *testing.T) store.Messages {
		return cached.Messages(openDB(t), slow(cached.Config{Cache: openCache(t), StaleIfError: time.Hour}))
	})
}

// failure is the error with which reads fail, nil for none.
type failure struct{ err atomic.Value }

func (f *failure) set(err error) { f.err.Store(&err) }

func (f *failure) get() error {
	if err, ok := f.err.Load().(*error); ok {
		return *err
	}
	return nil
}

// failingRecords and failingMessages are stores whose reads fail.
type failingRecords struct {
	store.Records
	*failure
}

// User implements store.Records.
func (f failingRecords) User(ctx context.Context, id int64) (store.User, error) {
	if err := f.get(); err != nil {
		return store.User{}, err
	}
	return f.Records.User(ctx, id)
}

type failingMessages struct {
	messages store.Messages
	*failure
}

// AddMessage implements store.Messages.
func (f failingMessages) AddMessage(ctx context.Context, m store.Message) (store.Message, error) {
	return f.messages.AddMessage(ctx, m)
}

// Messages implements store.Messages.
func (f failingMessages) Messages(ctx context.Context, conversation, before uuid.UUID, limit int) ([]store.Message, error) {
	if err := f.get(); err != nil {
		return nil, err
	}
	return f.messages.Messages(ctx, conversation, before, limit)
}

// TestStaleIfError has the store fail once the first copies have expired: reads are answered from the second ones, but for what this process
// wrote since, whether or not the cache carried out the deletes.
func TestStaleIfError(t *testing.T) {
	for name, failed := range map[string]error{"Unavailable": store.ErrUnavailable, "Timeout": store.ErrTimeout, "Busy": store.ErrBusy} {
		t.Run(name, func(t *testing.T) {
			ctx, db, cache, down := t.Context(), openDB(t), openCache(t), new(failure)
			var told results
			cfg := slow(cached.Config{Cache: cache, StaleIfError: time.Hour, Observe: told.observe})
			records, messages := cached.Records(failingRecords{db, down}, cfg), cached.Messages(failingMessages{db, down}, cfg)
			u := must[store.User](t)(records.CreateUser(ctx, "old", "a@example.org"))
			conversation := uuid.New()
			must[store.Message](t)(messages.AddMessage(ctx, store.Message{ConversationID: conversation, UserID: 1, Content: "old"}))
			page := func() ([]store.Message, error) {
				return messages.Messages(ctx, conversation, uuid.Nil, cached.PageLimit)
			}
			read := func() {
				must[store.User](t)(records.User(ctx, u.ID))
				must[[]store.Message](t)(page())
			}
			expire := func() {
				if err := cache.Delete(ctx, "v2:user:1", "v2:messages:"+conversation.String()); err != nil {
					t.Fatal(err)
				}
			}
			read()
			expire()
			down.set(failed)
			told.n = nil
			if got := must[store.User](t)(records.User(ctx, u.ID)); got != u {
				t.Errorf("the user is %+v, want %+v", got, u)
			}
			if got := must[[]store.Message](t)(page()); len(got) != 1 || got[0].Content != "old" {
				t.Errorf("the page is %v", got)
			}
			told.want(t, map[string]int{"user miss": 1, "user stale": 1, "messages miss": 1, "messages stale": 1})
			// Another process on this cache has the same copies, and one without second copies has none.
			other := cached.Records(failingRecords{db, down}, cfg)
			if got := must[store.User](t)(other.User(ctx, u.ID)); got != u {
				t.Errorf("for another process the user is %+v", got)
			}
			without := cfg
			without.StaleIfError = 0
			if _, err := cached.Records(failingRecords{db, down}, without).User(ctx, u.ID); !errors.Is(err, failed) {
				t.Errorf("without second copies: %v, want %v", err, failed)
			}

			must[store.User](t)(records.UpdateUser(ctx, u.ID, "new", "a@example.org"))
			must[store.Message](t)(messages.AddMessage(ctx, store.Message{ConversationID: conversation, UserID: 1, Content: "new"}))
			if got, err := records.User(ctx, u.ID); !errors.Is(err, failed) {
				t.Errorf("after a write the user is %+v, %v, want %v", got, err, failed)
			}
			if got, err := page(); !errors.Is(err, failed) {
				t.Errorf("after a write the page is %v, %v, want %v", got, err, failed)
			}
			// What is absent is no failure, and is remembered as before.
			down.set(nil)
			read()
			if err := records.DeleteUser(ctx, u.ID); err != nil {
				t.Fatal(err)
			}
			down.set(failed)
			if got, err := records.User(ctx, u.ID); !errors.Is(err, failed) {
				t.Errorf("a deleted user is answered with %+v, %v", got, err)
			}
		})
	}
}

// TestStaleIfErrorAfterLostDelete: second copies whose delete the cache did not carry out are not answered by who wrote.
func TestStaleIfErrorAfterLostDelete(t *testing.T) {
	ctx, db, cache, down := t.Context(), openDB(t), newLossy(), new(failure)
	records := cached.Records(failingRecords{db, down}, slow(cached.Config{Cache: cache, StaleIfError: time.Hour}))
	u := must[store.User](t)(records.CreateUser(ctx, "old", "a@example.org"))
	must[store.User](t)(records.User(ctx, u.ID))
	cache.fail("delete")
	must[store.User](t)(records.UpdateUser(ctx, u.ID, "new", "a@example.org"))
	down.set(store.ErrUnavailable)
	if got, err := records.User(ctx, u.ID); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("the user is %+v, %v, want unavailable", got, err)
	}
	cache.fail()
	down.set(nil)
	if got := must[store.User](t)(records.User(ctx, u.ID)); got.Name != "new" {
		t.Errorf("the user is %+v", got)
	}
}
