package analysis

// checks are the validity checks, in the order of a report. Each sees everything known of a trial and gives any number of rows;
// what one measured and where its limit is can be read off every row, held or not.
var checks = []struct {
	name string
	run  func(*facts) []Check
}{
	{"reached", checkReached},
	{"files", checkFiles},
	{"hits", checkHits},
	{"data set", checkDataset},
	{"services", checkServices},
	{"sent", checkSent},
	{"failures", checkFailures},
	{"missing rows", checkMissing},
	{"send lag", checkSendLag},
	{"generator", checkGenerator},
	{"other load", checkOtherLoad},
	{"scrapes", checkScrapes},
	{"telemetry", checkTelemetry},
	{"sample size", checkSample},
	{"objectives", checkObjectives},
	{"steady", checkSteady},
}

// check runs all of them. Doubts become warnings.
func (f *facts) check() (rows []Check, warnings []string) {
	for _, c := range checks {
		for _, row := range c.run(f) {
			row.Detail = sentence(row.Detail)
			rows = append(rows, row)
			if row.OK && row.Doubt {
				warnings = append(warnings, row.Detail)
			}
		}
	}
	return rows, warnings
}
