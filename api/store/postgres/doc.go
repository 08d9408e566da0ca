// Package postgres keeps Records (users and groups) in PostgreSQL. It is the only home of its driver, pgx.
//
//  1. Open connects and brings the schema up to date. Migrations are numbered files, applied in one transaction that holds an
//     advisory lock, so that any number of processes may start at once on an empty database.
//  2. Calls share a bounded pool of connections, and each connection keeps its statements prepared. A call that has to wait for
//     a connection is counted in Pools, with the time it waited, whether or not it got one.
//  3. A call ends with its context; one without a deadline gets StatementTimeout as its own. The server ends statements by the
//     same timeout, so that it does not work on for a client that is gone.
//  4. Reads and loads are tried again, at most Retries times, when the connection broke under them. Writes are tried again only
//     when the server cannot have done them: nothing was sent, or it says that it rolled back (deadlock, serialization).
//  5. After a connection broke, every other one that was idle then is asked for a sign of life before it is used, and so is one
//     that was idle for a second. A server that restarted is used again with the first call after it is back. Connections whose
//     calls ended early are given up within two seconds, even when the server does not answer.
//  6. Loaders move the sequence of ids past what they load, then copy (COPY) straight into the table. When some rows are there
//     already they copy into a temporary table and insert from it what is missing.
//  7. Sessions that are idle add what they counted to the server's statistics at once, where the server can be asked for that (version 15 and
//     later), so that telemetry shows a call within two seconds. Otherwise it is up to ten seconds late, or comes with the next call.
//
// Creation times are the server's, one clock for all API replicas. Letter case of e-mail addresses is folded by store.EmailKey, so that
// the database's locale does not matter; the first migration, which knew only the server, needs one built with ICU (all packaged ones are).
//
// Rejected: asking the server to cancel a statement when its context ends, so as to keep the connection. The caller would wait
// for the answer beyond its deadline, and forever (until a second timeout) when the server hangs.
package postgres
