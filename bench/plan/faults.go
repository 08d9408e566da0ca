package plan

import "strings"

// faultAxis is the axis whose values are lists of faults as a scenario writes them.
const faultAxis = "faults"

// nameFaults names the values of the axis of faults by what they do, "kill redis", where that tells all of them apart; else they stay as written.
func nameFaults(configurations []configuration) {
	names, taken := map[string]string{}, map[string]string{}
	for _, c := range configurations {
		value, varied := c.values[faultAxis]
		var labels []string
		for _, f := range c.scenario.Faults {
			labels = append(labels, f.Label())
		}
		name := strings.Join(labels, ", ")
		if other, known := taken[name]; !varied || name == "" || known && other != value {
			return
		}
		taken[name], names[value] = value, name
	}
	for _, c := range configurations {
		c.values[faultAxis] = names[c.values[faultAxis]]
	}
}
