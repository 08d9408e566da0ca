package analysis

// checks are the functions that make the checks of a trial, in the order of a report. Each sees everything known of the trial and gives
// any number of rows.
var checks = []func(*facts) []Check{
	checkReached, checkFiles, checkHits, checkDataset, checkServices, checkSent, checkFailures, checkMissing, checkSendLag,
	checkGenerator, checkOtherLoad, checkScrapes, checkTelemetry, checkSample, checkObjectives, checkSteady,
}

// check makes all of them.
func (f *facts) check() []Check {
	var rows []Check
	for _, run := range checks {
		for _, row := range run(f) {
			row.Trial = f.Manifest.Trial
			rows = append(rows, row)
		}
	}
	return rows
}
