// Package words turns the values of an analysis into English: numbers with their units, and sentences. It is the only place in
// which a sentence about a run is written; packages that measure and judge return kinds and values, and pages, figures and the
// terminal ask this package for the text. Every sentence has a test that states the values it is made of and the text itself, and
// a row in testdata/sentences.txt that states when it is true; every row is said of some trial, run,
// comparison or ledger drawn at random, and checked against its hits (said_all_test.go).
//
//   - english, names, format, estimate: the grammar of sentences, names of trials, configurations and places, numbers with their units, and values
//     with their intervals. All numbers are printed by these functions, so that a value reads alike wherever it stands.
//   - check, with check_record, check_stack, check_work, check_generator and check_steady: the validity checks, a function a kind of evidence.
//   - finding, with finding_time, finding_work, tail, store and ledger: what was found in a trial and what to notice in a figure, a function
//     a kind of values.
//   - headline, capacity, refusal: the first sentence of a report, what a search found and why it refused a load.
//   - answer, with scaling, scaling_table, volume and unknown: what the trials of a run say together.
//   - resilience, with fault: what the trials of a run say together on faults, and what each fault did.
//   - compare, with compare_difference, compare_row, compare_warning and compare_page: what a comparison found, and its page.
//   - serve: the pages and forms of bench serve.
//   - history, with history_line: the list of runs, and how a line of them changed.
//   - outlook, with live: what a trial that goes on says so far, and the labels of its page.
//   - section, table, ran, definitions, label: headings, captions, sentences in place of empty tables, facts, terms and labels of pages. A short
//     head of a column stays beside the cells that it heads (home_test).
//   - figure, with figure_axis and figure_note: titles, axes, legends and notes of figures, and the sentences in place of those that have nothing
//     to draw.
package words
