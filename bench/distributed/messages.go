package distributed

import (
	"encoding/json"
	"fmt"
	"time"

	"quintet/bench/distributed/clock"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// Version is that of the objects. A generator is of the coordinator's build, so there is one at a time; it keeps a run that was uploaded by
// another one from being read wrongly.
const Version = 1

// Plan is what a generator needs to make its part of a trial. It has no secrets: what the stack is asked to be is not in it, nor what the scenario
// declares.
type Plan struct {
	Version    int    `json:"version"`
	Run        string `json:"run"`
	Trial      int    `json:"trial"`
	Generators int    `json:"generators"`
	// Build is the coordinator's. Generators of another one refuse: they might draw another load.
	Build samples.Build `json:"build"`
	// Seed is that of the data set, DrawSeed that of arrivals, operations and keys.
	Seed     uint64            `json:"seed"`
	DrawSeed uint64            `json:"draw_seed"`
	Dataset  scenario.Dataset  `json:"dataset"`
	Workload scenario.Workload `json:"workload"`
	Load     scenario.Load     `json:"load"`
	// Trace names the requests, nil when they are sent without.
	Trace *samples.Trace `json:"trace,omitempty"`
	// Declared says that the scenario declares operations, which a sealed object has (see Declared); Ledger that writes are to be recorded.
	Declared bool `json:"declared,omitempty"`
	Ledger   bool `json:"ledger,omitempty"`
	// Unique tells what this trial writes from what others wrote to the same stores; empty for stores that begin with the data set alone.
	Unique string `json:"unique,omitempty"`
	// Fingerprint is that of the data set, Offered how many hits the schedule holds: what a generator makes of the plan must agree.
	Fingerprint string `json:"fingerprint"`
	Offered     uint64 `json:"offered"`
	// Targets are the base URLs of the API's replicas. Own names the hosts among them that are not this machine and may be put under load.
	Targets        []string      `json:"targets"`
	Own            []string      `json:"own,omitempty"`
	ScrapeInterval time.Duration `json:"scrape_interval"`
}

// Declared is what the declared operations of a trial are made from. It may have secrets, so it is sealed with the run's key.
type Declared struct {
	Workload scenario.Workload `json:"workload"`
	// Environment and Files are what they take from outside the scenario, by the names that it has for them.
	Environment map[string]string `json:"environment"`
	Files       map[string][]byte `json:"files"`
	// Remembered is what the coordinator's setup had answers remembered for.
	Remembered map[string][]string `json:"remembered"`
}

// MaxDeclared is the size in bytes that it may have.
const MaxDeclared = 48 << 20

// Claimed is the content of a claim: who has the index.
type Claimed struct {
	// Token tells one process from another one with the same index.
	Token string `json:"token"`
	Host  string `json:"host"`
	PID   int    `json:"pid"`
}

// Ready says that a generator waits for the start.
type Ready struct {
	Host  string `json:"host"`
	PID   int    `json:"pid"`
	Cores int    `json:"cores"`
	// Clock is its clock against the bucket's.
	Clock clock.Reading `json:"clock"`
}

// Start is the instant of offset 0, by the bucket's clock.
type Start struct {
	At time.Time `json:"at"`
}

// Cut ends the load of a trial at an offset.
type Cut struct {
	At     time.Duration `json:"at"`
	Reason string        `json:"reason"`
}

// Settled ends the warm-up that goes on until the system is steady, at an offset.
type Settled struct {
	At time.Duration `json:"at"`
}

// Progress is how far a generator is. It is written anew before each part of the file of hits, so it names what the hits of that part refer to.
type Progress struct {
	// Elapsed is the offset of this instant.
	Elapsed time.Duration `json:"elapsed"`
	// Stores are what the store times of its hits refer to.
	Stores []string `json:"stores"`
	// Parts is how many parts of its file of hits are in the bucket.
	Parts int `json:"parts"`
	// Sent and Done count hits so far, Failures those of each class; BytesIn and BytesOut are of their bodies.
	Sent     uint64                   `json:"sent"`
	Done     uint64                   `json:"done"`
	Failures [samples.Failures]uint64 `json:"failures"`
	BytesIn  uint64                   `json:"bytes_in"`
	BytesOut uint64                   `json:"bytes_out"`
	// Connections is how many it has open, Cores how many it uses.
	Connections int     `json:"connections"`
	Cores       float64 `json:"cores"`
	// Steady says that it sees nothing drift, in a warm-up that goes on until the system is steady.
	Steady bool `json:"steady"`
}

// End is how a generator ended a trial.
type End struct {
	Progress
	// Late is how much later than the start it began; Hits is how many hits it recorded.
	Late time.Duration `json:"late"`
	Hits uint64        `json:"hits"`
	// Offered is how many hits were due by its schedule until its end.
	Offered uint64 `json:"offered"`
	// Ran is how long its load ran.
	Ran time.Duration `json:"ran"`
	// Clock is its clock after the load.
	Clock clock.Reading `json:"clock"`
	// Cut says that the load was ended early, Error why it broke off; empty when it did not.
	Cut   bool   `json:"cut"`
	Error string `json:"error,omitempty"`
	// Phases are those of its schedule at the end.
	Phases []samples.Phase `json:"phases"`
	// Remembered is the newest that it remembers of what requests that read writes back draw from, as JSON, sealed with the run's key; absent when
	// they draw from none of it.
	Remembered []byte `json:"remembered,omitempty"`
}

// Failure is why a generator gave up.
type Failure struct {
	Reason string `json:"reason"`
}

// maxMessage bounds all objects but parts.
const maxMessage = 1 << 20

// MaxMessage is the size that a message may have.
const MaxMessage = maxMessage

// Encode writes a message.
func Encode(message any) ([]byte, error) {
	content, err := json.Marshal(message)
	if err == nil && len(content) > maxMessage {
		err = fmt.Errorf("it has %d bytes, more than %d", len(content), maxMessage)
	}
	return content, err
}

// Decode reads a message.
func Decode[T any](content []byte) (message T, err error) {
	err = json.Unmarshal(content, &message)
	return message, err
}

// PartEvery is how often one of so many generators uploads what it has recorded since: what it loses when it is killed is no more than that, and
// what an upload takes. Together they write some hundreds of objects a second.
func PartEvery(generators int) time.Duration {
	return min(max(time.Second, time.Duration(generators)*4*time.Millisecond), 10*time.Second)
}

// PollInterval is how often one of so many generators looks for an object: together they ask for some hundreds a second.
func PollInterval(generators int) time.Duration {
	return min(max(250*time.Millisecond, time.Duration(generators)*4*time.Millisecond), 5*time.Second)
}

// Lead is how long after it is written something comes into force that all generators must have read before.
func Lead(generators int) time.Duration { return 2*PollInterval(generators) + 2*time.Second }
