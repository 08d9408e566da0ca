// Package workload states what is asked, and on which data.
//
//  1. A Dataset is rows addressable by index: Message(i) is arithmetic on the seed and i, so rows can be made in any order and
//     in parallel, and a data set of ten million messages costs a few megabytes (where each conversation's messages begin). Kinds
//     that vary in size per owner (messages of a conversation, friends of a user, members of a group) get their sizes from a
//     law, apportioned so that the counts of the scenario come out exactly.
//  2. Keys are drawn by a chooser per kind (uniform, Zipf, scrambled Zipf, latest, hotspot) over the rows that really are
//     seeded, so a read hits rows, and an answer without them is a failure and never a fast success.
//  3. Operations are the rows of one table. Each builds its request from the number n of the hit: Request(n) depends on the seed
//     and n alone, but for reads of what this run wrote earlier (sessions; with "latest" keys also users, groups and files),
//     which come from a bounded memory of acknowledged writes, falling back to seeded rows.
//  4. Each Request carries its Verify: the proof that the work was done. It looks for what was asked (ids, how many rows,
//     sizes, the bytes of a file) in the answer without decoding it whole, so that the generator has time to spare.
//
// Ids of messages and notifications are the server's, as most clients have it: one that is the client's makes a retry the same row, which some
// stores charge for (Cassandra: a read and a lightweight transaction), and hits are never retried. Which writes were acknowledged can be asked
// later all the same, by the ids in the answers.
//
// Randomness is counter-based (splitmix64 over a hash of seed, purpose and index) instead of a stream: a stream would tie row
// i to all rows before it.
package workload
