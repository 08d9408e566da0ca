package embedded_test

import (
	"os"
	"testing"

	"quintet/api/server"
	"quintet/bench/stack"
	"quintet/bench/stack/child"
	"quintet/bench/stack/embedded"
	"quintet/bench/stack/stacktest"
)

func TestMain(m *testing.M) { os.Exit(stacktest.Main(m)) }

func TestStack(t *testing.T) {
	stacktest.Run(t, stacktest.Case{
		New: func(_ *testing.T, p stacktest.Place) (stack.Stack, error) {
			return embedded.New(embedded.Config{Executable: os.Args[0], Dir: p.Dir, LogDir: p.LogDir, Settings: p.Settings, Kept: p.Kept,
				Backends: server.Backends(), OpenStores: child.OpenStores})
		},
		Settings: map[string]string{"api.replicas": "2", "cache": "on"},
		Accepted: []string{"cache=off", "api.replicas=4", "env.CACHE_TTL=1m"},
		Refused: map[string]string{
			"cache=maybe":         `setting cache: found "maybe", want on or off`,
			"api.replicas=0":      `setting api.replicas: found "0", want a whole number from 1 to 64`,
			"env.DATA_DIR=/there": "setting env.DATA_DIR: the embedded stack sets DATA_DIR itself",
			"colour=blue":         "setting colour: the embedded stack cannot vary it; it can vary cache, api.replicas",
		},
		Services:  []string{"miniredis", "gofakes3", "sqlite", "api-1", "api-2"},
		Telemetry: []string{"miniredis", "sqlite"},
	})
}
