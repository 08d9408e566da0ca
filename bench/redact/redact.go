package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
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

// hidden stands where a secret was in free text.
const hidden = "(hidden)"

// mark is what stands where the value of a secret setting was.
var mark = regexp.MustCompile(`^\(hidden(:[0-9a-f]{8})?\)$`)

// Hidden reports whether a value is, or holds, what stands in the place of a secret.
func Hidden(value string) bool { return strings.Contains(value, "(hidden") }

// shortest is how long a value must be to be looked for in free text: shorter ones are also words and numbers that mean nothing. They are
// hidden where their name stands beside them.
const shortest = 6

// Redactor hides secrets in texts and settings. Make it with New. Its methods are safe for concurrent use; the nil Redactor hides what can
// be seen to be a secret without having learned any.
type Redactor struct {
	key func() []byte

	mu sync.RWMutex
	// values are learned secrets, longest first, so that one that holds another is hidden whole.
	values []string
	// public are names that a text is about.
	public map[string]bool
}

// New makes a Redactor that has learned the secrets among variables, each "NAME=value", as os.Environ and command lines have them. The key
// is looked for when the first mark is made.
func New(variables ...string) *Redactor {
	r := &Redactor{key: sync.OnceValue(userKey), public: map[string]bool{}}
	for _, v := range variables {
		if name, value, ok := strings.Cut(v, "="); ok {
			r.Learn(name, value)
		}
	}
	return r
}

// Learn has the value of a setting hidden in every text from now on, if its name is a secret's, and the passwords inside it otherwise.
func (r *Redactor) Learn(name, value string) {
	if r == nil {
		return
	}
	found := []string{value}
	if !IsSecret(name) {
		found = passwords(value)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range found {
		if len(v) < shortest || mark.MatchString(v) {
			continue
		}
		at, known := slices.BinarySearchFunc(r.values, v, longestFirst)
		if !known {
			r.values = slices.Insert(r.values, at, v)
		}
	}
}

func longestFirst(a, b string) int {
	if len(a) != len(b) {
		return len(b) - len(a)
	}
	return strings.Compare(a, b)
}

// Public names what is shown even if a secret has the same value: a password "postgres" must not take the store's name off the page.
func (r *Redactor) Public(names ...string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, name := range names {
		r.public[name] = true
	}
}

// Setting is what may be shown of a setting's value: a mark where the name is a secret's, the same for the same value, and the redacted
// text otherwise.
func (r *Redactor) Setting(name, value string) string {
	if !IsSecret(name) || value == "" {
		return r.Text(value)
	}
	if mark.MatchString(value) {
		return value
	}
	if r == nil {
		return hidden
	}
	r.Learn(name, value)
	hash := hmac.New(sha256.New, r.key())
	fmt.Fprintf(hash, "%s\x00%s", name, value)
	return fmt.Sprintf("(hidden:%x)", hash.Sum(nil)[:4])
}

// Settings is a copy of settings in which each is as Setting shows it.
func (r *Redactor) Settings(settings map[string]string) map[string]string {
	shown := maps.Clone(settings)
	for name, value := range settings {
		shown[name] = r.Setting(name, value)
	}
	return shown
}

// Texts is a copy of texts in which each is as Text shows it.
func (r *Redactor) Texts(texts []string) []string {
	texts = slices.Clone(texts)
	for i := range texts {
		texts[i] = r.Text(texts[i])
	}
	return texts
}

// Error is an error whose text is redacted. What it wraps is found as before.
func (r *Redactor) Error(err error) error {
	if err == nil {
		return nil
	}
	if text := err.Error(); r.Text(text) != text {
		return redacted{r.Text(text), err}
	}
	return err
}

type redacted struct {
	text  string
	cause error
}

func (e redacted) Error() string { return e.text }
func (e redacted) Unwrap() error { return e.cause }
