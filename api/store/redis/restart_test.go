package redis_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	driver "github.com/redis/go-redis/v9"

	"quintet/api/store"
	"quintet/api/store/redis"
	"quintet/api/store/storetest"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestServerRestarted ends all connections of a pool that were just used, by killing the server and starting it again, and at the server, as a
// proxy that restarts does: the calls afterwards, many at once, must not notice.
func TestServerRestarted(t *testing.T) {
	const connections, patience = 8, time.Minute
	server := nativetest.Start(t, "redis", native.Options{})
	addr := fmt.Sprintf("%s:%d", server.Hosts[0], server.Port)
	client, err := redis.Open(t.Context(), redis.Config{Addr: addr, Password: server.Password, PoolSize: connections,
		DialTimeout: patience, ReadTimeout: patience, WriteTimeout: patience, PoolTimeout: patience})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	calling := func(calls int) *sync.WaitGroup {
		var all sync.WaitGroup
		for i := range calls {
			all.Go(func() {
				if i%2 == 0 {
					if err := client.Set(t.Context(), "k", []byte("v"), time.Hour); err != nil {
						t.Errorf("write: %v", err)
					}
				} else if _, err := client.Get(t.Context(), "k"); err != nil && !errors.Is(err, store.ErrNotFound) {
					t.Errorf("read: %v", err)
				}
			})
		}
		return &all
	}
	for name, end := range map[string]func(t *testing.T){
		"Restarted": func(t *testing.T) {
			if err := server.Nodes[0].Kill(); err != nil {
				t.Fatal(err)
			}
			if err := server.Nodes[0].Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
		},
		"ConnectionsEnded": func(t *testing.T) {
			admin := driver.NewClient(&driver.Options{Addr: addr, Password: server.Password, PoolSize: 1})
			defer admin.Close()
			if err := admin.Do(t.Context(), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes").Err(); err != nil {
				t.Fatal(err)
			}
			storetest.Eventually(t, "the end of all other connections", func() bool {
				list, err := admin.ClientList(t.Context()).Result()
				return err == nil && strings.Count(list, "\n") == 1
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			for range 5 {
				// While the server stands still each call has a connection of its own.
				if err := server.Nodes[0].Pause(); err != nil {
					t.Fatal(err)
				}
				filled := calling(connections)
				storetest.Eventually(t, "a call on each connection", func() bool { return client.Pools()[0].InUse == connections })
				if err := server.Nodes[0].Resume(); err != nil {
					t.Fatal(err)
				}
				filled.Wait()
				if idle := client.Pools()[0].Idle; idle != connections {
					t.Fatalf("%d connections are idle, want %d", idle, connections)
				}
				end(t)
				calling(4 * connections).Wait()
			}
		})
	}
}
