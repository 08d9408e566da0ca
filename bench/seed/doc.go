// Package seed puts a Dataset into the stores, in bulk, and counts afterwards what is there.
//
// What is seeded is a table of kinds (users, groups, messages, ...); each kind knows how many rows it has, which store takes
// them and how one batch is made from its indices. Since every row can be computed from its index alone, batches are made in
// parallel with loading and nothing is held that is not being written. Kinds of different stores are loaded side by side, those
// of one store one after another, the batches of one kind by as many workers as there are processors.
//
// Loading is idempotent: the same Dataset again changes nothing. Fill notes the batches that are done beside the data, so that one that
// was cut off, even by a kill, goes on where it stood. Verify counts rows with the stores' own means, and Compare reads some of them
// back; a run whose counts differ from what was seeded is not valid.
//
// Needs says beforehand about how much disk it takes, from a table of our own measurements.
package seed
