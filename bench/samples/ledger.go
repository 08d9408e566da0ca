package samples

// Ledger is what was found of the writes of a trial when they were read back, after the load and before the stack went down.
type Ledger struct {
	LedgerCounts
	// HiddenFor is for how long the oldest of the hidden writes had been acknowledged when it was looked for, in seconds: so long at least
	// it was hidden.
	HiddenFor float64 `json:"hidden_for"`
	// Kinds has the counts of each kind of write that there was.
	Kinds []LedgerKind `json:"kinds"`
	// LostAt is when lost writes were acknowledged, in seconds since the load began, ascending: the first MaxLostAt of them.
	LostAt []float64 `json:"lost_at"`
	// Examples are a few writes of each class that is a finding, by kind.
	Examples []LedgerExample `json:"examples"`
	// AbsentUsers is how many users are named by an edge of the graph and do not exist, among all friends and members that were listed.
	AbsentUsers uint64 `json:"absent_users"`
	// PartialFiles is how many acknowledged files are served without all of their bytes, or with others.
	PartialFiles uint64 `json:"partial_files"`
	// Straight says that what the API did not show was looked for in the stores themselves. Without that, hidden and lost are one.
	Straight bool `json:"straight"`
	// Took is how long the reading took, in seconds. Reason states why not everything could be checked, "" when it could.
	Took   float64 `json:"took"`
	Reason string  `json:"reason"`
}

// LedgerCounts counts writes by what was found of them. Acknowledged is the sum of Confirmed, Lost, Stale, Duplicated and Expired, and of
// those among Unchecked that were.
type LedgerCounts struct {
	Acknowledged uint64 `json:"acknowledged"`
	// Confirmed were acknowledged and found with equal content, or replaced by a later write that was.
	Confirmed uint64 `json:"confirmed"`
	// Lost were acknowledged and are absent from the store.
	Lost uint64 `json:"lost"`
	// Stale were acknowledged, and an older version was found. Hidden are those of them that the store itself has.
	Stale  uint64 `json:"stale"`
	Hidden uint64 `json:"hidden"`
	// Duplicated were acknowledged once and found twice.
	Duplicated uint64 `json:"duplicated"`
	// Phantom were found although they were refused with a 4xx.
	Phantom uint64 `json:"phantom"`
	// Of an indeterminate write either is right. One whose key the server alone knows cannot be found.
	IndeterminateFound   uint64 `json:"indeterminate_found"`
	IndeterminateMissing uint64 `json:"indeterminate_missing"`
	// Refused is how many were answered with a 4xx.
	Refused uint64 `json:"refused"`
	// Expired are acknowledged sessions whose time was over when they were looked for.
	Expired uint64 `json:"expired"`
	// Unchecked could not be looked for.
	Unchecked uint64 `json:"unchecked"`
}

// LedgerKind is the counts of one kind of write: "messages", "notifications", "users created", ...
type LedgerKind struct {
	Kind string `json:"kind"`
	LedgerCounts
}

// LedgerExample is one write that is a finding.
type LedgerExample struct {
	// Class is "lost", "stale", "hidden" (stale, and the store itself has it), "duplicated" or "phantom".
	Class     string `json:"class"`
	Kind      string `json:"kind"`
	Operation string `json:"operation"`
	// Of is what it belongs to: a conversation, a user, a group; Key is its own key. Either may be empty.
	Of  string `json:"of"`
	Key string `json:"key"`
	// Sent and Ended are seconds since the load began; Ended is when it was acknowledged or refused.
	Sent  float64 `json:"sent"`
	Ended float64 `json:"ended"`
}

// MaxLostAt is how many instants Ledger.LostAt has at most.
const MaxLostAt = 1000

// Plus is both counts together.
func (c LedgerCounts) Plus(d LedgerCounts) LedgerCounts {
	return LedgerCounts{
		Acknowledged: c.Acknowledged + d.Acknowledged, Confirmed: c.Confirmed + d.Confirmed, Lost: c.Lost + d.Lost, Stale: c.Stale + d.Stale,
		Hidden: c.Hidden + d.Hidden, Duplicated: c.Duplicated + d.Duplicated, Phantom: c.Phantom + d.Phantom,
		IndeterminateFound: c.IndeterminateFound + d.IndeterminateFound, IndeterminateMissing: c.IndeterminateMissing + d.IndeterminateMissing,
		Refused: c.Refused + d.Refused, Expired: c.Expired + d.Expired, Unchecked: c.Unchecked + d.Unchecked,
	}
}
