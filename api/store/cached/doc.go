// Package cached puts a cache beside a store (cache-aside): decorators for Records (one user, one group) and Messages (the newest
// page of a conversation).
//
//  1. A read asks the cache first. A hit is decoded JSON; a remembered absence (negative caching) is ErrNotFound.
//  2. A miss joins the one query for that key that is under way in this process, or starts it (singleflight). The query belongs
//     to no caller: it has a context and a deadline of its own, so whoever gives up leaves the others alone. Before it asks the
//     store it looks into the cache again, but only when another query of its key has ended since the caller looked: so any
//     number of readers of one expired key cost exactly one query.
//  3. The answer is stored for TTL, spread by Jitter so that what was stored together does not expire together. Absence is
//     stored for NegativeTTL.
//  4. A write goes to the store, then deletes the key, whether or not the write reported success: one that timed out may have
//     happened. A create deletes too, because the absence of its id may be remembered.
//  5. A cache that fails is a miss, never an error. Each call to it is bounded by Timeout; after several failures in a row a
//     Breaker keeps callers from asking at all for a while.
//
// # Stale entries
//
// The classic race: a reader has the old row in hand, a writer commits and deletes the key, the reader stores the old row, which
// then stays for the whole TTL. Within one process this cannot happen: each write raises the generation of its key between commit
// and delete, and a reader that finds another generation than at its beginning does not store, or, when the change came while it
// stored, deletes what it stored (so it is there for one round trip to the cache at most). If the generation was raised after that
// last look, the writer's delete comes later still and removes it. A write also parts later readers from a query that was already
// under way. Keys share a fixed table of generations by hash; a collision costs one fill, never a stale entry.
//
// Between processes (API replicas on one cache) the window remains: it is as long as one store read and one cache write, and
// what slips through lives at most TTL (plus Jitter). The same bound holds when a delete fails because the cache is down.
// Rejected: fencing keys in the shared cache, which close the window at the price of two more round trips in every miss and one in
// every write; and short-lived tombstones, which keep exactly the hottest keys out of the cache.
package cached
