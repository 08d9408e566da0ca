package rest

import (
	"math"
	"net/http"
	"strconv"
	"strings"
)

// withRange returns the request as http.ServeContent answers it rightly: with a Range in its simplest form, or without one where RFC 9110,
// section 14.2, has the whole answered: for other methods than GET, units other than bytes, and an empty file. Several ranges are
// answered by the whole too, which is allowed: the library would write them with the help of a goroutine that may still read when it
// has returned. A range that is malformed or covers nothing begins behind the end, so that the library refuses it with
// 416 once the conditions (If-Match, If-Range) allow.
func withRange(r *http.Request, size int64) *http.Request {
	values := r.Header.Values("Range")
	if len(values) == 0 {
		return r
	}
	simple := *r
	simple.Header = r.Header.Clone()
	simple.Header.Del("Range")
	unit, set, _ := strings.Cut(strings.Join(values, ","), "=")
	if r.Method != http.MethodGet || !strings.EqualFold(strings.TrimSpace(unit), "bytes") || strings.Contains(set, ",") || size == 0 {
		return &simple
	}
	from, to, ok := byteRange(strings.Trim(set, " \t"), size)
	if !ok {
		from, to = size, size
	}
	simple.Header.Set("Range", "bytes="+strconv.FormatInt(from, 10)+"-"+strconv.FormatInt(to, 10))
	return &simple
}

// byteRange reads "first-last", "first-" or "-length" for content of size bytes, more than none. It returns the first and the last byte,
// and false for what is malformed or covers nothing.
func byteRange(s string, size int64) (from, to int64, ok bool) {
	first, last, ok := strings.Cut(s, "-")
	if !ok {
		return 0, 0, false
	}
	to = size - 1
	if first == "" {
		length, ok := position(last)
		return max(size-length, 0), to, ok && length > 0
	}
	if from, ok = position(first); !ok {
		return 0, 0, false
	}
	if last != "" {
		n, ok := position(last)
		if !ok || n < from {
			return 0, 0, false
		}
		to = min(to, n)
	}
	return from, to, from <= to
}

// position reads digits; a number beyond any file is the largest there is.
func position(s string) (int64, bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		n = math.MaxInt64
	}
	return n, true
}
