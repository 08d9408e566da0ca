package fault

import "quintet/bench/scenario"

// Kinds are the kinds of fault as scenarios write them, in the order of the table.
func Kinds() []scenario.FaultKind {
	list := make([]scenario.FaultKind, 0, len(kinds))
	for _, k := range kinds {
		list = append(list, k.FaultKind)
	}
	return list
}

// kind is a row of the table of kinds.
type kind struct {
	scenario.FaultKind
}

// kinds is the table of kinds. Adding one: its file and a row.
var kinds = []kind{
	{scenario.FaultKind{Name: "kill"}},
	{scenario.FaultKind{Name: "pause"}},
	{scenario.FaultKind{Name: "restart", For: scenario.Refused}},
	{scenario.FaultKind{Name: "latency", Partial: true, Params: []scenario.FaultParam{
		{Name: "delay", Unit: scenario.Duration, Required: true},
		{Name: "jitter", Unit: scenario.Duration},
		{Name: "share", Unit: scenario.Ratio, Default: 1},
	}}},
	{scenario.FaultKind{Name: "blackhole"}},
	{scenario.FaultKind{Name: "reset"}},
	{scenario.FaultKind{Name: "bandwidth", Partial: true, Params: []scenario.FaultParam{
		{Name: "rate", Unit: scenario.ByteRate, Required: true},
	}}},
	{scenario.FaultKind{Name: "flush", For: scenario.Refused}},
	{scenario.FaultKind{Name: "cpu", Partial: true, Params: []scenario.FaultParam{
		{Name: "share", Unit: scenario.Ratio, Required: true},
	}}},
	{scenario.FaultKind{Name: "full"}},
	{scenario.FaultKind{Name: "errors", Partial: true, Params: []scenario.FaultParam{
		{Name: "share", Unit: scenario.Ratio, Required: true},
	}}},
	{scenario.FaultKind{Name: "exec", For: scenario.Optional, Untargeted: true, Params: []scenario.FaultParam{
		{Name: "inject", Command: true, Required: true},
		{Name: "heal", Command: true},
		{Name: "timeout", Unit: scenario.Duration, Default: 10},
	}}},
}
