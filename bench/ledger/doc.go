// Package ledger answers whether anything was lost that had been acknowledged.
//
//  1. While a load runs, a Recorder takes down every write and what became of it: acknowledged (an answer 2xx was read whole),
//     refused (4xx), or indeterminate. It goes to disk with the hits; memory does not grow with it.
//  2. After the load, ReadBack looks for every write: through the API by lists that no cache stands before, and where something is
//     missing in the stores themselves, so that what is hidden is told from what is lost. What is cached (users, the newest messages) is
//     also asked for through the cache, so that a stale entry shows.
//  3. A class a write: confirmed, lost, stale, duplicated, phantom, or indeterminate and found or not. A kind of write has a file with
//     its rule and a row in the table kinds.
//
// Rules, by kind. Messages and notifications are appended: each must be there once, with equal content. Of updates of one user the last
// acknowledged wins; of updates that overlap in time either may. Edges are a set: one that was acknowledged is there. Files are compared
// byte by byte. Sessions are looked for until their time is over. Writes of declared operations are read by the operation that the scenario names, key by
// key, under the rule of updates.
//
// What cannot be seen: an update that was dropped and then replaced by a later one; an edge that was dropped and had been seeded; a second copy
// of a declared write, and one that another operation deleted, which counts as lost; an
// indeterminate write under a key that the server made up and no answer named (a message or a notification is recognized by its content,
// a file and a session are counted as not found).
//
// Entries are held a part at a time, chosen by the hash of what they belong to, with one pass over the file for each part: sorting them on
// disk would be quicker from some tens of millions on, and is not worth its code before. Memory is that of a part, or of the one
// conversation that has more.
package ledger
