package words

import (
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/scraped"
)

// ledgerClaims are what is said of the writes of a trial.
var ledgerClaims = []claim[*samples.Ledger]{
	{`^The writes were not looked for: (.+)\.$`, func(l *samples.Ledger, g []string) bool { return l.Acknowledged == 0 && l.Reason == g[1]+"." }},
	{`^No write was acknowledged\.$`, func(l *samples.Ledger, _ []string) bool { return l.Acknowledged == 0 }},
	{`^Of (.+?) acknowledged writes? (none was lost|(.+?) (?:was|were) lost, (.+?))((?:; .+)?)\.$`, func(l *samples.Ledger, g []string) bool {
		if number(g[1]) != float64(l.Acknowledged) || (g[2] == "none was lost") != (l.Lost == 0) || g[3] != "" && (number(g[3]) != float64(l.Lost) || !lostSaid(l, g[4])) {
			return false
		}
		older := l.Stale - l.Hidden
		for _, part := range []struct {
			pattern string
			n       uint64
		}{
			{`; of (\S+) an older version was found`, older}, {`; (\S+) (?:was|were) stored and not shown by the API, up to 12 s or more after the acknowledgement`, l.Hidden},
			{`; (\S+) (?:was|were) found twice`, l.Duplicated}, {`; (\S+) (?:was|were) found although the API had refused (?:it|them)`, l.Phantom}, {`; (\S+) could not be looked for`, l.Unchecked},
		} {
			m := regexp.MustCompile(part.pattern).FindStringSubmatch(g[5])
			if (m != nil) != (part.n > 0) || m != nil && number(m[1]) != float64(part.n) {
				return false
			}
		}
		return true
	}},
	{`^Users whom an edge of the graph names and who do not exist: (.+)\.$`, func(l *samples.Ledger, g []string) bool {
		return number(g[1]) == float64(l.AbsentUsers) && l.AbsentUsers > 0
	}},
	{`^Acknowledged files that are served with other bytes than were stored, or without some: (.+)\.$`, func(l *samples.Ledger, g []string) bool {
		return number(g[1]) == float64(l.PartialFiles) && l.PartialFiles > 0
	}},
	{`^Not everything could be looked for: (.+)\.$`, func(l *samples.Ledger, g []string) bool { return l.Reason == g[1]+"." }},
	{`^The stores themselves could not be asked: .*\.$`, func(l *samples.Ledger, _ []string) bool { return !l.Straight }},
	{`^Indeterminate writes that were not found, which is right: (\S+)\. A file or a session cannot be found, since only its answer names it\.$`, func(l *samples.Ledger, g []string) bool {
		return number(g[1]) == float64(l.IndeterminateMissing) && l.IndeterminateMissing > 0
	}},
	{`^An update that was dropped and then replaced by a later one cannot be noticed, nor an edge that was dropped and had been seeded\.$`, func(*samples.Ledger, []string) bool { return true }},
}

// lostSaid checks when lost writes are said to have been acknowledged.
func lostSaid(l *samples.Ledger, text string) bool {
	if text == "at unknown times" {
		return len(l.LostAt) == 0
	}
	m := regexp.MustCompile(`^(?:the first (\S+) of them )?acknowledged (?:from )?(\S+ s)(?: to (\S+ s))? into the load$`).FindStringSubmatch(text)
	if m == nil || len(l.LostAt) == 0 || (m[1] != "") != (int(l.Lost) > len(l.LostAt)) || m[1] != "" && int(number(m[1])) != len(l.LostAt) {
		return false
	}
	return math.Abs(number(m[2])-slices.Min(l.LostAt)) < 6e-4 && (m[3] == "" && len(l.LostAt) == 1 || math.Abs(number(m[3])-slices.Max(l.LostAt)) < 6e-4)
}

// ledgersSaid draws ledgers.
func ledgersSaid(t *testing.T, all tale) {
	j := newJudge(all, ledgerClaims)
	for seed := range uint64(300) {
		l := drawLedger(rand.New(rand.NewPCG(seed, 18)), 40)
		j.hold(t, seed, l, LedgerSummary(l))
		for _, text := range LedgerLimits(l) {
			j.hold(t, seed, l, text)
		}
		// What was found is in some class, which the definitions below it name.
		if found := Sentence(analysis.WritesFound{Ledger: l}); found != LedgerSummary(l) {
			t.Errorf("draw %d: the finding says %s", seed, found)
		}
	}
	j.unsaid(t)
	all[LedgerTable().Empty] = true
	for _, class := range LedgerClasses() {
		all[class.Value] = true
	}
}

// drawnAuto is a rate that was found first.
type drawnAuto struct {
	share, found float64
	shown        bool
}

