// Package native is the stack of the real servers, as child processes of the harness, with no container engine.
//
//  1. What a server needs is looked for on the machine: Debian packages where they install themselves, jars and Go programs in a
//     cache directory. Missing names what is not there with the command that gets it; Provision gets it.
//  2. Start gives one server a private folder, free ports on the loopback addresses and passwords of its own, and returns when
//     the server has answered a real query, not merely opened a port. Servers are asked in their own protocols with a few lines
//     each, so that the drivers keep their one home in the API's backends.
//  3. An Instance states how to reach the server, and holds its nodes: each can be killed, restarted with its data, paused, resumed.
//  4. A Stack's Keep has the servers that hold seeded data started in folders that stay, filled, and ended in order. Up starts each on a
//     copy of its folder, with the passwords that lie in it, on other ports.
//  5. Stop ends the nodes in reverse order and removes the data. The logs stay.
//
// Nothing outlives the harness, however that ends: servers die with it (see stack.Process), and a shell that waits for the end
// of a pipe removes their data (see sweeper).
//
// A new server is a file beside this one and a row in the table servers.
package native
