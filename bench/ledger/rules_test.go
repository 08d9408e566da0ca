package ledger

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"quintet/bench/samples"
)

// classNames are what rules are tested in.
var classNames = [...]string{confirmed: "confirmed", lost: "lost", stale: "stale", hidden: "hidden", duplicated: "duplicated", phantom: "phantom", found: "found",
	missing: "missing", refused: "refused", expired: "expired", unchecked: "unchecked"}

// classesOf are the classes of verdicts in the order of their writes.
func classesOf(verdicts []verdict) []string {
	slices.SortStableFunc(verdicts, func(a, b verdict) int { return int(a.Seq) - int(b.Seq) })
	var list []string
	for _, v := range verdicts {
		list = append(list, classNames[v.class])
	}
	return list
}

// number numbers the writes of a table in their order.
func number(list []samples.Write) []samples.Write {
	for i := range list {
		list[i].Seq = uint64(i)
	}
	return list
}

const (
	yes   = samples.Acknowledged
	maybe = samples.Indeterminate
	no    = samples.Denied
)

func TestAppended(t *testing.T) {
	id := func(n byte) uuid.UUID { return uuid.UUID{15: n} }
	for name, c := range map[string]struct {
		held []samples.Write
		rows []event
		want []string
	}{
		"EachOnce":           {[]samples.Write{{ID: id(1), Content: 7}, {ID: id(2), Content: 7}}, []event{{id(2), 7}, {id(1), 7}}, []string{"confirmed", "confirmed"}},
		"Absent":             {[]samples.Write{{ID: id(1), Content: 7}, {ID: id(2), Content: 7}}, []event{{id(2), 7}}, []string{"lost", "confirmed"}},
		"OtherContent":       {[]samples.Write{{ID: id(1), Content: 7}}, []event{{id(1), 8}}, []string{"lost"}},
		"SecondCopy":         {[]samples.Write{{ID: id(1), Content: 7}, {ID: id(2), Content: 8}}, []event{{id(9), 7}, {id(2), 8}, {id(1), 7}}, []string{"duplicated", "confirmed"}},
		"SameIDTwice":        {[]samples.Write{{ID: id(1), Content: 7}}, []event{{id(1), 7}, {id(1), 7}}, []string{"duplicated"}},
		"Indeterminate":      {[]samples.Write{{ID: id(1), Outcome: maybe}, {ID: id(2), Outcome: maybe}}, []event{{id(2), 0}}, []string{"missing", "found"}},
		"Refused":            {[]samples.Write{{ID: id(1), Outcome: no}, {ID: id(2), Outcome: no}}, []event{{id(2), 0}}, []string{"refused", "phantom"}},
		"RefusedForAnother":  {[]samples.Write{{ID: id(1), Outcome: no, Content: 7}}, []event{{id(1), 8}}, []string{"refused"}},
		"IDNeverTold":        {[]samples.Write{{Outcome: maybe, Content: 7}, {Outcome: maybe, Content: 8}}, []event{{id(1), 7}}, []string{"found", "missing"}},
		"NotASecondCopy":     {[]samples.Write{{ID: id(1), Content: 7}, {Outcome: maybe, Content: 7}}, []event{{id(1), 7}, {id(2), 7}}, []string{"confirmed", "found"}},
		"NotAPhantom":        {[]samples.Write{{Outcome: no, Content: 7}, {Outcome: maybe, Content: 7}}, []event{{id(1), 7}}, []string{"refused", "found"}},
		"PhantomWithoutID":   {[]samples.Write{{Outcome: no, Content: 7}}, []event{{id(1), 7}}, []string{"phantom"}},
		"AnswerWithoutID":    {[]samples.Write{{Content: 7}, {Content: 8}}, []event{{id(1), 7}}, []string{"confirmed", "lost"}},
		"RowsOfSomebodyElse": {[]samples.Write{{ID: id(1), Content: 7}}, []event{{id(1), 7}, {id(2), 8}}, []string{"confirmed"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, classesOf(appended(number(c.held), c.rows))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The content of a user before is 1; what each update writes is its number from 2 on.
func TestChanged(t *testing.T) {
	update := func(outcome samples.Outcome, sent, ended time.Duration) samples.Write {
		return samples.Write{Kind: samples.ChangedUser, Outcome: outcome, Sent: sent, Ended: ended}
	}
	for name, c := range map[string]struct {
		updates []samples.Write
		now     uint64
		want    []string
	}{
		"LastWins":           {[]samples.Write{update(yes, 1, 2), update(yes, 3, 4)}, 3, []string{"confirmed", "confirmed"}},
		"OlderVersion":       {[]samples.Write{update(yes, 1, 2), update(yes, 3, 4)}, 2, []string{"confirmed", "stale"}},
		"AsSeeded":           {[]samples.Write{update(yes, 1, 2), update(yes, 3, 4)}, 1, []string{"confirmed", "stale"}},
		"OverlapEitherWay":   {[]samples.Write{update(yes, 1, 5), update(yes, 3, 4)}, 2, []string{"confirmed", "confirmed"}},
		"OverlapOtherWay":    {[]samples.Write{update(yes, 1, 5), update(yes, 3, 4)}, 3, []string{"confirmed", "confirmed"}},
		"OverlapAndNeither":  {[]samples.Write{update(yes, 1, 5), update(yes, 3, 4)}, 1, []string{"stale", "stale"}},
		"SentWhenAnswered":   {[]samples.Write{update(yes, 1, 3), update(yes, 3, 4)}, 2, []string{"confirmed", "confirmed"}},
		"ContentOfNobody":    {[]samples.Write{update(yes, 1, 2), update(yes, 3, 4)}, 99, []string{"confirmed", "lost"}},
		"Gone":               {[]samples.Write{update(yes, 1, 2)}, absent, []string{"lost"}},
		"IndeterminateLater": {[]samples.Write{update(maybe, 1, 2), update(yes, 3, 4)}, 2, []string{"found", "confirmed"}},
		"IndeterminateNever": {[]samples.Write{update(yes, 1, 2), update(maybe, 3, 4)}, 2, []string{"confirmed", "missing"}},
		"RefusedAndThere":    {[]samples.Write{update(yes, 1, 2), update(no, 3, 4)}, 3, []string{"stale", "phantom"}},
		"RefusedAlone":       {[]samples.Write{update(no, 3, 4)}, 1, []string{"refused"}},
		"IndeterminateAlone": {[]samples.Write{update(maybe, 3, 4)}, 1, []string{"missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			for i := range c.updates {
				c.updates[i].Content = uint64(i) + 2
			}
			if diff := cmp.Diff(c.want, classesOf(changed(number(c.updates), 1, c.now))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Edge 9 was seeded.
func TestLinked(t *testing.T) {
	seeded := func(_, other int64) bool { return other == 9 }
	for name, c := range map[string]struct {
		held   []samples.Write
		copies map[int64]int
		want   []string
	}{
		"There":            {[]samples.Write{{Other: 1}, {Other: 1}, {Other: 2}}, map[int64]int{1: 1, 2: 1, 3: 1}, []string{"confirmed", "confirmed", "confirmed"}},
		"Absent":           {[]samples.Write{{Other: 1}, {Other: 1}, {Other: 2}}, map[int64]int{2: 1}, []string{"lost", "lost", "confirmed"}},
		"Twice":            {[]samples.Write{{Other: 1}, {Other: 1}}, map[int64]int{1: 2}, []string{"confirmed", "duplicated"}},
		"Indeterminate":    {[]samples.Write{{Other: 1, Outcome: maybe}, {Other: 2, Outcome: maybe}}, map[int64]int{2: 1}, []string{"missing", "found"}},
		"Refused":          {[]samples.Write{{Other: 1, Outcome: no}, {Other: 2, Outcome: no}}, map[int64]int{2: 1}, []string{"refused", "phantom"}},
		"RefusedAndSeeded": {[]samples.Write{{Other: 9, Outcome: no}}, map[int64]int{9: 1}, []string{"refused"}},
		"RefusedAndMade":   {[]samples.Write{{Other: 1, Outcome: no}, {Other: 1}}, map[int64]int{1: 1}, []string{"refused", "confirmed"}},
		"RefusedAndMaybe":  {[]samples.Write{{Other: 1, Outcome: no}, {Other: 1, Outcome: maybe}}, map[int64]int{1: 1}, []string{"refused", "found"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, classesOf(linked(number(c.held), c.copies, seeded))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A tally is bounded, keeps the earliest losses in order, and adds up.
func TestTally(t *testing.T) {
	c := tally{maxExamples: 3, operations: []string{"messages.send"}}
	var verdicts []verdict
	for i := samples.MaxLostAt + 50; i > 0; i-- {
		verdicts = append(verdicts, verdict{&samples.Write{Kind: samples.UploadedFile, Name: "f", Ended: time.Duration(i) * time.Second}, lost})
	}
	c.add(verdicts, 0)
	c.add([]verdict{{&samples.Write{Ended: time.Second}, hidden}, {&samples.Write{Ended: 3 * time.Second}, hidden}, {&samples.Write{Outcome: no}, refused},
		{&samples.Write{Outcome: maybe}, unchecked}, {&samples.Write{}, unchecked}}, 10*time.Second)
	l := c.result()
	if len(l.LostAt) != samples.MaxLostAt || !slices.IsSorted(l.LostAt) || l.LostAt[0] != 1 || l.Lost != samples.MaxLostAt+50 {
		t.Errorf("%d instants from %v, %d lost", len(l.LostAt), l.LostAt[0], l.Lost)
	}
	want := samples.LedgerCounts{Acknowledged: samples.MaxLostAt + 53, Lost: samples.MaxLostAt + 50, Stale: 2, Hidden: 2, Refused: 1, Unchecked: 2}
	if l.LedgerCounts != want || l.HiddenFor != 9 || len(l.Kinds) != 2 || len(l.Examples) != 5 {
		t.Errorf("%+v", l)
	}
	if e := l.Examples[0]; e.Class != "hidden" || e.Operation != "messages.send" || e.Ended != 1 {
		t.Errorf("%+v", e)
	}
}

// A row that was created is there when one of those found is it: with its content, and under its id where an answer told that.
func TestIsThere(t *testing.T) {
	found := []row{{id: 7, content: 70}, {id: 8, content: 80}}
	for name, c := range map[string]struct {
		write samples.Write
		there bool
	}{
		"id and content":             {samples.Write{Row: 8, Content: 80}, true},
		"content, the id not told":   {samples.Write{Content: 70}, true},
		"other content under its id": {samples.Write{Row: 8, Content: 81}, false},
		"other content, no id":       {samples.Write{Content: 81}, false},
		"its content under another":  {samples.Write{Row: 8, Content: 70}, false},
	} {
		if got := isThere(&c.write, found); got != c.there {
			t.Errorf("%s: %v", name, got)
		}
	}
}
