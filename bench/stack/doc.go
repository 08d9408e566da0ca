// Package stack is the contract for what a scenario is run against, and the one piece all stacks that start processes
// share: Process, a child that cannot outlive the harness.
//
// A Stack is brought up in two halves with the seeding between them: stores first, then the API replicas, so that the API never
// serves a data set that is still growing. Its parts are Services; what a fault can do to one (kill, pause, ...) is said
// by optional interfaces found by assertion, so a stack that cannot do a thing simply does not have the method.
//
// Implementations are folders beside this file and never import one another; bench/stacks.go holds the table of them.
package stack
