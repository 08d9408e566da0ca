package analysis

// Odd are results of records in which something is wrong or missing, by the name of the test's case, for the test that puts all of them
// into words.
func Odd() map[string]*Result {
	results := map[string]*Result{}
	for _, c := range checkCases() {
		m, r := manifest(), healthy()
		c.change(&m, r)
		results[c.name] = analyze(m, r)
	}
	for _, c := range oddCases() {
		results[c.name] = analyze(c.m, c.r)
	}
	m, r := tiny()
	results["Tiny"] = analyze(m, r)
	results["NoTrials"] = Combine(nil, []string{"trial-001 has no manifest."})
	return results
}
