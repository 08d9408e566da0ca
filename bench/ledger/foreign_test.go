package ledger_test

import (
	"fmt"
	"io"
	"log"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gocql/gocql"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/redis/go-redis/v9"

	"quintet/bench/samples"
	"quintet/bench/stack/native"
)

// The keys that clients of real servers find, which are none of the API's: each server by its own driver and its own question.

func byName(w *samples.Write) string { return w.Name }

func byEnds(w *samples.Write) string { return fmt.Sprintf("%d-%d", w.Row, w.Other) }

func byID(w *samples.Write) string {
	if w.ID == uuid.Nil {
		return ""
	}
	return uuid.UUID(w.ID).String()
}

func addressOf(i *native.Instance) string {
	return net.JoinHostPort(i.Hosts[0], strconv.Itoa(i.Port))
}

// keysInPostgres are the e-mail addresses of all users but those that were seeded.
func keysInPostgres(t *testing.T, i *native.Instance) []string {
	t.Helper()
	c, err := pgx.Connect(t.Context(), fmt.Sprintf("postgres://%s:%s@%s/%s", i.User, i.Password, addressOf(i), i.Database))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	rows, err := c.Query(t.Context(), "SELECT email FROM users WHERE id > $1", seededUsers)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// keysInCassandra are the ids of all messages.
func keysInCassandra(t *testing.T, i *native.Instance) (keys []string) {
	t.Helper()
	c := gocql.NewCluster(i.Hosts...)
	c.Port, c.ProtoVersion, c.Timeout, c.ConnectTimeout, c.Keyspace = i.Port, 4, time.Minute, time.Minute, i.Database
	c.Logger = log.New(io.Discard, "", 0)
	session, err := c.CreateSession()
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	rows, id := session.Query("SELECT message_id FROM messages").Iter(), gocql.UUID{}
	for rows.Scan(&id) {
		keys = append(keys, id.String())
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	return keys
}

// keysInNeo4j are the two ends of every friendship.
func keysInNeo4j(t *testing.T, i *native.Instance) (keys []string) {
	t.Helper()
	d, err := neo4j.NewDriverWithContext("bolt://"+addressOf(i), neo4j.BasicAuth(i.User, i.Password, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close(t.Context())
	result, err := neo4j.ExecuteQuery(t.Context(), d, "MATCH (a:User)-[:FRIEND]->(b:User) RETURN a.id AS a, b.id AS b", nil, neo4j.EagerResultTransformer)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range result.Records {
		a, _ := r.Get("a")
		b, _ := r.Get("b")
		keys = append(keys, fmt.Sprintf("%d-%d", a, b))
	}
	return keys
}

// keysInRedis are the tokens of all sessions.
func keysInRedis(t *testing.T, i *native.Instance) (keys []string) {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: addressOf(i), Password: i.Password})
	defer c.Close()
	const prefix = "v1:session:"
	found, err := c.Keys(t.Context(), prefix+"*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range found {
		keys = append(keys, strings.TrimPrefix(key, prefix))
	}
	return keys
}

// keysInMinIO are the names of all objects.
func keysInMinIO(t *testing.T, i *native.Instance) (keys []string) {
	t.Helper()
	c, err := minio.New(addressOf(i), &minio.Options{Creds: credentials.NewStaticV4(i.User, i.Password, "")})
	if err != nil {
		t.Fatal(err)
	}
	for object := range c.ListObjects(t.Context(), i.Database, minio.ListObjectsOptions{Recursive: true}) {
		if object.Err != nil {
			t.Fatal(object.Err)
		}
		keys = append(keys, object.Key)
	}
	return keys
}
