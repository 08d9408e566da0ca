package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/sqlite"
)

func newID(b *testing.B) uuid.UUID {
	id, err := uuid.NewV7()
	if err != nil {
		b.Fatal(err)
	}
	return id
}

// conversations with 100 messages each, loaded.
func conversations(b *testing.B, db *sqlite.DB, n int) []uuid.UUID {
	b.Helper()
	out := make([]uuid.UUID, n)
	var rows []store.Message
	for i := range out {
		out[i] = uuid.New()
		for range 100 {
			rows = append(rows, store.Message{ConversationID: out[i], MessageID: newID(b), UserID: 1, Content: "a message of ordinary length, more or less"})
		}
	}
	if err := db.LoadMessages(b.Context(), rows); err != nil {
		b.Fatal(err)
	}
	return out
}

// parallel runs f from 8 goroutines a core, as the API's requests would.
func parallel(b *testing.B, f func(n int64) error) {
	var n atomic.Int64
	b.SetParallelism(8)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := f(n.Add(1)); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
}

func BenchmarkAddMessage(b *testing.B) {
	db := open(b)
	conversations := conversations(b, db, 100)
	parallel(b, func(n int64) error {
		_, err := db.AddMessage(b.Context(), store.Message{
			ConversationID: conversations[n%100], MessageID: uuid.Must(uuid.NewV7()), UserID: n, Content: "a message of ordinary length"})
		return err
	})
}

func BenchmarkMessages50(b *testing.B) {
	db := open(b)
	conversations := conversations(b, db, 1000)
	parallel(b, func(int64) error {
		page, err := db.Messages(b.Context(), conversations[rand.IntN(1000)], uuid.Nil, 50)
		if err == nil && len(page) != 50 {
			err = fmt.Errorf("page of %d", len(page))
		}
		return err
	})
}

func BenchmarkUser(b *testing.B) {
	db := open(b)
	if err := db.LoadUsers(b.Context(), users(10_000)); err != nil {
		b.Fatal(err)
	}
	parallel(b, func(int64) error {
		_, err := db.User(b.Context(), 1+rand.Int64N(10_000))
		return err
	})
}

func users(n int) []store.User {
	rows := make([]store.User, n)
	for i := range rows {
		rows[i] = store.User{ID: int64(i) + 1, Name: "Some Name", Email: fmt.Sprintf("user%d@example.org", i), CreatedAt: time.Now()}
	}
	return rows
}

func BenchmarkLoad(b *testing.B) {
	const rows = 20_000
	rate := func(b *testing.B) {
		b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	}
	b.Run("Users", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			db, rows := open(b), users(rows)
			b.StartTimer()
			if err := db.LoadUsers(b.Context(), rows); err != nil {
				b.Fatal(err)
			}
		}
		rate(b)
	})
	b.Run("Messages", func(b *testing.B) {
		db := open(b)
		for b.Loop() {
			b.StopTimer()
			messages := make([]store.Message, rows)
			for i := range messages {
				messages[i] = store.Message{ConversationID: uuid.UUID{byte(i), byte(i >> 8)}, MessageID: newID(b), Content: "a message of ordinary length"}
			}
			b.StartTimer()
			if err := db.LoadMessages(b.Context(), messages); err != nil {
				b.Fatal(err)
			}
		}
		rate(b)
	})
	b.Run("Friendships", func(b *testing.B) {
		db := open(b)
		for b.Loop() {
			b.StopTimer()
			friendships := make([]store.Friendship, rows)
			for i := range friendships {
				a := rand.Int64N(10_000)
				friendships[i] = store.Friendship{A: a, B: a + 1 + rand.Int64N(1_000_000)}
			}
			b.StartTimer()
			if err := db.LoadFriendships(b.Context(), friendships); err != nil {
				b.Fatal(err)
			}
		}
		rate(b)
	})
}
