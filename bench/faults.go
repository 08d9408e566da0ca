package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"quintet/bench/fault"
	"quintet/bench/resilience"
	"quintet/bench/scenario"
	"quintet/bench/stack"
)

const faultsHelp = `bench faults [flags] SCENARIO|FILE.yaml

Does to every service of the stack every fault that the stack can do to it, one a trial, under the load of the scenario's main phase, and
prints the scorecard: for each fault the availability while it was in force, the worst operation, when it was noticed, when the service
answered and all was good again, and which acknowledged writes were lost. The run's folder has it as index.html, fault-scorecard.png,
scorecard.md and report.json. bench stacks lists what each stack can do.

Each trial plays a warm-up, ten seconds without a fault, the fault, and then goes on for as long as -after says, so that a recovery can be
seen. Faults of the scenario itself are left out, and objectives that name one. A scenario without an objective on
faults is held to "recovery < 10s" and "lost = 0". Repetitions (-set repetitions=3) give intervals. How many trials that is, and how long
their loads take, is said before the first; -kinds, -services and -after make it less.`

// suite is what bench faults is asked for.
type suite struct {
	kinds, services string
	lasts, after    time.Duration
}

// The load of a trial of a suite before its fault.
const (
	suiteWarmUp = 5 * time.Second
	suiteBefore = 10 * time.Second
)

// suiteParams are the parameters of the kinds that have any, as a suite writes them: enough to hurt, not enough to look like a kill.
var suiteParams = map[string]string{"latency": "delay: 200ms, jitter: 50ms", "bandwidth": "rate: 64KiB/s", "cpu": "share: 20%", "errors": "share: 10%"}

// faultsCommand makes a suite of a scenario: its faults become an axis of the matrix, so that plan, runner and report need to know nothing of
// suites. Its parts are asked of a stack that is planned and never started.
func faultsCommand(ctx context.Context, t terminal, args []string) error {
	var o options
	var u suite
	set := flags(t, "faults", faultsHelp)
	o.define(set)
	set.StringVar(&u.kinds, "kinds", "", "only these `kinds` of fault, such as kill,pause")
	set.StringVar(&u.services, "services", "", "only these `services` of the stack, such as api-1,api-2")
	set.DurationVar(&u.lasts, "for", 5*time.Second, "how long each fault is in force")
	set.DurationVar(&u.after, "after", 0, "how long the load goes on after its end (default 25s on the embedded stack, 60s on others)")
	name, err := o.parse(set, args)
	if err != nil {
		return err
	}
	u.after = cmp.Or(u.after, map[bool]time.Duration{true: 25 * time.Second, false: time.Minute}[o.stack == "embedded"])
	command := o.repeatCommand("faults", name) + u.words()
	s, err := u.scenario(&o, name)
	if err != nil {
		return usageError(err)
	}
	return o.run(ctx, t, s, command)
}

// scenario makes the scenario of a name that of a suite: its faults are an axis, its load is that of the main phase.
func (u *suite) scenario(o *options, name string) (scenario.Scenario, error) {
	// Objectives that are set may be on the faults, which are not there yet.
	withoutObjectives := slices.DeleteFunc(slices.Clone(o.changes), func(c scenario.Override) bool {
		return c.Key == "slo" || strings.HasPrefix(c.Key, "slo.")
	})
	s, err := readScenario(name, withoutObjectives)
	if err != nil {
		return s, err
	}
	planned, err := o.services(s)
	if err != nil {
		return s, err
	}
	faults, err := u.faults(planned, o.stack)
	if err != nil {
		return s, err
	}
	if len(withoutObjectives) == len(o.changes) && slices.ContainsFunc(s.SLO, ofOneFault) {
		o.change("slo", general(s.SLO))
	}
	u.change(o, s, faults)
	if s, err = readScenario(name, o.changes); err != nil || slices.ContainsFunc(s.SLO, ofFaults) {
		return s, err
	}
	o.change(fmt.Sprintf("slo.%d", len(s.SLO)), "recovery < 10s")
	o.change(fmt.Sprintf("slo.%d", len(s.SLO)+1), "lost = 0")
	return readScenario(name, o.changes)
}

// ofFaults reports whether an objective is on what faults do.
func ofFaults(o scenario.SLO) bool {
	return o.Metric == "recovery" || o.Metric == "availability" || o.Metric == "lost"
}

