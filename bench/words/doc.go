// Package words turns the values of an analysis into English: numbers with their units, and sentences. It is the only place in
// which a sentence about a run is written; packages that measure and judge return kinds and values, and pages, figures and the
// terminal ask this package for the text. Every sentence has a test that states the values it is made of and the text itself, and
// a row in testdata/sentences.txt that states when it is true; those of a trial are checked against the hits of runs drawn at random (said_test.go).
//
//   - format: numbers. All of them are printed by these functions, so that a value reads alike wherever it stands.
//   - check, with check_record, check_work and check_steady: the validity checks, a function a kind of evidence.
//   - tail: where the slowest 1 % spend their time.
//   - finding, with finding_time and finding_work: what was found in a trial and what to notice in a figure, a function a kind of values.
//   - ledger: what became of the writes of a trial.
//   - headline, capacity, refusal, store: the first sentence of a report, what a search found, what a store did.
//   - compare, with compare_difference, compare_row and compare_warning: what a comparison found.
//   - answer, with scaling, scaling_table, volume and unknown: what the trials of a run say together.
//   - resilience, with fault and check_faults: what the trials of a run say together on faults, and what was found of one.
//   - section, table, ran, history, compare_page, definitions: headings, captions, sentences in place of empty tables, facts and terms of pages.
//   - figure: titles, axes, legends and notes of figures, and the sentences in place of those that have nothing to draw.
//   - label: labels that several pages and figures share. A short head of a column stays beside the cells that it heads (home_test).
//   - english, names, trial, estimate, check_text: what they share, such as the names of trials, configurations and places.
package words
