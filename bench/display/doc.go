// Package display shows a run, or the seeding of stores, to whoever started it, while it goes on.
//
// On a terminal a block of a few lines is drawn over itself; anywhere else a line is written now and then, so that a log stays
// readable. Screen is the one place that knows what standard output can do.
package display
