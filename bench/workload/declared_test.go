package workload

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// shop parses a scenario of declared operations whose file would stand in dir.
func shop(t testing.TB, dir, operations, mix string, env map[string]string) (scenario.Scenario, error) {
	t.Helper()
	text := "name: shop\noperations:\n" + operations + "\nworkload: {mix: {" + mix + "}}\nload: {rate: 1/s, duration: 1s}\n"
	lookup := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	return scenario.Parse(filepath.Join(dir, "shop.yaml"), []byte(text), nil, scenario.Vocabulary{
		Operations: Operations(), CheckOperations: CheckOperations, Lookup: lookup,
		Shapes: map[string]map[string]scenario.Unit{"constant": {"rate": scenario.Rate}},
	})
}

// made makes the workload of declared operations.
func made(t testing.TB, dir, operations, mix string, env map[string]string) *Workload {
	t.Helper()
	s, err := shop(t, dir, operations, mix, env)
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, s.Workload, NewDataset(s.Dataset, s.Seed))
	w.Run = "r1"
	return w
}

// judged is how the next request judges an answer.
func judged(w *Workload, n uint64, status int, body string) (Request, samples.Failure, string) {
	r := w.Request(n)
	f, why := r.Verify(Response{Status: status, Body: []byte(body), Size: int64(len(body)), Head: header{"Content-Type": {"application/json; charset=utf-8"}, "Location": {"/orders/77"}}})
	return r, f, why
}

