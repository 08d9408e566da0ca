package workload

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"quintet/bench/samples"
)

// page is how many rows the API's lists hold when not asked for another number.
const page = 50

// status judges the status alone: OK when it is the wanted one.
func status(r Response, want int) (samples.Failure, string) {
	switch r.Status {
	case want:
		return samples.OK, ""
	case http.StatusNotFound:
		return samples.Missing, fmt.Sprintf("status 404, want %d: %s", want, excerpt(r.Body))
	}
	return samples.Status, fmt.Sprintf("status %d, want %d: %s", r.Status, want, excerpt(r.Body))
}

// excerpt is the beginning of a body on one line.
func excerpt(body []byte) string {
	const longest = 160
	body = bytes.TrimSpace(body)
	cut := ""
	if len(body) > longest {
		body, cut = body[:longest], "..."
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return ' '
		}
		return r
	}, string(body)) + cut
}

func mismatch(format string, args ...any) (samples.Failure, string) {
	return samples.Content, fmt.Sprintf(format, args...)
}

// after returns what follows the first `"key":` of a body. Inside a string the quotes would be escaped, so text that looks
// like a key is not taken for one.
func after(body []byte, quotedKey string) ([]byte, bool) {
	at := bytes.Index(body, []byte(quotedKey))
	if at < 0 {
		return nil, false
	}
	rest := skip(body[at+len(quotedKey):])
	if len(rest) == 0 || rest[0] != ':' {
		return nil, false
	}
	return skip(rest[1:]), true
}

func skip(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\n' || b[0] == '\t' || b[0] == '\r') {
		b = b[1:]
	}
	return b
}

// integer reads the whole number of the first quotedKey (`"id"`).
func integer(body []byte, quotedKey string) (int64, bool) {
	rest, ok := after(body, quotedKey)
	if !ok {
		return 0, false
	}
	end := 0
	for end < len(rest) && (rest[end] >= '0' && rest[end] <= '9' || end == 0 && rest[end] == '-') {
		end++
	}
	v, err := strconv.ParseInt(string(rest[:end]), 10, 64)
	return v, err == nil
}

// str reads the text of the first quotedKey.
func str(body []byte, quotedKey string) (string, bool) {
	rest, ok := after(body, quotedKey)
	if !ok || len(rest) == 0 || rest[0] != '"' {
		return "", false
	}
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '"':
			inner := rest[1:i]
			if bytes.IndexByte(inner, '\\') < 0 {
				return string(inner), true
			}
			var s string
			err := json.Unmarshal(rest[:i+1], &s)
			return s, err == nil
		}
	}
	return "", false
}

// whole reports whether Body is all of the answer.
func (r Response) whole() bool { return r.Size <= int64(len(r.Body)) }

// list judges that a body is a JSON array with at least want elements, each of which holds mark (`"user_id"`, or an id between
// quotes). Of an answer whose beginning only is there at least one is asked.
func list(r Response, mark string, want int64) (samples.Failure, string) {
	if f, why := status(r, http.StatusOK); f != samples.OK {
		return f, why
	}
	body := skip(r.Body)
	if len(body) == 0 || body[0] != '[' {
		return mismatch("not a JSON array: %s", excerpt(r.Body))
	}
	if r.whole() && !bytes.HasSuffix(bytes.TrimRight(body, " \r\n\t"), []byte{']'}) {
		return mismatch("an array without its end, %d bytes", len(r.Body))
	}
	if !r.whole() {
		want = min(want, 1)
	}
	if want <= 0 {
		return samples.OK, ""
	}
	if got := int64(bytes.Count(body, []byte(mark))); got < want {
		return samples.Missing, fmt.Sprintf("%d rows with %s where at least %d were seeded: %s", got, mark, want, excerpt(r.Body))
	}
	return samples.OK, ""
}

// ids judges that a body is a JSON array of at least want elements, be they numbers or objects.
func ids(r Response, want int64) (samples.Failure, string) {
	body := skip(r.Body)
	if len(body) > 0 && body[0] == '[' {
		first := skip(body[1:])
		switch {
		case len(first) > 0 && first[0] == '{':
			return list(r, "{", want)
		case len(first) > 0 && first[0] != ']':
			// Of n numbers n-1 are followed by a comma.
			if f, why := list(r, ",", want-1); f != samples.Missing {
				return f, why
			}
		}
	}
	return list(r, `"`, want) // an empty array, or none: the words are list's
}
