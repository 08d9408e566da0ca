// Package redis keeps Sessions and the Cache in Redis, or in miniredis, which speaks the same protocol. It is the only home of
// its driver, go-redis.
//
//  1. A session is one key, "v1:session:<token>", holding JSON and expiring by itself. The moment of expiry is in the value
//     too and is checked on reading, so that a server slow to expire never shows an old session.
//  2. The cache's keys are the callers'; they carry their own version ("v1:user:7").
//  3. A call ends at the earlier of its context's deadline and the configured timeout, and is tried again at most Retries
//     times, after a short pause, when the connection broke. Cancelling a context (as opposed to its deadline) ends the wait
//     for a connection and any retry at once, but a reply already awaited is awaited to the timeout: the driver cannot be
//     interrupted there, and giving the wait to a goroutine of its own would cost every call more than it is worth.
package redis
