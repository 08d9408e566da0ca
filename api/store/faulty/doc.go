// Package faulty spoils calls to stores on purpose: for stores that no network is in front of, and for errors that no network makes.
//
// What is to be spoiled stands in a file that whoever injects faults replaces whole. It is looked at when a call begins, so that every call
// that begins after the replacement is subject to it, in every process that reads the file, those too that start later. Rejected: a
// listener for commands, which each process would have to be told of, and which somebody else could find.
//
// Admit is asked by the decorator that measures (package instrument), inside the time that is charged to the store.
package faulty
