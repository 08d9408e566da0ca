package cached_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/cached"
)

// stopping is a cache whose lookups stop after they have read, each until the test lets it go.
type stopping struct {
	*lossy
	asked chan struct{}
	let   chan struct{}
}

func (s *stopping) Get(ctx context.Context, key string) ([]byte, error) {
	v, err := s.lossy.Get(ctx, key)
	s.asked <- struct{}{}
	<-s.let
	return v, err
}

// TestReadersDoNotShareEarlierLookup has many read one key while a lookup is under way: none of them is given what that one read, and
// each gets a page of its own.
func TestReadersDoNotShareEarlierLookup(t *testing.T) {
	const readers = 50
	db, cache := openDB(t), newLossy()
	one := cached.Messages(db, patient(cached.Config{Cache: cache}))
	first := store.Message{ConversationID: uuid.New(), MessageID: uuid.Must(uuid.NewV7()), UserID: 1, Content: "first"}
	first = must[store.Message](t)(one.AddMessage(t.Context(), first))
	list := func(s store.Messages) []store.Message {
		return must[[]store.Message](t)(s.Messages(t.Context(), first.ConversationID, uuid.Nil, cached.PageLimit))
	}
	list(one)
	stop := &stopping{cache, make(chan struct{}, readers), make(chan struct{})}
	other := cached.Messages(db, patient(cached.Config{Cache: stop}))

	var running sync.WaitGroup
	running.Go(func() {
		if got := list(other); len(got) != 1 {
			t.Errorf("the early reader got %d messages", len(got))
		}
	})
	<-stop.asked // it has read the page of one message
	second := store.Message{ConversationID: first.ConversationID, MessageID: uuid.Must(uuid.NewV7()), UserID: 2, Content: "second"}
	second = must[store.Message](t)(one.AddMessage(t.Context(), second))
	list(one)
	pages := make([][]store.Message, readers)
	for i := range pages {
		running.Go(func() { pages[i] = list(other) })
	}
	close(stop.let)
	running.Wait()
	for i, page := range pages {
		if diff := cmp.Diff([]store.Message{second, first}, page); diff != "" {
			t.Fatalf("reader %d (-want +got):\n%s", i, diff)
		}
		page[0].Content = "a page of one's own"
	}
}
