package rest

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/mail"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/uuid"

	"quintet/api/store"
)

// member is one field that a body may have.
type member struct {
	name     string
	optional bool
	// take stores the value of the field, or states what is wrong with it.
	take func(value []byte) (wrong string)
}

// decode reads the request's body, one JSON object with these members, each at most once and nothing else, neither in it nor
// behind it. What is not that is a 400; members that are missing or hold what they should not are, all together, a 422.
func (x *exchange) decode(members ...member) error {
	if _, err := x.receive("application/json", x.maxBody); err != nil {
		return err
	}
	text := bytes.NewBuffer(x.out[:0])
	_, err := text.ReadFrom(&x.body)
	x.received()
	x.out = text.Bytes()[:0]
	if err != nil {
		return err
	}
	return decodeObject(text.Bytes(), members)
}

// decodeObject reads the one JSON object of a body into members, strictly: UTF-8, no field unknown, twice or missing, nothing behind it.
// Malformed JSON is 400; fields with wrong values are 422, all of them in one answer.
func decodeObject(text []byte, members []member) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return badRequest("The body is empty.")
	}
	if !utf8.Valid(text) {
		return badRequest("The body is not UTF-8.")
	}
	if at := loneSurrogate(text); at >= 0 {
		return badRequest("The escape at byte %d is half of a surrogate pair: no character.", at)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	token, err := d.Token()
	if err != nil {
		return malformed(err)
	}
	if token != json.Delim('{') {
		return badRequest("The body must be a JSON object.")
	}
	seen, wrong := make([]bool, len(members)), []field(nil)
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return malformed(err)
		}
		name := key.(string)
		at := 0
		for at < len(members) && members[at].name != name {
			at++
		}
		switch {
		case at == len(members):
			return badRequest("There is no field %s.", quote(name))
		case seen[at]:
			return badRequest("The field %s is there twice.", quote(name))
		}
		seen[at] = true
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return malformed(err)
		}
		if message := members[at].take(value); message != "" {
			wrong = append(wrong, field{name, message})
		}
	}
	if _, err := d.Token(); err != nil {
		return malformed(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return badRequest("Something follows the JSON object.")
	}
	for i, m := range members {
		if !seen[i] && !m.optional {
			wrong = append(wrong, field{m.name, "is missing"})
		}
	}
	if wrong != nil {
		return invalids(wrong)
	}
	return nil
}

// loneSurrogate returns the offset of the first \u escape that is half of a surrogate pair without the other half, or -1. encoding/json would
// read it as U+FFFD, and so store what was not sent.
func loneSurrogate(text []byte) int {
	for at := 0; ; {
		next := bytes.IndexByte(text[at:], '\\')
		if next < 0 {
			return -1
		}
		at += next
		unit, ok := escaped(text[at:])
		switch {
		case !ok:
			at = min(at+2, len(text))
		case !utf16.IsSurrogate(unit):
			at += 6
		default:
			low, ok := escaped(text[at+6:])
			if !ok || utf16.DecodeRune(unit, low) == unicode.ReplacementChar {
				return at
			}
			at += 12
		}
	}
}

// escaped reads the UTF-16 code unit of an escape (\u and four hex digits) at the beginning of a text.
func escaped(text []byte) (unit rune, ok bool) {
	var b [2]byte
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	_, err := hex.Decode(b[:], text[2:6])
	return rune(b[0])<<8 | rune(b[1]), err == nil
}

// malformed says where a document ceases to be JSON.
func malformed(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return badRequest("The body is not JSON, as byte %d shows.", syntax.Offset)
	}
	return badRequest("The body is not JSON: it ends too early.")
}

// quote shows a client its own text, or the beginning of it.
func quote(s string) string {
	const longest = 100
	if len(s) > longest {
		s = strings.ToValidUTF8(s[:longest], "") + "..."
	}
	return strconv.Quote(s)
}

