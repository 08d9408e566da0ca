// Package hosts tells requests for a server from those for other hosts. A page in a browser may have its own name resolve to an address of
// this machine (DNS rebinding), and then read and write here as if it came from here; what it cannot do is to send another name than its
// own. Every server of this project that answers HTTP asks this package: the API and its profiles, the embedded S3 server, the
// metrics of a run.
package hosts

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Refused is the status of requests for other hosts.
const Refused = http.StatusMisdirectedRequest

// Own reports whether a request is for this server: for loopback, the address that the connection came in at, or one of the names and
// addresses given, whatever their port.
func Own(r *http.Request, names []string) bool {
	host := Name(r.Host)
	if host == "" || host == "localhost" || slices.ContainsFunc(names, func(own string) bool { return Name(own) == host }) {
		// Only clients of HTTP/1.0 send none, and browsers do not.
		return true
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	if addr = addr.Unmap(); addr.IsLoopback() {
		return true
	}
	// The address that the connection came in at is no name, so nothing that can be rebound.
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ok && Name(local.String()) == addr.String()
}

// Only hands on requests for this server (see Own) and refuses others.
func Only(names []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !Own(r, names) {
			http.Error(w, "this server does not answer for that host", Refused)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Name is a host in its only form: without port, brackets and final dot, in lower case.
func Name(hostport string) string {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.Trim(hostport, "[]")
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
