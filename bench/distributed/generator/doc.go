// Package generator is one of the processes that send the load of a run: `bench generate`.
//
//  1. It reads from the environment which index it has, of how many, and where the bucket of the run is, and claims the index. Who finds it
//     taken ends at once and never sends a request.
//  2. For each round it waits for the plan, makes the workload and the schedule from it as the coordinator does, takes its share, and says
//     that it is ready. What it cannot agree with (another build, another data set) it refuses with a reason that the coordinator prints.
//  3. At the start it plays its share. Hits, writes and points go to the bucket in parts while it runs, once a second where there are
//     few generators. A part has all that was recorded until it was cut, so a process that is killed loses what it recorded since the
//     last part that reached the bucket: one part. An upload never holds up a hit: parts wait in memory, and when more wait than
//     is bounded the load breaks off.
//  4. It looks for the objects that cut the load off or end a warm-up, and tells how far it is.
//
// It ends with success when the coordinator says that there is no further round.
package generator
