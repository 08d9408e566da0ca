package http1

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Request is what is asked.
type Request struct {
	Method string
	// Path is absolute and escaped, with its query.
	Path string
	// Fields are the lines of further header fields, "Name: value" with "\r\n" behind each.
	Fields string
	// ContentType is empty when there is none to send.
	ContentType string
	Body        []byte
}

// check refuses what would not be one well-formed request.
func (r *Request) check() error {
	if !token(r.Method) {
		return fmt.Errorf("invalid method %q", r.Method)
	}
	if r.Path == "" || r.Path[0] != '/' || !plain(r.Path) || strings.IndexByte(r.Path, '#') >= 0 {
		return fmt.Errorf("invalid path %q, want an absolute and escaped one", r.Path)
	}
	for rest := r.Path; ; {
		at := strings.IndexByte(rest, '%')
		if at < 0 {
			break
		}
		if rest = rest[at:]; len(rest) < 3 || !hex(rest[1]) || !hex(rest[2]) {
			return fmt.Errorf("invalid URL escape %q", rest[:min(3, len(rest))])
		}
		rest = rest[3:]
	}
	for i := range len(r.ContentType) {
		if !inValue[r.ContentType[i]] {
			return fmt.Errorf("invalid content type %q", r.ContentType)
		}
	}
	return checkFields(r.Fields)
}

// checkFields refuses lines that are no header fields, or more of them than they seem.
func checkFields(fields string) error {
	for fields != "" {
		line, rest, whole := strings.Cut(fields, "\r\n")
		name, value, ok := strings.Cut(line, ": ")
		if !whole || !ok || !token(name) {
			return fmt.Errorf("invalid header field %q", line)
		}
		for i := range len(value) {
			if !inValue[value[i]] {
				return fmt.Errorf("invalid value of the header field %s", name)
			}
		}
		fields = rest
	}
	return nil
}

// appendHead appends all of a request to the target but its body.
func (t *Target) appendHead(b []byte, r *Request) []byte {
	b = append(b, r.Method...)
	b = append(b, ' ')
	b = append(b, t.prefix...)
	b = append(b, r.Path...)
	b = append(b, " HTTP/1.1\r\n"...)
	b = append(b, t.fields...)
	b = append(b, r.Fields...)
	if r.ContentType != "" {
		b = append(b, "Content-Type: "...)
		b = append(b, r.ContentType...)
		b = append(b, "\r\n"...)
	}
	if len(r.Body) > 0 || r.Method == http.MethodPost || r.Method == http.MethodPut || r.Method == http.MethodPatch {
		b = append(b, "Content-Length: "...)
		b = strconv.AppendInt(b, int64(len(r.Body)), 10)
		b = append(b, "\r\n"...)
	}
	return append(b, "\r\n"...)
}

// plain reports whether a text holds visible ASCII alone.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// token reports whether a text is a token of RFC 9110, as methods and field names are.
func token[T string | []byte](s T) bool {
	for i := range len(s) {
		if !inToken[s[i]] {
			return false
		}
	}
	return len(s) > 0
}

func hex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

// inToken and inValue are the bytes that a token and the value of a field may hold.
var inToken, inValue = func() (token, value [256]bool) {
	for c := range 256 {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' && c < 0x80
		token[c] = letter || c >= '0' && c <= '9' || c > 0 && strings.IndexByte("!#$%&'*+-.^_`|~", byte(c)) >= 0
		value[c] = c >= ' ' && c != 0x7f || c == '\t'
	}
	return token, value
}()
