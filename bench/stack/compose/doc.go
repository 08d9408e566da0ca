// Package compose is the stack of docker-compose.yml: the real servers and the API's replicas, each in a container.
//
//  1. Up asks the engine whether it is there and new enough. What is missing is named in one line.
//  2. The project gets a name, passwords and free loopback ports of its own, so that it neither meets nor disturbs one that was
//     started by hand. What a run needs otherwise than people do (no restarting of what was killed, a port for each replica) is a
//     second file, laid over the first: see override.
//  3. The stores start and are awaited healthy, and are filled through their published ports; the API starts after that.
//  4. Services are the containers, with the versions the stores told while they were filled. Kill, pause and the like are the
//     engine's own; a container that ends by itself is noticed.
//  5. Down keeps the containers' logs and removes containers, networks and volumes. A harness that is killed cannot do that, so a
//     shell that outlives it does: see stack.Guard.
//
// Load goes to the replicas, not through the proxy that people use: a proxy would be measured with them and hide which one
// answered. It does pass Docker's own way from 127.0.0.1 into a container, which costs processor time that no service is charged
// for, so figures from here are not to be compared with native ones.
//
// Of a Cassandra cluster only the first node has a published port. Where containers cannot be reached by their own addresses, it does
// the filling for all three.
//
// The stack can vary: cache (on, off), api.replicas, cassandra.nodes (1, 3), prometheus (on, off), cassandra.consistency,
// postgres.pool.size and the like, and env.NAME (any environment variable of the API).
package compose
