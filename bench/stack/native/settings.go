package native

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Settings are the keys that this stack can vary.
func Settings() []string {
	list := []string{"cache", "api.replicas", "cassandra.nodes", "objects", "prometheus"}
	list = append(list, slices.Sorted(maps.Keys(variables))...)
	return append(list, "env.*")
}

// variables are the settings that are handed to the API as they are, with the variable that takes each.
var variables = map[string]string{
	"cassandra.consistency":        "CASSANDRA_CONSISTENCY",
	"cassandra.replication_factor": "CASSANDRA_REPLICATION_FACTOR",
	"cassandra.pool.size":          "CASSANDRA_POOL_SIZE",
	"neo4j.pool.size":              "NEO4J_POOL_SIZE",
	"postgres.pool.size":           "DATABASE_POOL_SIZE",
	"redis.pool.size":              "REDIS_POOL_SIZE",
}

// MaxReplicas bounds api.replicas: more processes than this only measure the scheduler of one machine.
const MaxReplicas = 64

// shape is what the settings ask for.
type shape struct {
	replicas, nodes int
	// objects is the server that keeps files.
	objects    string
	prometheus bool
	env        map[string]string
}

// newShape reads the settings. The error names the one that is wrong.
func newShape(settings map[string]string) (shape, error) {
	s := shape{replicas: 1, nodes: 1, objects: "minio", prometheus: true, env: map[string]string{"CACHE": "on", "STACK": "native"}}
	for key, value := range settings {
		var err error
		switch key {
		case "cache":
			s.env["CACHE"], err = oneOf(value, "on", "off")
		case "api.replicas":
			s.replicas, err = wholeNumber(value, MaxReplicas)
		case "cassandra.nodes":
			if s.nodes, err = wholeNumber(value, MaxNodes); err == nil && s.nodes == 2 {
				// A majority of two is two: such a cluster stands nothing that one node does not.
				err = fmt.Errorf("found %q, want 1 or 3", value)
			}
		case "objects":
			s.objects, err = oneOf(value, "minio", "versitygw")
		case "prometheus":
			value, err = oneOf(value, "on", "off")
			s.prometheus = value == "on"
		default:
			if name, ok := variables[key]; ok {
				s.env[name] = value
				continue
			}
			name, ok := strings.CutPrefix(key, "env.")
			if !ok {
				return shape{}, fmt.Errorf("setting %s: the native stack cannot vary it; it can vary %s", key, strings.Join(Settings(), ", "))
			}
			if owned(name) {
				return shape{}, fmt.Errorf("setting %s: the native stack sets %s itself", key, name)
			}
			s.env[name] = value
		}
		if err != nil {
			return shape{}, fmt.Errorf("setting %s: %w", key, err)
		}
	}
	if n := s.env["CASSANDRA_REPLICATION_FACTOR"]; n != "" {
		if _, err := wholeNumber(n, s.nodes); err != nil {
			return shape{}, fmt.Errorf("setting cassandra.replication_factor: %w, the number of nodes", err)
		}
	}
	return s, nil
}

// owned says whether the stack sets a variable of the API itself, to wire its parts together.
func owned(name string) bool {
	switch name {
	case "PORT", "LISTEN_HOST", "LISTEN_ADDR", "DATA_DIR", "CACHE", "STACK",
		"DATABASE_HOST", "DATABASE_PORT", "DATABASE_USER", "DATABASE_PASSWORD", "DATABASE_NAME",
		"CASSANDRA_HOST", "CASSANDRA_PORT", "CASSANDRA_KEYSPACE",
		"NEO4J_HOST", "NEO4J_PORT", "NEO4J_USER", "NEO4J_PASSWORD", "REDIS_HOST", "REDIS_PORT", "REDIS_PASSWORD",
		"STORAGE_ENDPOINT", "STORAGE_PORT", "STORAGE_ACCESS_KEY", "STORAGE_SECRET_KEY", "STORAGE_BUCKET":
		return true
	}
	return false
}

func oneOf(value string, choices ...string) (string, error) {
	for _, c := range choices {
		if value == c {
			return value, nil
		}
	}
	return "", fmt.Errorf("found %q, want %s", value, strings.Join(choices, " or "))
}

func wholeNumber(value string, most int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > most {
		return 0, fmt.Errorf("found %q, want a whole number from 1 to %d", value, most)
	}
	return n, nil
}

// names are the servers to be started, the slowest first.
func (s shape) names() []string {
	list := []string{"cassandra", "neo4j", "postgres", s.objects, "redis"}
	if s.prometheus {
		list = append(list, "prometheus")
	}
	return list
}
