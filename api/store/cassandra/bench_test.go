package cassandra_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/gocql/gocql"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"quintet/api/store"
	"quintet/api/store/storetest"
)

// BenchmarkLoad compares loading messages, with the record of their buckets, with prepared inserts of the same rows into a table like
// theirs, as many at once as is best. Conversations of 20 messages in 5 buckets are what a benchmark is filled with; one conversation
// is the other extreme.
func BenchmarkLoad(b *testing.B) {
	const size = 4000
	for name, rows := range map[string]func() []store.Message{
		"Conversations": func() []store.Message { return messages(size) },
		"OneConversation": func() []store.Message {
			all, conversation := messages(size), uuid.New()
			for i := range all {
				all[i].ConversationID = conversation
			}
			return all
		},
	} {
		for _, atOnce := range []int{16, 64, 256} {
			b.Run(fmt.Sprintf("%s/RawAtOnce=%d", name, atOnce), func(b *testing.B) {
				cfg := empty(b)
				db := openWith(b, cfg)
				session := raw(b, cfg)
				if err := session.Query(`CREATE TABLE raw (conversation_id uuid, bucket int, message_id uuid, user_id bigint, content text,
					PRIMARY KEY ((conversation_id, bucket), message_id))`).Exec(); err != nil {
					b.Fatal(err)
				}
				const insert = `INSERT INTO raw (conversation_id, bucket, message_id, user_id, content) VALUES (?, ?, ?, ?, ?)`
				var batch []store.Message
				storetest.Rates(b, func() { batch = rows() }, func() {
					if err := db.LoadMessages(b.Context(), batch); err != nil {
						b.Fatal(err)
					}
				}, func() {
					var group errgroup.Group
					group.SetLimit(atOnce)
					for _, m := range batch {
						group.Go(func() error {
							bucket := int32(m.Timestamp.UnixMilli() / width.Milliseconds())
							return session.Query(insert, gocql.UUID(m.ConversationID), bucket, gocql.UUID(m.MessageID), m.UserID, m.Content).Exec()
						})
					}
					if err := group.Wait(); err != nil {
						b.Fatal(err)
					}
				})
			})
		}
	}
}

// BenchmarkMessages compares reading the newest page of a conversation with the same select of one bucket given to the driver directly.
// Where a page fits into a bucket there is the record to read besides; where it does not, there are other buckets.
func BenchmarkMessages(b *testing.B) {
	const conversations, calls = 100, 100
	for name, step := range map[string]time.Duration{"OneBucket": time.Minute, "ManyBuckets": 2 * 24 * time.Hour} {
		b.Run(name, func(b *testing.B) {
			cfg := empty(b)
			db, session := openWith(b, cfg), raw(b, cfg)
			began := time.UnixMilli(2000 * width.Milliseconds())
			var owners []uuid.UUID
			var rows []store.Message
			for range conversations {
				owner := uuid.New()
				owners = append(owners, owner)
				for i := range 60 {
					rows = append(rows, store.Message{
						ConversationID: owner, MessageID: eventID(began.Add(time.Duration(i) * step)), Content: strings.Repeat("x", 100),
					})
				}
			}
			if err := db.LoadMessages(b.Context(), rows); err != nil {
				b.Fatal(err)
			}
			newest := int32(2000 + 59*step/width)
			storetest.Rates(b, func() {}, func() {
				for range calls {
					page, err := db.Messages(b.Context(), owners[rand.IntN(conversations)], uuid.Nil, 50)
					if err != nil || len(page) != 50 {
						b.Fatal(len(page), err)
					}
				}
			}, func() {
				for range calls {
					var m store.Message
					rows := session.Query(`SELECT message_id, user_id, content FROM messages WHERE conversation_id = ? AND bucket = ?
						AND message_id < ? LIMIT 50`, gocql.UUID(owners[rand.IntN(conversations)]), newest, gocql.UUID(uuid.Max)).Iter()
					for rows.Scan((*gocql.UUID)(&m.MessageID), &m.UserID, &m.Content) {
					}
					if err := rows.Close(); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// BenchmarkAdd compares adding messages, under ids that are made and under ids that clients chose, with the raw insert.
func BenchmarkAdd(b *testing.B) {
	const calls, atOnce = 200, 16
	for name, made := range map[string]bool{"IDMade": true, "IDChosen": false} {
		b.Run(name, func(b *testing.B) {
			cfg := empty(b)
			db, session := openWith(b, cfg), raw(b, cfg)
			conversation := uuid.New()
			together := func(f func() error) {
				var group errgroup.Group
				group.SetLimit(atOnce)
				for range calls {
					group.Go(f)
				}
				if err := group.Wait(); err != nil {
					b.Fatal(err)
				}
			}
			insert := db.InsertMessage()
			storetest.Rates(b, func() {}, func() {
				together(func() error {
					m := store.Message{ConversationID: conversation, UserID: 1, Content: "a message"}
					if !made {
						m.MessageID = uuid.Must(uuid.NewV7())
					}
					_, err := db.AddMessage(b.Context(), m)
					return err
				})
			}, func() {
				together(func() error {
					id := uuid.Must(uuid.NewV7())
					bucket := int32(time.Now().UnixMilli() / width.Milliseconds())
					return session.Query(insert, gocql.UUID(conversation), bucket, gocql.UUID(id), int64(1), "a message").Exec()
				})
			})
		})
	}
}
