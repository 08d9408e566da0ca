// Package words turns the values of an analysis into English: numbers with their units, and sentences. It is the only place in
// which a sentence about a run is written; packages that measure and judge return kinds and values, and pages, figures and the
// terminal ask this package for the text. Every sentence has a test that states the values it is made of and the text itself.
//
//   - format: numbers. All of them are printed by these functions, so that a value reads alike wherever it stands.
package words
