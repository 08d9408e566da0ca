package report

import (
	"fmt"
	"strings"
	"testing"
)

// A run that is not valid for many reasons says a few of them, and how many more there are.
func TestManyReasons(t *testing.T) {
	res := fixed()
	res.Valid, res.Verdict = false, "invalid"
	for i := range mostReasons + 3 {
		res.InvalidReasons = append(res.InvalidReasons, reason(fmt.Sprintf("Reason number %d.", i+1)))
	}
	var b strings.Builder
	if err := Terminal(&b, res, TerminalOptions{}); err != nil {
		t.Fatal(err)
	}
	page := render(t, res, fixedImages(), pageBudget)
	for where, text := range map[string]string{"terminal": b.String(), "page": page} {
		if !strings.Contains(text, "Reason number 5.") || strings.Contains(text, "Reason number 6.") || !strings.Contains(strings.ToLower(text), "and 3 more") {
			t.Errorf("%s:\n%.2000s", where, text)
		}
	}
}
