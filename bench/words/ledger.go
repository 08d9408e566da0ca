package words

import (
	"fmt"
	"strings"

	"quintet/bench/samples"
)

// writesFound states what became of acknowledged writes, the worst first.
func writesFound(l *samples.Ledger) string {
	if l.Acknowledged == 0 && l.Reason != "" {
		return "the writes were not looked for: " + strings.TrimSuffix(l.Reason, ".")
	}
	if l.Acknowledged == 0 {
		return "no write was acknowledged"
	}
	var parts []string
	all := "of " + Counted(l.Acknowledged, "acknowledged write")
	if l.Lost == 0 {
		parts = append(parts, all+" none was lost")
	} else {
		parts = append(parts, all+fmt.Sprintf(" %s lost, %s", countWere(l.Lost), lostWhen(l)))
	}
	if older := l.Stale - l.Hidden; older > 0 {
		parts = append(parts, fmt.Sprintf("of %s an older version was found", Count(float64(older))))
	}
	if l.Hidden > 0 {
		parts = append(parts, fmt.Sprintf("%s stored and not shown by the API, up to %s or more after the acknowledgement", countWere(l.Hidden), Seconds(l.HiddenFor)))
	}
	if l.Duplicated > 0 {
		parts = append(parts, countWere(l.Duplicated)+" found twice")
	}
	if l.Phantom > 0 {
		parts = append(parts, countWere(l.Phantom)+" found although the API had refused "+verb(l.Phantom, "it", "them"))
	}
	if l.Unchecked > 0 {
		parts = append(parts, fmt.Sprintf("%s could not be looked for", Count(float64(l.Unchecked))))
	}
	return strings.Join(parts, "; ")
}

// countWere is a number with its verb: "1 was", "15 were".
func countWere(n uint64) string { return Count(float64(n)) + " " + verb(n, "was", "were") }

// lostWhen states when lost writes were acknowledged.
func lostWhen(l *samples.Ledger) string {
	if len(l.LostAt) == 0 {
		return "at unknown times"
	}
	first, last := l.LostAt[0], l.LostAt[len(l.LostAt)-1]
	switch {
	case l.Lost > uint64(len(l.LostAt)):
		return fmt.Sprintf("the first %s of them acknowledged from %s to %s into the load", Count(float64(len(l.LostAt))), LedgerOffset(first), LedgerOffset(last))
	case l.Lost == 1:
		return fmt.Sprintf("acknowledged %s into the load", LedgerOffset(first))
	}
	return fmt.Sprintf("acknowledged from %s to %s into the load", LedgerOffset(first), LedgerOffset(last))
}

// LedgerSummary states what became of the writes of a trial.
func LedgerSummary(l *samples.Ledger) string { return sentence(writesFound(l) + ".") }

// LedgerLimits are what a ledger cannot say, and what else it noticed.
func LedgerLimits(l *samples.Ledger) []string {
	var texts []string
	if l.AbsentUsers > 0 {
		texts = append(texts, fmt.Sprintf("Users whom an edge of the graph names and who do not exist: %s.", Count(float64(l.AbsentUsers))))
	}
	if l.PartialFiles > 0 {
		texts = append(texts, fmt.Sprintf("Acknowledged files that are served with other bytes than were stored, or without some: %s.", Count(float64(l.PartialFiles))))
	}
	if l.Reason != "" {
		texts = append(texts, "Not everything could be looked for: "+strings.TrimSuffix(l.Reason, ".")+".")
	}
	if !l.Straight {
		texts = append(texts, "The stores themselves could not be asked: a write that counts as lost may only be hidden by the API.")
	}
	if missing := l.IndeterminateMissing; missing > 0 {
		texts = append(texts, fmt.Sprintf("Indeterminate writes that were not found, which is right: %s. A file or a session cannot be found, since only its answer names it.",
			Count(float64(missing))))
	}
	return append(texts, "An update that was dropped and then replaced by a later one cannot be noticed, nor an edge that was dropped and had been seeded.")
}

// LedgerWrite names a write that is a finding: "message 0194... of conversation 5e1a..., by messages.send".
func LedgerWrite(e *samples.LedgerExample) string {
	text := e.Kind
	switch e.Kind {
	case samples.WroteMessage.String():
		text = fmt.Sprintf("message %s of conversation %s", e.Key, e.Of)
	case samples.WroteNotification.String():
		text = strings.Join(strings.Fields(fmt.Sprintf("notification %s of user %s", e.Key, e.Of)), " ")
	case samples.CreatedUser.String():
		text = "user " + e.Key
	case samples.ChangedUser.String():
		text = "update of user " + e.Key
	case samples.CreatedGroup.String():
		text = "group " + e.Key
	case samples.AddedFriend.String():
		text = fmt.Sprintf("friendship of users %s and %s", e.Of, e.Key)
	case samples.AddedMember.String():
		text = fmt.Sprintf("user %s as a member of group %s", e.Key, e.Of)
	case samples.CreatedSession.String():
		text = "session of user " + e.Of
	case samples.UploadedFile.String():
		text = "file " + e.Key
	case samples.WroteDeclared.String():
		text = "key " + e.Key
	}
	return text
}

// LedgerOffset is an instant of a write, from the beginning of the load: with the milliseconds that tell it from a fault.
func LedgerOffset(seconds float64) string { return fmt.Sprintf("%.3f s", seconds) }

// ClassesHeading is of the meaning of the ledger's classes, LedgerClasses are they, in the order of its table.
const ClassesHeading = "What the classes mean"

func LedgerClasses() []Fact {
	return []Fact{
		{"acknowledged", "Writes that were answered with 2xx, the answer read whole."},
		{"confirmed", "Acknowledged and found with equal content, or replaced by a later write that was."},
		{"lost", "Acknowledged and absent from the store."},
		{"stale", "Acknowledged, and an older version was found."},
		{"hidden", "Acknowledged and in the store, but not shown by the API: a cache or a replica is behind."},
		{"duplicated", "Acknowledged once and found twice."},
		{"phantom", "Found although it was refused with a 4xx."},
		{"indeterminate", "Timed out, cut off or answered with 5xx: it may be there or not, and either is right."},
	}
}

// LedgerTable has a row a kind of write, LedgerExamplesTable one a write that is a finding; AllWrites is the row of all kinds.
func LedgerTable() TableText {
	return TableText{"Writes of the whole trial by what was found of them afterwards", "There were no writes."}
}

func LedgerExamplesTable() TableText {
	return TableText{Caption: "Examples, a few of each kind and class; times since the load began"}
}

const AllWrites = "all"
