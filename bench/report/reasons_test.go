package report

import (
	"fmt"
	"strings"
	"testing"

	"quintet/bench/page"
)

// A run that is not valid for many reasons says a few of them, and how many more there are.
func TestManyReasons(t *testing.T) {
	res := fixed()
	res.Valid, res.Verdict = false, "invalid"
	for i := range maxReasons + 3 {
		res.InvalidReasons = append(res.InvalidReasons, reason(fmt.Sprintf("Reason number %d.", i+1)))
	}
	var b strings.Builder
	if err := Terminal(&b, res, page.Terminal{}); err != nil {
		t.Fatal(err)
	}
	html := render(t, res, fixedImages(), pageBudget)
	for where, text := range map[string]string{"terminal": b.String(), "page": html} {
		if !strings.Contains(text, "Reason number 5.") || strings.Contains(text, "Reason number 6.") || !strings.Contains(strings.ToLower(text), "and 3 more") {
			t.Errorf("%s:\n%.2000s", where, text)
		}
	}
}
