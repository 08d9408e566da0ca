package rest

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

const (
	// usualLimit is how many rows a list holds when not asked for another number. It is the limit that package cached caches.
	usualLimit = 50
	maxLimit   = 500
)

// unescape undoes the escaping of one part of a path.
func unescape(name, value string) (string, error) {
	if strings.IndexByte(value, '%') < 0 {
		return value, nil
	}
	value, err := url.PathUnescape(value)
	if err != nil {
		return "", badRequest("%s is not escaped as it should be.", name)
	}
	return value, nil
}

// id is a variable of the path that is the id of a user or group.
func (x *exchange) id(name string) (int64, error) {
	s, err := x.param(name)
	if err != nil {
		return 0, err
	}
	v, ok := parseID(s)
	if !ok {
		return 0, badRequest("%s must be a positive integer, not %s.", name, quote(s))
	}
	return v, nil
}

// ids are two such variables.
func (x *exchange) ids(first, second string) (a, b int64, err error) {
	if a, err = x.id(first); err != nil {
		return 0, 0, err
	}
	b, err = x.id(second)
	return a, b, err
}

// parseID takes an id in its only form, without sign and leading zeros: one thing has one URL.
func parseID(s string) (int64, bool) {
	if s == "" || s[0] < '1' || s[0] > '9' {
		return 0, false
	}
	v, err := strconv.ParseInt(s, 10, 64)
	return v, err == nil
}

// query is the part of a URL behind "?" as lists take it: one value a name.
type query url.Values

func (x *exchange) query() (query, error) {
	if x.r.URL.RawQuery == "" {
		return nil, nil
	}
	values, err := url.ParseQuery(x.r.URL.RawQuery)
	if err != nil {
		return nil, badRequest("The query cannot be read.")
	}
	return query(values), nil
}

// one returns the value of a parameter, and whether it is there.
func (q query) one(name string) (string, bool, error) {
	switch values := q[name]; len(values) {
	case 0:
		return "", false, nil
	case 1:
		return values[0], true, nil
	default:
		return "", false, badRequest("%s is there more than once.", name)
	}
}

// limit is how many rows are wanted.
func (q query) limit() (int, error) {
	s, there, err := q.one("limit")
	if err != nil || !there {
		return usualLimit, err
	}
	v, ok := parseID(s)
	if !ok || v > maxLimit {
		return 0, badRequest("limit must be a whole number from 1 to %d, not %s.", maxLimit, quote(s))
	}
	return int(v), nil
}

// after is the id that a page of rows begins behind: 0 for the first page.
func (q query) after() (int64, error) {
	s, there, err := q.one("after")
	if err != nil || !there || s == "0" {
		return 0, err
	}
	v, ok := parseID(s)
	if !ok {
		return 0, badRequest("after must be a whole number from 0 on, not %s.", quote(s))
	}
	return v, nil
}

// before is the id of the event that a page of older ones begins behind: uuid.Nil for the newest page.
func (q query) before() (before uuid.UUID, err error) {
	s, there, err := q.one("before")
	if err != nil || !there {
		return before, err
	}
	if !parseUUID(s, &before) {
		return before, badRequest("before must be a UUID, not %s.", quote(s))
	}
	if wrong := wrongEvent(before); wrong != "" {
		return before, badRequest("before %s, the id of an event.", wrong)
	}
	return before, nil
}

// page is what a list by id is asked for.
func (x *exchange) page() (after int64, limit int, err error) {
	q, err := x.query()
	if err != nil {
		return 0, 0, err
	}
	if after, err = q.after(); err != nil {
		return 0, 0, err
	}
	limit, err = q.limit()
	return after, limit, err
}

// events is what a list by time is asked for.
func (x *exchange) events() (before uuid.UUID, limit int, err error) {
	q, err := x.query()
	if err != nil {
		return before, 0, err
	}
	if before, err = q.before(); err != nil {
		return before, 0, err
	}
	limit, err = q.limit()
	return before, limit, err
}

// next adds a link to the page behind this one. A page that is not full is the last; behind one that is there may turn out to be nothing.
func (x *exchange) next(parameter, value string, limit int) {
	path := x.r.URL.EscapedPath()
	b := make([]byte, 0, len(path)+len(value)+48)
	b = append(append(b, '<'), path...)
	b = append(append(append(append(b, '?'), parameter...), '='), value...)
	if limit != usualLimit {
		b = strconv.AppendInt(append(b, "&limit="...), int64(limit), 10)
	}
	x.Header().Set("Link", string(append(b, `>; rel="next"`...)))
}

// listed answers with a page of rows by ascending id.
func listed[T any](x *exchange, rows []T, limit int, row func([]byte, T) []byte, id func(T) int64) error {
	if len(rows) >= limit {
		x.next("after", strconv.FormatInt(id(rows[len(rows)-1]), 10), limit)
	}
	return x.json(200, appendList(x.out, rows, row))
}
