// Package figure draws the figures of a report. It is the only home of gonum/plot.
//
//  1. Draw takes an analysis.Result and makes of every trial the figures of the table `figures`, each written as a PNG and kept in
//     memory so that a page can hold it.
//  2. A figure is one file and one row of the table. Its function looks at a trial and gives either a drawing or the words that
//     stand in the figure's place: an empty box says nothing.
//     A run whose trials differ in load, configuration or volume has figures of its own, the table `runFigures` (run, loadcurve,
//     speedup, volume), with one colour a configuration in all of them.
//     A run with faults has two (blast), and what happened around each fault of a trial is a figure of it (faults).
//     Each store of a trial has a figure too (storeboard), of which no table can know: many small charts on one board, as the pictures
//     of the dashboards are.
//  3. The files below the figures are the drawing board: style (colours, sizes: the only place for them), letters (how wide texts
//     are), sheet (a canvas measured in pixels from its top left corner), scale (axes and their ticks), chart (grid, legends), lines
//     (with their names at their ends), over time (phases, events), rows (one row a name: dots, whiskers, bars), encode (PNG).
//
// All figures have one width, and all figures over time the same borders and the same time axis, so that one can be laid over the
// other: what happens at one instant stands in one column. gonum's plot.Plot lays out each plot by its own labels, which makes such
// a column impossible; so the layout is ours, and its canvas, fonts, text and colour maps are what is drawn with.
//
// Adding a figure: a file with its function, a row in figures; its caption is a row of captions in the analysis with a sentence in words, or a function of the row.
// The tests range over the table: a new figure is drawn for every kind of trial, and nothing in it may be clipped or covered. Run them
// with -keep DIR and look at the pictures.
package figure
