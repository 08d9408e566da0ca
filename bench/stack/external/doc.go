// Package external is the stack that somebody else runs: the harness is told where the API is, and starts and stops nothing.
//
//  1. New reads the targets' base URLs. One whose host is not loopback is refused unless its owner names it: load is an attack on
//     whoever did not ask for it.
//  2. The stores must hold the data set, or nothing that is measured means anything. Either the caller says that they do (Seeded),
//     or Up fills them (SeedStores) at the addresses that the API's own environment variables give. That is refused too where a host
//     is not loopback and not named, and where one is not given: a store that the API embeds cannot be filled from outside. There is no
//     default, because the one would measure the answers of empty stores and the other would write into a database unasked.
//  3. Up asks each target's /readyz, until it is ready, which names the stores behind it, and /metrics, which states what version it is;
//     then fills the stores or does not, and in both cases sees that every target has users to show. Targets must be replicas of one
//     API, on the same kinds of store.
//  4. An API that is not this repository's (operations that the scenario declares itself) is asked what the scenario says until it is ready,
//     and one that sends elsewhere is refused: what would be measured is not what was named. Its stores are not known.
//  5. Down does nothing. What a run wrote stays, so a later run or trial begins with it.
//
// No fault can act on a service here, and no setting can be varied.
package external
