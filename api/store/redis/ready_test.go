package redis_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"

	driver "github.com/redis/go-redis/v9"

	"quintet/api/store"
	"quintet/api/store/redis"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestPingOfServerThatTakesNoWrites asks what answers every command but a write.
func TestPingOfServerThatTakesNoWrites(t *testing.T) {
	for name, refusal := range map[string]string{
		"Replica": "READONLY You can't write against a read only replica.",
		"Cluster": "CLUSTERDOWN Hash slot not served",
		"Disk":    "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
		"Memory":  "OOM command not allowed when used memory > 'maxmemory'.",
	} {
		t.Run(name, func(t *testing.T) {
			client, err := redis.Open(t.Context(), redis.Config{Addr: refusing(t, refusal)})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			if err := client.Ping(t.Context()); !errors.Is(err, store.ErrReadOnly) || !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("ping: %v, want read only", err)
			}
		})
	}
}

// refusing is a server that answers PONG to all but SET, which it refuses.
func refusing(t *testing.T, refusal string) (addr string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	t.Cleanup(func() {
		listener.Close()
		running.Wait()
	})
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				in := bufio.NewReader(conn)
				for {
					words, err := command(in)
					if err != nil {
						return
					}
					reply := "+PONG\r\n"
					switch strings.ToLower(words[0]) {
					case "set":
						reply = "-" + refusal + "\r\n"
					case "hello":
						reply = "-ERR unknown command 'HELLO'\r\n"
					}
					if _, err := fmt.Fprint(conn, reply); err != nil {
						return
					}
				}
			})
		}
	})
	return listener.Addr().String()
}

// command reads one command, an array of strings.
func command(in *bufio.Reader) ([]string, error) {
	head, err := in.ReadString('\n')
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(strings.TrimSpace(head[1:]))
	if err != nil {
		return nil, err
	}
	words := make([]string, n)
	for i := range words {
		if _, err := in.ReadString('\n'); err != nil { // its length
			return nil, err
		}
		if words[i], err = in.ReadString('\n'); err != nil {
			return nil, err
		}
		words[i] = strings.TrimSpace(words[i])
	}
	return words, nil
}

// TestPingOfReplica makes a real server the replica of one that is not there, and a master again; and fills its memory.
func TestPingOfReplica(t *testing.T) {
	server := nativetest.Start(t, "redis", native.Options{})
	addr := fmt.Sprintf("%s:%d", server.Hosts[0], server.Port)
	client, err := redis.Open(t.Context(), redis.Config{Addr: addr, Password: server.Password})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	admin := driver.NewClient(&driver.Options{Addr: addr, Password: server.Password})
	defer admin.Close()
	for _, c := range []struct {
		act  []any
		want error
	}{
		{[]any{"PING"}, nil},
		{[]any{"REPLICAOF", "127.0.0.1", "1"}, store.ErrReadOnly},
		{[]any{"REPLICAOF", "NO", "ONE"}, nil},
		{[]any{"CONFIG", "SET", "maxmemory", "1"}, store.ErrReadOnly},
		{[]any{"CONFIG", "SET", "maxmemory", "0"}, nil},
	} {
		if err := admin.Do(t.Context(), c.act...).Err(); err != nil {
			t.Fatal(err)
		}
		if err := client.Ping(t.Context()); !errors.Is(err, c.want) {
			t.Errorf("ping after %v: %v, want %v", c.act, err, c.want)
		}
	}
	if n, err := admin.DBSize(t.Context()).Result(); err != nil || n > 1 {
		t.Errorf("%d keys are left by pings, %v; want at most one", n, err)
	}
}
