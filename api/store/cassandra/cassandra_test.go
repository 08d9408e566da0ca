package cassandra_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gocql/gocql"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/cassandra"
)

const width = 10 * 24 * time.Hour

// eventID makes a UUIDv7 for a time, with random bits otherwise.
func eventID(at time.Time) uuid.UUID {
	id := uuid.New()
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|0x7000|rand.Uint64N(1<<12))
	return id
}

// add stores a message at each of the times and returns them newest first.
func add(t *testing.T, db *cassandra.DB, conversation uuid.UUID, times ...time.Time) []store.Message {
	t.Helper()
	var all []store.Message
	for i, at := range times {
		m, err := db.AddMessage(t.Context(), store.Message{
			ConversationID: conversation, MessageID: eventID(at), UserID: int64(i), Content: fmt.Sprint(i),
		})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b store.Message) int { return bytes.Compare(b.MessageID[:], a.MessageID[:]) })
	return all
}

// pages reads a conversation from end to end.
func pages(t *testing.T, db *cassandra.DB, conversation uuid.UUID, limit int) []store.Message {
	t.Helper()
	var all []store.Message
	for before := uuid.Nil; ; before = all[len(all)-1].MessageID {
		page, err := db.Messages(t.Context(), conversation, before, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) > limit {
			t.Fatalf("page of %d, want at most %d", len(page), limit)
		}
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
	}
}

// TestThreeBuckets pages a conversation over the borders of buckets, the ids right before and after a border included, from a
// program that wrote it and from one that knows nothing yet.
func TestThreeBuckets(t *testing.T) {
	cfg := empty(t)
	db, conversation := openWith(t, cfg), uuid.New()
	border := time.UnixMilli(2000 * width.Milliseconds())
	var times []time.Time
	for _, at := range []time.Time{border, border.Add(width)} {
		for _, d := range []time.Duration{-3 * time.Hour, -time.Millisecond, -time.Millisecond, 0, 0, time.Millisecond, 5 * time.Hour} {
			times = append(times, at.Add(d))
		}
	}
	all := add(t, db, conversation, times...)
	partitions := raw(t, cfg).Query("SELECT DISTINCT conversation_id, bucket FROM messages").Iter().NumRows()
	if partitions != 3 {
		t.Fatalf("the conversation lies in %d partitions, want 3", partitions)
	}
	for who, db := range map[string]*cassandra.DB{"Writer": db, "Other": openWith(t, cfg)} {
		for _, limit := range []int{1, 2, 3, 4, 5, 7, 10, len(all), 500} {
			if diff := cmp.Diff(all, pages(t, db, conversation, limit)); diff != "" {
				t.Errorf("%s, limit %d (-want +got):\n%s", who, limit, diff)
			}
		}
		for i, m := range all {
			rest, err := db.Messages(t.Context(), conversation, m.MessageID, 500)
			if diff := cmp.Diff(all[i+1:], rest); err != nil || diff != "" {
				t.Errorf("%s, behind %d: %v (-want +got):\n%s", who, i, err, diff)
			}
		}
	}
}

// TestQuietConversation reads conversations with silences of years, more buckets than are read from the record at once, and times
// as far away as ids can tell.
func TestQuietConversation(t *testing.T) {
	cfg := empty(t)
	cfg.BucketWidth = time.Hour
	db := openWith(t, cfg)
	now := time.Now()
	var hours []time.Time
	for i := range 200 {
		hours = append(hours, now.Add(-time.Duration(i)*3*time.Hour))
	}
	for name, times := range map[string][]time.Time{
		"Years":     {now, now.AddDate(-1, 0, 0), now.AddDate(-7, 0, 0), now.AddDate(-8, 0, 0)},
		"Ended":     {now.AddDate(-8, 0, 0), now.AddDate(-8, 0, -1)},
		"Future":    {now.Add(time.Minute), now.Add(3 * time.Hour), now.AddDate(1, 0, 0)},
		"Ends":      {time.UnixMilli(0), time.UnixMilli(1<<48 - 1)},
		"ManyHours": hours,
	} {
		t.Run(name, func(t *testing.T) {
			conversation := uuid.New()
			all := add(t, db, conversation, times...)
			for _, limit := range []int{1, 7, 50, 500} {
				if limit == 1 && len(times) > 50 {
					continue
				}
				if diff := cmp.Diff(all, pages(t, db, conversation, limit)); diff != "" {
					t.Errorf("limit %d (-want +got):\n%s", limit, diff)
				}
			}
		})
	}
}

