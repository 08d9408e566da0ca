// Package history is the list of all runs beside one another: a page made of their report.json files alone.
//
//  1. Runs are found in a folder and in folders of runs within it (find), and their reports are read, all processors at once (read). What is
//     bulky in a report is taken out before it is decoded (slim).
//  2. What a run measured of each configuration becomes a point (measure); the points of one scenario, stack and configuration are a line
//     over time (trend), cut where runs cannot be compared (comparable), with the places where a level changed.
//  3. A table of the runs and a small picture of each line (table, spark) are laid out as a page of the kit (list; package page).
package history
