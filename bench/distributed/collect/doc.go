// Package collect turns the objects of a run into its record: for the coordinator while a trial runs, and for `bench collect` at any time, also of a
// run that broke off.
//
// Hits are merged, never percentiles: the parts of a generator, one behind the other, are its file of hits, and the files lie side by
// side in the trial's folder. One that died has a file that breaks off, and is named as lost. Points and examples of failures
// are few, and join those of the coordinator.
package collect
