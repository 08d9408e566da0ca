// Package link puts proxies between the API and its stores, whose traffic faults disturb. It is the home of toxiproxy, as a library.
//
//		API replica ── link of redis ── redis
//		            └─ link of minio ── minio        all links of a run in one process of their own
//
//	 1. Start starts that process, the harness's own binary with the hidden subcommand Program, which dies with the harness. It is only there
//	    in runs that need it: a hop costs time, and it would be charged to the store.
//	 2. Each Link takes commands by HTTP on the loopback address, with a token that was made for the run.
//	 3. latency and bandwidth are toxiproxy's own. A black hole is a bandwidth of 0, under which connections stand, and what was sent arrives
//	    when it ends, as after a partition of a network; toxiproxy's "timeout" would close them and drop it. A reset is done here: its
//	    "reset_peer" leaves idle connections alone and gives older ones an orderly end, so every socket of the link is told to end with a
//	    reset, and then the link stops listening.
//
// The share of a latency is drawn by toxiproxy for each connection, not for each request.
package link