// TestOrder checks that Cassandra's order of UUIDv7 is that of their bytes, and that bounds of any version divide them as their bytes do.
func TestOrder(t *testing.T) {
	db, conversation, at := open(t), uuid.New(), time.Now()
	var times []time.Time
	for range 300 {
		times = append(times, at.Add(time.Duration(rand.IntN(3))*time.Millisecond))
	}
	rows := make([]store.Message, len(times))
	for i := range rows {
		rows[i] = store.Message{ConversationID: conversation, MessageID: eventID(times[i])}
	}
	if err := db.LoadMessages(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(rows, func(a, b store.Message) int { return bytes.Compare(b.MessageID[:], a.MessageID[:]) })
	ids := func(messages []store.Message) (ids []uuid.UUID) {
		for _, m := range messages {
			ids = append(ids, m.MessageID)
		}
		return ids
	}
	all := ids(rows)
	for version := range 16 {
		before := eventID(times[version])
		before[6] = before[6]&0x0f | byte(version<<4)
		got, err := db.Messages(t.Context(), conversation, before, 500)
		from := slices.IndexFunc(all, func(id uuid.UUID) bool { return bytes.Compare(id[:], before[:]) < 0 })
		if from < 0 {
			from = len(all)
		}
		if diff := cmp.Diff(all[from:], append([]uuid.UUID{}, ids(got)...)); err != nil || diff != "" {
			t.Errorf("before %s: %v (-want +got):\n%s", before, err, diff)
		}
	}
	if diff := cmp.Diff(all, ids(pages(t, db, conversation, 500))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTwoPrograms writes through one program into buckets that another has not heard of.
func TestTwoPrograms(t *testing.T) {
	cfg := empty(t)
	a, b, conversation := openWith(t, cfg), openWith(t, cfg), uuid.New()
	now := time.Now()
	for i, at := range []time.Time{now.Add(-3 * width), now, now.Add(-width), now.Add(width), now.Add(-2 * width)} {
		writer, reader := a, b
		if i%2 == 1 {
			writer, reader = b, a
		}
		m := add(t, writer, conversation, at)[0]
		page, err := reader.Messages(t.Context(), conversation, uuid.Nil, 50)
		if err != nil || len(page) != i+1 || !slices.Contains(page, m) {
			t.Fatalf("after message %d the other reads %v, %v", i, page, err)
		}
	}
}

// TestRouting compares the keys by which rows are sent to nodes with those that the driver finds out from the server.
func TestRouting(t *testing.T) {
	cfg := empty(t)
	db := openWith(t, cfg)
	session := raw(t, cfg)
	conversation, id := uuid.New(), gocql.UUID(eventID(time.Now()))
	for _, bucket := range []int32{0, 1, 2000, math.MaxInt32} {
		for _, c := range []struct {
			got  []byte
			want *gocql.Query
		}{
			{cassandra.PartitionKey(conversation, bucket), session.Query(db.InsertMessage(), gocql.UUID(conversation), bucket, id, int64(1), "")},
			{cassandra.NotificationKey(-7, bucket), session.Query(db.InsertNotification(), int64(-7), bucket, id, "", "")},
		} {
			want, err := c.want.GetRoutingKey()
			if err != nil || len(want) == 0 || !bytes.Equal(c.got, want) {
				t.Errorf("key %x, want %x, %v", c.got, want, err)
			}
		}
	}
}

func TestInvalidText(t *testing.T) {
	db, ctx := open(t), t.Context()
	for name, text := range map[string]string{"NotUTF8": "a\xff", "TooLong": strings.Repeat("x", 1<<20+1)} {
		t.Run(name, func(t *testing.T) {
			m := store.Message{ConversationID: uuid.New(), MessageID: eventID(time.Now()), Content: text}
			n := store.Notification{UserID: 1, NotificationID: m.MessageID, Type: text}
			_, errMessage := db.AddMessage(ctx, m)
			_, errNotification := db.AddNotification(ctx, n)
			for _, err := range []error{
				errMessage, errNotification,
				db.LoadMessages(ctx, []store.Message{{ConversationID: m.ConversationID, MessageID: m.MessageID}, m}),
				db.LoadNotifications(ctx, []store.Notification{n}),
			} {
				if !errors.Is(err, store.ErrInvalid) {
					t.Errorf("error is %v, want invalid", err)
				}
			}
			if got := pages(t, db, m.ConversationID, 50); len(got) > 0 {
				t.Errorf("a refused message was stored: %v", got)
			}
		})
	}
	longest := store.Message{ConversationID: uuid.New(), MessageID: eventID(time.Now()), Content: strings.Repeat("x", 1<<20)}
	if _, err := db.AddMessage(ctx, longest); err != nil {
		t.Errorf("longest text: %v", err)
	}
}

func TestCountsAndVersion(t *testing.T) {
	db, ctx := open(t), t.Context()
	counts := func(want map[string]int64) {
		t.Helper()
		got, err := db.Counts(ctx)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
	counts(map[string]int64{"messages": 0, "notifications": 0})
	if err := db.LoadMessages(ctx, messages(3000)); err != nil {
		t.Fatal(err)
	}
	if _, err := db.AddNotification(ctx, store.Notification{UserID: math.MinInt64, NotificationID: eventID(time.Now())}); err != nil {
		t.Fatal(err)
	}
	counts(map[string]int64{"messages": 3000, "notifications": 1})
	if v, err := db.Version(ctx); err != nil || v != server.Software {
		t.Errorf("version is %q, %v, want %q", v, err, server.Software)
	}
	if err := db.Ping(ctx); err != nil {
		t.Errorf("ping: %v", err)
	}
}
