package external

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// place is a store as the API's environment names it.
type place struct {
	// store is what /readyz calls it, variable gives its host.
	store, variable string
}

// places is the table of stores that can be filled from outside. A store that the API embeds is not among them.
func places() []place {
	return []place{
		{"postgres", "DATABASE_HOST"}, {"cassandra", "CASSANDRA_HOST"}, {"neo4j", "NEO4J_HOST"}, {"redis", "REDIS_HOST"},
		{"minio", "STORAGE_ENDPOINT"},
	}
}

// reachable says whether a store can be filled from outside.
func reachable(store string) bool {
	return slices.ContainsFunc(places(), func(p place) bool { return p.store == store })
}

// storeHosts returns the hosts of all stores. Each must be given: the API's default for one that is not is an embedded store, which
// would be filled here and read by nobody.
func storeHosts(lookup func(name string) string) ([]string, error) {
	var hosts, missing []string
	for _, p := range places() {
		found := words(lookup(p.variable))
		if len(found) == 0 {
			missing = append(missing, p.variable)
		}
		for _, address := range found {
			host, err := hostOf(address)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.variable, err)
			}
			hosts = append(hosts, host)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("-seed-stores fills all five stores, and the environment does not say where all are: set %s, with their ports, "+
			"users and passwords, as they are set for the API", strings.Join(missing, ", "))
	}
	return hosts, nil
}

// hostOf is the host of a host, host:port or URL.
func hostOf(address string) (string, error) {
	if _, err := netip.ParseAddr(address); err == nil {
		address = net.JoinHostPort(address, "")
	}
	if !strings.Contains(address, "://") {
		address = "//" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil {
		// It may hold a password, so it is not repeated.
		return "", fmt.Errorf("want a host, host:port or URL without user and password")
	}
	return u.Hostname(), nil
}
