// Package report turns a result into what people and programs read: a page, its figures, a file of numbers, a terminal's summary.
//
//  1. The figures are drawn beside the page (package figure).
//  2. The numbers become report.json. What it holds is declared in Document and the types below it, a contract with everything
//     outside the repository; the functions of the same names fill it.
//  3. The page is laid out as parts, each a heading with blocks: a table, a figure, a list, a sentence (page, part). What stands
//     where: ten seconds (headline, verdict, objectives), two minutes (findings, over time, operations), an hour (everything else).
//     Each store has a section of its own (store): what it did and cost in a sentence, its figure, its processes, all that it told of
//     itself. What a figure means is read from the stores' own table, the one thing that this package takes from the API: a record has
//     the names alone, and a name keeps its meaning.
//     A run with several trials first compares them, and then has a section a trial. One whose trials differ in load, configuration or
//     volume begins with the answer: does it scale (scaling, volume).
//  4. Templates turn parts into HTML. The page is one file without script, made to be read on a phone, on a wide screen, in the dark
//     and on paper.
//  5. The terminal's summary is written from the same tables, with the columns that matter most.
//  6. The list of all runs beside one another (history) is made of their report.json files alone: a table of them, and a line over time
//     for each scenario, stack and configuration, cut where runs cannot be compared, with the places where a level changed.
//  7. A comparison of runs (compare) has a page, a file of numbers, Markdown and a terminal's tables of its own, from one set of tables
//     too; and a run's numbers are written once more in formats of other programs (export): Go's benchmarks, HdrHistogram logs.
//
// Numbers are written by the Format functions of package analysis alone, so that one number reads the same wherever it stands.
//
// Adding a table: a function that makes a table, and its place in a part. Adding a figure: nothing, it stands under "Further over
// time" until it has a row in places. Adding a number to report.json: a field with its comment, and the line that fills it.
package report
