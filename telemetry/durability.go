package telemetry

import "time"

// Durability is the setting of a server that decides what it loses of what it acknowledged when it ends without warning.
type Durability struct {
	// Setting is the key that scenarios vary, Default its value where they do not.
	Setting string `json:"setting"`
	Default string `json:"default"`
	// Unsynced is, by value, what may be lost. With a value that is not here nothing is.
	Unsynced map[string]Unsynced `json:"unsynced"`
	// Nodes says that another node may have what one loses.
	Nodes bool `json:"nodes,omitempty"`
}

// Unsynced is how long before its end a server acknowledged writes that may be lost.
type Unsynced struct {
	// Kill is for a process that is killed, PowerFailure for a machine that ends with it.
	Kill         time.Duration `json:"kill"`
	PowerFailure time.Duration `json:"power_failure"`
}
