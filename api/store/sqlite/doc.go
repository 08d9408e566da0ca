// Package sqlite keeps the roles of PostgreSQL, Cassandra and Neo4j (Records, Messages and Notifications, Graph) in one SQLite
// file: the embedded default, which needs no server. It is the only home of its driver, modernc.org/sqlite, which is pure Go.
//
//  1. Open creates the file and brings its schema up to date. Migrations are numbered files, each applied once in a
//     transaction of its own together with its number, so that any number of processes may start at once.
//  2. One connection writes and several read, in one process; several processes (API replicas) may share the file. In WAL
//     mode readers never wait for the writer, nor it for them; writers of other processes are waited for by retrying in Go
//     rather than inside SQLite, because SQLite's own busy wait cannot be cancelled.
//  3. Every statement is prepared once per connection and kept.
//  4. Rows that are read together lie together: WITHOUT ROWID tables clustered by (conversation, newest first), (user,
//     newest first), (user, friend), (group, member).
//  5. Loaders write rows of any number in one transaction, many rows to a statement.
//
// Durability is synchronous=NORMAL unless SQLITE_SYNCHRONOUS, the setting sqlite.synchronous, says otherwise: a commit survives the death of the process at any time (kill -9) but the last ones may be
// lost when the machine loses power.
//
// Rejected: committing several callers' writes in one transaction (group commit). Without a flush per commit it would save
// little, and it would tie every caller's outcome to its neighbours'.
package sqlite
