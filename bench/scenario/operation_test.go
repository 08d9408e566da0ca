package scenario

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const shop = `name: shop
ready: GET /health
operations:
  orders.get:
    request: GET /orders/{id}?full=1
    draw: {id: {range: 1..10_000, zipf: 0.99}, page: 1..5, row: {file: ids.csv, column: id}}
    expect: {status: [200, 3xx], json: {$.id: "{id}", $.items: {type: array, items: 1..}, $.gone: null}, header: {ETag: "."}, max_bytes: 64KiB}
  orders.create:
    request: POST /orders
    headers: {Authorization: "Bearer ${TOKEN}"}
    body: '{"note": "{text:80}"}'
    expect: {json: [$.id], regex: created}
    remember: {order: $.id, place: {header: Location}, again: "{id}"}
  orders.drop: {request: "DELETE /orders/{id}", draw: {id: {remembered: order, latest: 0.5}}, check: none}
  files.put: {request: PUT /x, body: {bytes: 64KiB}, expect: {status: 204}}
workload:
  mix: {orders.get: 9, orders.create: 1, orders.drop: 1}
load: {rate: 1/s, duration: 10s}
slo: [p99(orders.get) < 9ms]
`

// A scenario of declared operations alone has no data set, and knows which answers are not checked.
func TestOperations(t *testing.T) {
	s := must(t, shop)
	id := "{id}"
	want := []Operation{{
		Name: "orders.get", Method: "GET", Path: "/orders/{id}?full=1", Line: 4,
		Draw: []Draw{{Name: "id", From: 1, To: 10_000, Keys: Keys{Kind: "zipf", Theta: 0.99}}, {Name: "page", From: 1, To: 5, Keys: Keys{Kind: "uniform"}},
			{Name: "row", File: "ids.csv", Column: "id", Keys: Keys{Kind: "uniform"}}},
		Expect: &Expect{Statuses: []Statuses{{200, 200}, {300, 399}}, Headers: []Header{{"ETag", "."}}, MaxBytes: 64 << 10,
			JSON: []JSONCheck{{Path: "$.id", Equals: &id}, {Path: "$.items", Type: "array", Bounded: true, MinItems: 1, MaxItems: 1<<31 - 1}, {Path: "$.gone", Type: "null"}}},
	}, {
		Name: "orders.create", Method: "POST", Path: "/orders", Headers: []Header{{"Authorization", "Bearer ${TOKEN}"}}, Line: 8,
		Body: Body{Text: `{"note": "{text:80}"}`}, Expect: &Expect{Statuses: []Statuses{{200, 299}}, JSON: []JSONCheck{{Path: "$.id"}}, Patterns: []string{"created"}},
		Remember: []Remember{{Name: "order", Path: "$.id"}, {Name: "place", Header: "Location"}, {Name: "again", Text: "{id}"}},
	}, {
		Name: "orders.drop", Method: "DELETE", Path: "/orders/{id}", Line: 14, Draw: []Draw{{Name: "id", Remembered: "order", Keys: Keys{Kind: "latest", Theta: 0.5}}},
	}, {
		Name: "files.put", Method: "PUT", Path: "/x", Line: 15, Body: Body{Bytes: Distribution{Kind: "constant", Median: 64 << 10}}, Expect: &Expect{Statuses: []Statuses{{204, 204}}},
	}}
	if diff := cmp.Diff(want, s.Workload.Operations); diff != "" {
		t.Error(diff)
	}
	if s.Workload.Ready == nil || s.Workload.Ready.Method != "GET" || s.Workload.Ready.Path != "/health" {
		t.Errorf("ready is %+v", s.Workload.Ready)
	}
	if !s.Workload.Foreign() || s.Dataset.Volume != 0 || s.Dataset.Users != 0 {
		t.Errorf("foreign %v, data set %+v", s.Workload.Foreign(), s.Dataset)
	}
	if diff := cmp.Diff([]string{"orders.drop"}, s.Workload.Unchecked()); diff != "" {
		t.Error(diff)
	}
	if s.SLO[0].Operation != "orders.get" {
		t.Errorf("the objective is %+v", s.SLO[0])
	}
}

