package report

import (
	"strings"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// lossy is a ledger with a finding of every class.
func lossy() *samples.Ledger {
	messages := samples.LedgerCounts{Acknowledged: 1044, Confirmed: 1026, Lost: 15, Stale: 2, Hidden: 2, Duplicated: 1, IndeterminateFound: 3, IndeterminateMissing: 9}
	users := samples.LedgerCounts{Acknowledged: 80, Confirmed: 78, Stale: 1, Phantom: 1, Refused: 2, Unchecked: 1}
	return &samples.Ledger{
		LedgerCounts: messages.Plus(users), HiddenFor: 31.5, LostAt: []float64{19.91, 19.95, 20.002}, AbsentUsers: 1, PartialFiles: 2, Reason: "the time for reading back was over (5m0s)",
		Kinds: []samples.LedgerKind{{Kind: "messages", LedgerCounts: messages}, {Kind: "users changed", LedgerCounts: users}},
		Examples: []samples.LedgerExample{
			{Class: "lost", Kind: "messages", Operation: "messages.send", Of: "5e1a", Key: "0194", Sent: 19.909, Ended: 19.91},
			{Class: "phantom", Kind: "users changed", Key: "7", Sent: 3, Ended: 3.5},
		},
	}
}

// A trial with a ledger has a section on it: the counts by kind, findings marked, examples, and what cannot be said. One without has none.
func TestLedgerSection(t *testing.T) {
	if blocks := ledgerBlocks(&analysis.Trial{}); len(blocks) > 0 {
		t.Errorf("a trial without a ledger has %d blocks", len(blocks))
	}
	res := fixed()
	res.Trials[0].Ledger = lossy()
	tab := ledgerTable(lossy())
	rows := map[string]string{
		"messages":      "1,044 1,026 15! 0 2! 1! 0 3 9 0 0 0",
		"users changed": "80 78 0 1! 0 0 1! 0 0 2 0 1",
		words.AllWrites: "1,124 1,104 15! 1! 2! 1! 1! 3 9 2 0 1",
	}
	if len(tab.Rows) != len(rows) {
		t.Fatalf("%d rows, want %d", len(tab.Rows), len(rows))
	}
	for _, row := range tab.Rows {
		var cells []string
		for _, c := range row[1:] {
			text := c.Text
			if c.State == "bad" {
				text += "!"
			}
			cells = append(cells, text)
		}
		if got := strings.Join(cells, " "); got != rows[row[0].Text] || len(row) != len(tab.Columns) {
			t.Errorf("%s: %s, want %s", row[0].Text, got, rows[row[0].Text])
		}
	}
	other := res.Trials[0]
	other.Ledger, other.Manifest.Trial = nil, 2
	res.Trials = append(res.Trials, other)
	trials := trialsTable(res)
	for i, want := range []string{"15 of 1,124", words.Absent} {
		row := trials.Rows[i]
		if len(row) != len(trials.Columns) || row[len(row)-2].Text != want || trials.Columns[len(row)-2].Name != "lost of acknowledged" {
			t.Errorf("trial %d: %q below %q, want %q", i+1, row[len(row)-2].Text, trials.Columns[len(row)-2].Name, want)
		}
	}
	res.Trials = res.Trials[:1]
	html, err := encodePage(newPage(res, nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		words.LedgerHeading, "acknowledged writes 15 were lost", "message 0194 of conversation 5e1a", "update of user 7", "19.910 s", "The stores themselves could not be asked",
		words.ClassesHeading, "the time for reading back was over",
	} {
		if !strings.Contains(string(html), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