// Each kind of request: what is drawn is escaped for where it stands, and secrets come from the environment.
func TestDeclaredRequest(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"rows.csv": "id,name\n7,\"a/b \"\"c\"\" ü\"\n", "one.jsonl": `{"id": 12345678901234567890}` + "\n", "keys.txt": "\n only \n", "raw.bin": "{id}\x00", "body.json": `{"n": "{row.name}"}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		operation string
		want      Request
	}{
		"escaped": {`{request: "POST /o/{row.id}/{row.name}?q={row.name}", draw: {row: {file: rows.csv}}, headers: {X-A: "{row.name}"}, body: '{"n": "{row.name}"}', check: none}`,
			Request{Method: "POST", Path: "/o/7/a%2Fb%20%22c%22%20%C3%BC?q=a%2Fb%20%22c%22%20%C3%BC", Fields: "X-A: a/b \"c\" ü\r\n", ContentType: "application/json", Body: []byte(`{"n": "a/b \"c\" ü"}`)}},
		"secret": {`{request: GET /o, headers: {Authorization: "Bearer ${TOKEN}", Accept: text/plain}, check: none}`,
			Request{Method: "GET", Path: "/o", Fields: "Authorization: Bearer s3cret\r\nAccept: text/plain\r\n"}},
		"column":   {`{request: "GET /{id}", draw: {id: {file: rows.csv, column: id}}, check: none}`, Request{Method: "GET", Path: "/7"}},
		"jsonl":    {`{request: "GET /{id}", draw: {id: {file: one.jsonl}}, check: none}`, Request{Method: "GET", Path: "/12345678901234567890"}},
		"lines":    {`{request: "GET /{id}", draw: {id: {file: keys.txt}}, check: none}`, Request{Method: "GET", Path: "/only"}},
		"file":     {`{request: PUT /o, body: {file: raw.bin}, check: none}`, Request{Method: "PUT", Path: "/o", ContentType: "application/octet-stream", Body: []byte("{id}\x00")}},
		"template": {`{request: PUT /o, draw: {row: {file: rows.csv}}, body: {template: body.json}, check: none}`, Request{Method: "PUT", Path: "/o", ContentType: "application/json", Body: []byte(`{"n": "a/b \"c\" ü"}`)}},
		"form": {`{request: POST /o, draw: {row: {file: rows.csv}}, headers: {Content-Type: application/x-www-form-urlencoded}, body: "a=b&c={row.name}", check: none}`,
			Request{Method: "POST", Path: "/o", ContentType: "application/x-www-form-urlencoded", Body: []byte("a=b&c=a%2Fb%20%22c%22%20%C3%BC")}},
		"braces": {`{request: POST /o, body: '{"a":{"b":{}},"c":"{{x}"}', check: none}`, Request{Method: "POST", Path: "/o", ContentType: "application/json", Body: []byte(`{"a":{"b":{}},"c":"{x}"}`)}},
		"text":   {`{request: "PUT /o/{key}", draw: {key: {text: "{run}-{n}"}}, body: "{key}", check: none}`, Request{Method: "PUT", Path: "/o/r1-5", Body: []byte("r1-5")}},
	} {
		t.Run(name, func(t *testing.T) {
			got := made(t, dir, "  o.o: "+c.operation, "o.o: 1", map[string]string{"TOKEN": "s3cret"}).Request(5)
			got.Verify = nil
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The same seed and number give the same request, another number another one, and random bodies have their size.
func TestDeclaredRequestDependsOnSeedAndNumber(t *testing.T) {
	const operations = `  o.get: {request: "GET /o/{id}?u={uuid}&f={float:0..1}&h={hex:20}&c={choice:a|b}&t={time:2025-01-01..2025-01-02}&d={date:2025-01-01..2025-01-01}", draw: {id: {range: 1..1_000_000, scrambled: 0.99}}, check: none}
  o.put: {request: PUT /o, body: {bytes: 300B}, check: none}`
	a, b := made(t, "", operations, "o.get: 1, o.put: 1", nil), made(t, "", operations, "o.get: 1, o.put: 1", nil)
	paths := map[string]bool{}
	for n := range uint64(200) {
		x, y := a.Request(n), b.Request(n)
		if x.Path != y.Path || string(x.Body) != string(y.Body) {
			t.Fatalf("request %d is %s and %s", n, x.Path, y.Path)
		}
		if x.Method == "PUT" && len(x.Body) != 300 {
			t.Fatalf("the body has %d bytes", len(x.Body))
		}
		paths[x.Path] = true
	}
	if len(paths) < 90 {
		t.Errorf("%d different paths", len(paths))
	}
}

// Each check holds for the right answer and names the mistake of any other.
func TestDeclaredChecks(t *testing.T) {
	const right = `{"id": 7, "name": "a\"b", "items": [{"p": 1.5}, {"p": 2}], "none": null, "yes": true}`
	for name, c := range map[string]struct {
		expect, body string
		status       int
		want         samples.Failure
		why          string
	}{
		"status":          {"{status: 200}", right, 200, samples.OK, ""},
		"class":           {"{status: [404, 2xx]}", right, 204, samples.OK, ""},
		"wrong status":    {"{status: [200, 3xx]}", "no", 500, samples.Status, "status 500, want 200 or 300 to 399: no"},
		"not found":       {"{status: 200}", "no", 404, samples.Missing, "status 404, want 200: no"},
		"redirected":      {"{status: 200}", "", 302, samples.Status, "status 302 (a redirection to /orders/77, which is not followed), want 200: "},
		"drawn":           {`{json: {$.id: "{id}", $.name: 'a"b', $.yes: true, $.none: null}}`, right, 200, samples.OK, ""},
		"other id":        {`{json: {$.id: "{id}"}}`, `{"id": 8}`, 200, samples.Content, `$.id is "8", want "7"`},
		"optional":        {`{json: {$.price: {type: number, optional: true}, "$.items[0].p": {type: number, optional: true}}}`, right, 200, samples.OK, ""},
		"optional, wrong": {`{json: {$.id: {type: string, optional: true}}}`, right, 200, samples.Content, "$.id is 7, want a value of type string"},
		"nothing there":   {`{json: [$.id, $.price]}`, right, 200, samples.Missing, "nothing at $.price: " + right},
		"items":           {`{json: {$.items: {items: 1..2}, "$.items[*].p": {type: number}, "$.items[1].p": {type: integer}}}`, right, 200, samples.OK, ""},
		"too few items":   {`{json: {$.items: {items: 3..}}}`, right, 200, samples.Content, "$.items has 2 items, want at least 3"},
		"too many items":  {`{json: {$.items: {items: 0..1}}}`, right, 200, samples.Content, "$.items has 2 items, want at least 0 and at most 1"},
		"no array":        {`{json: {$.id: {items: 0..9}}}`, right, 200, samples.Content, "$.id is of type number, want an array"},
		"one wrong of":    {`{json: {"$.items[*].p": {type: integer}}}`, right, 200, samples.Content, "$.items[*].p is 1.5, want a value of type integer"},
		"filter":          {`{json: {"$.items[?@.p > 1.7].p": 2}}`, right, 200, samples.OK, ""},
		"wrong type":      {`{json: {$.name: {type: boolean}}}`, right, 200, samples.Content, `$.name is "a\"b", want a value of type boolean`},
		"matches":         {`{json: {$.name: {matches: "^a"}}, regex: ["p", "none"], header: {content-type: ^application/json}}`, right, 200, samples.OK, ""},
		"no match":        {`{json: {$.name: {matches: "^b"}}}`, right, 200, samples.Content, `$.name is "a\"b", want a match of ^b`},
		"no match body":   {`{regex: zzz}`, "abc", 200, samples.Content, "nothing matches zzz: abc"},
		"wrong header":    {`{header: {Content-Type: html}}`, "", 200, samples.Content, `header Content-Type is "application/json; charset=utf-8", want a match of html`},
		"absent header":   {`{header: {ETag: .}}`, "", 200, samples.Missing, "no header ETag, want one that matches ."},
		"no body":         {`{min_bytes: 5B}`, "", 200, samples.Missing, "no body, want at least 5 bytes"},
		"too small":       {`{min_bytes: 5B}`, "abc", 200, samples.Content, "3 bytes, want at least 5"},
		"too large":       {`{max_bytes: 2B}`, "abc", 200, samples.Content, "3 bytes, want at most 2"},
		"not JSON":        {`{json: [$.id]}`, "<html>", 200, samples.Content, "$.id cannot be looked for"},
		"torn JSON":       {`{json: [$.id]}`, `{"a": 1, "id`, 200, samples.Content, "$.id cannot be looked for"},
		"before the tear": {`{json: {$.id: 7}}`, `{"id": 7, "a`, 200, samples.OK, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := made(t, "", `  o.get: {request: "GET /o/{id}", draw: {id: 7..7}, expect: `+c.expect+"}", "o.get: 1", nil)
			_, f, why := judged(w, 0, c.status, c.body)
			if f != c.want || !strings.HasPrefix(why, c.why) || (c.why == "") != (why == "") {
				t.Errorf("it is %s, %q; want %s, %q", f, why, c.want, c.why)
			}
		})
	}
}

