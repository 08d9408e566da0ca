package draft

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"quintet/bench/redact"
)

// recording is what is read of a HAR file (HTTP Archive 1.2).
type recording struct {
	Log *struct {
		Entries []struct {
			StartedDateTime time.Time
			Request         struct {
				Method, URL string
				Headers     []struct{ Name, Value string }
				PostData    *struct{ MimeType, Text string }
			}
			Response struct {
				Status  int
				Content struct{ Size int64 }
			}
		}
	}
}

// HAR drafts a scenario of the requests that a browser recorded to the host that it asked most. The values of authentication, cookies and
// fields that are named as secrets are not written.
func HAR(text []byte) (*Scenario, error) {
	var r recording
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("read the HAR file: %s", oneLine(err.Error()))
	}
	if r.Log == nil || len(r.Log.Entries) == 0 {
		return nil, errors.New("the HAR file has no entries")
	}
	hosts := map[string]int{}
	host := ""
	for _, e := range r.Log.Entries {
		if u, err := url.Parse(e.Request.URL); err == nil {
			if hosts[u.Host]++; hosts[u.Host] > hosts[host] {
				host = u.Host
			}
		}
	}
	var list []seen
	for _, e := range r.Log.Entries {
		u, err := url.Parse(e.Request.URL)
		if err != nil || u.Host != host || !methodWord.MatchString(e.Request.Method) {
			continue
		}
		one := seen{method: e.Request.Method, target: u.RequestURI(), status: e.Response.Status, bytes: max(0, e.Response.Content.Size), at: e.StartedDateTime}
		for _, h := range e.Request.Headers {
			if kept := keptHeader(h.Name, h.Value); kept.Name != "" && !slices.ContainsFunc(one.headers, func(p Pair) bool { return strings.EqualFold(p.Name, h.Name) }) {
				one.headers = append(one.headers, kept)
			}
		}
		if p := e.Request.PostData; p != nil {
			one.contentType, one.body = p.MimeType, sentBody(p.MimeType, p.Text)
		}
		list = append(list, one)
	}
	s := fromSeen(list)
	if len(s.Operations) == 0 {
		return nil, errors.New("the HAR file has no requests that were answered below 400")
	}
	s.Name, s.Description = Slug(host), "Requests to "+host+" as a browser recorded them."
	return s, nil
}

var methodWord = regexp.MustCompile(`^[A-Z]{1,20}$`)

// keptHeader is a header that an API may look at; a browser sends many others.
func keptHeader(name, value string) Pair {
	switch lower := strings.ToLower(name); {
	case !headerName.MatchString(name) || lower == "content-type" || lower == "accept-encoding" || lower == "accept-language":
		return Pair{}
	case lower == "authorization":
		if scheme, _, ok := strings.Cut(value, " "); ok && methodWord.MatchString(strings.ToUpper(scheme)) {
			return Pair{name, scheme + " ${TOKEN}"}
		}
		return Pair{name, "${TOKEN}"}
	case redact.IsSecret(name):
		return Pair{name, "${" + variable(name) + "}"}
	case lower == "accept" || strings.HasPrefix(lower, "x-"):
		return Pair{name, literal(oneLine(value))}
	}
	return Pair{}
}

// sentBody is a body as a template, without its secrets.
func sentBody(kind, text string) string {
	const limit = 64 << 10
	if len(text) > limit {
		return "{text:" + fmt.Sprint(limit) + "}"
	}
	var value any
	switch {
	case strings.HasPrefix(kind, "application/x-www-form-urlencoded"):
		return withoutSecrets(literal(text))
	case strings.Contains(kind, "json") && json.Unmarshal([]byte(text), &value) == nil:
		secrets := map[string]string{}
		out := jsonLiteral(hideSecrets(value, secrets))
		for mark, name := range secrets {
			out = strings.ReplaceAll(out, mark, "${"+name+"}")
		}
		return out
	case strings.HasPrefix(kind, "text/"):
		return literal(text)
	}
	return "{text:200}"
}

// hideSecrets puts marks in the place of texts that stand under the name of a secret.
func hideSecrets(v any, marks map[string]string) any {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if _, isText := inner.(string); isText && redact.IsSecret(name) {
				mark := fmt.Sprintf("secret-%d-of-the-recording", len(marks))
				marks[mark] = variable(name)
				v[name] = mark
				continue
			}
			v[name] = hideSecrets(inner, marks)
		}
	case []any:
		for i := range v {
			v[i] = hideSecrets(v[i], marks)
		}
	}
	return v
}
