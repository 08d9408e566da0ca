package server

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"quintet/api/admission"
	"quintet/api/store"
	"quintet/api/store/retry"
)

// variables are the environment variables of the API itself.
func variables() []store.Variable {
	return []store.Variable{
		{Name: "PORT", Default: "3000", Help: "where to listen; 0 picks a free port", Check: store.IsNumber(0, 65535, "a port")},
		{Name: "LISTEN_HOST", Default: defaultHost, Help: "another address than loopback is allowed, and logged", Check: store.IsHost},
		{Name: "ALLOWED_HOSTS", Help: "names under which clients ask, separated by commas, beside loopback's; requests for others are refused",
			Check: store.IsHosts},
		{Name: "DATA_DIR", Default: defaultDataDir, Help: "folder of the embedded stores"},
		{Name: "CACHE", Default: "on", Help: "off: no cache beside the stores", Check: isSwitch},
		{Name: "CACHE_TTL", Default: "1m0s", Help: "how long a copy is kept (10 % more or less)", Check: isDuration("1m0s")},
		{Name: "NEGATIVE_TTL", Default: "5s", Help: "how long an absence is remembered", Check: isDuration("5s")},
		{Name: "CACHE_STALE_IF_ERROR", Default: "0s", Help: "how much longer a copy is kept, to be answered when the store fails; 0s: not at all",
			Check: store.IsDuration(0, "10m0s")},
		{Name: "SESSION_TTL", Default: "24h0m0s", Help: "how long a session lives", Check: isDuration("24h0m0s")},
		{Name: "REQUEST_TIMEOUT", Default: "10s", Help: "bound of a request; uploads and downloads have 2 minutes", Check: isDuration("10s")},
		{Name: "MAX_UPLOAD_BYTES", Default: strconv.Itoa(defaultMaxUpload), Help: "larger files are refused",
			Check: store.IsNumber(1, 5<<30, "a number of bytes")},
		{Name: "MAX_IN_FLIGHT", Default: strconv.Itoa(defaultMaxInFlight), Help: "requests at once; more are shed; 0: no bound",
			Check: store.IsNumber(0, math.MaxInt32, "a number of requests")},
		{Name: "MAX_QUEUE", Default: defaultMaxQueue.String(),
			Help:  fmt.Sprintf("how long requests may wait for the processor until those beyond %d at once are shed; 0s: for ever", admission.BusyInFlight),
			Check: store.IsDuration(0, defaultMaxQueue.String())},
		{Name: "STORE_CALLS", Default: strconv.Itoa(defaultStoreCalls), Help: "calls of each store at once; more wait; 0: no bound",
			Check: store.IsNumber(0, math.MaxInt32, "a number of calls")},
		{Name: "STORE_PATIENCE", Default: "1s", Help: "how long a call beyond that waits at most before it is shed; a twentieth in a queue that stands",
			Check: isDuration("1s")},
		{Name: "RETRY_BUDGET", Default: strconv.Itoa(defaultRetryBudget), Help: fmt.Sprintf(
			"retries of a store's calls, in percent of its calls of the last %s (and %d in any case); 0: no bound", retry.Window, retry.Minimum),
			Check: store.IsNumber(0, 100, "a number of percent")},
		{Name: "PPROF_ADDR", Help: "host:port, loopback only: profiles on a listener of their own; empty: none", Check: store.IsLoopbackAddress},
		{Name: "FAULTS_FILE", Help: "file of faults that a harness injects into calls to stores, looked at by every call; empty: none"},
		{Name: "STACK", Help: `what the metrics call this deployment; empty: "embedded", "native" or "mixed", as it is`},
	}
}

func isDuration(such string) func(string) string { return store.IsDuration(time.Millisecond, such) }

func isSwitch(value string) string {
	if value != "on" && value != "off" {
		return "on or off"
	}
	return ""
}

// Group is a few variables that belong together.
type Group struct {
	// Of says whose they are.
	Of        string
	Variables []store.Variable
}

// Variables are all environment variables of the API: its own, and those of each backend, each once.
func Variables() []Group {
	groups := []Group{{"the API", variables()}}
	seen := map[string]bool{}
	for _, b := range Backends() {
		g := Group{Of: b.Title + ": " + b.Role()}
		if b.Chosen != "" {
			g.Of += ", when " + b.Chosen + " is set"
		}
		for _, v := range b.Variables {
			if !seen[v.Name] {
				seen[v.Name] = true
				g.Variables = append(g.Variables, v)
			}
		}
		if len(g.Variables) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// FromEnv makes a Config from environment variables, which lookup gives ("" for one that is not set). See Variables for their names and
// defaults. The error has a line for every mistake: the variable, what was found, what is wanted; never a secret.
func FromEnv(lookup func(name string) string) (Config, error) {
	own := store.Description{Variables: variables()}
	v, err := own.Read(lookup)
	cfg := Config{
		ListenHost: v["LISTEN_HOST"], Port: v.Int("PORT"), Hosts: v.List("ALLOWED_HOSTS"), DataDir: v["DATA_DIR"], CacheOff: v["CACHE"] == "off",
		CacheTTL: duration(v["CACHE_TTL"]), StaleIfError: duration(v["CACHE_STALE_IF_ERROR"]), NegativeTTL: duration(v["NEGATIVE_TTL"]), SessionTTL: duration(v["SESSION_TTL"]),
		RequestTimeout: duration(v["REQUEST_TIMEOUT"]), MaxUpload: int64(v.Int("MAX_UPLOAD_BYTES")), MaxInFlight: v.Int("MAX_IN_FLIGHT"), MaxQueue: duration(v["MAX_QUEUE"]),
		StoreCalls: v.Int("STORE_CALLS"), StorePatience: duration(v["STORE_PATIENCE"]), RetryBudget: v.Int("RETRY_BUDGET"),
		PProf: v["PPROF_ADDR"], FaultsFile: v["FAULTS_FILE"], Stack: v["STACK"], Variables: map[string]string{},
	}
	errs := []error{err}
	for _, b := range Backends() {
		for _, v := range b.Variables {
			if value := lookup(v.Name); strings.TrimSpace(value) != "" {
				cfg.Variables[v.Name] = value
			}
		}
		_, err := b.Read(lookup)
		errs = append(errs, err)
	}
	if err := errors.Join(once(errs)...); err != nil {
		return Config{}, err
	}
	return cfg, nil
}

// once leaves out what was said before: backends may share a variable.
func once(errs []error) []error {
	var list []error
	seen := map[string]bool{}
	for _, err := range errs {
		if err == nil {
			continue
		}
		for line := range strings.SplitSeq(err.Error(), "\n") {
			if !seen[line] {
				seen[line] = true
				list = append(list, errors.New(line))
			}
		}
	}
	return list
}

// duration reads a text that was checked.
func duration(text string) time.Duration {
	d, _ := time.ParseDuration(text)
	return d
}
