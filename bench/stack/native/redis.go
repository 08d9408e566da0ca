package native

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"

	"quintet/api/store/redis"
	"quintet/bench/stack"
)

// redisServer is Redis 7 with an append-only file, so that sessions survive a kill as they would in production.
func redisServer() server {
	return server{
		name: "redis", role: "cache, sessions", start: startRedis, flushes: true,
		needs:    []part{debian("redis-server (Redis 7)", findRedis, "redis-server")},
		settings: valuesOf(redis.Describe().Server),
	}
}

func findRedis() (string, error) {
	return findProgram("redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server")
}

// startRedis starts one server with an append-only file, as a store of sessions needs; snapshots are off.
func startRedis(ctx context.Context, s site) (*Instance, error) {
	path, err := findRedis()
	if err != nil {
		return nil, err
	}
	password := newPassword()
	// A file, because the password would be visible to all users among the arguments.
	conf := filepath.Join(s.dir, "redis.conf")
	lines := []string{
		"bind " + loopback, "port " + strconv.Itoa(s.port), "requirepass " + password, `dir "` + s.dir + `"`, `save ""`, "appendonly yes", "daemonize no",
	}
	if value := s.settings[redis.AppendFsync]; value != "" {
		lines = append(lines, redis.AppendFsync+" "+value)
	}
	err = writeSecret(conf, strings.Join(append(lines, ""), "\n"))
	if err != nil {
		return nil, err
	}
	node, err := startNode(ctx, stack.Command{
		Name: s.name, Path: path, Args: []string{conf}, Env: environment(s.dir), Dir: s.dir, LogDir: s.logDir,
	}, stack.Info{Name: s.name, Role: s.role, Address: s.address}, func(ctx context.Context, addr string) error {
		_, err := redis.Probe(ctx, addr, password)
		return err
	})
	if err != nil {
		return nil, err
	}
	i := &Instance{
		Name: s.name, Hosts: []string{loopback}, Port: s.port, Password: password, Nodes: []*stack.Node{node}, sweeper: s.sweeper,
		flush: func(ctx context.Context) error { return redis.Flush(ctx, s.address, password) },
		Env:   map[string]string{"REDIS_HOST": loopback, "REDIS_PORT": strconv.Itoa(s.port), "REDIS_PASSWORD": password},
	}
	version, err := redis.Probe(ctx, s.address, password)
	if err != nil {
		return nil, i.fail(err)
	}
	i.setSoftware(version)
	return i, nil
}
