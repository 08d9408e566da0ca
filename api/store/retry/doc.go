// Package retry tries calls of a store again, within a budget: retries are at most a share of the store's calls over a window. A retry mends
// what failed by chance; when a store is slow or away, most calls fail, each is sent again, and the store has twice the work when it can do
// the least of it (a retry storm). The budget lets the first kind pass and stops the second.
//
//  1. Every backend has one Budget, of its own store, and Do is the only place that tries anything again: drivers are told not to.
//  2. Do runs a call, which reports whether trying again may help. It pauses, twice as long each time and in part at random, and runs the
//     call again as long as the budget has a retry left.
//  3. A retry that is refused ends the call with the error that it had, at once.
//
// The rule is that of Finagle's RetryBudget and of Envoy's and gRPC's retry throttling: a share of calls, and a few in any case so that a
// store that is seldom asked may be asked again. Rejected: failsafe-go's budget, which bounds retries by the calls that are in flight at one
// instant (Envoy's reading of it). One call in flight has the whole minimum to itself then, so a store that is away and answers at once
// with an error is asked twice every time.
//
// What is sent a second time while the first is still waited for (the speculation of package cassandra) has a budget of its own there, a
// thirtieth of the calls.
package retry
