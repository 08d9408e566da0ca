package distributed

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The objects of a run. Their names are of bounded length.
const (
	// Stop ends the generators: there will be no further round.
	Stop = "stop"
)

// Claim is the object of the generator that has an index, Doubled that of one that found it taken, Failed that of one that gave up.
func Claim(index int) string   { return fmt.Sprintf("claim/%d", index) }
func Doubled(index int) string { return fmt.Sprintf("doubled/%d", index) }
func Failed(index int) string  { return fmt.Sprintf("failed/%d", index) }

// DoubledPrefix and FailedPrefix list them.
const (
	DoubledPrefix = "doubled/"
	FailedPrefix  = "failed/"
)

// Round names the objects of a trial, which counts from 1.
type Round int

// TrialPrefix begins the names of all objects of trials.
const TrialPrefix = "trial-"

func (r Round) name(rest string) string { return fmt.Sprintf("%s%03d/%s", TrialPrefix, int(r), rest) }

// Plan is the round's Plan, Declared its Declared, Start its Start, Cut its Cut, Settled its Settled.
func (r Round) Plan() string     { return r.name("plan.json") }
func (r Round) Declared() string { return r.name("declared") }
func (r Round) Start() string    { return r.name("start") }
func (r Round) Cut() string      { return r.name("cut") }
func (r Round) Settled() string  { return r.name("settled") }

// Ready, Progress and End are those of a generator.
func (r Round) Ready(index int) string    { return r.ReadyPrefix() + strconv.Itoa(index) }
func (r Round) Progress(index int) string { return r.ProgressPrefix() + strconv.Itoa(index) }
func (r Round) End(index int) string      { return r.EndPrefix() + strconv.Itoa(index) }

// ReadyPrefix, ProgressPrefix and EndPrefix list those of all generators.
func (r Round) ReadyPrefix() string    { return r.name("ready/") }
func (r Round) ProgressPrefix() string { return r.name("progress/") }
func (r Round) EndPrefix() string      { return r.name("end/") }

// Part is the k-th part, from 0, of what a generator recorded; File says of what.
func (r Round) Part(f File, index, k int) string { return fmt.Sprintf("%s%06d", r.Parts(f, index), k) }

// Parts lists the parts of one generator in their order.
func (r Round) Parts(f File, index int) string { return r.name(fmt.Sprintf("%s/%d/", f, index)) }

// AllParts lists those of all.
func (r Round) AllParts(f File) string { return r.name(string(f) + "/") }

// File is a file that each generator has one of.
type File string

// The files of a generator.
const (
	HitsFile   File = "hits"
	WritesFile File = "ledger"
	PointsFile File = "points"
	EventsFile File = "events"
)

// Record is a file of the coordinator's own part of the trial's record.
func (r Round) Record(file string) string { return r.name("record/" + file) }

// Index reads the index from the last part of an object's name; -1 when there is none.
func Index(name string) int {
	i, err := strconv.Atoi(name[strings.LastIndex(name, "/")+1:])
	if err != nil || i < 0 || i >= MaxGenerators {
		return -1
	}
	return i
}

// MaxGenerators bounds the generators of a run.
const MaxGenerators = 10_000

// runID is what a run may be called in a bucket.
var runID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$`)

// CheckRun refuses what is no id of a run.
func CheckRun(id string) error {
	if !runID.MatchString(id) {
		return fmt.Errorf("run id %q: want at most 120 letters, digits, dots, hyphens and underscores", id)
	}
	return nil
}