var autoClaims = []claim[drawnAuto]{
	{`^rate=auto: a rough search for the capacity comes first; then the scenario runs at (.+) of it\.$`, func(d drawnAuto, g []string) bool { return about(g[1], d.share) }},
	{`^Rate chosen by rate=auto: (.+/s), which is (.+ %) of (the capacity|the largest load that broke nothing) that a rough search found first \((.+/s), run found\)\.$`, func(d drawnAuto, g []string) bool {
		return near(g[1], number(g[2])*number(g[4]), 0.02) && about(g[2], d.share) && about(g[4], d.found) && (g[3] == "the capacity") == d.shown
	}},
	{`^(\d+) trials, whose loads take (.+) together at most; starting the stack and reading writes back come on top\.$`, func(d drawnAuto, g []string) bool {
		return g[1] == "19" && about(g[2], d.found)
	}},
	{`^chat is made for (.+); this machine has (\d+) cores? \((.+)\)\. Where that is less, -set rate=auto runs at a share of the capacity found first\.$`, func(_ drawnAuto, g []string) bool {
		return g[1] == "2 cores at 3 GHz" && (g[2] == "1") == (g[3] == "of an unknown kind")
	}},
}

// autoSaid draws rates that are found first.
func autoSaid(t *testing.T, all tale) {
	j := newJudge(all, autoClaims)
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 19))
		d := drawnAuto{math.Round(100*r.Float64()+1) / 100, math.Round(10 + 1000*r.Float64()), r.IntN(2) == 0}
		j.hold(t, seed, d, AutoSearch(d.share))
		j.hold(t, seed, d, AutoRate(d.share, d.found, d.share*d.found, "found", d.shown))
		j.hold(t, seed, d, Ahead(19, d.found))
		j.hold(t, seed, d, MadeFor("chat", "2 cores at 3 GHz", 1, ""))
		j.hold(t, seed, d, MadeFor("chat", "2 cores at 3 GHz", 4, "Xeon"))
	}
	j.unsaid(t)
	all[NoAutoRate] = true
}

// storesSaid draws what is known of a store.
func storesSaid(t *testing.T, all tale) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 20))
		s := &analysis.Store{Silent: r.IntN(3) == 0, Asked: 20, Missed: r.IntN(3)}
		if s.Silent && r.IntN(2) == 0 {
			s.Asked, s.Missed = 0, 0
		}
		calls, errors, seconds := 0.0, 0.0, 0.0
		for range r.IntN(3) {
			l := scraped.StoreLatency{Count: float64(1 + r.IntN(1000)), Errors: float64(r.IntN(2) * r.IntN(9)), Mean: 0.001 + 0.01*r.Float64()}
			l.Errors = min(l.Errors, l.Count)
			s.Latency = append(s.Latency, l)
			calls, errors, seconds = calls+l.Count, errors+l.Errors, seconds+l.Count*l.Mean
		}
		cpu, memory, unknown := 0.0, 0.0, false
		for range r.IntN(3) {
			p := analysis.Process{CPU: r.Float64(), Memory: 1e6 + 1e9*r.Float64()}
			if r.IntN(3) == 0 {
				p.Memory = math.NaN()
			}
			s.Processes = append(s.Processes, p)
			cpu += p.CPU
			if unknown = unknown || math.IsNaN(p.Memory); !math.IsNaN(p.Memory) {
				memory += p.Memory
			}
		}
		text := Store(s, 30)
		all[text] = true
		m := regexp.MustCompile(`^(?:The API called it (.+/s), (.+) on average; (?:(no call failed)|(\S+) of (\S+) calls failed)|The API did not call it in the measured phases)\.(?: Its (?:process|(\d+) processes together) used (.+ cores?) and held (at least )?(.+?)\.)?(?: It did not answer (\d+) of (\d+) requests for its telemetry\.| (It gave no telemetry)\.)?$`).FindStringSubmatch(text)
		switch {
		case m == nil:
			t.Errorf("draw %d: no claim is known for: %s", seed, text)
		case (m[1] != "") != (calls > 0), m[1] != "" && (!about(m[1], calls/30) || !about(m[2], seconds/calls)), (m[3] != "") != (calls > 0 && errors == 0),
			m[4] != "" && (number(m[4]) != errors || number(m[5]) != calls), (m[7] != "") != (len(s.Processes) > 0), m[6] != "" && int(number(m[6])) != len(s.Processes),
			m[7] != "" && (math.Abs(number(strings.TrimPrefix(m[7], "< "))-cpu) > 0.011 || (m[8] != "") != unknown || memory > 0 && !about(m[9], memory)),
			(m[10] != "") != (s.Missed > 0), m[10] != "" && (int(number(m[10])) != s.Missed || int(number(m[11])) != s.Asked), m[12] != "" && !s.Silent:
			t.Errorf("draw %d: not so of %+v: %s", seed, s, text)
		}
	}
}
