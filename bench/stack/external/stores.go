package external

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"quintet/api/store"
	"quintet/bench/stack"
)

// reachable reports whether a store can be filled from outside. One that the API embeds cannot.
func reachable(backends []store.Description, name string) bool {
	return slices.ContainsFunc(stack.Real(backends), func(b store.Description) bool { return b.Name == name })
}

// storeHosts returns the hosts of all stores. Each must be given: the API's default for one that is not is an embedded store, which
// would be filled here and never read.
func storeHosts(backends []store.Description, lookup func(name string) string) ([]string, error) {
	var hosts, missing []string
	for _, b := range stack.Real(backends) {
		found := words(lookup(b.Chosen))
		if len(found) == 0 {
			missing = append(missing, b.Chosen)
		}
		for _, address := range found {
			host, err := hostOf(address)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", b.Chosen, err)
			}
			hosts = append(hosts, host)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("-seed-stores fills all stores, and the environment does not say where all are: set %s, with their ports, "+
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