// An answer that is longer than what is kept of it is judged by its beginning where that is enough.
func TestDeclaredCheckOfALongAnswer(t *testing.T) {
	w := made(t, "", `  o.get: {request: GET /o, expect: {json: {$.id: 7}}}`, "o.get: 1", nil)
	for body, want := range map[string]samples.Failure{`{"id": 7, "a": "xxx`: samples.OK, `{"a": "xxx`: samples.Content} {
		f, why := w.Request(0).Verify(Response{Status: 200, Body: []byte(body), Size: 5 << 20})
		if f != want || want != samples.OK && why != "$.id cannot be looked for: the answer has 5242880 bytes, of which 10 are kept" {
			t.Errorf("%s: %s, %q", body, f, why)
		}
	}
}

// What answers are remembered for is drawn later. Until there is something, the operation that writes it is asked in its place.
func TestRemembered(t *testing.T) {
	const operations = `  orders.get: {request: "GET /orders/{id}", draw: {id: {remembered: order}}, expect: {json: {$.id: "{id}"}}}
  orders.create: {request: "POST /users/{u}/orders", draw: {u: {remembered: user}}, expect: {status: 201}, remember: {order: $.id, place: {header: Location}}}
  users.make: {request: POST /users, draw: {name: {text: "u{n}"}}, expect: {status: 201}, remember: {user: "{name}"}}
  places.get: {request: "GET /x?at={p}", draw: {p: {remembered: place}}, check: none}`
	w := made(t, "", operations, "orders.get: 1, orders.create: 0.0000001, users.make: 0.0000001, places.get: 0.0000001", nil)
	names := w.Operations()
	for i, step := range []struct{ operation, path, body string }{
		{"users.make", "/users", ""},
		{"orders.create", "/users/u0/orders", `{"id": "o 1"}`},
		{"orders.get", "/orders/o%201", `{"id": "o 1"}`},
	} {
		r, f, why := judged(w, uint64(i), map[bool]int{true: 200, false: 201}[step.operation == "orders.get"], step.body)
		if names[r.Operation] != step.operation || r.Path != step.path || f != samples.OK {
			t.Fatalf("step %d is %s %s: %s %s", i, names[r.Operation], r.Path, f, why)
		}
	}
	if _, f, why := judged(w, 9, 200, `{"id": "other"}`); f != samples.Content || why != `$.id is "other", want "o 1"` {
		t.Errorf("another order: %s %s", f, why)
	}
	if v, _, _ := w.memories["place"].newest(0); v != "/orders/77" {
		t.Errorf("the place is %q", v)
	}
	empty := made(t, "", operations, "orders.create: 1, users.make: 0.0000001", nil)
	judged(empty, 0, 201, "")
	if _, f, why := judged(empty, 1, 201, `{}`); f != samples.Missing || why != "nothing at $.id to remember as order: {}" {
		t.Errorf("without an id: %s %q", f, why)
	}
}

