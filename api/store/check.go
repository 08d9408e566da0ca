package store

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The checks of variables: each states what would be right, or "" when the value is.

// MaxPool bounds the connections to one store.
const MaxPool = 10_000

// IsNumber wants a whole number; what says of what.
func IsNumber(least, most int64, what string) func(string) string {
	return func(value string) string {
		if n, err := strconv.ParseInt(value, 10, 64); err != nil || n < least || n > most {
			return fmt.Sprintf("%s from %d to %d", what, least, most)
		}
		return ""
	}
}

// IsPort wants the port of a server.
func IsPort(value string) string { return IsNumber(1, 65535, "a port")(value) }

// IsPoolSize wants a number of connections; 0 leaves it to the backend.
func IsPoolSize(value string) string { return IsNumber(0, MaxPool, "a number of connections")(value) }

// IsDuration wants a duration; such is an example.
func IsDuration(least time.Duration, such string) func(string) string {
	return func(value string) string {
		if d, err := time.ParseDuration(value); err != nil || d < least {
			return fmt.Sprintf("a duration of at least %s, such as %s", least, such)
		}
		return ""
	}
}

// OneOf wants one of several names, in any case.
func OneOf(names ...string) func(string) string {
	return func(value string) string {
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, value) }) {
			return ""
		}
		return "one of " + strings.Join(names, ", ")
	}
}

// hostname is what a host can consist of when it is no IP address.
var hostname = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$`)

// ValidHost reports whether a text is a host name or an IP address.
func ValidHost(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil || hostname.MatchString(text)
}

// Loopback reports whether only this machine can reach a host.
func Loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

const wantHost = "a host name or IP address, without scheme or port"

// IsHost wants one host.
func IsHost(value string) string {
	if !ValidHost(value) {
		return wantHost
	}
	return ""
}

// IsHosts wants one host or several.
func IsHosts(value string) string {
	for host := range strings.SplitSeq(value, ",") {
		if !ValidHost(strings.TrimSpace(host)) {
			return wantHost + "; or several, separated by commas"
		}
	}
	return ""
}

// IsAddress wants "host:port".
func IsAddress(value string) string {
	if host, port, err := net.SplitHostPort(value); err != nil || !ValidHost(host) || !ValidPort(port) {
		return "host:port"
	}
	return ""
}

// IsLoopbackAddress wants "host:port" that only this machine can reach.
func IsLoopbackAddress(value string) string {
	if host, _, err := net.SplitHostPort(value); IsAddress(value) != "" || err != nil || !Loopback(host) {
		return "host:port on a loopback address, such as 127.0.0.1:6060"
	}
	return ""
}

// ValidPort reports whether a text is the number of a port, 0 included.
func ValidPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}
