// Package report turns a result into what people and programs read: a page, its figures, a file of numbers, a terminal's summary.
package report
