//go:build !linux

package main

// clusterEngines are none where Slurm does not run.
func clusterEngines() []sharedEngine { return nil }
