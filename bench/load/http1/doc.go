// Package http1 is an HTTP/1.1 client for a load generator: one Do is one attempt, done on the calling goroutine, with the instant of
// every step.
//
//  1. A Client has one Target for each base URL, and a Target a pool of open connections, the last one used first. There is no goroutine
//     for a connection and no context for a request: Do writes the request and reads the answer itself, and a deadline of the
//     connection bounds both.
//  2. Before a connection is used again it is probed with a read that does not block. A connection that the server closed, or on
//     which it sent something that was not asked for, is dropped and counted in Exchange.Stale, and the next one is taken: no byte
//     of the request has been written, so this is no second attempt.
//  3. Once a byte of the request may have been written the attempt is made. Whatever happens then is its outcome: a connection closed
//     without an answer is an error, on a reused connection too. Nothing is ever sent again.
//  4. The head of an answer is read whole, within a bound, and parsed in place: the status, what delimits the body, and whether the
//     connection stays open. Interim answers (1xx) are passed over. The rules are those of net/http, and a fuzz test compares
//     the two on the same bytes.
//  5. Of the body a bounded beginning is kept, the rest is counted. A connection goes back to the pool when the answer has been read
//     to its end, nothing follows it, and neither side said that it closes.
//
// A request body of more than a few kilobytes is written by a goroutine of its own while the answer is awaited, because a server may
// refuse an upload before it has read it, and stop reading.
//
// Rejected, each by what it cost or lost in the same closed loop of 64 connections (8.5 us of CPU a hit as it is):
//   - http.Transport: two goroutines and several channels a connection, 17 us more a hit; it sends a GET again when a reused connection
//     was closed without an answer, and tells neither instants nor causes.
//   - http.ReadResponse: 2 us more a hit, most of it in maps, strings and garbage of headers that nothing asks for.
//   - the header types of valyala/fasthttp: as fast as this, but "Connection: Close" is not understood, a repeated Content-Length
//     is refused, and the head must fit into the read buffer of the connection.
package http1
