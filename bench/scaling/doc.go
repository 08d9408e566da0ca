// Package scaling answers whether a system scales, from the trials of one run that differ in offered load, configuration or data volume.
// It returns kinds and values; package words has the sentences.
//
//  1. Trials that differ in nothing but their repetition make one cell (place, fill).
//  2. Cells along the offered load make a curve, which has a capacity and a greatest throughput; either rates its configuration (ratings).
//  3. Ratings along the number of one resource (replicas, nodes, connections, users, cores) get the Universal Scalability Law (fit).
//  4. Cells along the number of rows get a power law (volumeTrends).
//  5. The answer is statements on load, volume, configurations and limits, and on what the run leaves unknown (answer).
package scaling
