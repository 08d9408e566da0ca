// Package dashboard is what is seen of a run while it lasts, as code: recording rules and alerts for Prometheus, dashboards for Grafana.
//
//  1. query.go writes the PromQL that rules and panels share. Every query of a histogram asks for the native form and, where there is none, for
//     the classic one, so that it works whether or not Prometheus keeps native histograms: 2.42 keeps either the one or the
//     other, depending on a feature flag.
//  2. Rules writes the rules: SLIs (availability, latency, cache, storage), the same by run, burn rates, alerts. Their durations can be
//     scaled, because a test cannot wait six hours. At scale 1 it writes grafana/rules/quintet.yml, byte for byte.
//  3. All has the five dashboards, one file each: Overview, Stores, CacheAndStorage, BenchmarkRun, ComparingRuns. A view is
//     one panel in the words of this package; lay places views in rows and makes them Grafana's panels.
//  4. RunURL leads from a report to the dashboard of its run, at the run's time.
//  5. schema.go has the parts of Grafana's model that are used, as its published types name them.
//
// The files under grafana/ are written from here by this package's tests with -update, and the tests fail when they differ. Rejected:
// dashboards written by hand, because a hundred queries in two forms each, and as many descriptions, units, thresholds and ids, do not stay
// consistent in five files of two thousand lines.
//
// The tests are most of this package. Without a server they hold every dashboard against the JSON schemas under testdata/schema (made with
// ts-json-schema-generator from the types that Grafana publishes as @grafana/schema 12.1.1, Apache 2.0) and against what those
// cannot say: ids, places, references to data sources and variables. With promtool they check and test the rules. With a
// Prometheus they run the harness on a stack, fill in every variable as Grafana would, and ask every query of every panel.
package dashboard
