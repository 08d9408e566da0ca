package redact

import (
	"regexp"
	"strings"
)

// The places of free text that show what they hold to be a secret. Each has the secret as its last group.
var (
	// userPassword is the password of an address: scheme://user:password@host.
	userPassword = regexp.MustCompile(`(://[^/\s:@]*:)([^/\s@]+)@`)
	// driverPassword is that of a Go driver's data source name: user:password@tcp(host:port).
	driverPassword = regexp.MustCompile(`(\b[^\s:/@'"=]+:)([^\s@'"]+)(?:@(?:tcp|unix)\()`)
	// assignment is name=value as a command line, a query or a data source name has it; the value may be quoted.
	assignment = regexp.MustCompile(`([A-Za-z_][A-Za-z0-9_.\-]*)=('[^']*'|"[^"]*"|[^\s'"&;]+)`)
	// quotedAssignment is 'name=value' quoted as a whole by a shell, so that the value may hold blanks.
	quotedAssignment = regexp.MustCompile(`'([A-Za-z_][A-Za-z0-9_.\-]*)=((?:[^']|'\\'')*)'`)
	// header is name: value, as HTTP and JSON have it. Only names that hold such a word count: prose has colons too.
	header = regexp.MustCompile(`(?i)([a-z0-9_.\-]*(?:authorization|cookie|passw(?:or)?d|passphrase|secret|token|credential|api[_-]?key)s?"?\s*:\s*"?)([^\s"',;}][^"',;}\r\n]*)`)
	// named is what stands in the place of a secret and holds none: a variable of the environment, or the words of an error that names one.
	named = regexp.MustCompile("^(?:\\$\\{\\w+\\}|found the variable `)")
	// bearer is a token behind its scheme.
	bearer = regexp.MustCompile(`(?i)(\bbearer )([a-z0-9._~+/=\-]{6,})`)
)

// Text hides the secrets in a sentence, an address or a command.
func (r *Redactor) Text(text string) string {
	if text == "" {
		return text
	}
	if strings.Contains(text, "@") {
		text = hideGroup(userPassword, text)
		text = hideGroup(driverPassword, text)
	}
	if strings.Contains(text, "=") {
		text = hideAssignments(quotedAssignment, text, func(name string) string { return "'" + name + "=" + hidden + "'" })
		text = hideAssignments(assignment, text, func(name string) string { return name + "=" + hidden })
	}
	if strings.Contains(text, ":") {
		text = hideGroup(header, text)
	}
	text = hideGroup(bearer, text)
	if r == nil {
		return text
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, value := range r.values {
		if !r.public[value] {
			text = replaceWord(text, value)
		}
	}
	return text
}

// passwords are the secrets that a value shows by its form.
func passwords(value string) []string {
	var found []string
	for _, pattern := range []*regexp.Regexp{userPassword, driverPassword, header, bearer} {
		for _, match := range pattern.FindAllStringSubmatchIndex(value, -1) {
			if !named.MatchString(value[match[4]:]) {
				found = append(found, value[match[4]:match[5]])
			}
		}
	}
	for _, match := range assignment.FindAllStringSubmatch(value, -1) {
		if IsSecret(match[1]) {
			found = append(found, strings.Trim(match[2], `'"`))
		}
	}
	return found
}

// hideGroup hides the second group of every match.
func hideGroup(pattern *regexp.Regexp, text string) string {
	var b strings.Builder
	from := 0
	for _, match := range pattern.FindAllStringSubmatchIndex(text, -1) {
		start, end := match[4], match[5]
		if mark.MatchString(text[start:end]) || named.MatchString(text[start:]) {
			continue
		}
		b.WriteString(text[from:start] + hidden)
		from = end
	}
	return b.String() + text[from:]
}

// hideAssignments writes shown(name) for every match whose name is a secret's.
func hideAssignments(pattern *regexp.Regexp, text string, shown func(name string) string) string {
	return pattern.ReplaceAllStringFunc(text, func(match string) string {
		parts := pattern.FindStringSubmatch(match)
		if !IsSecret(parts[1]) || mark.MatchString(parts[2]) {
			return match
		}
		return shown(parts[1])
	})
}

// replaceWord hides a value where it stands alone, not inside a longer word.
func replaceWord(text, value string) string {
	for from := 0; ; {
		i := strings.Index(text[from:], value)
		if i < 0 {
			return text
		}
		i += from
		end := i + len(value)
		if i > 0 && isWordByte(text[i-1]) && isWordByte(value[0]) || end < len(text) && isWordByte(text[end]) && isWordByte(value[len(value)-1]) {
			from = i + 1
			continue
		}
		text = text[:i] + hidden + text[end:]
		from = i + len(hidden)
	}
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= 0x80
}