// Every mistake that can be known before the load is said with its line, and what would be right.
func TestDeclaredMistakes(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"empty.csv": "id\n", "rows.csv": "id,name\n1,a\n", "torn.jsonl": "{\"a\":\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for operation, want := range map[string]string{
		`{request: "GET /{idd}", draw: {id: 1..9}, check: none}`:                                   "operations.o.o.request: found the unknown variable `idd`, want one under `draw`, a generator such as `{int:1..99}`, or `{{` for a brace; did you mean `id`?",
		`{request: "GET /{itn:1..9}", check: none}`:                                                "operations.o.o.request: found the unknown generator `itn`, want one such as `{int:1..99}` or `{text:80}`, or `{{` for a brace; did you mean `int`?",
		`{request: "GET /{int:9..1}", check: none}`:                                                "operations.o.o.request: found `{int:9..1}`, want `{int:1..99}`",
		`{request: GET /a b, check: none}`:                                                         "operations.o.o.request: found the character ' ' in a path, want it escaped, `%20`",
		`{request: GET /a%zz, check: none}`:                                                        "operations.o.o.request: found a path with an invalid URL escape \"%zz\"",
		`{request: GET /a, headers: {A: "${NONE}"}, check: none}`:                                  "operations.o.o.headers.A: found the variable `NONE`, which is not in the environment, want it set, with export NONE",
		`{request: GET /a, headers: {A: "${LINES}"}, check: none}`:                                 "operations.o.o.headers.A: found the variable `LINES` with a line break in it, want a value of one line",
		`{request: GET /a, draw: {id: {file: empty.csv}}, check: none}`:                            "operations.o.o.draw.id.file: found `empty.csv`, which has no rows, want at least one",
		`{request: GET /a, draw: {id: {file: none.csv}}, check: none}`:                             "operations.o.o.draw.id.file: found `none.csv`: no such file or directory, want a readable file beside the scenario's",
		`{request: GET /a, draw: {id: {file: torn.jsonl}}, check: none}`:                           "operations.o.o.draw.id.file: found `torn.jsonl`: line 1: unexpected EOF, want a well-formed file",
		`{request: GET /a, draw: {id: {file: rows.csv, column: nam}}, check: none}`:                "operations.o.o.draw.id.column: found `nam`, which is no column of rows.csv, want one of `id`, `name`; did you mean `name`?",
		`{request: "GET /{id}", draw: {id: {file: rows.csv}}, check: none}`:                        "operations.o.o.request: found the unknown variable `id`",
		`{request: GET /a, draw: {n: 1..2}, check: none}`:                                          "operations.o.o.draw.n: found `n`, which is the name of a generator, want another name",
		`{request: GET /a, draw: {id: {remembered: ordr}}, remember: {order: $.id}, check: none}`:  "operations.o.o.draw.id.remembered: found `ordr`, which no operation remembers, want a name under `remember` of an operation; did you mean `order`?",
		`{request: GET /a, draw: {id: {remembered: order}}, remember: {order: $.id}, check: none}`: "operations.o.o.draw.id: found `order`, which no operation of the mix can fill",
		`{request: GET /a, body: x, check: none}`:                                                  "operations.o.o.body: found a body of a GET request, want none, or another method",
		`{request: GET /a, expect: {json: {id: 1}}}`:                                               "operations.o.o.expect.json.id: found `id`: ",
		`{request: GET /a, expect: {regex: "("}}`:                                                  "operations.o.o.expect.regex.0: found `(`: missing closing ): `(`, want a regular expression (RE2)",
		`{request: GET /a, expect: {json: {$.a: "{n}"}}}`:                                          "operations.o.o.expect.json.$.a: found the generated value `{n}` in a check, want a value under `draw`",
		`{request: GET /a, expect: {min_bytes: 9B, max_bytes: 5B}}`:                                "operations.o.o.expect.min_bytes: found 9, above max_bytes, 5, want a check that an answer can meet",
		`{request: GET /a, expect: {status: 204, json: [$.a]}}`:                                    "operations.o.o.expect: found a check of the body of an answer that has none",
		`{request: GET /a, expect: {json: {$.a: {equals: x, type: integer}}}}`:                     "operations.o.o.expect.json.$.a: found the integer `x`, want a number",
		`{request: GET /a, expect: {json: {$.a: {equals: x, matches: y}}}}`:                        "operations.o.o.expect.json.$.a: found `x`, which does not match `y`, want a check that an answer can meet",
		`{request: GET /a, expect: {json: {$.a: {items: 1..2, type: string}}}}`:                    "operations.o.o.expect.json.$.a: found the number of items of a string",
	} {
		_, err := shop(t, dir, "  o.o: "+operation, "o.o: 1", map[string]string{"LINES": "a\nb"})
		at := filepath.Join(dir, "shop.yaml") + ":3: "
		if err == nil || !strings.HasPrefix(err.Error(), at+want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s\nis refused with\n%v\nwant\n%s", operation, err, at+want)
		}
	}
}

