// Package store is the contract between the REST API and whatever keeps its data.
//
// Data falls into roles, and each role is one small interface: Records (users and groups), Messages and Notifications
// (time-ordered events), Graph (friendships and memberships), Sessions and Cache (short-lived keys), Objects (files).
// A backend is a folder beside this file that implements the interfaces of its role, is the only home of its driver, and describes itself
// (Description) for all that is said of it elsewhere: variables, settings, metrics, panels, space. Backends never import one another, but
// for the embedded servers, which are reached through the drivers of the real ones. The suites in storetest hold every backend and every decorator to the comments here.
//
// What all implementations promise:
//
//  1. Every method returns when its context ends, with an error that wraps the context's.
//  2. An absent thing is ErrNotFound, a broken uniqueness rule ErrConflict, a value the role cannot hold ErrInvalid,
//     a store that does not answer in time or at all ErrUnavailable (a deadline is ErrTimeout, which is also
//     ErrUnavailable). Errors wrap these sentinels; a driver's text never reaches a client.
//  3. Times are UTC with millisecond precision, on the way in and on the way out.
//  4. Lists are bounded by their limit (at least 1), ordered as the method says, and empty (never an error) past the end.
//  5. Methods are safe for concurrent use.
//
// Optional abilities are interfaces of their own, found by assertion: Pinger, Counter, TelemetrySource, and the Load interfaces that fill a
// store in bulk.
package store
