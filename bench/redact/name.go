package redact

import (
	"slices"
	"strings"
)

// secretWords make a name a secret wherever they stand in it; secretParts only as a part of their own, since KEYSPACE, KEYS and
// PASSIVE are none.
var (
	secretWords = []string{"PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "CREDENTIAL", "AUTHORIZATION", "COOKIE"}
	secretParts = []string{"PASS", "PWD", "KEY", "AUTH", "DSN"}
)

// IsSecret reports whether the value of a setting, variable, header or key of that name must not be shown: env.DATABASE_PASSWORD,
// STORAGE_ACCESS_KEY, apiKey, Authorization.
func IsSecret(name string) bool {
	upper := strings.ToUpper(name)
	if slices.ContainsFunc(secretWords, func(w string) bool { return strings.Contains(upper, w) }) {
		return true
	}
	for part := range strings.FieldsFuncSeq(upper, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }) {
		// A key is often written together with what it opens.
		if slices.Contains(secretParts, part) || strings.HasSuffix(part, "KEY") {
			return true
		}
	}
	return false
}