// Every variable of the environment that a scenario names is known without its being set.
func TestEnvironment(t *testing.T) {
	text := `  o.o: {request: "GET /a?k=${KEY}", headers: {Authorization: "Bearer ${TOKEN}"}, draw: {x: {text: "${X}"}}, body: "$NOT ${}", check: none}`
	s, err := shop(t, "", strings.Replace(text, "GET", "PUT", 1), "o.o: 1", map[string]string{"KEY": "", "TOKEN": "", "X": ""})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"KEY", "TOKEN", "X"}, Environment(s.Workload)); diff != "" {
		t.Error(diff)
	}
}

// BenchmarkDeclared is what a declared operation costs the generator beside a shipped one that asks and checks the same.
func BenchmarkDeclared(b *testing.B) {
	shipped := open(b, only("users.get"), NewDataset(small(), 42))
	declared := made(b, "", `  o.get: {request: "GET /users/{id}", draw: {id: {range: 1..200, scrambled: 0.8}}, expect: {status: 200, json: {$.id: "{id}", $.email: {type: string}}}}`, "o.get: 1", nil)
	create := made(b, "", `  o.create: {request: POST /orders, headers: {Accept: application/json}, body: '{"note": "{text:80}", "amount": {int:1..99}, "key": "{uuid}"}', expect: {status: 201}, remember: {order: $.id}}`, "o.create: 1", nil)
	for _, c := range []struct {
		name   string
		w      *Workload
		status int
	}{{"shipped", shipped, 200}, {"declared", declared, 200}, {"declared-create", create, 201}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			wrong := 0
			for n := 0; b.Loop(); n++ {
				r := c.w.Request(uint64(n))
				id := strings.TrimPrefix(r.Path, "/users/")
				body := []byte(`{"id":` + id + `,"name":"Ada Lovelace","email":"user` + id + `@example.com","created_at":"2025-01-01T00:00:00.000Z"}`)
				if c.status == 201 {
					body = []byte(`{"id":7,"note":"a","amount":5}`)
				}
				if f, _ := r.Verify(Response{Status: c.status, Body: body, Size: int64(len(body))}); f != samples.OK {
					wrong++
				}
			}
			if wrong > 0 && c.name != "shipped" {
				b.Fatalf("%d answers are judged wrong", wrong)
			}
		})
	}
}
