// Package plan turns a Scenario into Trials.
//
//  1. The matrix is the product of its axes in the order written, the last axis changing fastest; without one there is a single
//     configuration. Each configuration is the Scenario with its values applied by the scenario package, so that an axis can be
//     anything -set can: a setting of the stack, the data volume, the rate, any field. Lists of faults are named by what they do.
//  2. The repetitions of all configurations are interleaved, and every second round runs backwards: A B B A A B B A. Whatever
//     drifts while the run lasts (temperature, other work on the machine) then weighs on all configurations alike, which
//     A A A B B B would blame on B. Repetition r of every configuration draws with the scenario's seed
//     plus r-1: repetitions are independent of one another, as intervals over them assume, and configurations share their random
//     numbers, so that what differs between them is the system. A search's trials of one load are repetitions too.
//  3. A search for capacity has no list of trials: Next is given the Outcome of the trial before and decides. Without a search the
//     Outcome is ignored.
//
// A plan starts nothing and is cheap: planning all trials of a scenario is how a scenario is checked.
package plan
