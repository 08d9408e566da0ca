// Package expose shows a run to others while it goes on: to Prometheus as metrics of its own, and to Grafana as annotations, so that the
// load that was offered and the phase it was in lie over what the system under test says of itself.
//
//  1. An Exporter gets trials, hits and events as they are recorded (it is a tap of the runner), and asks for a Look when it is
//     scraped: what it shows of the load is the same tally that the live display shows, so the two cannot differ. Of hits it
//     only keeps two histograms, response time and send lag, which a Look does not have; one more costs a hit about as much as
//     reading a clock a few times, and no lock that another hit could hold.
//  2. Counters of the load are of one trial, by its number, and end as they were when it ended, until the next one begins. Every series
//     says which run it is of.
//  3. The last telemetry of the stores, and what their processes used, is shown as well, since the servers under test mostly export
//     nothing: a source that could not be asked is absent, never repeated.
//  4. Handler serves the metrics; Listen does so at an address, and refuses requests for other hosts. Nothing listens unless asked.
//  5. Annotations tell Grafana when a run, its trials, phases and faults began, in the background and within bounds: a Grafana that does
//     not answer costs one warning.
//
// Rejected: pushing to a gateway or by remote write. Prometheus finds a run by the file of targets that the harness writes (see bench
// run -watch), and what is pulled cannot hold the load up.
package expose
