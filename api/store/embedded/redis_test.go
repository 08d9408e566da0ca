package embedded_test

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"quintet/api/store/embedded"
)

func openRedis(t *testing.T) *redis.Client {
	t.Helper()
	server, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	t.Cleanup(func() { client.Close() })
	return client
}

// gone waits for a key's end.
func gone(t *testing.T, client *redis.Client, key string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for client.Exists(ctx, key).Val() != 0 {
		select {
		case <-ctx.Done():
			t.Fatalf("key %s is still there", key)
		case <-tick.C:
		}
	}
}

// TestKeysExpire sets keys in every way that gives them a time to live, or takes it away.
func TestKeysExpire(t *testing.T) {
	client := openRedis(t)
	do := func(args ...any) {
		t.Helper()
		if err := client.Do(t.Context(), args...).Err(); err != nil {
			t.Fatalf("%v: %v", args, err)
		}
	}
	do("SET", "px", "v", "PX", "150")
	do("SET", "nx", "v", "NX", "PX", "150")
	do("SET", "ex", "v", "EX", "1")
	do("PSETEX", "psetex", "150", "v")
	do("SETEX", "setex", "1", "v")
	do("SET", "pexpire", "v")
	do("PEXPIRE", "pexpire", "150")
	do("SET", "expire", "v")
	do("EXPIRE", "expire", "1")
	// The second of a pair must come while the first still holds.
	pair := func(first, second []any) {
		t.Helper()
		if _, err := client.TxPipelined(t.Context(), func(p redis.Pipeliner) error {
			p.Do(t.Context(), first...)
			p.Do(t.Context(), second...)
			return nil
		}); err != nil {
			t.Fatalf("%v, %v: %v", first, second, err)
		}
	}
	pair([]any{"SET", "keepttl", "v", "PX", "150"}, []any{"SET", "keepttl", "w", "KEEPTTL"})

	pair([]any{"SET", "renewed", "v", "PX", "100"}, []any{"SET", "renewed", "v", "PX", "100000"})
	pair([]any{"SET", "lasting", "v", "PX", "100"}, []any{"SET", "lasting", "v"})
	pair([]any{"SET", "persisted", "v", "PX", "100"}, []any{"PERSIST", "persisted"})
	pair([]any{"SET", "again", "v", "PX", "100"}, []any{"DEL", "again"})
	do("SET", "again", "v")

	for _, key := range []string{"px", "nx", "psetex", "pexpire", "keepttl", "ex", "setex", "expire"} {
		gone(t, client, key)
	}
	for _, key := range []string{"renewed", "lasting", "persisted", "again"} {
		if client.Exists(t.Context(), key).Val() != 1 {
			t.Errorf("key %s is gone", key)
		}
	}
}

func TestTimeToLiveIsTold(t *testing.T) {
	client := openRedis(t)
	for key, ttl := range map[string]time.Duration{"an hour": time.Hour, "none": 0} {
		if err := client.Set(t.Context(), key, "v", ttl).Err(); err != nil {
			t.Fatal(err)
		}
	}
	if ttl := client.TTL(t.Context(), "an hour").Val(); ttl > time.Hour || ttl < 59*time.Minute {
		t.Errorf("TTL is %v", ttl)
	}
	first := client.PTTL(t.Context(), "an hour").Val()
	if first > time.Hour || first < 59*time.Minute {
		t.Errorf("PTTL is %v", first)
	}
	// It counts down.
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for client.PTTL(ctx, "an hour").Val() >= first {
		if ctx.Err() != nil {
			t.Fatal("PTTL stands still")
		}
	}
	if ttl := client.TTL(t.Context(), "none").Val(); ttl != -1 {
		t.Errorf("TTL of a key without is %v, want -1", ttl)
	}
	if ttl := client.TTL(t.Context(), "absent").Val(); ttl != -2 {
		t.Errorf("TTL of an absent key is %v, want -2", ttl)
	}
}

func TestManyKeysExpire(t *testing.T) {
	client := openRedis(t)
	pipe := client.Pipeline()
	for i := range 5000 {
		pipe.Set(t.Context(), strconv.Itoa(i), "v", time.Duration(50+i%200)*time.Millisecond)
	}
	if _, err := pipe.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		gone(t, client, strconv.Itoa(4800+i))
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for client.DBSize(ctx).Val() != 0 {
		if ctx.Err() != nil {
			t.Fatal("keys are left")
		}
	}
}

func TestMalformedCommands(t *testing.T) {
	client := openRedis(t)
	for _, args := range [][]any{
		{"SET", "k"}, {"SET", "k", "v", "PX"}, {"SET", "k", "v", "EX", "x"}, {"SET", "k", "v", "PX", "-5"}, {"PEXPIRE", "k"},
		{"PSETEX", "k", "x", "v"}, {"TTL"}, {"SELECT", "1"}, {"PERSIST"},
	} {
		if err := client.Do(t.Context(), args...).Err(); err == nil {
			t.Errorf("%v succeeded", args)
		}
	}
	if err := client.Ping(t.Context()).Err(); err != nil {
		t.Errorf("ping afterwards: %v", err)
	}
}

func TestCloseRedis(t *testing.T) {
	server, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := server.Addr()
	if _, err := embedded.OpenRedis(t.Context(), addr); err == nil {
		t.Error("two servers at one address")
	}
	for range 2 {
		if err := server.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	if conn, err := net.Dial("tcp", addr); err == nil {
		conn.Close()
		t.Error("still listening")
	}
	again, err := embedded.OpenRedis(t.Context(), addr)
	if err != nil {
		t.Fatalf("open at the same address: %v", err)
	}
	again.Close()
}

func ExampleOpenRedis() {
	server, err := embedded.OpenRedis(context.Background(), "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	defer client.Close()
	fmt.Println(client.Ping(context.Background()).Val())
	// Output: PONG
}
