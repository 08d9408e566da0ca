// Package comparison shows what came of comparing runs (package compare): a page, a file of numbers, Markdown for a pull request and tables
// for a terminal, all from one set of tables of the kit (package page), in the words of package words.
package comparison
