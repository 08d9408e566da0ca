package cassandra_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"quintet/api/store"
)

// messages are n rows like those a benchmark is filled with: conversations of 20 messages over some weeks, one after another.
func messages(n int) []store.Message {
	rows := make([]store.Message, n)
	var conversation uuid.UUID
	for i := range rows {
		if i%20 == 0 {
			conversation = uuid.New()
		}
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i%20) * 50 * time.Hour)
		rows[i] = store.Message{
			ConversationID: conversation, MessageID: eventID(at), UserID: int64(i), Content: strings.Repeat("x", 1+i*7%150), Timestamp: at,
		}
	}
	return rows
}

// TestLoadCompletes loads rows of which some are there, more of one partition than a batch takes, by number and by size.
func TestLoadCompletes(t *testing.T) {
	db, ctx, conversation := open(t), t.Context(), uuid.New()
	rows := make([]store.Message, 400)
	began := time.UnixMilli(2000 * width.Milliseconds())
	for i := range rows {
		at := began.Add(time.Duration(i) * time.Second)
		rows[i] = store.Message{ConversationID: conversation, MessageID: eventID(at), UserID: int64(i), Content: "x", Timestamp: at.UTC()}
		if i%100 == 0 {
			rows[i].Content = strings.Repeat("long ", 30_000)
		}
	}
	if err := db.LoadMessages(ctx, rows[100:130]); err != nil {
		t.Fatal(err)
	}
	twice := append(slices.Clone(rows), rows[399], rows[0])
	before := slices.Clone(twice)
	if err := db.LoadMessages(ctx, twice); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, twice); diff != "" {
		t.Errorf("the loader changed what it was given:\n%s", diff)
	}
	slices.SortFunc(rows, func(a, b store.Message) int { return bytes.Compare(b.MessageID[:], a.MessageID[:]) })
	if diff := cmp.Diff(rows, pages(t, db, conversation, 150)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if counts, err := db.Counts(ctx); err != nil || counts["messages"] != 400 {
		t.Errorf("counted %d, %v; want 400", counts["messages"], err)
	}
}

func TestCanceledLoad(t *testing.T) {
	db := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.LoadMessages(ctx, messages(100)); !errors.Is(err, context.Canceled) {
		t.Errorf("load: %v, want canceled", err)
	}
	if err := db.LoadMessages(t.Context(), nil); err != nil {
		t.Errorf("load of nothing: %v", err)
	}
}
