package server

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// environment reads variables and collects what is wrong with them.
type environment struct {
	lookup func(name string) string
	errs   []error
}

// wrong notes a mistake. What is found is quoted, so it must not be a secret.
func (e *environment) wrong(name, found, want string) {
	e.errs = append(e.errs, fmt.Errorf("%s: found %q, want %s", name, found, want))
}

// text is a variable without the blanks around it.
func (e *environment) text(name, otherwise string) string {
	if v := strings.TrimSpace(e.lookup(name)); v != "" {
		return v
	}
	return otherwise
}

func (e *environment) number(name string, otherwise, least, most int64, what string) int64 {
	text := e.text(name, "")
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		e.wrong(name, text, fmt.Sprintf("%s from %d to %d", what, least, most))
		return otherwise
	}
	return n
}

func (e *environment) duration(name string, otherwise time.Duration) time.Duration {
	text := e.text(name, "")
	if text == "" {
		return otherwise
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Millisecond {
		e.wrong(name, text, "a duration of at least 1ms, such as "+otherwise.String())
		return otherwise
	}
	return d
}

// off reads a switch that is on unless it says off.
func (e *environment) off(name string) bool {
	switch text := e.text(name, "on"); text {
	case "on":
		return false
	case "off":
		return true
	default:
		e.wrong(name, text, "on or off")
		return false
	}
}

// choice reads one of several names, in any case; "" when it is not set.
func (e *environment) choice(name string, names []string) string {
	text := strings.ToUpper(e.text(name, ""))
	if text != "" && !slices.Contains(names, text) {
		e.wrong(name, text, "one of "+strings.Join(names, ", "))
		return ""
	}
	return text
}

// hostname is what a host can consist of when it is no IP address.
var hostname = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$`)

func isHost(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil || hostname.MatchString(text)
}

// hosts reads one host, or several that are separated by commas.
func (e *environment) hosts(name, otherwise string, several bool) []string {
	text := e.text(name, otherwise)
	if text == "" {
		return nil
	}
	want := "a host name or IP address, without scheme or port"
	list := []string{text}
	if several {
		want += "; or several, separated by commas"
		list = strings.Split(text, ",")
	}
	for i, host := range list {
		list[i] = strings.TrimSpace(host)
		if !isHost(list[i]) {
			e.wrong(name, text, want)
			return nil
		}
	}
	return list
}

// address reads "host:port".
func (e *environment) address(name string, loopback bool) string {
	text := e.text(name, "")
	if text == "" {
		return ""
	}
	want := "host:port"
	if loopback {
		want = "host:port on a loopback address, such as 127.0.0.1:6060"
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil || !isHost(host) || !isPort(port) || loopback && !isLoopback(host) {
		e.wrong(name, text, want)
		return ""
	}
	return text
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

// isLoopback says whether only this machine can reach a host.
func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// endpoint reads PREFIX_HOST and what belongs to it.
func (e *environment) endpoint(prefix string, port int64, several bool) Endpoint {
	return Endpoint{
		Hosts:    e.hosts(prefix+"_HOST", "", several),
		Port:     int(e.number(prefix+"_PORT", port, 1, 65535, "a port")),
		User:     e.text(prefix+"_USER", ""),
		Password: e.lookup(prefix + "_PASSWORD"),
		PoolSize: int(e.number(prefix+"_POOL_SIZE", 0, 0, maxPool, "a number of connections")),
	}
}

// maxPool bounds the connections to one store.
const maxPool = 10_000

// storage reads STORAGE_ENDPOINT, which may be a host, host:port or a URL of these, and what belongs to it.
func (e *environment) storage() Endpoint {
	const name = "STORAGE_ENDPOINT"
	s := Endpoint{
		Port: int(e.number("STORAGE_PORT", 0, 1, 65535, "a port")), Name: e.text("STORAGE_BUCKET", defaultBucket),
		User: e.text("STORAGE_ACCESS_KEY", ""), Password: e.lookup("STORAGE_SECRET_KEY"),
	}
	if !bucketName.MatchString(s.Name) {
		e.wrong("STORAGE_BUCKET", s.Name, "3 to 63 lower-case letters, digits, dots and hyphens")
	}
	text := e.text(name, "")
	if text == "" {
		return s
	}
	address := text
	if _, err := netip.ParseAddr(text); err == nil {
		address = net.JoinHostPort(text, "")
	}
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || !isHost(u.Hostname()) || u.Path != "" && u.Path != "/" ||
		u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.Port() != "" && !isPort(u.Port()):
		// A URL can hold a password, so it is not repeated.
		e.errs = append(e.errs, fmt.Errorf("%s: want a host, host:port, http://host:port or https://host:port, and nothing more", name))
		return s
	case u.Port() != "":
		port, _ := strconv.Atoi(u.Port())
		if s.Port != 0 && s.Port != port {
			e.wrong("STORAGE_PORT", strconv.Itoa(s.Port), "the port of "+name+", or nothing")
		}
		s.Port = port
	}
	s.Hosts, s.Secure = []string{u.Hostname()}, u.Scheme == "https"
	if s.Port == 0 {
		s.Port = 9000
	}
	if s.User == "" {
		e.wrong("STORAGE_ACCESS_KEY", "", "a key of the server that "+name+" names")
	}
	if s.Password == "" {
		e.wrong("STORAGE_SECRET_KEY", "", "a key of the server that "+name+" names")
	}
	return s
}

// bucketName is S3's rule, as far as it concerns characters.
var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
