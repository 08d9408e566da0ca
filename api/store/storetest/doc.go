// Package storetest holds one conformance suite for each role of package store. Every backend and every decorator runs those of
// its roles, so that what the comments of the contract promise is what all of them do:
//
//	func TestRecords(t *testing.T) { storetest.Records(t, func(t *testing.T) store.Records { return open(t) }) }
//
// The suites ask for a store once and share it between their subtests. They assume nothing about it but the contract: it may hold
// other data and be written to by others at the same time, so every test works on ids, addresses and keys of its own, which are
// random. Loaders are tested by the suite of their role when the store has them.
//
// Waiting is for an event with a deadline, never for a time.
package storetest
