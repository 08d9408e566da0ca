package native_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gocql/gocql"
	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/redis/go-redis/v9"

	"quintet/bench/stack/native"
)

// client is how a test keeps a word in a server and asks for it again, over the driver an API would use.
type client struct {
	put func(ctx context.Context, i *native.Instance, word string) error
	get func(ctx context.Context, i *native.Instance) (string, error)
}

// clients has a row for every server.
func clients() map[string]client {
	return map[string]client{
		"postgres":   {putPostgres, getPostgres},
		"redis":      {putRedis, getRedis},
		"cassandra":  {putCassandra, getCassandra},
		"neo4j":      {putNeo4j, getNeo4j},
		"minio":      {putS3, getS3},
		"versitygw":  {putS3, getS3},
		"prometheus": {putPrometheus, getPrometheus},
	}
}

func address(i *native.Instance) string { return net.JoinHostPort(i.Hosts[0], strconv.Itoa(i.Port)) }

func withPostgres(ctx context.Context, i *native.Instance, do func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, fmt.Sprintf("postgres://%s:%s@%s/%s", i.User, i.Password, address(i), i.Database))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return do(conn)
}

func putPostgres(ctx context.Context, i *native.Instance, word string) error {
	return withPostgres(ctx, i, func(c *pgx.Conn) error {
		if _, err := c.Exec(ctx, "CREATE TABLE IF NOT EXISTS words (word text)"); err != nil {
			return err
		}
		_, err := c.Exec(ctx, "INSERT INTO words VALUES ($1)", word)
		return err
	})
}

func getPostgres(ctx context.Context, i *native.Instance) (word string, err error) {
	err = withPostgres(ctx, i, func(c *pgx.Conn) error { return c.QueryRow(ctx, "SELECT word FROM words").Scan(&word) })
	return word, err
}

func redisClient(i *native.Instance) *redis.Client {
	return redis.NewClient(&redis.Options{Addr: address(i), Password: i.Password, ContextTimeoutEnabled: true, MaxRetries: -1})
}

func putRedis(ctx context.Context, i *native.Instance, word string) error {
	c := redisClient(i)
	defer c.Close()
	return c.Set(ctx, "word", word, 0).Err()
}

func getRedis(ctx context.Context, i *native.Instance) (string, error) {
	c := redisClient(i)
	defer c.Close()
	return c.Get(ctx, "word").Result()
}

func cassandraSession(ctx context.Context, i *native.Instance) (*gocql.Session, error) {
	c := gocql.NewCluster(i.Hosts...)
	c.Port, c.ProtoVersion, c.Consistency = i.Port, 4, gocql.Quorum
	// The driver's own patience, which a context does not shorten, is that of a busy machine.
	c.Timeout, c.ConnectTimeout = 15*time.Second, 15*time.Second
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < c.Timeout {
		c.Timeout, c.ConnectTimeout = time.Until(deadline), time.Until(deadline)
	}
	c.Logger = silence{}
	return c.CreateSession()
}

type silence struct{}

func (silence) Print(...any)          {}
func (silence) Printf(string, ...any) {}
func (silence) Println(...any)        {}

func putCassandra(ctx context.Context, i *native.Instance, word string) error {
	s, err := cassandraSession(ctx, i)
	if err != nil {
		return err
	}
	defer s.Close()
	for _, statement := range []string{
		fmt.Sprintf("CREATE KEYSPACE IF NOT EXISTS words WITH replication = {'class': 'SimpleStrategy', 'replication_factor': %d}", len(i.Hosts)),
		"CREATE TABLE IF NOT EXISTS words.words (id int PRIMARY KEY, word text)",
	} {
		if err := s.Query(statement).WithContext(ctx).Exec(); err != nil {
			return err
		}
	}
	return s.Query("INSERT INTO words.words (id, word) VALUES (1, ?)", word).WithContext(ctx).Exec()
}

func getCassandra(ctx context.Context, i *native.Instance) (word string, err error) {
	s, err := cassandraSession(ctx, i)
	if err != nil {
		return "", err
	}
	defer s.Close()
	err = s.Query("SELECT word FROM words.words WHERE id = 1").WithContext(ctx).Scan(&word)
	return word, err
}

func runNeo4j(ctx context.Context, i *native.Instance, statement string, parameters map[string]any) (*driver.EagerResult, error) {
	d, err := driver.NewDriverWithContext("bolt://"+address(i), driver.BasicAuth(i.User, i.Password, ""))
	if err != nil {
		return nil, err
	}
	defer d.Close(context.WithoutCancel(ctx))
	return driver.ExecuteQuery(ctx, d, statement, parameters, driver.EagerResultTransformer)
}

func putNeo4j(ctx context.Context, i *native.Instance, word string) error {
	_, err := runNeo4j(ctx, i, "CREATE (:Word {word: $word})", map[string]any{"word": word})
	return err
}

func getNeo4j(ctx context.Context, i *native.Instance) (string, error) {
	result, err := runNeo4j(ctx, i, "MATCH (w:Word) RETURN w.word AS word", nil)
	if err != nil {
		return "", err
	}
	if len(result.Records) != 1 {
		return "", fmt.Errorf("found %d records, want 1", len(result.Records))
	}
	word, _, err := driver.GetRecordValue[string](result.Records[0], "word")
	return word, err
}

func s3Client(i *native.Instance) (*minio.Core, error) {
	return minio.NewCore(address(i), &minio.Options{Creds: credentials.NewStaticV4(i.User, i.Password, ""), MaxRetries: 1})
}

func putS3(ctx context.Context, i *native.Instance, word string) error {
	c, err := s3Client(i)
	if err != nil {
		return err
	}
	if err := c.MakeBucket(ctx, i.Database, minio.MakeBucketOptions{}); err != nil {
		return err
	}
	_, err = c.Client.PutObject(ctx, i.Database, "word", strings.NewReader(word), int64(len(word)), minio.PutObjectOptions{})
	return err
}

func getS3(ctx context.Context, i *native.Instance) (string, error) {
	c, err := s3Client(i)
	if err != nil {
		return "", err
	}
	body, _, _, err := c.GetObject(ctx, i.Database, "word", minio.GetObjectOptions{})
	if err != nil {
		return "", err
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	return string(b), err
}

// putPrometheus has it watch a service with the word for a name.
func putPrometheus(_ context.Context, i *native.Instance, word string) error {
	return i.Watch(watched{word, "http://" + address(i) + "/metrics"})
}

func getPrometheus(ctx context.Context, i *native.Instance) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address(i)+"/api/v1/targets", nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var targets struct {
		Data struct {
			ActiveTargets []struct{ Labels map[string]string }
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&targets); err != nil {
		return "", err
	}
	for _, target := range targets.Data.ActiveTargets {
		if target.Labels["job"] != "prometheus" {
			return target.Labels["instance"], nil
		}
	}
	return "", fmt.Errorf("it scrapes nothing but itself: %v", targets.Data.ActiveTargets)
}

// eventually asks until the answer is no error: some servers take a moment to notice what they were told.
func eventually(t *testing.T, ask func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	var last error
	for {
		err := ask(ctx)
		if err == nil {
			return
		}
		if ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			t.Fatalf("still: %v", last)
		case <-tick.C:
		}
	}
}
