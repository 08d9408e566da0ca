// Package timeaxis lays out the time of a trial: its phases as far as they were reached and those that are measured, the slots that
// figures draw (axis), and the batches that tell how far neighbouring hits share their fate (batches).
package timeaxis
