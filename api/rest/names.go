package rest

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// prefixed is the length of what stands before the client's own name.
const prefixed = 36 + 1

// printable makes a valid name one that is safe to show and has room for the prefix: what is not printable (marks that turn the
// direction of text, say) becomes "_", and what is too long is cut before its ending.
func printable(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '_'
	}, name)
	const most = 255 - prefixed
	if len(name) <= most {
		return name
	}
	ending := path.Ext(name)
	if len(ending) > 16 {
		ending = ""
	}
	cut := most - len(ending)
	for cut > 0 && !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + ending
}

// original is the name by which the client called what is stored under this one.
func original(name string) string {
	if len(name) > prefixed && name[prefixed-1] == '-' {
		if _, err := uuid.Parse(name[:prefixed-1]); err == nil {
			return name[prefixed:]
		}
	}
	return name
}
