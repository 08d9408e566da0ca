package dashboard_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

var variable = regexp.MustCompile(`\$\{?([A-Za-z_]\w*)\}?`)

// variablesOf are the variables of Grafana that a query has.
func variablesOf(query string) []string {
	var names []string
	for _, m := range variable.FindAllStringSubmatch(query, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

// fill puts values in the place of variables.
func fill(query string, values map[string]string) string {
	return variable.ReplaceAllStringFunc(query, func(found string) string {
		if value, known := values[variable.FindStringSubmatch(found)[1]]; known {
			return value
		}
		return found
	})
}

// words of PromQL that stand where a metric's name could.
var words = []string{"by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "offset", "bool", "inf", "nan", "atan2", "start", "end"}

// metricsOf are the names of the metrics that a query asks for, sorted. The parser of Prometheus is no dependency of this project; so
// this takes a query apart as far as is needed: texts, matchers and ranges are skipped, and of the words outside them, those that are
// no function, no operator and no list of labels are metrics. A name given as a matcher of __name__ counts too.
func metricsOf(query string) []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	labels := false // inside the parentheses of by, on, ...
	last := ""
	for i := 0; i < len(query); {
		c := rune(query[i])
		switch {
		case c == '"' || c == '\'' || c == '`':
			i = endOfText(query, i)
		case c == '{':
			end := i + 1
			for query[end] != '}' {
				if strings.ContainsRune("\"'`", rune(query[end])) {
					end = endOfText(query, end)
					continue
				}
				end++
			}
			if m := regexp.MustCompile(`__name__\s*=~?\s*"([^"]*)"`).FindStringSubmatch(query[i:end]); m != nil {
				add(m[1])
			}
			i = end + 1
		case c == '[':
			i += strings.IndexByte(query[i:], ']') + 1
		case c == ')':
			labels, last = false, ""
			i++
		case c == '(':
			labels = slices.Contains(words[:6], last)
			last = ""
			i++
		case unicode.IsLetter(c) || c == '_' || c == ':':
			end := i
			for end < len(query) && (unicode.IsLetter(rune(query[end])) || unicode.IsDigit(rune(query[end])) || query[end] == '_' || query[end] == ':') {
				end++
			}
			word := query[i:end]
			after := strings.TrimLeft(query[end:], " \n")
			switch {
			case labels:
			case slices.Contains(words, strings.ToLower(word)):
				last = strings.ToLower(word)
			case strings.HasPrefix(after, "("), aggregated.MatchString(after):
				last = "" // a function, or an aggregation that is followed by its labels
			default:
				add(word)
				last = ""
			}
			i = end
		case unicode.IsDigit(c):
			// A number or a duration, whose unit is no metric.
			for i < len(query) && (unicode.IsLetter(rune(query[i])) || unicode.IsDigit(rune(query[i])) || query[i] == '.') {
				i++
			}
		default:
			i++
		}
	}
	slices.Sort(names)
	return names
}

var aggregated = regexp.MustCompile(`^(by|without)\s*\(`)

// endOfText is the place after the text that begins at i.
func endOfText(query string, i int) int {
	quote := query[i]
	for i++; query[i] != quote; i++ {
		if query[i] == '\\' && quote != '`' {
			i++
		}
	}
	return i + 1
}

func TestMetricsOf(t *testing.T) {
	for query, want := range map[string][]string{
		`up`:      {"up"},
		`up == 1`: {"up"},
		`sum(rate(a_total{b="c{}", d=~'e'}[5m]))`:                                       {"a_total"},
		`sum by (le, b) (rate(x_bucket[$__rate_interval])) / on (b) group_left (c) y:z`: {"x_bucket", "y:z"},
		`sum(a) by (b) or vector(0) and ignoring(q) c offset -5m`:                       {"a", "c"},
		`histogram_quantile(0.99, a) or 1e3 * b{x="a\"}b"} > bool 2`:                    {"a", "b"},
		`count({__name__=~"n(_count)?", a="b"})`:                                        {"n(_count)?"},
		`max_over_time(timestamp(i)[1h:5s]) unless j`:                                   {"i", "j"},
		`label_replace(vector(0), "to", "$1", "from", "(.*)")`:                          nil,
	} {
		if diff := cmp.Diff(want, metricsOf(query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	if got := fill(`a{b="$c"}[$__range:5s] offset ${d}ms`, map[string]string{"c": "C", "d": "-7", "__range": "9m"}); got != `a{b="C"}[9m:5s] offset -7ms` {
		t.Errorf("filled in as %s", got)
	}
}

func TestFilled(t *testing.T) {
	for text, want := range map[string]bool{
		`{"data": {"result": []}}`: false,
		`{"data": {"result": [{"metric": {}, "values": [[1, "NaN"], [2, "NaN"]]}]}}`:              false,
		`{"data": {"result": [{"metric": {}, "value": [1, "NaN"]}]}}`:                             false,
		`{"data": {"result": [{"metric": {}, "value": [1, "0"]}]}}`:                               true,
		`{"data": {"result": [{"metric": {}, "values": [[1, "NaN"], [2, "3"]]}]}}`:                true,
		`{"data": {"result": [{"metric": {}, "histograms": [[1, {"count": "3", "sum": "1"}]]}]}}`: true,
		`{"status": "error", "error": "parse error", "data": {"result": null}}`:                   false,
	} {
		var a answer
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			t.Fatal(err)
		}
		if a.filled() != want {
			t.Errorf("%s: found %v", text, a.filled())
		}
	}
}
