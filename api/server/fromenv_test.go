package server_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quintet/api/server"
)

func lookup(env map[string]string) func(string) string {
	return func(name string) string { return env[name] }
}

// standard is the Config of an empty environment.
func standard() server.Config {
	return server.Config{
		ListenHost: "127.0.0.1", Port: 3000, DataDir: "data", Variables: map[string]string{},
		CacheTTL: time.Minute, NegativeTTL: 5 * time.Second, SessionTTL: 24 * time.Hour, RequestTimeout: 10 * time.Second,
		MaxUpload: 32 << 20, StoreCalls: 128, StorePatience: time.Second,
		MaxInFlight: 1000, MaxQueue: 20 * time.Millisecond, RetryBudget: 10,
	}
}

func TestFromEnv(t *testing.T) {
	for name, test := range map[string]struct {
		env  map[string]string
		want func(*server.Config)
	}{
		"Empty":  {nil, func(*server.Config) {}},
		"Blanks": {map[string]string{"PORT": " 0\r", "CACHE": "on ", "REDIS_HOST": " "}, func(c *server.Config) { c.Port = 0 }},
		"Server": {
			map[string]string{"PORT": "0", "LISTEN_HOST": "::1", "DATA_DIR": "/d", "CACHE": "off"},
			func(c *server.Config) { c.Port, c.ListenHost, c.DataDir, c.CacheOff = 0, "::1", "/d", true },
		},
		"Limits": {
			map[string]string{"CACHE_TTL": "1m30s", "NEGATIVE_TTL": "1s", "CACHE_STALE_IF_ERROR": "10m", "SESSION_TTL": "1h", "REQUEST_TIMEOUT": "500ms",
				"MAX_UPLOAD_BYTES": "1000", "MAX_IN_FLIGHT": "64", "STORE_CALLS": "0", "STORE_PATIENCE": "20ms", "MAX_QUEUE": "0s", "RETRY_BUDGET": "0", "PPROF_ADDR": "[::1]:6060", "STACK": "compose"},
			func(c *server.Config) {
				c.CacheTTL, c.NegativeTTL, c.SessionTTL, c.RequestTimeout = 90*time.Second, time.Second, time.Hour, 500*time.Millisecond
				c.MaxUpload, c.MaxInFlight, c.PProf, c.Stack = 1000, 64, "[::1]:6060", "compose"
				c.StaleIfError = 10 * time.Minute
				c.StoreCalls, c.StorePatience = 0, 20*time.Millisecond
				c.MaxQueue, c.RetryBudget = 0, 0
			},
		},
		"Backends": {
			map[string]string{"REDIS_HOST": "redis", "REDIS_PASSWORD": " p ", "REDIS_POOL_SIZE": "20", "SQLITE_READERS": "3",
				"EMBEDDED_S3_ADDR": "localhost:2"},
			func(c *server.Config) {
				c.Variables = map[string]string{"REDIS_HOST": "redis", "REDIS_PASSWORD": " p ", "REDIS_POOL_SIZE": "20", "SQLITE_READERS": "3",
					"EMBEDDED_S3_ADDR": "localhost:2"}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := server.FromEnv(lookup(test.env))
			if err != nil {
				t.Fatal(err)
			}
			want := standard()
			test.want(&want)
			if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(server.Config{}, "Log")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestFromEnvErrors has one mistake a line; each is found alone, and all at once.
func TestFromEnvErrors(t *testing.T) {
	const secret = "s3cret"
	mistakes := map[string]string{
		"PORT":                      "http",
		"LISTEN_HOST":               "http://localhost",
		"CACHE":                     "yes",
		"CACHE_TTL":                 "60",
		"NEGATIVE_TTL":              "-1s",
		"SESSION_TTL":               "0",
		"REQUEST_TIMEOUT":           "fast",
		"MAX_UPLOAD_BYTES":          "32MiB",
		"MAX_IN_FLIGHT":             "-1",
		"STORE_CALLS":               "many",
		"CACHE_STALE_IF_ERROR":      "-1s",
		"STORE_PATIENCE":            "soon",
		"MAX_QUEUE":                 "-1ms",
		"RETRY_BUDGET":              "10%",
		"PPROF_ADDR":                "0.0.0.0:6060",
		"EMBEDDED_REDIS_ADDR":       "localhost",
		"EMBEDDED_S3_ADDR":          "localhost:99999",
		"SQLITE_READERS":            "many",
		"REDIS_HOST":                "redis:6379",
		"REDIS_PORT":                "0",
		"REDIS_POOL_SIZE":           "1e3",
		"STORAGE_ENDPOINT":          "http://user:" + secret + "@minio",
		"STORAGE_PORT":              "70000",
		"STORAGE_BUCKET":            "No",
		"CASSANDRA_HOST":            "one,,two",
		"CASSANDRA_RETRIES":         "eleven",
		"ALLOWED_HOSTS":             "http://x",
		"CASSANDRA_SPECULATE_AFTER": "p98",
		"NEO4J_PORT":                "bolt",
		"DATABASE_POOL_SIZE":        "-5",
		"DATABASE_SSLMODE":          "perhaps",
	}
	for name, value := range mistakes {
		t.Run(name, func(t *testing.T) {
			_, err := server.FromEnv(lookup(map[string]string{name: value, "REDIS_PASSWORD": secret, "STORAGE_SECRET_KEY": secret}))
			if err == nil || !strings.HasPrefix(err.Error(), name+":") || strings.Contains(err.Error(), "\n") {
				t.Fatalf("error is %v, want one line about %s", err, name)
			}
			if !strings.Contains(err.Error(), "want ") || name != "STORAGE_ENDPOINT" && !strings.Contains(err.Error(), `"`+value+`"`) {
				t.Errorf("%v does not say what was found and what is wanted", err)
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%v holds a secret", err)
			}
		})
	}
	t.Run("AllAtOnce", func(t *testing.T) {
		_, err := server.FromEnv(lookup(mistakes))
		if err == nil {
			t.Fatal("no error")
		}
		var found []string
		for line := range strings.Lines(err.Error()) {
			name, _, _ := strings.Cut(line, ":")
			found = append(found, name)
		}
		slices.Sort(found)
		if diff := cmp.Diff(slices.Sorted(maps.Keys(mistakes)), found); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("StorageWithoutKeys", func(t *testing.T) {
		_, err := server.FromEnv(lookup(map[string]string{"STORAGE_ENDPOINT": "minio"}))
		if err == nil || !strings.Contains(err.Error(), "STORAGE_ACCESS_KEY:") || !strings.Contains(err.Error(), "STORAGE_SECRET_KEY:") {
			t.Errorf("error is %v", err)
		}
	})
	t.Run("TwoPorts", func(t *testing.T) {
		_, err := server.FromEnv(lookup(map[string]string{
			"STORAGE_ENDPOINT": "minio:9000", "STORAGE_PORT": "9001", "STORAGE_ACCESS_KEY": "a", "STORAGE_SECRET_KEY": "s",
		}))
		if err == nil || !strings.HasPrefix(err.Error(), "STORAGE_PORT:") {
			t.Errorf("error is %v", err)
		}
	})
}

// TestBackends ranges over the table: a row is chosen by its variable alone.
func TestBackends(t *testing.T) {
	embedded := server.Chosen(server.Config{})
	want := map[string]string{
		"records": "sqlite", "messages": "sqlite", "notifications": "sqlite", "graph": "sqlite",
		"sessions": "miniredis", "cache": "miniredis", "objects": "gofakes3",
	}
	if diff := cmp.Diff(want, embedded); diff != "" {
		t.Errorf("empty environment (-want +got):\n%s", diff)
	}
	for _, row := range server.Rows() {
		if row.Variable == "" {
			continue
		}
		t.Run(row.Name, func(t *testing.T) {
			cfg, err := server.FromEnv(lookup(map[string]string{
				row.Variable: "there", "STORAGE_ACCESS_KEY": "a", "STORAGE_SECRET_KEY": "s", "DATABASE_USER": "u", "NEO4J_USER": "u",
			}))
			if err != nil {
				t.Fatal(err)
			}
			want := maps.Clone(embedded)
			for _, role := range row.Roles {
				want[role] = row.Name
			}
			if diff := cmp.Diff(want, server.Chosen(cfg)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
