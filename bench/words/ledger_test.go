package words

import (
	"slices"
	"testing"

	"quintet/bench/samples"
)

// Every kind of write is named in an example by its keys.
func TestLedgerWrite(t *testing.T) {
	want := map[samples.WriteKind]string{
		samples.WroteMessage: "message k of conversation o", samples.WroteNotification: "notification k of user o", samples.CreatedUser: "user k",
		samples.ChangedUser: "update of user k", samples.CreatedGroup: "group k", samples.AddedFriend: "friendship of users o and k",
		samples.AddedMember: "user k as a member of group o", samples.CreatedSession: "session of user o", samples.UploadedFile: "file k", samples.WroteDeclared: "key k",
	}
	for k := range samples.WriteKinds {
		kind := samples.WriteKind(k)
		if got := LedgerWrite(&samples.LedgerExample{Kind: kind.String(), Of: "o", Key: "k"}); got != want[kind] {
			t.Errorf("%s: %q, want %q", kind, got, want[kind])
		}
	}
	if got := LedgerWrite(&samples.LedgerExample{Kind: samples.WroteNotification.String(), Of: "7"}); got != "notification of user 7" {
		t.Errorf("a notification whose id nobody was told: %q", got)
	}
}

func TestLedgerLimits(t *testing.T) {
	always := "An update that was dropped and then replaced by a later one cannot be noticed, nor an edge that was dropped and had been seeded."
	for _, c := range []struct {
		ledger samples.Ledger
		want   []string
	}{
		{samples.Ledger{Straight: true}, []string{always}},
		{samples.Ledger{}, []string{"The stores themselves could not be asked: a write that counts as lost may only be hidden by the API.", always}},
		{samples.Ledger{Straight: true, AbsentUsers: 1200, PartialFiles: 2, Reason: "the stores are away.", LedgerCounts: samples.LedgerCounts{IndeterminateMissing: 9}}, []string{
			"Users whom an edge of the graph names and who do not exist: 1,200.",
			"Acknowledged files that are served with other bytes than were stored, or without some: 2.",
			"Not everything could be looked for: the stores are away.",
			"Indeterminate writes that were not found, which is right: 9. A file or a session cannot be found, since only its answer names it.", always,
		}},
	} {
		if got := LedgerLimits(&c.ledger); !slices.Equal(got, c.want) {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
	if got := LedgerSummary(&samples.Ledger{LedgerCounts: samples.LedgerCounts{Acknowledged: 1}}); got != "Of 1 acknowledged write none was lost." {
		t.Error(got)
	}
}
