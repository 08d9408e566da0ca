package native

import "context"

// The versions of what is downloaded, all in this file. What Debian packages hold is as new as the system is.
const (
	cassandraVersion = "5.0.6"
	neo4jVersion     = "5.26.12"
	// minioVersion is the last of MinIO's community edition; its images and binaries are no longer published.
	minioVersion     = "v0.0.0-20260212201848-7aac2a2c5b7c"
	versitygwVersion = "v1.8.0"
)

// MaxNodes is the largest cluster: one node for each loopback address from 127.0.0.1 on.
const MaxNodes = 3

// constant is the version of a server that is always the same.
func constant(version string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return version, nil }
}
