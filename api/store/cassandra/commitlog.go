package cassandra

import (
	"strings"
	"time"

	"quintet/api/store"
	"quintet/telemetry"
)

// CommitLogSync is the name of the setting, whose values follow.
const CommitLogSync = "commitlog_sync"

const (
	syncPeriodic = "periodic"
	syncBatch    = "batch"
	syncGroup    = "group"
)

// commitLog is the setting that says when a node acknowledges a write. Periodic, the server's default, does so before the log is on disk; batch
// writes the log for each write, group for all of 15 ms, and then acknowledges.
func commitLog() store.ServerSetting {
	return store.ServerSetting{
		Name: CommitLogSync, Values: []string{syncPeriodic, syncBatch, syncGroup},
		// The image's script hands these on to the virtual machine.
		Container: func(kind string) map[string]string {
			return map[string]string{"JVM_EXTRA_OPTS": strings.Join(CommitLogOptions(kind), " ")}
		},
	}
}

// CommitLogOptions are the options of the server's virtual machine that outrank what its configuration says of the setting commitlog_sync. The
// period of the default is taken back, because the server refuses it beside another kind.
func CommitLogOptions(kind string) []string {
	settings := []string{"config.allow_system_properties=true", "settings.commitlog_sync=" + kind}
	switch kind {
	case syncPeriodic, "":
		return nil
	case syncGroup:
		settings = append(settings, "settings.commitlog_sync_group_window=15ms")
		fallthrough
	default:
		settings = append(settings, "settings.commitlog_sync_period=0ms")
	}
	for i, s := range settings {
		settings[i] = "-Dcassandra." + s
	}
	return settings
}

// durability is what that setting costs when a node is killed. The log's file takes what is written at once, but what follows the last mark in it,
// one every 100 ms, is not read when the node starts again; on disk it is after the period.
func durability() *telemetry.Durability {
	return &telemetry.Durability{
		Setting: "cassandra.commitlog_sync", Default: syncPeriodic, Nodes: true,
		Unsynced: map[string]telemetry.Unsynced{syncPeriodic: {Kill: 200 * time.Millisecond, PowerFailure: 10 * time.Second}},
	}
}
