// Package kubernetes holds the manifests of this folder that the harness fills in itself, so that one binary can start its generators
// from anywhere and what it creates is what stands here.
package kubernetes

import _ "embed"

// GeneratorJob is the Job of the generators, as kustomize builds it from generator/base.
//
//go:embed generator/base/job.yaml
var GeneratorJob []byte
