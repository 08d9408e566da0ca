package compose

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Settings are the keys that this stack can vary.
func Settings() []string {
	list := []string{"cache", "api.replicas", "cassandra.nodes", "prometheus"}
	list = append(list, slices.Sorted(maps.Keys(variables()))...)
	return append(list, "env.*")
}

// variables are the settings that are handed to the API as they are, with the variable that takes each.
func variables() map[string]string {
	return map[string]string{
		"cassandra.consistency": "CASSANDRA_CONSISTENCY",
		"cassandra.pool.size":   "CASSANDRA_POOL_SIZE",
		"neo4j.pool.size":       "NEO4J_POOL_SIZE",
		"postgres.pool.size":    "DATABASE_POOL_SIZE",
		"redis.pool.size":       "REDIS_POOL_SIZE",
	}
}

// MaxReplicas bounds api.replicas: more processes than this only measure the scheduler of one machine.
const MaxReplicas = 64

// shape is what the settings ask for.
type shape struct {
	replicas, nodes int
	prometheus      bool
	// env is what the API's environment has beside what the compose file sets.
	env map[string]string
}

// newShape reads the settings. The error names the one that is wrong.
func newShape(settings map[string]string) (shape, error) {
	s := shape{replicas: 1, nodes: 1, prometheus: true, env: map[string]string{"CACHE": "on"}}
	for key, value := range settings {
		var err error
		switch key {
		case "cache":
			s.env["CACHE"], err = oneOf(value, "on", "off")
		case "api.replicas":
			if s.replicas, err = strconv.Atoi(value); err != nil || s.replicas < 1 || s.replicas > MaxReplicas {
				err = fmt.Errorf("found %q, want a whole number from 1 to %d", value, MaxReplicas)
			}
		case "cassandra.nodes":
			value, err = oneOf(value, "1", "3")
			s.nodes, _ = strconv.Atoi(value)
		case "prometheus":
			value, err = oneOf(value, "on", "off")
			s.prometheus = value == "on"
		default:
			if name, ok := variables()[key]; ok {
				s.env[name] = value
				continue
			}
			name, ok := strings.CutPrefix(key, "env.")
			if !ok {
				return shape{}, fmt.Errorf("setting %s: the compose stack cannot vary it; it can vary %s", key, strings.Join(Settings(), ", "))
			}
			if slices.Contains(owned(), name) {
				return shape{}, fmt.Errorf("setting %s: the compose stack sets %s itself", key, name)
			}
			s.env[name] = value
		}
		if err != nil {
			return shape{}, fmt.Errorf("setting %s: %w", key, err)
		}
	}
	return s, nil
}

// owned are the variables of the API by which the stack wires its parts together. The replication factor is among them because the
// compose file makes the keyspace of a cluster, with a copy on each node.
func owned() []string {
	return []string{
		"PORT", "LISTEN_HOST", "ALLOWED_HOSTS", "CACHE", "STACK",
		"DATABASE_HOST", "DATABASE_PORT", "DATABASE_USER", "DATABASE_PASSWORD", "DATABASE_NAME",
		"CASSANDRA_HOST", "CASSANDRA_PORT", "CASSANDRA_KEYSPACE", "CASSANDRA_USER", "CASSANDRA_PASSWORD", "CASSANDRA_REPLICATION_FACTOR",
		"NEO4J_HOST", "NEO4J_PORT", "NEO4J_USER", "NEO4J_PASSWORD", "REDIS_HOST", "REDIS_PORT", "REDIS_PASSWORD",
		"STORAGE_ENDPOINT", "STORAGE_PORT", "STORAGE_ACCESS_KEY", "STORAGE_SECRET_KEY", "STORAGE_BUCKET",
	}
}

func oneOf(value string, choices ...string) (string, error) {
	if slices.Contains(choices, value) {
		return value, nil
	}
	return "", fmt.Errorf("found %q, want %s", value, strings.Join(choices, " or "))
}

// stores are the services to be started before the API.
func (s shape) stores() []string {
	list := []string{"postgres", "redis", "cassandra", "neo4j", "minio"}
	if s.nodes > 1 {
		list = append(list, "cassandra-2", "cassandra-3")
	}
	return list
}
