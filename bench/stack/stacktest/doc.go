// Package stacktest is the conformance suite of stacks: what bench/stack promises of every one, tested on each by the same steps.
//
//  1. Settings: what can be varied is taken, everything else is refused in one line that names it, and nothing starts.
//  2. Life: data is seeded and kept where the stack can do that, the stack comes up, real requests are answered on every replica, its
//     parts are described and leave logs, its stores give readings, a part can be killed, started again and paused if it has the
//     ability, and down leaves nothing, also when it is called twice.
//  3. Failed seeding: the error comes back and nothing is left.
//  4. Interrupted: a context that ends stops the way up, and nothing is left.
//
// A test binary that runs the suite on processes must call Main, because the processes are the binary itself.
package stacktest
