package compose

// part is a service of the compose file that a run uses.
type part struct {
	// service is its name in the file, role what it does for the API.
	service, role string
	// software says whose version it has: the service that was asked for it.
	software string
	// port is where it listens in its container, variable what publishes it on this machine; without one it is not published.
	port     int
	variable string
	// metrics is the path of its Prometheus endpoint, empty when it has none.
	metrics string
}

// parts is the table of services, in the order in which they are listed.
func parts() []part {
	return []part{
		{"postgres", "records", "postgres", 5432, "DATABASE_PORT", ""},
		{"cassandra", "messages, notifications", "cassandra", 9042, "CASSANDRA_PORT", ""},
		{"cassandra-2", "messages, notifications", "cassandra", 9042, "", ""},
		{"cassandra-3", "messages, notifications", "cassandra", 9042, "", ""},
		{"neo4j", "graph", "neo4j", 7687, "NEO4J_PORT", ""},
		{"redis", "cache, sessions", "redis", 6379, "REDIS_PORT", ""},
		{"minio", "objects", "minio", 9000, "STORAGE_PORT", "/minio/v2/metrics/node"},
		{"prometheus", "metrics", "prometheus", 9090, "PROMETHEUS_PORT", ""},
		{"api", "api", "api", 3000, "", "/metrics"},
	}
}

func partOf(service string) (part, bool) {
	for _, p := range parts() {
		if p.service == service {
			return p, true
		}
	}
	return part{}, false
}
