package external

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// parseTargets reads base URLs that are separated by commas, and returns them without a slash at the end.
func parseTargets(text string) ([]*url.URL, error) {
	var targets []*url.URL
	for _, word := range words(text) {
		u, err := url.Parse(word)
		switch {
		case err != nil || u.User != nil:
			// It may hold a password, so it is not repeated.
			return nil, errors.New("-target: want base URLs such as http://127.0.0.1:3000, without user and password")
		case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
			return nil, fmt.Errorf("-target: found %q, want a base URL such as http://127.0.0.1:3000, with nothing after the port", word)
		}
		u.Path = ""
		if slices.ContainsFunc(targets, func(t *url.URL) bool { return t.String() == u.String() }) {
			return nil, fmt.Errorf("-target: found %s twice; replicas have addresses of their own", u)
		}
		targets = append(targets, u)
	}
	if len(targets) == 0 {
		return nil, errors.New("the stack external needs to be told where the API is: add -target http://127.0.0.1:3000 " +
			"(several URLs separated by commas for several replicas), or set TARGET")
	}
	return targets, nil
}

// words are the parts of a list that is separated by commas, without blanks around them.
func words(text string) []string {
	var list []string
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			list = append(list, word)
		}
	}
	return list
}

// isLoopback reports whether a host can only be this machine. A name is taken for what it says, not for what it resolves to, which can
// change between the question and the load.
func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && addr.Unmap().IsLoopback()
}

// strangers are the hosts, each once, that are neither loopback nor owned.
func strangers(hosts, owned []string) []string {
	var list []string
	for _, host := range hosts {
		same := func(other string) bool { return strings.EqualFold(host, other) }
		if !isLoopback(host) && !slices.ContainsFunc(owned, same) && !slices.ContainsFunc(list, same) {
			list = append(list, host)
		}
	}
	return list
}
