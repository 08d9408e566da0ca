package rest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/google/go-cmp/cmp"

	"quintet/api/rest"
)

// contract is the description that the API serves of itself.
type contract struct {
	document *openapi3.T
	router   routers.Router
	// seen are the operations and statuses that answers have been held against.
	seen map[string]bool
}

func readContract(t *testing.T, s *service) *contract {
	t.Helper()
	a := s.want(200, "GET", "/openapi.yaml", "")
	document, err := openapi3.NewLoader().LoadFromData([]byte(a.body))
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Validate(t.Context(), openapi3.IsOpenAPI31OrLater()); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(document.OpenAPI, "3.1") {
		t.Errorf("OpenAPI %s, want 3.1", document.OpenAPI)
	}
	router, err := gorillamux.NewRouter(document)
	if err != nil {
		t.Fatal(err)
	}
	return &contract{document, router, map[string]bool{}}
}

func TestDescriptionHasEveryRoute(t *testing.T) {
	c := readContract(t, open(t, nil))
	described := map[string][]string{}
	for path, item := range c.document.Paths.Map() {
		for method := range item.Operations() {
			described[path] = append(described[path], method)
		}
		slices.Sort(described[path])
	}
	if diff := cmp.Diff(rest.Routes(), described); diff != "" {
		t.Errorf("routes and description differ (-routes +described):\n%s", diff)
	}
}

// check holds an answer against the description. The status must be described by itself, unless it is a mistake or overload of
// the server.
func (c *contract) check(t *testing.T, a answer) {
	t.Helper()
	r := a.Request
	found, params, err := c.router.FindRoute(r)
	if err != nil {
		t.Errorf("%s %s is not described: %v", r.Method, r.URL.Path, err)
		return
	}
	if found.Operation.Responses.Status(a.StatusCode) == nil {
		t.Errorf("%s %s: status %d is not described", r.Method, found.Path, a.StatusCode)
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: found},
		Status:                 a.StatusCode, Header: a.Header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	if a.body != "" {
		input.SetBodyBytes([]byte(a.body))
	}
	if a.Header.Get("Content-Type") != "application/json" && a.Header.Get("Content-Type") != "application/problem+json" {
		input.Options.ExcludeResponseBody = true
	}
	if err := openapi3filter.ValidateResponse(t.Context(), input); err != nil {
		t.Errorf("%s %s: %d %.300s\n%v", r.Method, r.URL, a.StatusCode, a.body, err)
	}
	c.seen[found.Operation.OperationID+" "+http.StatusText(a.StatusCode)] = true
}

// TestCheckFindsMistakes makes sure that the check of answers is one.
func TestCheckFindsMistakes(t *testing.T) {
	s := open(t, nil)
	c := readContract(t, s)
	s.user(1)
	for name, spoil := range map[string]func(*answer){
		"Field":     func(a *answer) { a.body = strings.Replace(a.body, `"name"`, `"names"`, 1) },
		"Type":      func(a *answer) { a.body = strings.Replace(a.body, `"id":1`, `"id":"1"`, 1) },
		"Time":      func(a *answer) { a.body = strings.Replace(a.body, "Z", "+00:00", 1) },
		"Header":    func(a *answer) { a.Header.Del("Server-Timing") },
		"Status":    func(a *answer) { a.StatusCode = 202 },
		"MediaType": func(a *answer) { a.Header.Set("Content-Type", "application/problem+json") },
	} {
		t.Run(name, func(t *testing.T) {
			a := s.want(200, "GET", "/users/1", "")
			spoil(&a)
			found, params, err := c.router.FindRoute(a.Request)
			if err != nil {
				t.Fatal(err)
			}
			input := &openapi3filter.ResponseValidationInput{
				RequestValidationInput: &openapi3filter.RequestValidationInput{Request: a.Request, PathParams: params, Route: found},
				Status:                 a.StatusCode, Header: a.Header, Options: &openapi3filter.Options{IncludeResponseStatus: true},
			}
			input.SetBodyBytes([]byte(a.body))
			if openapi3filter.ValidateResponse(t.Context(), input) == nil {
				t.Error("was taken for right")
			}
		})
	}
}
