// Package server is the composition root of the REST API: it reads the configuration, opens a store for every role, decorates
// the stores, listens and serves, and ends all of that in order.
//
//  1. FromEnv turns environment variables into a Config and names every mistake at once. The zero Config is the embedded
//     default on a free port.
//  2. Each role (records, messages, notifications, graph, sessions, cache, objects) goes to the first row of the table of
//     backends that the Config chooses and that can take it. The last rows are the embedded defaults and take whatever is left, so
//     any mix is possible. One row is opened once, however many roles it takes; different rows are opened side by side.
//  3. Open listens first, so that a port that is taken is found before any data is touched, then opens the stores, decorates
//     them (instrument with a bulkhead a store, then integrity and cached), and serves behind the gate of package admission. Start-up logs one
//     line a role: which backend, where. Every store has a retry budget.
//  4. Close stops accepting, lets requests in flight finish until its context ends, cuts off what is left, and closes the
//     stores after that, in the reverse order of opening.
//
// OpenStores does the second step alone, undecorated, for whoever fills or counts the stores without serving them.
//
// # Environment
//
// Variables lists the environment variables, the API's own and those of each backend, with their defaults; api -h prints them. A
// role whose host is set uses the real store, a role without one the embedded default. What is empty counts as not set.
//
// An embedded backend that serves several processes is reached at the address that a variable gives (EMBEDDED_..._ADDR). That is how
// replicas share cache and objects: each replica has SQLite within itself on the one file, but sessions
// and copies must be one set for all. For the same reason a process that serves objects itself keeps others from doing so on the
// same DATA_DIR. An embedded Redis keeps nothing beyond the life of its process.
package server
