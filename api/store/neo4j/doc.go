// Package neo4j keeps Graph (friendships and memberships) in Neo4j. It is the only home of its driver, neo4j-go-driver.
//
//  1. Open connects and makes what is missing of two constraints: ids of users are unique, and so are ids of groups. Any number
//     of processes may start at once on an empty database.
//  2. A user or group is a node once it has had a relationship; a friendship is one relationship, from the lower id to the higher,
//     read without regard to direction. No more of them is made however many callers add the same one at the same time, because
//     the server locks both nodes before it looks a last time.
//  3. Every call is one statement in a transaction of its own, with parameters, run through the driver's managed transactions.
//     The driver states what may be tried again; this package says when, for at most RetryTime: soon, and never when the server
//     cannot be reached. Writes whose answer depends on being the first (removals) are not tried again when they may have been
//     done, that is when the connection broke during the commit.
//  4. A call ends with its context; one without a deadline gets Timeout as its own. The server is told the time that is left,
//     and gives up by itself too. A call that has to wait for a connection is counted in Pools, with the time it waited, whether or
//     not it got one.
//  5. A server that restarted is used again with the first call after it is back: what was idle is asked for a sign of life first,
//     and one connection found broken gives up all that were idle then.
//  6. Loaders make the nodes of a batch, then its relationships, in one transaction a batch, and take turns.
//
// Lists and suggestions are bounded by their limit in what they return, not in what they read: a page of a user's friends reads
// the ids of all of them, and suggestions all friends of friends, because what ranks first is known only when all are counted.
//
// Rejected: an index on relationships by both ids, with which a page would read no more than it returns. It would double what is
// written for each friendship, to spare readers milliseconds in the rare case of thousands of friends. Rejected: a uniqueness
// constraint on relationships, which would take the same index and is not needed, see 2.
package neo4j
