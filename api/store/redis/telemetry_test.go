package redis_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"quintet/api/store"
	"quintet/api/store/embedded"
	"quintet/api/store/redis"
	"quintet/api/store/storetest"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// use sets 100 keys, reads each once, and misses 50.
func use(client *redis.Client) func(t *testing.T) {
	return func(t *testing.T) {
		for i := range 100 {
			key := fmt.Sprint("k", i)
			if err := client.Set(t.Context(), key, []byte("v"), time.Hour); err != nil {
				t.Fatal(err)
			}
			if _, err := client.Get(t.Context(), key); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 50 {
			if _, err := client.Get(t.Context(), fmt.Sprint("absent", i)); !errors.Is(err, store.ErrNotFound) {
				t.Fatal(err)
			}
		}
	}
}

func TestTelemetry(t *testing.T) {
	t.Run("Miniredis", func(t *testing.T) {
		client := open(t)
		grown := storetest.Telemetry(t, client, embedded.DescribeRedis().Metrics, "", use(client))
		if got := grown["redis_commands_processed_total"]; got < 250 {
			t.Errorf("%v commands more after 250", got)
		}
	})
	t.Run("Redis", func(t *testing.T) {
		server := nativetest.Start(t, "redis", native.Options{})
		client, err := redis.Open(t.Context(), redis.Config{Addr: fmt.Sprintf("%s:%d", server.Hosts[0], server.Port), Password: server.Password})
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		grown := storetest.Telemetry(t, client, redis.Describe().Metrics, "", use(client))
		for name, want := range map[string]float64{
			"redis_keyspace_hits_total": 100, "redis_keyspace_misses_total": 50, "redis_db_keys": 100, "redis_db_keys_expiring": 100,
			"redis_evicted_keys_total": 0, "redis_connected_clients": 0,
		} {
			if grown[name] != want {
				t.Errorf("%s grew by %v, want %v", name, grown[name], want)
			}
		}
		// 250 of the test and those that asked for telemetry.
		if got := grown["redis_commands_total"]; got < 250 || got > 256 {
			t.Errorf("%v commands more after 250", got)
		}
	})
}

func TestTelemetryOfServerGone(t *testing.T) {
	server, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	client, err := redis.Open(t.Context(), redis.Config{Addr: server.Addr(), Software: "miniredis 2"})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Telemetry(t.Context()); !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "telemetry") {
		t.Errorf("telemetry of a server that is gone: %v, want unavailable", err)
	}
}
