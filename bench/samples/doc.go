// Package samples is the record of a run on disk: the hinge between what is live (left of it: load, scrape, runner) and what is
// pure (right of it: analysis, figures, report).
//
//		reports/<run-id>/
//		  trial-001/
//		    manifest.json   what the trial was (Manifest), rewritten whole whenever something of it becomes known
//		    hits-1.bin      every hit, one file a generator
//		    ledger-1.bin    every write and what became of it, in trials that keep a ledger, one file a generator
//		    points.bin      every scraped value that differs from the one before
//		    events.jsonl    what happened at an instant, one JSON object a line
//		    logs/           what the stack's processes wrote
//		  trial-002/ ...
//
//	 1. A Writer appends while the trial runs; memory does not grow with it. At least four times a second all that was written reaches
//	    the file, in blocks that carry their length and a checksum, so a run that is cut off at any instant, by SIGKILL or by a
//	    full disk, is readable up to its last whole block.
//	 2. A Reader streams. It gives what is whole and then says, with an error, where the record ends early.
//	 3. A Follower reads a record while it is written, from its beginning: what is whole now, and at the next call what has come since.
//	 4. A hit takes about 35 bytes: differences to the hit before, and of its instants to one another, in variable-length integers. A block begins afresh, so it can be
//	    read without its predecessors.
//
// The numbers of a block are little endian:
//
//	uint32 length of the payload | uint32 entries | uint32 CRC-32C of all the rest | payload
//
// A block of no entries is the end mark. Its payload is the number of blocks and of entries before it, in variable-length integers, and the
// CRC-32C of those blocks' checksums.
//
// Rejected: vegeta's own result format (160 bytes a hit with headers and bodies of answers, and no due time); compression (a
// quarter less space at half the reading speed); fsync (a run survives the death of the process, not of the machine).
package samples
