// Package cached puts a cache beside a store (cache-aside): decorators for Records (one user, one group) and Messages (the newest
// page of a conversation).
//
//  1. A read asks the cache first. A hit is a binary entry that names its own key (see entry); a remembered absence (negative
//     caching) is ErrNotFound. Whatever else is under the key is a miss. Readers of one key share lookups (see shared).
//  2. A miss joins the load of that key that is under way in this process, or starts one (singleflight). The load belongs to no
//     caller: it has a context and a deadline of its own, so whoever gives up leaves the others alone. Before it asks the store it
//     looks into the cache again, but only when another load of its key has ended since the caller looked: so any number of
//     readers of one expired key cost exactly one query.
//  3. The result is stored for TTL, spread by Jitter so that what was stored together does not expire together. Absence is
//     stored for NegativeTTL.
//  4. A write goes to the store, then deletes the key, whether or not the write reported success: one that timed out may have
//     happened. A create deletes too, because the absence of its id may be remembered. Writers of one key share deletes.
//  5. A cache that fails is a miss, never an error. Each call to it is bounded by Timeout; after several failures in a row a
//     Breaker keeps callers from asking at all for a while.
//  6. With StaleIfError a second copy of each value is kept longer (see old.go). A load that fails because the store does is answered with it,
//     if it counts: a reader may then get what is up to StaleIfError past its TTL, instead of an error.
//
// # What a reader can rely on
//
// One process never answers a read with less than it acknowledged before, whatever becomes of its calls to the cache. Three things
// could break this:
//
// A load holds the old row while a writer commits and deletes the key, and stores the row afterwards. Each write therefore raises
// the generation of its key between commit and delete. A load that finds another generation than at its beginning does not store,
// or, when the change came while it stored, deletes what it stored. A write also parts later readers from a load that was already
// under way. Keys share a fixed table of generations by hash; a collision costs one load, never a stale entry.
//
// A delete fails, or is skipped while the breaker is open. The old entry then outlives the write.
//
// A store of an entry fails, but the server may still carry it out when it comes back, after a later delete that succeeded.
//
// For the last two, the key is suspect: the process remembers it together with the instant of the write. Each entry says which
// process wrote it and when its load began; of a suspect key only entries count that this process loaded after that instant.
// Everything else is a miss, and the load that follows replaces it. Suspect keys are deleted again with the first load or write
// that reaches the cache, for the sake of other processes, and forgotten once every entry from before has expired. At most
// maxSuspects keys of a class are remembered. One more makes the whole class suspect: nothing that was stored until then counts,
// and for as long as it could live nothing that other processes store.
//
// Between processes (API replicas on one cache) less holds: what one replica acknowledged, another may answer with an older entry
// for at most TTL (plus Jitter) after that entry was stored, and while the store fails StaleIfError longer. This takes either a load of the other replica that overlaps the write
// (the window is one query and one store of an entry), or a delete that the cache did not carry out; the writer makes up for it
// with its next load or write once the cache answers. The same bound holds for a process that takes the place of one that ended
// with suspect keys: it does not know of them.
//
// Rejected: fencing keys in the shared cache, which close the window at the price of two more round trips in every miss and one in
// every write; short-lived tombstones, which keep exactly the hottest keys out of the cache; and trusting no entry of another
// process, which would leave replicas without a common cache.
package cached
