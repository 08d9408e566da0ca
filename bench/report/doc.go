// Package report turns a result into what people and programs read: a page, its figures, a file of numbers, a terminal's summary.
//
//  1. The figures are drawn beside the page (package figure).
//  2. The numbers become report.json, a contract with everything outside the repository (package document).
//  3. The page is laid out as parts, each a heading with blocks: a table, a figure, a list, a sentence (page, part). What stands
//     where: ten seconds (headline, verdict, objectives), two minutes (findings, over time, operations), an hour (everything else).
//     A trial that kept a ledger has what became of its writes (ledger). Each store has a section of its own (store): what it did and cost in a sentence, its figure, its processes, all its
//     readings.
//     A run with faults answers whether the system is resilient (resilience): its scorecard, which is written as Markdown too, and what happened around each fault.
//     A run with several trials first compares them, and then has a section a trial. One whose trials differ in load, configuration or
//     volume begins with the answer: does it scale (scaling, volume).
//  4. The terminal's summary is written from the same tables; their columns say which of them a terminal has.
//  5. A run's numbers are written once more in formats of other programs (export): Go's benchmarks, HdrHistogram logs.
//
// Numbers and sentences are written by package words alone, so that one number reads the same wherever it stands.
//
// Adding a table: a function that makes a table, and its place in a part. Adding a figure: nothing, it stands under "Further over
// time" until it has a row in places. Adding a number to report.json: a field of the type that it belongs to (package document).
package report
