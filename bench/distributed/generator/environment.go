package generator

import (
	"fmt"
	"strconv"
	"strings"

	"quintet/bench/distributed"
	"quintet/bench/distributed/bucket"
	"quintet/bench/distributed/engine"
)

// The variables with which a coordinator tells a generator of its run.
const (
	// RunVariable is the run's id, BucketVariable the URL under which its objects stand.
	RunVariable    = "QUINTET_RUN"
	BucketVariable = "QUINTET_BUCKET"
)

// Environment is who a generator is and where its run is.
type Environment struct {
	Run               string
	Index, Generators int
	Bucket            bucket.Config
	// Key is the run's.
	Key distributed.Key
}

// indexVariables name the index of a process, the first that is set counts: those of engines before the general one.
var indexVariables = []string{"JOB_COMPLETION_INDEX", "SLURM_PROCID", "SLURM_ARRAY_TASK_ID", engine.IndexVariable}

// numberVariables name how many there are.
var numberVariables = []string{engine.NumberVariable, "SLURM_NTASKS"}

// FromEnvironment reads all of it. The error names the variable.
func FromEnvironment(lookup func(name string) string) (e Environment, err error) {
	if e.Run = lookup(RunVariable); e.Run == "" {
		return e, fmt.Errorf("%s is not set: bench generate is started by bench run -generators N, or by an engine with the environment that it was given", RunVariable)
	}
	if err := distributed.CheckRun(e.Run); err != nil {
		return e, fmt.Errorf("%s: %w", RunVariable, err)
	}
	if e.Generators, err = number(lookup, numberVariables, 1, distributed.MaxGenerators); err != nil {
		return e, err
	}
	if e.Index, err = number(lookup, indexVariables, 0, e.Generators-1); err != nil {
		return e, err
	}
	if e.Bucket, err = bucket.FromEnvironment(lookup(BucketVariable), lookup); err != nil {
		return e, fmt.Errorf("%s: %w", BucketVariable, err)
	}
	e.Key = distributed.Key(lookup(distributed.KeyVariable))
	if err := e.Key.Check(); err != nil {
		return e, fmt.Errorf("%s: %w", distributed.KeyVariable, err)
	}
	return e, nil
}

// number reads the first variable of a list that is set.
func number(lookup func(string) string, names []string, least, most int) (int, error) {
	for _, name := range names {
		text := lookup(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < least || n > most {
			return 0, fmt.Errorf("%s is %q, want a number from %d to %d", name, text, least, most)
		}
		return n, nil
	}
	return 0, fmt.Errorf("none of %s is set, want a number from %d to %d in one of them", strings.Join(names, ", "), least, most)
}
