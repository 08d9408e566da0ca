package redis

import (
	"time"

	"quintet/api/store"
	"quintet/telemetry"
)

// AppendFsync is the name of the setting that says when the log of writes is flushed to the disk.
const AppendFsync = "appendfsync"

// appendFsync is that setting. The server writes its log before it answers, whatever the setting; always flushes it before the answer too,
// everysec, the default, once a second, and no leaves that to the operating system.
func appendFsync() store.ServerSetting {
	return store.ServerSetting{
		Name: AppendFsync, Values: []string{"everysec", "always", "no"},
		Container: func(value string) map[string]string { return map[string]string{"REDIS_APPENDFSYNC": value} },
	}
}

// durability is what that setting costs. A server that is killed loses nothing: the operating system has its log. With everysec a flush that
// takes long lets the log fall behind by a second more; without flushes Linux writes after half a minute.
func durability() *telemetry.Durability {
	return &telemetry.Durability{Setting: "redis.appendfsync", Default: "everysec", Unsynced: map[string]telemetry.Unsynced{
		"everysec": {PowerFailure: 2 * time.Second}, "no": {PowerFailure: 30 * time.Second},
	}}
}
