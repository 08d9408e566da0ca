package scenario

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is asked is told apart by what it says and not by how it is written; operations that are not asked do not count.
func TestAsks(t *testing.T) {
	const text = `name: shop
operations:
  orders.get: &get {request: "GET /orders/{id}", expect: {status: 200}} # one order
  orders.list:
    request: GET /orders
    check: none
  orders.drop: {request: DELETE /orders, check: none}
sequences: {visit: [orders.list, {think: 1s..3s}, orders.list]}
setup: {orders.list: 3}
workload: {keys: {users: uniform}, mix: {visit: 1, orders.get: 2}}
`
	want := map[string]string{
		"operations.orders.get": "{request: 'GET /orders/{id}', expect: {status: 200}}", "operations.orders.list": "{request: GET /orders, check: none}",
		"sequences.visit": "[orders.list, {think: 1s..3s}, orders.list]", "setup": "{orders.list: 3}", "workload.keys": "{users: uniform}",
	}
	if diff := cmp.Diff(want, Asks([]byte(text))); diff != "" {
		t.Error(diff)
	}
	aliased := strings.Replace(text, "  orders.drop:", "  orders.again: *get\n  orders.drop:", 1)
	aliased = strings.Replace(aliased, "orders.get: 2", "orders.again: 2", 1)
	if got := Asks([]byte(aliased))["operations.orders.again"]; got != want["operations.orders.get"] {
		t.Errorf("an alias is %s", got)
	}
	for _, changed := range []string{"{think: 1s..4s}", "{think: 1s..3s}, orders.get"} {
		if got := Asks([]byte(strings.Replace(text, "{think: 1s..3s}", changed, 1)))["sequences.visit"]; !strings.Contains(got, changed) {
			t.Errorf("%s is %s", changed, got)
		}
	}
	if got := Asks([]byte("- no scenario")); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
