// Package watch lets others watch a run while it goes on, beside whoever reads the terminal:
//
//  1. metrics of the run itself, served for any Prometheus, with targets.json in the run's folder naming what there is to scrape;
//  2. a Prometheus of its own beside the stack, with the project's rules on the time scale of the run;
//  3. annotations of run, phases and faults in a Grafana.
//
// What cannot be written to a Grafana is a warning at the end and never stops a run.
package watch
