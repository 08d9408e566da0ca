// Package embedded is the default stack: the whole backend from one binary, with nothing to install.
//
//	bench (generator)
//	 ├─ miniredis      cache and sessions, the Redis protocol over loopback TCP
//	 ├─ gofakes3       files, the S3 protocol over loopback HTTP, kept on disk
//	 └─ api-1 … api-N  the REST API; users, groups, messages, notifications and graph in one SQLite file they share
//
// Every box is a process of its own, the harness re-executed with a hidden subcommand, so that processor time and memory
// are charged to whom they belong and a fault can act on each alone. The stores are one set for all replicas: what replica 1
// put into the cache is a hit for replica 2. SQLite is no process; it works inside each replica, on one file in
// write-ahead-log mode.
//
// Seeded data is kept (see package snapshot): SQLite's file and the files of gofakes3 are copied to where the processes write.
//
// The data of a trial is locked while its stack is up. A run that dies leaves it, and the next run in the same folder of runs, which gets the
// lock, removes it.
//
// The stack can vary: cache (on, off), api.replicas, and env.NAME (any environment variable of the API).
package embedded
