// Package scenarios holds the scenarios that are shipped, one file each. Adding a file is all it takes: it is listed,
// loaded and dry-planned by itself.
package scenarios

import "embed"

// Files are the *.yaml of this folder, so that one binary can run them from anywhere.
//
//go:embed *.yaml
var Files embed.FS
