package postgres

import (
	"time"

	"quintet/api/store"
	"quintet/telemetry"
)

// synchronousCommit is the setting that says when a commit is acknowledged: on, the default, when its log is on disk; off at once.
func synchronousCommit() store.ServerSetting {
	return store.ServerSetting{
		Name: "synchronous_commit", Values: []string{"on", "off"},
		// The image hands these on to initdb, which writes -c into the configuration.
		Container: func(value string) map[string]string {
			return map[string]string{"POSTGRES_INITDB_ARGS": "--encoding=UTF8 --locale=C -c synchronous_commit=" + value}
		},
	}
}

// durability is what that setting costs: the log is written at the latest after three times wal_writer_delay, 200 ms by default.
func durability() *telemetry.Durability {
	const most = 600 * time.Millisecond
	return &telemetry.Durability{
		Setting: "postgres.synchronous_commit", Default: "on",
		Unsynced: map[string]telemetry.Unsynced{"off": {Kill: most, PowerFailure: most}},
	}
}