// text is a member that holds between least and most characters.
func text(name string, into *string, least, most int) member {
	return member{name: name, optional: least == 0, take: func(value []byte) string {
		if value[0] != '"' || json.Unmarshal(value, into) != nil {
			return "must be a string"
		}
		switch n := utf8.RuneCountInString(*into); {
		case n < least:
			return "must not be empty"
		case n > most:
			return "must not have more than " + strconv.Itoa(most) + " characters"
		case strings.IndexByte(*into, 0) >= 0:
			return "must not contain NUL"
		}
		return ""
	}}
}

// line is a text that can be read on one line.
func line(name string, into *string, most int) member {
	m := text(name, into, 1, most)
	take := m.take
	m.take = func(value []byte) string {
		if wrong := take(value); wrong != "" {
			return wrong
		}
		switch {
		case strings.TrimSpace(*into) == "":
			return "must not be blank"
		case strings.ContainsFunc(*into, unicode.IsControl):
			return "must not contain control characters"
		}
		return ""
	}
	return m
}

// email is a bare e-mail address.
func email(name string, into *string) member {
	m := line(name, into, 254)
	take := m.take
	m.take = func(value []byte) string {
		if wrong := take(value); wrong != "" {
			return wrong
		}
		if a, err := mail.ParseAddress(*into); err != nil || a.Address != *into {
			return "must be an e-mail address"
		}
		return ""
	}
	return m
}

// positive is a positive integer: an id.
func positive(name string, into *int64) member {
	return member{name: name, take: func(value []byte) string {
		v, ok := integer(string(value))
		if !ok || v < 1 {
			return "must be a positive integer up to 9223372036854775807"
		}
		*into = v
		return ""
	}}
}

// integer reads a number of JSON that is whole, however it is written: 3185, 3185.0 and 3.185e3 are one number, and integers to JSON Schema.
func integer(number string) (int64, bool) {
	if v, err := strconv.ParseInt(number, 10, 64); err == nil {
		return v, true
	}
	mantissa, power, _ := strings.Cut(strings.ToLower(number), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if whole == "" {
		return 0, false
	}
	shift := 0
	if power != "" {
		var err error
		// More than this is 0 or beyond any integer, whatever the digits are.
		if shift, err = strconv.Atoi(power); err != nil || shift > 1000 || shift < -1000 {
			return 0, false
		}
	}
	// The point moves to the right by shift; what is then behind it must be zeros.
	digits, point := whole+fraction, len(whole)+shift
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	point = max(point, 0)
	if strings.Trim(digits[point:], "0") != "" {
		return 0, false
	}
	v, err := strconv.ParseInt(cmp.Or(digits[:point], "0"), 10, 64)
	return v, err == nil
}

// id is a UUID in its usual form.
func id(name string, into *uuid.UUID) member {
	return member{name: name, take: func(value []byte) string {
		var s string
		if value[0] != '"' || json.Unmarshal(value, &s) != nil || !parseUUID(s, into) {
			return "must be a UUID"
		}
		return ""
	}}
}

// eventID is a UUIDv7 whose time can be written as RFC 3339. It is optional.
func eventID(name string, into *uuid.UUID) member {
	m := id(name, into)
	m.optional = true
	take := m.take
	m.take = func(value []byte) string {
		if wrong := take(value); wrong != "" {
			return wrong
		}
		return wrongEvent(*into)
	}
	return m
}

// wrongEvent states what is wrong with the id of an event, "" for nothing.
func wrongEvent(id uuid.UUID) string {
	switch at, err := store.EventTime(id); {
	case err != nil:
		return "must be a UUID of version 7"
	case at.Year() > 9999:
		return "must be a UUID of version 7 with a time before the year 10000"
	}
	return ""
}

// parseUUID takes only the form with hyphens, of the several that the library knows.
func parseUUID(s string, into *uuid.UUID) bool {
	if len(s) != 36 {
		return false
	}
	u, err := uuid.Parse(s)
	if err == nil {
		*into = u
	}
	return err == nil
}
