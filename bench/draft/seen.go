package draft

import (
	"cmp"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"quintet/bench/redact"
)

// maxValues is how many different values of a segment are written down.
const maxValues = 20

// seen is one request of a recording or a log, with its answer.
type seen struct {
	method string
	// target is the path with its query, escaped.
	target string
	status int
	bytes  int64
	at     time.Time
	// headers, contentType and body are what it sent, where that is known.
	headers     []Pair
	contentType string
	body        string
}

// group are requests that differ in the ids in their paths alone.
type group struct {
	method string
	// segments of the path, "{}" for an id.
	segments []string
	// values are those seen of each id, by the index of its segment.
	values map[int][]string
	first  seen
	// statuses counts those of answers below 400.
	statuses map[int]int
	count    int
	bytes    int64
}

// idSegment is a segment of a path that tells one element from another: a number, a UUID, or a long hexadecimal text.
var idSegment = regexp.MustCompile(`^([0-9]{1,18}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|[0-9a-fA-F]{16,64})$`)

// plainPath is a path and query that can stand in a scenario as it is.
var plainPath = regexp.MustCompile(`^/[A-Za-z0-9/._~%!$&'()*+,;=:@?-]*$`)

// fromSeen drafts a scenario of requests: each kind as often as it was seen, at the order of magnitude of their rate.
func fromSeen(list []seen) *Scenario {
	var groups []*group
	index := map[string]*group{}
	var first, last time.Time
	kept := 0
	for _, one := range list {
		path, query, _ := strings.Cut(one.target, "?")
		_, escapes := url.PathUnescape(one.target) // every "%" must begin an escape
		if !plainPath.MatchString(one.target) || escapes != nil || one.status < 200 || one.status >= 400 || one.method == "OPTIONS" || one.method == "CONNECT" {
			continue
		}
		kept++
		if first.IsZero() || one.at.Before(first) {
			first = one.at
		}
		if one.at.After(last) {
			last = one.at
		}
		g := newGroup(one, path)
		key := one.method + " " + strings.Join(g.segments, "/") + "?" + queryNames(query)
		if known := index[key]; known != nil {
			known.add(one, path)
			continue
		}
		if len(groups) == maxOperations {
			continue
		}
		g.add(one, path)
		index[key] = g
		groups = append(groups, g)
	}
	slices.SortStableFunc(groups, func(a, b *group) int { return cmp.Compare(b.count, a.count) })
	s := &Scenario{Name: "mine", Rate: magnitude(float64(kept), last.Sub(first).Seconds())}
	for _, g := range groups {
		s.Operations = append(s.Operations, g.operation())
	}
	return s
}

// queryNames are the names of a query's parameters, which tell what is asked; their values do not.
func queryNames(query string) string {
	var names []string
	for part := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(part, "=")
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, "&")
}

// magnitude is a rate to one digit, 1, 2 or 5, at least 1; 10 where the time is too short to tell.
func magnitude(count, seconds float64) float64 {
	if seconds < 1 || count < 2 {
		return 10
	}
	rate := count / seconds
	ten := math.Pow(10, math.Floor(math.Log10(rate)))
	for _, step := range []float64{1, 2, 5} {
		if rate < 1.5*step*ten {
			return max(1, step*ten)
		}
	}
	return max(1, 10*ten)
}

func newGroup(one seen, path string) *group {
	g := &group{method: one.method, first: one, values: map[int][]string{}, statuses: map[int]int{}}
	for s := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		if idSegment.MatchString(s) {
			s = "{}"
		}
		g.segments = append(g.segments, s)
	}
	return g
}

// add counts a request of the group.
func (g *group) add(one seen, path string) {
	g.count++
	g.bytes += one.bytes
	g.statuses[one.status]++
	for i, s := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		if i < len(g.segments) && g.segments[i] == "{}" && len(g.values[i]) < maxValues && !slices.Contains(g.values[i], s) {
			g.values[i] = append(g.values[i], s)
		}
	}
}

// operation writes the group as an operation.
func (g *group) operation() Operation {
	o := Operation{Method: g.method, Weight: float64(g.count), Name: resourceName(g.method, g.segments)}
	o.Comment = fmt.Sprintf("%d seen, answers of %d bytes", g.count, g.bytes/int64(g.count))
	for i, s := range g.segments {
		if s != "{}" {
			o.Path += "/" + s
			continue
		}
		name := "id"
		if i > 0 && g.segments[i-1] != "{}" {
			name = valueName(strings.TrimSuffix(g.segments[i-1], "s")) + "_id"
		}
		name = o.unused(name)
		o.Draw = append(o.Draw, Pair{name, "{text: " + quoted("{choice:"+strings.Join(g.values[i], "|")+"}") + "}"})
		o.Path += "/{" + name + "}"
	}
	if _, query, ok := strings.Cut(g.first.target, "?"); ok {
		o.Path += "?" + withoutSecrets(query)
	}
	for status := range g.statuses {
		o.Statuses = append(o.Statuses, strconv.Itoa(status))
	}
	slices.Sort(o.Statuses)
	o.Headers, o.Body = g.first.headers, g.first.body
	if g.first.contentType != "" && o.Body != "" {
		o.Headers = append(o.Headers, Pair{"Content-Type", oneLine(g.first.contentType)})
	}
	if g.method == "GET" || g.method == "HEAD" {
		o.Body = ""
	}
	if g.method == "DELETE" {
		o.Weight = 0
	}
	return o
}

// withoutSecrets is a query, or a form, whose secret values come from the environment.
func withoutSecrets(query string) string {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		if name, value, ok := strings.Cut(part, "="); ok && value != "" && redact.IsSecret(name) {
			parts[i] = name + "=${" + variable(name) + "}"
		}
	}
	return strings.Join(parts, "&")
}

// variable is the name of a variable of the environment for a field.
func variable(name string) string {
	return strings.ToUpper(strings.ReplaceAll(valueName(name), "-", "_"))
}
