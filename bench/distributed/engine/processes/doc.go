// Package processes is the engine that starts generators as processes of this machine: for trying a distributed run out, and for machines
// with more cores than one generator uses.
package processes