// ofOneFault reports whether an objective names a fault of the scenario.
func ofOneFault(o scenario.SLO) bool { return o.Fault != "" && o.Fault != scenario.AnyFault }

// general are the objectives of a scenario that name none of its faults, as a list.
func general(objectives []scenario.SLO) string {
	var list []string
	for _, o := range objectives {
		if !ofOneFault(o) {
			list = append(list, "'"+o.Expression+"'")
		}
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// services are the parts of the stack that a scenario will run on, none of them started.
func (o *options) services(s scenario.Scenario) ([]stack.Service, error) {
	kind, err := findStack(o.stack)
	if err != nil {
		return nil, err
	}
	st, err := kind.new(stackConfig{settings: s.Settings, external: o.external, workload: s.Workload})
	if err != nil {
		return nil, err
	}
	if f, ok := st.(stack.Faultable); ok {
		return f.Planned(), nil
	}
	return nil, nil
}

// faults are the faults of a suite as a scenario writes them, a list for each trial.
func (u *suite) faults(planned []stack.Service, on string) ([]string, error) {
	kinds, services := listed(u.kinds), listed(u.services)
	var able, names, lists []string
	for _, s := range planned {
		name := s.Info().Name
		names = append(names, name)
		for _, kind := range fault.Able(s) {
			if !slices.Contains(able, kind) {
				able = append(able, kind)
			}
			if wanted(kinds, kind) && wanted(services, name) {
				lists = append(lists, "["+u.fault(kind, name)+"]")
			}
		}
	}
	switch {
	case len(able) == 0:
		return nil, fmt.Errorf("the %s stack has no part that a fault could act on", on)
	case unknown(kinds, able) != "":
		return nil, fmt.Errorf("-kinds: the %s stack cannot do %q%s; it can do %s", on, unknown(kinds, able), didYouMean(unknown(kinds, able), able), strings.Join(able, ", "))
	case unknown(services, names) != "":
		return nil, fmt.Errorf("-services: the %s stack has no %q%s; it has %s", on, unknown(services, names), didYouMean(unknown(services, names), names), strings.Join(names, ", "))
	case len(lists) == 0:
		return nil, errors.New("none of the services can have a fault of these kinds done to it")
	}
	return lists, nil
}

// fault is one fault as a scenario writes it.
func (u *suite) fault(kind, service string) string {
	text := fmt.Sprintf("at: %s", suiteWarmUp+suiteBefore)
	if lasts(kind) {
		text += fmt.Sprintf(", for: %s", u.lasts)
	}
	if params, ok := suiteParams[kind]; ok {
		return fmt.Sprintf("{%s, %s: {on: %s, %s}}", text, kind, service, params)
	}
	return fmt.Sprintf("{%s, %s: %s}", text, kind, service)
}

// lasts reports whether a kind of fault is in force for a time.
func lasts(kind string) bool {
	return slices.ContainsFunc(fault.Kinds(), func(k scenario.FaultKind) bool { return k.Name == kind && k.For != scenario.Refused })
}

// change sets the faults and the load of a suite.
func (u *suite) change(o *options, s scenario.Scenario, faults []string) {
	o.change("faults", faults[0])
	if len(faults) > 1 {
		o.change("matrix."+resilience.FaultAxis, "['"+strings.Join(faults, "', '")+"']")
	}
	if rate := s.MainRate(); rate > 0 {
		o.change("load.phases", fmt.Sprintf("[{name: warm-up, rate: %[1]s, duration: %[2]s, measure: false}, {name: before, rate: %[1]s, duration: %[3]s}, "+
			"{name: fault and after, rate: %[1]s, duration: %[4]s, measure: false}]", rateText(rate), suiteWarmUp, suiteBefore, u.lasts+u.after))
	}
}

// words are the flags of a suite for the command that repeats it.
func (u *suite) words() string {
	text := fmt.Sprintf(" -for %s -after %s", u.lasts, u.after)
	if u.kinds != "" {
		text += " -kinds " + shellWord(u.kinds)
	}
	if u.services != "" {
		text += " -services " + shellWord(u.services)
	}
	return text
}

// listed splits a list of names at its commas; "" is none.
func listed(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// wanted reports whether a name is in a list, or the list is empty.
func wanted(list []string, name string) bool { return len(list) == 0 || slices.Contains(list, name) }

// unknown is the first name of a list that is not among those known, "" when all are.
func unknown(list, known []string) string {
	for _, name := range list {
		if !slices.Contains(known, name) {
			return name
		}
	}
	return ""
}
