package engine

import "strings"

// LastWords is the end of what an engine's program said, at most 600 bytes on one line, after ": "; empty when it said nothing.
func LastWords(text string) string {
	const maxBytes = 600
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	if len(text) > maxBytes {
		text = "..." + strings.ToValidUTF8(text[len(text)-maxBytes:], "")
	}
	if text == "" {
		return ""
	}
	return ": " + text
}
