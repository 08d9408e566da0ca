// Package distributed is what the coordinator of a run and its generators have to agree on: the objects of a run in a bucket, and the
// environment of a generator.
//
//  1. `bench run -generators N` is the coordinator. It brings the stack up, scrapes, plays the faults and judges, as ever; the load comes
//     from N processes that an engine starts (package engine), each of them `bench generate`.
//  2. A generator claims its index: claim/<i> is written only if it is not there (If-None-Match: *), so a second attempt at the same index,
//     such as a pod that was started again, never sends a request; it leaves doubled/<i> behind, which makes the run invalid.
//  3. Each trial of the plan is a round of the same generators. The coordinator writes trial-<t>/plan.json; each generator that has made its
//     workload and schedule from it, and has measured its clock, writes trial-<t>/ready/<i>. When all are ready the coordinator
//     writes trial-<t>/start with an instant of the bucket's clock, which is the one reference of all. Those that are missing when the
//     barrier's time is over are named, with what the engine says of them.
//  4. A generator sends its share of the schedule (package load says which that is), and uploads its hits while it runs:
//     trial-<t>/hits/<i>/<k> is the k-th part of the file of hits that one generator alone would write, so that the parts in
//     their order are that file, and what a generator that died has uploaded is a file that was cut off; trial-<t>/ledger/<i>/<k>
//     likewise, in a trial that keeps a ledger. trial-<t>/progress/<i> tells how far it is, trial-<t>/end/<i> how it ended.
//  5. trial-<t>/cut ends the load of a trial early, at an offset that all of them reach after they have read it, trial-<t>/settled ends a
//     warm-up that goes on until the system is steady, and stop ends the generators.
//  6. The coordinator takes the parts over while they arrive: it counts their hits for the live display, the run's metrics and the
//     objectives that can end a load, and the files lie side by side in the trial's folder, where they are read as one record. The
//     points of the generators join its own. It writes its own part of the record to the bucket too, so `bench collect` makes the
//     same folder from the bucket at any time, also of a run whose coordinator died.
//
// Secrets are in no object in clear. Credentials and the run's Key reach a generator through its environment. What a scenario declares (operations
// with their headers, files, certificates, what the setup was given) may have secrets in it, and goes sealed with the Key: trial-<t>/declared. Tokens
// in a ledger are sealed with a key that is made from it.
//
// Packages: bucket (objects and the errors of S3 in words), clock (offsets), engine and engine/* (who starts processes), generator,
// coordinator, and collect (objects into a record).
package distributed
