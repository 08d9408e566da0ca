// Package engine is the contract with those that start load generators: the processes of this machine, Kubernetes, Slurm.
//
// An engine starts N processes of one program with one environment and tells which of them failed. It moves no data and schedules nothing
// else: the plan, the barrier and the hits go through a bucket (package distributed), so an engine need not reach its processes.
//
// Adding an engine: a folder with a type that implements Engine, and a row in the table of engines in package main.
package engine
