// Package metrics is every Prometheus metric of the API, on a Registerer that is passed in.
//
//  1. New makes all metrics and creates the series that are sure to come: each route with its usual status, each operation of each
//     store with outcome "ok", each class of the cache with each result. So a rate is there from the first scrape on, and
//     a zero is a zero rather than an absence.
//  2. Whoever does the work tells of it: stores through Observe and Bytes (instrument.Observer), the cache through CacheRequest
//     and Breaker, requests through the Route that their handler was given. Pools are asked at every scrape.
//  3. Handler serves it all at /metrics.
//
// Histograms are classic and native at once: a server that asks for native ones (protobuf) gets exponential buckets that are at most
// 10 % wide, any other the fixed ones.
//
// # How many series there can be
//
// One replica shows fewer than 3,000 series whatever its clients and stores do, because every label is bounded: routes are
// templates, never URLs; methods, outcomes and operations are from fixed lists, and what is not on them is "other" (or "error"). The
// product of them all would still be large, since a histogram is 17 series. So unusual combinations (a status that a route seldom
// answers with, an outcome other than ok) get series when they first happen, and only so many of them; whatever comes after that is
// counted together, as route, method or operation "other". That takes some thirty kinds of error of requests and of stores each. Rejected: coarser buckets
// for errors, because buckets of one metric that differ cannot be summed.
package metrics
