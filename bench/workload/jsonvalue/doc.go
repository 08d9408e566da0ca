// Package jsonvalue finds values of a JSON text by JSONPath (RFC 9535), fast where it can.
//
// A path that leads to one value by names and indices, such as $.orders[0].id, is looked for in the text, up to that value and no further: no
// value of Go is made of it. Any other path (wildcards, slices, filters, descendants, indices from the end) is selected from
// the decoded text.
//
// It is the home of the JSONPath library and of gjson, which looks for a value without reading what comes after it. (Rejected: a decoded text
// for every path, which costs ten times as much; the tokens of encoding/json/v2, which cost five times as much; gjson's own syntax beside that
// of the RFC.)
package jsonvalue
