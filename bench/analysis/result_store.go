package analysis

import "quintet/bench/scraped"

// Store is everything known of one store: as the API saw it, as it tells of itself, and what its processes used.
type Store struct {
	// Name is what answers ("postgres", "miniredis"); Software and Role are empty when the manifest has no service of that name, as for
	// those that live inside the API's process.
	Name     string `json:"name"`
	Software string `json:"software"`
	Role     string `json:"role"`
	// Declared says that it is an endpoint that the scenario has scraped, of whatever server; Absent are metrics of its panels that it never showed.
	Declared bool     `json:"declared,omitzero"`
	Absent   []string `json:"absent,omitempty"`
	// Latency are the rows of Trial.StoreLatency that are this store's.
	Latency []scraped.StoreLatency `json:"-"`
	// Panels are its values over time, all phases: as the API sees it, as it tells of itself, its processes.
	Panels []scraped.StorePanel `json:"panels"`
	// Readings are all its telemetry, over the measured phases, by metric and labels; Silent is true when there was none.
	Readings []scraped.Reading `json:"told"`
	Silent   bool              `json:"silent"`
	// Processes are its own processes in the measured phases, by name.
	Processes []Process `json:"processes"`
	// Asked is how often it was asked for its figures, Missed how often it did not answer; both 0 when it was not asked.
	Asked  int `json:"asked"`
	Missed int `json:"missed"`
}

// Calls are how many operations of the store the API counted in the measured phases, errors those that failed, seconds the time all of
// them took.
func (s *Store) Calls() (calls, errors, seconds float64) {
	for _, l := range s.Latency {
		calls, errors, seconds = calls+l.Count, errors+l.Errors, seconds+l.Count*l.Mean
	}
	return calls, errors, seconds
}

// Process is what a process used in the measured phases; what was not observed is NaN.
type Process struct {
	Name             string  `json:"name"`
	CPU              float64 `json:"cpu"`                // cores
	Memory           float64 `json:"memory"`             // bytes resident
	ReadPerSecond    float64 `json:"read_per_second"`    // bytes from disk
	WrittenPerSecond float64 `json:"written_per_second"` // bytes to disk
}
