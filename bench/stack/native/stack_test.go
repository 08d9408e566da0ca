package native_test

import (
	"os"
	"path/filepath"
	"testing"

	"quintet/api/server"
	"quintet/bench/stack"
	"quintet/bench/stack/child"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
	"quintet/bench/stack/stacktest"
)

func TestStack(t *testing.T) {
	if testing.Short() {
		t.Skip("two Java servers, four times")
	}
	nativetest.Require(t, "postgres", "redis", "cassandra", "neo4j", "minio", "prometheus")
	stacktest.Run(t, stacktest.Case{
		New: func(_ *testing.T, p stacktest.Place) (stack.Stack, error) {
			return native.New(native.Config{
				Executable: os.Args[0], Dir: p.Dir, LogDir: p.LogDir, Settings: p.Settings, Kept: p.Kept,
				Backends: server.Backends(), OpenStores: child.OpenStores, JavaOptions: nativetest.JavaOptions(),
			})
		},
		Settings: map[string]string{"api.replicas": "2", "cache": "on"},
		Accepted: []string{
			"cache=off", "api.replicas=4", "cassandra.nodes=3", "cassandra.commitlog_sync=group", "postgres.synchronous_commit=off", "redis.appendfsync=always", "cassandra.speculate_after=50ms", "objects=versitygw", "prometheus=off", "env.CACHE_TTL=1m",
		},
		Refused: map[string]string{
			"cache=maybe":                 `setting cache: found "maybe", want on or off`,
			"api.replicas=0":              `setting api.replicas: found "0", want a whole number from 1 to 64`,
			"cassandra.nodes=2":           `setting cassandra.nodes: found "2", want 1 or 3`,
			"cassandra.nodes=9":           `setting cassandra.nodes: found "9", want`,
			"objects=ceph":                `setting objects: found "ceph", want minio or versitygw`,
			"env.DATABASE_HOST=elsewhere": "setting env.DATABASE_HOST: the native stack sets DATABASE_HOST itself",
			"colour=blue":                 "setting colour: the native stack cannot vary it; it can vary cache, api.replicas",
		},
		Services:  []string{"cassandra", "neo4j", "postgres", "minio", "redis", "prometheus", "api-1", "api-2"},
		Telemetry: []string{"cassandra", "neo4j", "postgres", "redis"},
		Folder:    folder,
		Kept:      expectSecretAccess,
	})
}

// expectSecretAccess expects the passwords that lie in kept data to be readable by their owner only.
func expectSecretAccess(t *testing.T, dir string) {
	t.Helper()
	secrets, err := filepath.Glob(filepath.Join(dir, "*", "*", "access.json"))
	if err != nil || len(secrets) != 4 {
		t.Fatalf("found %q, %v", secrets, err)
	}
	for _, path := range secrets {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", path, info.Mode(), err)
		}
	}
}
