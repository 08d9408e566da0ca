package server

import (
	"quintet/api/store"
	"quintet/api/store/cassandra"
	"quintet/api/store/embedded"
	"quintet/api/store/minio"
	"quintet/api/store/neo4j"
	"quintet/api/store/postgres"
	"quintet/api/store/redis"
	"quintet/api/store/sqlite"
	"quintet/telemetry"
)

// Backends is the table of backends: everything that the project knows of them by name begins here. A role goes to the first row
// that is chosen and can take it; the embedded ones, which take whatever is left, stand last. Adding one: its folder and a row.
func Backends() []store.Description {
	return []store.Description{
		postgres.Describe(),
		cassandra.Describe(),
		neo4j.Describe(),
		redis.Describe(),
		minio.Describe(),

		sqlite.Describe(),
		embedded.DescribeRedis(),
		embedded.DescribeS3(),
	}
}

// Telemetry is the part of the table that rendering needs.
func Telemetry() []telemetry.Backend { return store.Telemetry(Backends()) }
