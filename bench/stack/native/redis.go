package native

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strconv"
	"strings"

	"quintet/bench/stack"
)

// redisServer is Redis 7 with an append-only file, so that sessions survive a kill as they would in production.
func redisServer() server {
	return server{
		name: "redis", role: "cache, sessions", start: startRedis,
		needs: []part{debian("redis-server (Redis 7)", findRedis, "redis-server")},
	}
}

func findRedis() (string, error) {
	return findProgram("redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server")
}

func startRedis(ctx context.Context, s site) (*Instance, error) {
	path, err := findRedis()
	if err != nil {
		return nil, err
	}
	ports, err := freePorts(1, loopback)
	if err != nil {
		return nil, err
	}
	port, password := strconv.Itoa(ports[0]), newPassword()
	// A file, because the password would be visible to all users among the arguments.
	conf := filepath.Join(s.dir, "redis.conf")
	err = writeSecret(conf, strings.Join([]string{
		"bind " + loopback, "port " + port, "requirepass " + password, `dir "` + s.dir + `"`,
		`save ""`, "appendonly yes", "daemonize no", "",
	}, "\n"))
	if err != nil {
		return nil, err
	}
	addr := net.JoinHostPort(loopback, port)
	node, err := startNode(ctx, stack.Command{
		Name: s.name, Path: path, Args: []string{conf}, Env: environment(s.dir), Dir: s.dir, LogDir: s.logDir,
		Ready: func(ctx context.Context) error {
			answer, err := askRedis(ctx, addr, password, "PING")
			if err == nil && answer != "+PONG" {
				err = fmt.Errorf("ask redis: it answered %q", answer)
			}
			return err
		},
	}, stack.Info{Name: s.name, Role: s.role, Address: addr})
	if err != nil {
		return nil, err
	}
	i := &Instance{
		Name: s.name, Hosts: []string{loopback}, Port: ports[0], Password: password, Nodes: []*Node{node}, sweeper: s.sweeper,
		Env: map[string]string{"REDIS_HOST": loopback, "REDIS_PORT": port, "REDIS_PASSWORD": password},
	}
	version, err := askRedis(ctx, addr, password, "INFO server")
	if err != nil {
		return nil, i.fail(err)
	}
	i.setSoftware("Redis " + version)
	return i, nil
}

// askRedis logs in, sends one inline command and returns the first line of the answer, or for INFO the version.
func askRedis(ctx context.Context, addr, password, command string) (string, error) {
	conn, err := dial(ctx, addr)
	if err != nil {
		return "", fmt.Errorf("ask redis: %w", err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "AUTH %s\r\n%s\r\n", password, command); err != nil {
		return "", fmt.Errorf("ask redis: %w", err)
	}
	lines := bufio.NewScanner(conn)
	if lines.Scan() && lines.Text() != "+OK" {
		return "", fmt.Errorf("ask redis: it answered %q to the password", lines.Text())
	}
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if !strings.HasPrefix(line, "$") && !strings.HasPrefix(line, "#") {
			if version, ok := strings.CutPrefix(line, "redis_version:"); ok {
				return version, nil
			}
			return line, nil
		}
	}
	return "", fmt.Errorf("ask redis: the connection ended (%w)", cmp.Or(lines.Err(), io.EOF))
}
