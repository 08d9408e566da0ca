// Package faulty spoils calls to stores on purpose: for stores that no network is in front of, and for errors that no network makes.
//
// What is to be spoiled stands in a file that whoever injects faults replaces whole. It is looked at when a call begins, so that every call
// that begins after the replacement is subject to it, in every process that reads the file, those too that start later. Rejected: a
// listener for commands, whose address each process would need, and to which any other program could connect.
//
// Admit is asked by the decorator that measures (package instrument), inside the time that is charged to the store.
package faulty
