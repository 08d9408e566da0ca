package report

import (
	"regexp"
	"slices"
	"strings"
)

// hiddenText stands where a secret was.
const hiddenText = "(hidden)"

// secretWords make a name a secret wherever they stand in it; secretParts only as a part of their own, since KEYSPACE, KEYS and
// PASSIVE are none.
var (
	secretWords = []string{"PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "CREDENTIAL"}
	secretParts = []string{"PASS", "PWD", "KEY"}
)

// isSecret reports whether the value of a setting or variable of that name must not be shown: env.DATABASE_PASSWORD,
// STORAGE_ACCESS_KEY, apiKey.
func isSecret(name string) bool {
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

var (
	// userPassword is the password of an address: scheme://user:password@host.
	userPassword = regexp.MustCompile(`(://[^/\s:@]*:)[^/\s@]+@`)
	// assignment is name=value as a command line or a query has it; the value may be quoted.
	assignment = regexp.MustCompile(`([A-Za-z_][A-Za-z0-9_.\-]*)(=)('[^']*'|"[^"]*"|[^\s'"&]+)`)
	// quotedAssignment is 'name=value' quoted as a whole, so that the value may hold blanks.
	quotedAssignment = regexp.MustCompile(`'([A-Za-z_][A-Za-z0-9_.\-]*)=((?:[^']|'\\'')*)'`)
)

// secrets hides what must not be shown in any text of a run.
type secrets struct {
	// names are the secret settings that occur, values what they are set to, longest first.
	names, values []string
	// public are the names a report is about: a password "postgres" must not take the store's name off the page.
	public map[string]bool
}

// shortest is how long a value must be to be looked for in text: shorter ones are also words and numbers that mean nothing. They are
// hidden where their name stands beside them.
const shortest = 6

// add notes the value of a setting if its name is a secret's.
func (s *secrets) add(name, value string) {
	if !isSecret(name) || value == "" {
		return
	}
	s.names = append(s.names, name)
	if len(value) >= shortest && value != hiddenText && !s.public[value] {
		s.values = append(s.values, value)
	}
}

// sort puts the longest values first, so that one that holds another is hidden whole, and takes out what is there twice.
func (s *secrets) sort() {
	slices.Sort(s.names)
	s.names = slices.Compact(s.names)
	slices.SortFunc(s.values, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	s.values = slices.Compact(s.values)
}

// setting is what is shown of a setting's value.
func (s *secrets) setting(name, value string) string {
	if isSecret(name) {
		return hiddenText
	}
	return s.text(value)
}

// text hides the secrets in a sentence, an address or a command.
func (s *secrets) text(text string) string {
	if text == "" {
		return text
	}
	if strings.Contains(text, "://") {
		text = userPassword.ReplaceAllString(text, "${1}"+hiddenText+"@")
	}
	if strings.Contains(text, "=") {
		text = hideAssignments(quotedAssignment, text, func(name string) string { return "'" + name + "=" + hiddenText + "'" })
		text = hideAssignments(assignment, text, func(name string) string { return name + "=" + hiddenText })
	}
	// A trial is named by its configuration: "trial 2 (env.DATABASE_PASSWORD x, cache off)".
	for _, name := range s.names {
		for _, value := range s.values {
			text = strings.ReplaceAll(text, name+" "+value, name+" "+hiddenText) // it may hold blanks
		}
		text = hideAfter(text, name+" ")
	}
	for _, value := range s.values {
		text = replaceWord(text, value)
	}
	return text
}

// hideAssignments writes hidden(name) for every match whose name is a secret's.
func hideAssignments(pattern *regexp.Regexp, text string, hidden func(name string) string) string {
	return pattern.ReplaceAllStringFunc(text, func(match string) string {
		if name := pattern.FindStringSubmatch(match)[1]; isSecret(name) {
			return hidden(name)
		}
		return match
	})
}

// hideAfter hides the word that follows every occurrence of prefix.
func hideAfter(text, prefix string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, prefix)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString(prefix + hiddenText)
		text = strings.TrimPrefix(after, hiddenText)
		if len(text) == len(after) {
			if i := strings.IndexAny(text, " ,)]}\n"); i >= 0 {
				text = text[i:]
			} else {
				text = ""
			}
		}
	}
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
		text = text[:i] + hiddenText + text[end:]
		from = i + len(hiddenText)
	}
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= 0x80
}
