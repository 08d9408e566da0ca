package analysis

// Finding is one thing worth saying of a trial: the values that its sentence is made of.
type Finding struct {
	// Name is the analysis it comes from, Trial the trial, 0 for the run.
	Name  string `json:"name"`
	Trial int    `json:"trial"`
	// Figure names the figure that shows it, "" when none does.
	Figure string `json:"figure"`
	Values Values `json:"-"`
}

// Values is one of the structs of what can be said of a trial, one a kind of sentence. Each stands in the file of the function that
// finds it.
type Values interface{ values() }
