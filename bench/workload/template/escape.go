package template

import "unicode/utf8"

// Escape is where a text will stand.
type Escape uint8

// Where texts stand.
const (
	// None: as it is.
	None Escape = iota
	// Path: in the path of a request, and from the first "?" on in its query. Literals must be escaped already, as in any URL.
	Path
	// Query: in a query.
	Query
	// JSON: inside a string of a JSON body.
	JSON
	// Line: in the value of a header field, which has one line.
	Line
)

const digits = "0123456789ABCDEF"

// apply escapes what b holds from an index on.
func (e Escape) apply(b []byte, from int) []byte {
	if e == None {
		return b
	}
	for i := from; i < len(b); i++ {
		if plain[e][b[i]] {
			continue
		}
		// Most that is not ASCII is UTF-8, which stands in JSON as it is.
		if e == JSON && b[i] >= utf8.RuneSelf {
			if r, size := utf8.DecodeRune(b[i:]); r != utf8.RuneError || size > 1 {
				i += size - 1
				continue
			}
		}
		return e.rewrite(b, i)
	}
	return b
}

// plain are the bytes that stand for themselves, by where.
var plain = func() (table [Line + 1][256]bool) {
	for e := range table {
		for c := range table[e] {
			table[e][c] = Escape(e).plain(byte(c))
		}
	}
	return table
}()

// plain reports whether a byte stands for itself.
func (e Escape) plain(c byte) bool {
	switch e {
	case JSON:
		return c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf
	case Line:
		return c >= ' ' && c != 0x7f || c == '\t'
	default:
		return c|0x20 >= 'a' && c|0x20 <= 'z' && c < utf8.RuneSelf || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
	}
}

// rewrite escapes what b holds from an index on, byte by byte.
func (e Escape) rewrite(b []byte, from int) []byte {
	text := string(b[from:])
	b = b[:from]
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case e.plain(c):
			b = append(b, c)
		case e == JSON && c >= utf8.RuneSelf:
			// Invalid UTF-8 becomes U+FFFD, as encoding/json has it.
			r, size := utf8.DecodeRuneInString(text[i:])
			b = utf8.AppendRune(b, r)
			i += size
			continue
		case e == JSON && c < ' ':
			b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		case e == JSON:
			b = append(b, '\\', c)
		case e == Line:
			b = append(b, ' ')
		default:
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
		i++
	}
	return b
}
