// Package cassandra keeps Messages and Notifications in Apache Cassandra. It is the only home of its driver, gocql.
//
//  1. Open makes the keyspace and the tables where they are absent. Any number of processes may do so at once, on any nodes: the
//     tables' ids are given, so that whoever makes a table makes the same one. It ends with a read at the consistency.
//  2. Events of one conversation (or user) are cut into buckets of time, taken from the UUIDv7 that is their id: a bucket is a
//     partition, newest first. A second table has on record which buckets there are. The record is written before a bucket's first
//     event; what was written or read is remembered, so that this costs one small write a bucket, and forgotten whenever a
//     connection has to be made: a node that died may have lost the record.
//  3. A page is read from the newest bucket back. The one that it most likely begins in is read together with the record; if more
//     are needed they are read in waves, as many at once as the page seems to need, within bounds. Buckets without events cost
//     nothing.
//  4. Statements are prepared and go to a replica of their partition in the data centre, at one consistency for reads and writes.
//  5. Everything here may be done twice, so an exchange that failed or had no answer within its share of the call's time is repeated, at
//     most Retries times, on another node, unless no node can be reached. A call that has no answer for longer than 99 of 100
//     take is sent to another node as well, within a budget of a thirtieth of all; a node that hangs is asked last (see pace). A
//     call ends with its context; one without a deadline gets Timeout as its own.
//  6. A node that is back is used again within a second, or when another node tells that it is.
//  7. An id that a client chose is claimed before the first event under it is written, with a lightweight transaction (see put), so
//     that one content wins, whoever else adds another. This takes a read and about four round trips among the replicas more; ids
//     that are made here cost nothing.
//  8. Loaders write the rows of one partition together in unlogged batches of bounded size, several of them at once.
//
// Rejected: INSERT ... IF NOT EXISTS of the event itself. The transactions of all who write to one conversation would be in one
// another's way, because Cassandra agrees on a partition at a time. Rejected: reading the event again once it is written, and
// answering with what is there. Of two API processes that add two contents at once, both may be told that theirs is stored.
// Rejected, too: buckets known from the time of the
// conversation's first event alone; reading a conversation with long silences would visit every bucket since.
package cassandra
