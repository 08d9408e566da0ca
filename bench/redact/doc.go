// Package redact takes secrets out of a run before any of it is written: out of the record, and so out of everything that is made
// from records, and out of what is printed.
//
//  1. A setting, variable or YAML key is a secret when its name says so (IsSecret): env.DATABASE_PASSWORD, apiKey, Authorization.
//  2. The value of such a name becomes a mark, "(hidden:3fa81c90)" (Setting, Source). The mark is a keyed hash of name and value, so
//     that two configurations or two runs that differ in a secret are still seen to differ.
//  3. In free text (errors, commands, addresses, details of events) the passwords of URLs and data source names, name=value, name: value
//     and bearer tokens become "(hidden)", and so does every value that was seen under a secret name (Learn, Text).
//
// The key of the hash is 256 random bits in a file of the user's own ($QUINTET_REDACTION_KEY, or redaction.key in the user's
// configuration directory). It is never in a record: who has a report, or a whole folder of them, cannot try a dictionary on it. Runs of
// one user on one machine share it and stay comparable; machines whose runs are compared must share the variable. Without either, the key
// is random, and secrets of two runs look different. Eight digits tell values apart; they are far too few to find one.
//
// The runner redacts what it writes. The reader of records redacts what it reads as well, since old records hold secrets in clear text.
// Redacting twice changes nothing, and nothing after the two knows about secrets.
package redact
