package neo4j

import "strings"

// Schema is the text of all that makes the schema: data that somebody keeps is of this version when it was made with the same text.
func Schema() string { return strings.Join(constraints[:], "\n") }
