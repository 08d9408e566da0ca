package template

import "strings"

// next cuts a text at its first placeholder: what stands before it, the placeholder without its braces ("" at the text's end, and with a "$"
// in front for a variable of the environment), and what follows.
func next(text string) (before, place, rest string) {
	from := 0
	for {
		at := strings.IndexByte(text[from:], '{')
		if at < 0 {
			return text, "", ""
		}
		at += from
		if at > 0 && text[at-1] == '$' {
			if name, ok := identifier(text[at+1:]); ok && name != "" && after(text, at+1+len(name)) == '}' {
				return text[:at-1], "$" + name, text[at+2+len(name):]
			}
		}
		if after(text, at+1) == '{' {
			return text[:at+1], "", text[at+2:]
		}
		if inner, ok := placeholder(text[at+1:]); ok {
			return text[:at], inner, text[at+2+len(inner):]
		}
		from = at + 1
	}
}

// after is the byte at an index, 0 past the end.
func after(text string, i int) byte {
	if i < len(text) {
		return text[i]
	}
	return 0
}

// identifier is the name that a text begins with.
func identifier(text string) (string, bool) {
	for i := range len(text) {
		c := text[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' && c < 0x80 || c == '_'
		switch {
		case letter, i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '.'):
		default:
			return text[:i], i > 0
		}
	}
	return text, text != ""
}

// placeholder is the inside of the placeholder that a text begins with, behind its opening brace. JSON has a quote, a blank or a closing brace
// there, so it holds none by accident.
func placeholder(text string) (string, bool) {
	name, ok := identifier(text)
	if !ok {
		return "", false
	}
	switch after(text, len(name)) {
	case '}':
		return name, true
	case ':':
		end := strings.IndexAny(text, "}{\"\n")
		if end > len(name) && text[end] == '}' {
			return text[:end], true
		}
	}
	return "", false
}
