package native_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestServerSettings starts servers with each value of what decides how durable they are, and asks them.
func TestServerSettings(t *testing.T) {
	for _, c := range []struct {
		server, setting string
		values          []string
		ask             func(ctx context.Context, i *native.Instance) (string, error)
	}{
		{"postgres", "synchronous_commit", []string{"off", "on"}, func(ctx context.Context, i *native.Instance) (value string, err error) {
			err = withPostgres(ctx, i, func(c *pgx.Conn) error { return c.QueryRow(ctx, "SHOW synchronous_commit").Scan(&value) })
			return value, err
		}},
		{"redis", "appendfsync", []string{"no", "always"}, func(ctx context.Context, i *native.Instance) (string, error) {
			client := redis.NewClient(&redis.Options{Addr: address(i), Password: i.Password})
			defer client.Close()
			values, err := client.ConfigGet(ctx, "appendfsync").Result()
			return values["appendfsync"], err
		}},
	} {
		t.Run(c.server, func(t *testing.T) {
			for _, value := range c.values {
				i := nativetest.Start(t, c.server, native.Options{Settings: map[string]string{c.setting: value}})
				if got, err := c.ask(t.Context(), i); got != value || err != nil {
					t.Errorf("%s is %q, %v; want %q", c.setting, got, err, value)
				}
			}
			i, err := native.Start(t.Context(), c.server, native.Options{Settings: map[string]string{c.setting: "never"}})
			if err == nil {
				t.Fatal("it starts with a value that there is not", i.Stop())
			}
			if !strings.Contains(err.Error(), c.setting+` "never", want one of `) {
				t.Error(err)
			}
		})
	}
}
