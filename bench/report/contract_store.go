package report

// Store is what is known of one store as a whole.
type Store struct {
	// Name is what answers; Software and Role are empty for a store that has no process of its own.
	Name     string `json:"name"`
	Software string `json:"software"`
	Role     string `json:"role"`
	// Summary says in sentences what it did in the measured phases and what that cost.
	Summary string `json:"summary"`
	// Asked is how often it was asked for its own figures, Missed how often it did not answer.
	Asked  int `json:"asked"`
	Missed int `json:"missed"`
	// Panels are its values over time, all phases.
	Panels []StorePanel `json:"panels"`
	// Told are the figures that it told of itself, over the measured phases.
	Told      []Told         `json:"told"`
	Processes []StoreProcess `json:"processes"`
}

// StorePanel is one small chart; Unit is number, seconds, bytes, bytes per second, per second, ratio or cores.
type StorePanel struct {
	Title string   `json:"title"`
	Unit  string   `json:"unit"`
	Lines []Series `json:"lines"`
}

// Told is one figure of a store. A gauge has the values where the measured phases begin and end, a counter its growth over them as Last.
type Told struct {
	Metric    string `json:"metric"`
	Labels    string `json:"labels"`
	Counter   bool   `json:"counter"`
	First     Number `json:"first"`
	Last      Number `json:"last"`
	PerSecond Number `json:"per_second"`
}

// StoreProcess is a process of a store over the measured phases: cores, bytes resident, bytes per second from and to disk.
type StoreProcess struct {
	Name             string `json:"name"`
	CPU              Number `json:"cpu"`
	Memory           Number `json:"memory"`
	ReadPerSecond    Number `json:"read_per_second"`
	WrittenPerSecond Number `json:"written_per_second"`
}
