package rest

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// foreign refuses what a page in a browser has sent here without being this API's.
func (a *api) foreign(r *http.Request) error {
	if err := a.misdirected(r); err != nil {
		return err
	}
	// Writes that a page of another origin has a browser send.
	if err := a.origins.Check(r); err != nil {
		return &problem{status: http.StatusForbidden, detail: "A page of another origin must not write here.", cause: err}
	}
	return nil
}

// misdirected refuses requests for hosts that are not this API's. A page in a browser may have its own name resolve to a loopback address
// (DNS rebinding), and then read and write here as if it came from here; what it cannot do is to send another name than its own.
func (a *api) misdirected(r *http.Request) error {
	host := hostname(r.Host)
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	switch addr, err := netip.ParseAddr(host); {
	case host == "", host == "localhost", slices.ContainsFunc(a.Hosts, func(own string) bool { return hostname(own) == host }):
		// Only clients of HTTP/1.0 send none, and browsers do not.
		return nil
	case err == nil && addr.Unmap().IsLoopback():
		return nil
	case err == nil && local != nil && hostname(local.String()) == addr.Unmap().String():
		// The address that the connection came in at: no name, so nothing that can be rebound.
		return nil
	}
	return &problem{
		status: http.StatusMisdirectedRequest,
		detail: "This API does not answer for the host " + quote(host) + "; ALLOWED_HOSTS names those it answers for beside loopback.",
	}
}

// hostname is a host in its only form: without port, brackets and final dot, in lower case.
func hostname(hostport string) string {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.Trim(hostport, "[]")
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
