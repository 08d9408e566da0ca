// Package document is report.json: the result of an analysis for programs.
//
// The numbers are the fields of the analysis' own types (packages analysis, scraped, scaling and samples), which carry the names that they have in
// JSON. This package adds what a result does not hold: the sentences, which package words makes of its kinds and values, and what a
// trial's manifest says of how it was run. A type here embeds the one that it adds to; a field of the same name in JSON takes its place.
//
// Adding a number: a field with its name and comment in the type that it belongs to, and `go test ./bench/document -update`, which writes
// the schema anew (report.schema.json beside the README).
package document
