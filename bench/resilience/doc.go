// Package resilience answers whether a system is resilient, from the hits of trials in which faults were injected. It returns kinds and
// values; package words has the sentences.
//
//  1. The record of a fault is a Window: when it was asked for, in force, taken back, and when its service answered again (window).
//  2. The hits are streamed once: a Watch counts them in slots of 100 ms by operation from shortly before the first fault, and exactly by
//     fault and operation while one is in force (watch, count). Memory is bounded: of a longer run slots are wider.
//  3. Stretches of slots in which more hits are bad than the objectives allow, beyond chance, are out of the objectives (outside). From them
//     come when a fault was noticed, by which operations, and when all was good again (instants).
//  4. The rest is read off the counts: what a fault cost each operation (impact), whether the system stays bad without a cause (metastable),
//     and the objectives that speak of faults (objective).
//  5. The hits are streamed again for what happened around each fault in fine slots, as its figure draws it (closeup).
//  6. Trials of one configuration are repetitions: Of puts them together, one row a fault, with intervals (row), what each lost of
//     acknowledged writes and what that costs (durability), and answers (answer).
//
// A hit is good when it was answered rightly and inside every latency objective of its operation, as for goodput; all others are bad, those
// never sent too. It belongs to the slot it was due in, so what hangs counts from when it should have been answered. Availability is good
// hits by due ones.
package resilience
