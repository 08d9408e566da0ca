// Package instrument decorates every role of a store.Set so that each call is observed (store, operation, outcome, duration) and
// charged to the request it was made for.
//
//  1. Set wraps the roles; Names says which store each role's time belongs to, so that figures of SQLite are never taken for
//     PostgreSQL's.
//  2. Every call adds the interval it took to the store.Timings in its context, where there are any. ServerTiming renders them for the
//     Server-Timing header, with "app" as what is left when the union of all intervals is taken away, so that calls that overlapped are not
//     subtracted twice.
//  3. Work that one request does and others wait for (package cached) is charged to each of them for as long as it waited: that
//     is where its time went. Observers see the work once.
//  4. Uploads are charged without the time spent waiting for the client's next bytes. Downloads are observed twice: open_object
//     until the first byte can be read, and read_object, at Close, the sum of what the reads took.
//  5. A store may have a bulkhead (package bulkhead): a call that is not admitted is observed as shed, and one that waits for its turn waits
//     for the store.
//
// Abilities of the wrapped stores (loaders, Pinger, ...) are found with store.As.
package instrument
