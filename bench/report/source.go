package report

import (
	"regexp"
	"strings"
)

// sourceKey is a key of a YAML mapping, quoted or not, with its colon.
var sourceKey = regexp.MustCompile(`["']?([A-Za-z_][A-Za-z0-9_.\-]*)["']?[ \t]*:(?:[ \t]+|\n|$)`)

// hideSource hides the values of secret names in the text of a scenario and leaves everything else as it was written, comments too.
// It knows of YAML only how far a value reaches: where that is unclear it hides more rather than less.
func hideSource(text string) string {
	var out strings.Builder
	for {
		match := findSecretKey(text)
		if match == nil {
			out.WriteString(text)
			return out.String()
		}
		key := strings.TrimRight(text[match[0]:match[1]], " \t\n")
		out.WriteString(text[:match[0]])
		rest := text[match[0]+len(key):]
		text = rest[valueEnd(out.String(), rest):]
		out.WriteString(key + " " + hiddenText)
	}
}

// findSecretKey is the place of the first key whose name is a secret's and whose value is not hidden yet.
func findSecretKey(text string) []int {
	for _, match := range sourceKey.FindAllStringSubmatchIndex(text, -1) {
		if isSecret(text[match[2]:match[3]]) {
			return match
		}
	}
	return nil
}

// valueEnd is where the value ends that rest begins with; before is what stands before its key.
func valueEnd(before, rest string) int {
	start := len(rest) - len(strings.TrimLeft(rest, " \t"))
	if start == len(rest) {
		return start
	}
	switch c := rest[start]; c {
	case '\'', '"':
		return start + quotedEnd(rest[start:], c)
	case '[', '{':
		return start + bracketEnd(rest[start:])
	}
	line := strings.IndexByte(rest, '\n')
	if line < 0 {
		line = len(rest)
	}
	if inFlow(before) {
		if i := strings.IndexAny(rest, ",]}\n"); i >= 0 {
			return i
		}
		return len(rest)
	}
	return line + deeperLines(rest[line:], indentOf(before))
}

// quotedEnd is the length of a quoted text; inside double quotes a backslash escapes, inside single ones a second quote.
func quotedEnd(text string, quote byte) int {
	for i := 1; i < len(text); i++ {
		switch {
		case quote == '"' && text[i] == '\\':
			i++
		case text[i] == quote && quote == '\'' && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return len(text)
}

// bracketEnd is the length of a list or mapping in brackets.
func bracketEnd(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\'', '"':
			i += quotedEnd(text[i:], text[i]) - 1
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// inFlow reports whether a text ends inside brackets.
func inFlow(before string) bool {
	depth := 0
	for line := range strings.Lines(before) {
		code, _, _ := strings.Cut(line, " #")
		depth += strings.Count(code, "{") + strings.Count(code, "[") - strings.Count(code, "}") - strings.Count(code, "]")
		depth = max(depth, 0)
	}
	return depth > 0
}

// indentOf is the indent of the last line of a text: that of the key which follows it.
func indentOf(before string) int {
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return len(line) - len(strings.TrimLeft(line, " -"))
}

// deeperLines is the length of the lines that still belong to a value whose key stands at an indent: those further in, and lists at
// the same indent.
func deeperLines(text string, indent int) int {
	length := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\n")) {
		bare := strings.TrimLeft(line, " ")
		depth := len(line) - len(bare)
		if strings.TrimSpace(bare) != "" && depth <= indent && (depth < indent || !strings.HasPrefix(bare, "- ")) {
			break
		}
		length += len(line)
	}
	if length > 0 && length == len(text)-1 {
		return len(text)
	}
	return length
}
