// Package scenario reads what the author of a scenarios/*.yaml file wrote. It is the only home of YAML.
//
//  1. Read and Parse bound the text, turn it into a tree of nodes that know their lines, and never decode into structs: a
//     struct decoder stops at the first mistake and forgets where things stood.
//  2. Overrides ("-set key=value") change that tree before anything is checked, so that a value from the command line meets
//     the same rules as one from the file, and the text of the changed tree (Scenario.Source) can be run again. A list of
//     values becomes an axis of the matrix.
//  3. The decoder walks the tree. Each part of a scenario has a file: dataset, workload, load, slo, experiment (settings, matrix,
//     search, faults). All mistakes are collected, none hides another; each Error names file and line (or the -set), the
//     field, what was found and what would be right.
//  4. Names that other packages own (operations, shapes of load, settings of a stack) come in as a Vocabulary, so this package
//     imports nothing of the project, and a new schedule or operation needs no change here.
//  5. Every value of every axis is tried: Scenario.With gives the scenario at one point of the parameter space, and a matrix
//     with a value that no scenario could have is refused before anything starts.
//
// Units are base units once parsed: seconds, bytes, ratios of one, per second.
package scenario