// Shipped operations beside declared ones have their data set, and any field of an operation can be set.
func TestOperationsBesideShippedOnes(t *testing.T) {
	s := must(t, shop, Override{Key: "workload.mix.users.get", Value: "1"}, Override{Key: "operations.orders.get.expect.status", Value: "204"})
	if s.Workload.Foreign() || s.Dataset.Users != 10_000 {
		t.Errorf("foreign %v, data set %+v", s.Workload.Foreign(), s.Dataset)
	}
	if got := s.Workload.Operations[0].Expect.Statuses; len(got) != 1 || got[0].From != 204 {
		t.Errorf("statuses are %v", got)
	}
}

// What the vocabulary finds wrong is said with the line of the field that it names, or of what that stands in.
func TestVocabularyChecksOperations(t *testing.T) {
	v := words()
	v.CheckOperations = func(Workload) []*Misfit {
		return []*Misfit{{Param: "operations.orders.get.expect.json.$.id", Found: "a", Want: "b", Meant: "c"}, {Param: "operations.orders.drop.draw.id.zipf", Found: "x", Want: "y"}}
	}
	_, err := Parse("shop.yaml", []byte(shop), nil, v)
	const want = "shop.yaml:7: operations.orders.get.expect.json.$.id: found a, want b; did you mean `c`?\nshop.yaml:14: operations.orders.drop.draw.id.zipf: found x, want y"
	if err == nil || err.Error() != want {
		t.Errorf("the error is\n%v\nwant\n%s", err, want)
	}
	// Mistakes elsewhere hide none of them.
	_, err = Parse("store.yaml", []byte(strings.Replace(shop, "rate: 1/s", "rate: fast", 1)), nil, v)
	for _, want := range []string{"store.yaml:1: name: found `shop`", "store.yaml:7: operations.orders.get.expect.json.$.id: found a", "store.yaml:18: load.rate: found `fast`"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is\n%v\nwithout\n%s", err, want)
		}
	}
}

// Writes of declared operations are read back only by pairs: without them a ledger is refused, and none is kept by default.
func TestNoLedgerOfDeclaredOperations(t *testing.T) {
	if s := must(t, shop+"hold: 2s\nfaults: [{at: 2s, for: 1s, kill: api}]\n"); s.Ledger {
		t.Error("a ledger is kept")
	}
	_, err := Parse("shop.yaml", []byte(shop+"ledger: on\n"), nil, words())
	if err == nil || err.Error() != "shop.yaml:20: ledger: found a ledger of declared operations alone, want which operation reads back what another writes: `{write: orders.create, read: orders.get, key: $.id}`" {
		t.Error(err)
	}
}

func TestMistakesOfPairs(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"word":     {"maybe", "shop.yaml:20: ledger: found `maybe`, want `on` or `off`"},
		"no key":   {"{write: orders.create, read: orders.get}", "shop.yaml:20: ledger.0.key: found nothing, want"},
		"unknown":  {"{write: orders.made, read: orders.get, key: $.id}", "shop.yaml:20: ledger.0.write: found `orders.made`, want a declared operation of the mix"},
		"unasked":  {"{write: files.put, read: orders.get, key: $.id}", "shop.yaml:20: ledger.0.write: found `files.put`, want a declared operation of the mix"},
		"shipped":  {"{write: orders.create, read: users.get, key: $.id}", "shop.yaml:20: ledger.0.read: found `users.get`, want a declared operation"},
		"twice":    {"[{write: orders.create, read: orders.get, key: $.id}, {write: orders.create, read: orders.get, key: $.id}]", "shop.yaml:20: ledger.1.write: found `orders.create` a second time"},
		"no pairs": {"[]", "shop.yaml:20: ledger: found 0 pairs, want 1 to 100"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("shop.yaml", []byte(shop+"ledger: "+c.text+"\n"), nil, words())
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("the error is\n%v\nwant\n%s", err, c.want)
			}
		})
	}
	s := must(t, shop+"ledger: {write: orders.create, read: orders.get, key: $.id, value: id, same: [$.note]}\n")
	want := []Pair{{Write: "orders.create", Read: "orders.get", Key: Remember{Name: "key", Path: "$.id"}, Value: "id", Same: []string{"$.note"}, Line: 20}}
	if diff := cmp.Diff(want, s.Workload.Pairs); diff != "" || !s.Ledger {
		t.Error(diff, s.Ledger)
	}
}
