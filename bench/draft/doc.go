// Package draft writes the first version of a scenario for an API that is not this repository's, from what is known of it: its OpenAPI
// document, a recording of a browser (HAR), or the access log of its server.
//
//  1. A source is read into operations, each with what it asks, what its answer must be and how often it is asked.
//  2. Scenario.Write writes them as a scenario file, with a comment where something was assumed.
//
// Nothing is sent, and no secret is written: what authenticates a request becomes a variable of the environment. What would delete is
// declared and left out of the mix, which the author completes.
//
// It is the home of the OpenAPI library. (Chosen: kin-openapi, which the tests of the API's own document use too. libopenapi brings three times
// the dependencies.)
package draft
