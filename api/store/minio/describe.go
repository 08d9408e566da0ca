package minio

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"quintet/api/store"
	"quintet/telemetry"
)

// BucketVariable is the variable of the bucket's name, on whatever server of the protocol.
const BucketVariable = "STORAGE_BUCKET"

// Describe describes the backend.
func Describe() store.Description {
	return store.Description{
		Backend: telemetry.Backend{
			Name: "minio", Title: "MinIO", Color: "#E69F00", Metrics: metrics(), Panels: panels(),
			Scraped: &telemetry.Endpoint{Path: "/minio/v2/metrics/node", Prefix: "minio_", Renewal: 10 * time.Second},
		},
		Roles:  []string{"objects"},
		Chosen: "STORAGE_ENDPOINT",
		Variables: []store.Variable{
			// It is secret because a URL can hold a password.
			{Name: "STORAGE_ENDPOINT", Help: "its host, host:port, or http:// or https:// and these", Check: isEndpoint, Secret: true, Use: store.Wiring},
			{Name: "STORAGE_PORT", Help: "its port; empty: that of the endpoint, or 9000", Check: store.IsPort, Use: store.Port, Made: "9000"},
			{Name: "STORAGE_ACCESS_KEY", Help: "who signs", Use: store.Wiring, Made: "quintet"},
			{Name: "STORAGE_SECRET_KEY", Help: "the key to sign with", Secret: true, Use: store.Wiring, Made: store.Generated},
			Bucketed(),
		},
		Check: check,
		Open:  open,
		Space: []store.Space{
			{Row: 1e6}, {Kind: "files", Row: 16e3, Content: 1},
			{Server: "versitygw", Row: 1e6}, {Server: "versitygw", Kind: "files", Row: 8e3, Content: 1},
		},
	}
}

// Bucketed describes BucketVariable.
func Bucketed() store.Variable {
	return store.Variable{Name: BucketVariable, Help: "the bucket", Default: "files", Check: isBucket, Use: store.Wiring, Made: "quintet"}
}

// bucketName is S3's rule, as far as it concerns characters.
var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

func isBucket(value string) string {
	if !bucketName.MatchString(value) {
		return "3 to 63 lower-case letters, digits, dots and hyphens"
	}
	return ""
}

// endpoint reads a host, host:port or URL of these; nil when the value is none.
func endpoint(value string) *url.URL {
	address := strings.TrimSpace(value)
	if _, err := netip.ParseAddr(address); err == nil {
		address = net.JoinHostPort(address, "")
	}
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !store.ValidHost(u.Hostname()) || u.Path != "" && u.Path != "/" ||
		u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.Port() != "" && !store.ValidPort(u.Port()) {
		return nil
	}
	return u
}

func isEndpoint(value string) string {
	if endpoint(value) == nil {
		return "a host, host:port, http://host:port or https://host:port, and nothing more"
	}
	return ""
}

// check holds the variables against one another.
func check(v store.Values) []error {
	if v["STORAGE_ENDPOINT"] == "" {
		return nil
	}
	var errs []error
	if port := endpoint(v["STORAGE_ENDPOINT"]).Port(); port != "" && v["STORAGE_PORT"] != "" && !sameNumber(port, v["STORAGE_PORT"]) {
		errs = append(errs, store.Mistake("STORAGE_PORT", v["STORAGE_PORT"], "the port of STORAGE_ENDPOINT, or nothing"))
	}
	for _, key := range []string{"STORAGE_ACCESS_KEY", "STORAGE_SECRET_KEY"} {
		if v[key] == "" {
			errs = append(errs, store.Mistake(key, "", "a key of the server that STORAGE_ENDPOINT names"))
		}
	}
	return errs
}

func sameNumber(a, b string) bool {
	m, _ := strconv.Atoi(a)
	n, _ := strconv.Atoi(b)
	return m == n
}

// address is "host:port" of the server, and whether it wants TLS.
func address(v store.Values) (address string, secure bool) {
	u := endpoint(v["STORAGE_ENDPOINT"])
	return net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), v["STORAGE_PORT"], "9000")), u.Scheme == "https"
}

func open(ctx context.Context, cfg store.Config) (store.Opened, error) {
	address, secure := address(cfg.Values)
	bucket := cfg.Values[BucketVariable]
	b, err := Open(ctx, Config{
		Endpoint: address, Secure: secure, AccessKey: cfg.Values["STORAGE_ACCESS_KEY"], SecretKey: cfg.Values["STORAGE_SECRET_KEY"],
		Bucket: bucket, MaxBytes: cfg.MaxUpload, Budget: cfg.Budget,
	})
	if err != nil {
		return store.Opened{}, err
	}
	return store.Opened{Store: b, Where: address + "/" + bucket, Close: b.Close}, nil
}
