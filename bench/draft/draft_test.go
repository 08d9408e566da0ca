package draft

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/scenario"
	"quintet/bench/workload"
)

var update = flag.Bool("update", false, "write the golden files")

// written is the scenario file of a draft; it must be one that is taken.
func written(t testing.TB, s *Scenario) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Write(&b, workload.Operations()); err != nil {
		t.Fatal(err)
	}
	if err := taken(s.Name, b.Bytes()); err != nil {
		t.Fatalf("the draft is refused: %v\n%s", err, b.String())
	}
	return b.String()
}

// taken checks a scenario as bench validate does.
func taken(name string, text []byte) error {
	_, err := scenario.Parse(name+".yaml", text, nil, scenario.Vocabulary{
		Operations: workload.Operations(), CheckOperations: workload.CheckOperations,
		Shapes: map[string]map[string]scenario.Unit{"constant": {"rate": scenario.Rate}},
	})
	return err
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Each source gives a scenario that is taken, with no secret of the source in it.
func TestDrafts(t *testing.T) {
	for name, from := range map[string]func([]byte) (*Scenario, error){
		"shop.yaml": OpenAPI, "shop.har": HAR, "access.log": func(text []byte) (*Scenario, error) { return AccessLog(bytes.NewReader(text)) },
	} {
		t.Run(name, func(t *testing.T) {
			s, err := from(read(t, name))
			if err != nil {
				t.Fatal(err)
			}
			got := written(t, s)
			for _, secret := range []string{"hunter2", "very-secret", "abc.def"} {
				if strings.Contains(got, secret) {
					t.Errorf("%q stands in\n%s", secret, got)
				}
			}
			path := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(read(t, name+".golden")), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The API's own document, which is OpenAPI 3.1, gives a scenario too.
func TestDraftOfTheShippedAPI(t *testing.T) {
	text, err := os.ReadFile(filepath.FromSlash("../../api/rest/openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := OpenAPI(text)
	if err != nil {
		t.Fatal(err)
	}
	if written(t, s); len(s.Operations) < 20 {
		t.Errorf("%d operations", len(s.Operations))
	}
}

// A document of Swagger 2.0 gives what it gives when written as OpenAPI 3: server, body, checks and what is remembered.
func TestDraftOfSwagger2(t *testing.T) {
	s, err := OpenAPI([]byte(`swagger: "2.0"
info: {title: Old shop, version: "1"}
host: shop.example
basePath: /v2
consumes: [application/json]
produces: [application/json]
securityDefinitions: {token: {type: apiKey, in: header, name: X-Token}}
security: [{token: []}]
definitions:
  Order: {type: object, required: [id, owner], properties: {id: {type: integer, readOnly: true}, owner: {$ref: '#/definitions/Owner'}}}
  Owner: {type: object, required: [name], properties: {name: {type: string}}}
paths:
  /orders:
    post:
      parameters: [{name: body, in: body, required: true, schema: {$ref: '#/definitions/Order'}}]
      responses: {201: {description: made, schema: {$ref: '#/definitions/Order'}}}
    get:
      responses: {200: {description: all, schema: {type: array, items: {$ref: '#/definitions/Order'}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	got := written(t, s)
	for _, want := range []string{
		"request: POST /v2/orders\n", "X-Token: '${API_KEY}'", `body: '{"owner": {"name": "{text:5..20}"}}'`, "$.owner.name: {type: string}\n", "orders_id: $.id",
		"'$': {type: array}\n        '$[0].id': {type: integer, optional: true}\n        '$[0].owner': {type: object, optional: true}\n        '$[0].owner.name': {type: string, optional: true}\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

// Checks go as deep as a schema requires: not into alternatives, nor into a schema that holds itself, and what may be null need not be there.
func TestChecksOfNestedSchemas(t *testing.T) {
	s, err := OpenAPI([]byte(`openapi: 3.0.0
info: {title: deep, version: "1"}
components:
  schemas:
    Node: {type: object, required: [next, value], properties: {next: {$ref: '#/components/schemas/Node'}, value: {oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: string}]}}}
paths:
  /a:
    get:
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object, required: [node, maybe, list], properties: {
        node: {$ref: '#/components/schemas/Node'}, maybe: {type: object, nullable: true, required: [x], properties: {x: {type: integer}}},
        list: {type: array, items: {type: array, items: {type: object, required: [y], properties: {y: {type: boolean}}}}}, extra: {type: string}}}}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Pair{{"$.list", "{type: array}"}, {"$.maybe", "{}"}, {"$.node", "{type: object}"}, {"$.maybe.x", "{type: integer, optional: true}"}, {"$.node.next", "{}"}, {"$.node.value", "{}"},
		{"$.list[0][0].y", "{type: boolean, optional: true}"}}
	if diff := cmp.Diff(want, s.Operations[0].JSON); diff != "" {
		t.Error(diff)
	}
	written(t, s)
}

// What is no such source is refused in one line.
func TestNotDrafted(t *testing.T) {
	for text, want := range map[string]string{
		"{": "read the OpenAPI document: ", "swagger: '2.0'\npaths: {/a: {}}": "no operations", "swagger: '1.2'\npaths: {/a: {}}": "says neither `openapi: 3...` nor `swagger: '2.0'`", "openapi: 3.0.0\ninfo: {title: a, version: b}\npaths: {}": "no paths",
		"openapi: 3.0.0\ninfo: {title: a, version: b}\npaths: {/a: {}}":                                                 "no operations",
		"openapi: 3.0.0\ninfo: {title: a, version: b}\npaths: {/a: {get: {responses: {'200': {$ref: '/etc/passwd'}}}}}": "read the OpenAPI document: ",
	} {
		if _, err := OpenAPI([]byte(text)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, want := range map[string]string{"": "read the HAR file", "{}": "no entries", `{"log": {"entries": [{"request": {"method": "GET", "url": "http://a/"}, "response": {"status": 500}}]}}`: "answered below 400"} {
		if _, err := HAR([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, want := range map[string]string{"": "no line of the log", "a b c": "no line of the log", `h - - [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 500 1`: "answered below 400"} {
		if _, err := AccessLog(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// A writer that fails is heard.
func TestWriteFails(t *testing.T) {
	s, err := OpenAPI(read(t, "shop.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Write(failing{}, nil); !errors.Is(err, os.ErrClosed) {
		t.Error(err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, os.ErrClosed }

// large is a document of n operations on resources of their own.
func large(n int) []byte {
	var b bytes.Buffer
	b.WriteString("openapi: 3.0.0\ninfo: {title: large, version: '1'}\npaths:\n")
	for i := range n / 2 {
		fmt.Fprintf(&b, "  /resource%d:\n    get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/R%d'}}}}}}\n", i, i)
		fmt.Fprintf(&b, "    post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/R%d'}}}}, responses: {'201': {description: ok}}}\n", i)
	}
	b.WriteString("components:\n  schemas:\n")
	for i := range n / 2 {
		fmt.Fprintf(&b, "    R%d: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}, tags: {type: array, items: {type: string}}, next: {$ref: '#/components/schemas/R%d'}}}\n", i, (i+1)%(n/2))
	}
	return b.Bytes()
}

// A document of 300 operations is drafted, and its draft taken. How long that took is printed, not judged.
func TestDraftOf300Operations(t *testing.T) {
	began := time.Now()
	s, err := OpenAPI(large(300))
	if err != nil {
		t.Fatal(err)
	}
	text := written(t, s)
	t.Logf("300 operations: %d bytes of scenario, drafted and checked in %s", len(text), time.Since(began).Round(time.Millisecond))
	if len(s.Operations) != 300 {
		t.Errorf("%d operations", len(s.Operations))
	}
}

// Whatever is taken for a document gives a scenario that is taken.
func FuzzOpenAPI(f *testing.F) {
	f.Add(read(f, "shop.yaml"))
	f.Add(large(4))
	f.Add([]byte("swagger: '2.0'\nbasePath: /v\ndefinitions: {A: {type: object, required: [b], properties: {b: {$ref: '#/definitions/A'}}}}\npaths: {/a: {post: {parameters: [{name: b, in: body, schema: {$ref: '#/definitions/A'}}, {name: f, in: formData, type: file}], responses: {200: {description: a, schema: {$ref: '#/definitions/A'}}}}}}"))
	f.Add([]byte("openapi: 3.1.0\ninfo: {title: 'a: b', version: '1'}\npaths: {'/a b/{x y}/{x-y}.json': {get: {operationId: 'users.get', parameters: [{name: 'x y', in: path, required: true, schema: {type: [string, 'null'], examples: ['a{b}c']}}]}}}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, err := OpenAPI(text); err == nil {
			written(t, s)
		}
	})
}

// Whatever is taken for a recording or a log gives a scenario that is taken.
func FuzzSeen(f *testing.F) {
	f.Add(read(f, "shop.har"))
	f.Add(read(f, "access.log"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, err := HAR(text); err == nil {
			written(t, s)
		}
		if s, err := AccessLog(bytes.NewReader(text)); err == nil {
			written(t, s)
		}
	})
}
