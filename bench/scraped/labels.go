package scraped

import "strings"

// parseLabels reads labels in the exposition format without braces: `code="200",route="/users/{id}"`. What cannot be read is left
// out: a label without a name is of no use.
func parseLabels(text string) map[string]string {
	labels := map[string]string{}
	for text != "" {
		name, rest, ok := strings.Cut(text, `="`)
		if !ok {
			return labels
		}
		value, after, ok := quoted(rest)
		if !ok {
			return labels
		}
		labels[strings.TrimSpace(name)] = value
		text = strings.TrimPrefix(after, ",")
	}
	return labels
}

// quoted reads up to the closing quote, taking out the escapes \\, \" and \n.
func quoted(text string) (value, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return b.String(), text[i+1:], true
		case c == '\\' && i+1 < len(text):
			i++
			if text[i] == 'n' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(text[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}
