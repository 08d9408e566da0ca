// Package rest is the REST API over a store.Set: routes, what bodies and parameters may hold, and what errors become.
//
//  1. routes is the table of routes; a resource is a file of handlers. A handler reads parameters and body, asks one store, or two, and
//     answers with JSON; whatever goes wrong it returns.
//  2. Around every handler is an endpoint: it counts the request, sheds it when too many are being served, gives it a deadline and
//     Timings, turns what the handler returned into a problem (RFC 9457) by the table in problem.go, and answers for one that panicked.
//     Clients see details that were written here; drivers' texts and stacks go to the log, and only for unexpected errors.
//  3. The exchange holds the head of an answer back until the first byte of its body is there. So Server-Timing, which is on every
//     answer, covers the reading of a file's first block, and a store that fails until then still becomes an honest status. What fails
//     later tears the connection, so that half a file is never taken for a whole one.
//  4. Lists are paged by key, never by offset: a full page has a Link to the next. The graph does not know who exists, so
//     writes look users and groups up first; lists do it only when they are empty.
//  5. Uploads are stored while they arrive, under a name of their own; downloads stream, whole or one range of them.
//  6. openapi.yaml describes all this to programs. A test compares it with the routes and with real answers.
package rest
