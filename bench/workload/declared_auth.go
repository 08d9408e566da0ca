package workload

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strings"

	"quintet/bench/scenario"
	"quintet/bench/workload/template"
)

// authentication checks how to authenticate, once for all operations; after a mistake none does.
func (c *compiler) authentication() {
	if c.Auth == nil {
		return
	}
	before := len(c.misfits)
	for path, text := range map[string]string{"auth.bearer": c.Auth.Bearer, "auth.cookie": c.Auth.Cookie, "auth.basic.user": c.Auth.User, "auth.basic.password": c.Auth.Password} {
		if strings.ContainsAny(c.constant(path, text), "\r\n") {
			c.fail(path, "a value with a line break in it", "a value of one line")
		}
	}
	if len(c.misfits) > before {
		c.Auth = nil
	}
}

// authenticated are the fields of a request with those that authenticate it, unless it has them itself.
func (c *compiler) authenticated(headers []scenario.Header) []scenario.Header {
	a := c.Auth
	if a == nil {
		return headers
	}
	field := scenario.Header{Name: "Authorization"}
	switch {
	case a.Bearer != "":
		field.Value = "Bearer " + a.Bearer
	case a.Cookie != "":
		field = scenario.Header{Name: "Cookie", Value: a.Cookie}
	default:
		user, password := c.constant("auth.basic.user", a.User), c.constant("auth.basic.password", a.Password)
		field.Value = "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
	}
	if slices.ContainsFunc(headers, func(h scenario.Header) bool { return strings.EqualFold(h.Name, field.Name) }) {
		return headers
	}
	return append(slices.Clone(headers), field)
}

// constant fills in a template that names nothing but the environment.
func (c *compiler) constant(path, text string) string {
	t := c.template(path, text, template.Scope{Lookup: c.Lookup, Fixed: true}, template.None)
	if t == nil {
		return ""
	}
	return t.Text(nil, template.Draw{})
}

// TLS is the configuration of connections by https that a scenario asks for, nil for the system's. The error names the file.
func TLS(w scenario.Workload) (*tls.Config, error) {
	c := &compiler{Workload: w}
	cfg := c.tls()
	if len(c.misfits) > 0 {
		return nil, c.misfits[0]
	}
	return cfg, nil
}

// tls reads the files of connections by https. Without an environment their paths are not known.
func (c *compiler) tls() *tls.Config {
	if c.Workload.TLS == nil || c.Lookup == nil {
		return nil
	}
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	if ca := c.pem("tls.ca", c.Workload.TLS.CA); ca != nil {
		cfg.RootCAs = x509.NewCertPool()
		if !cfg.RootCAs.AppendCertsFromPEM(ca) {
			c.fail("tls.ca", "a file without a certificate", "certificates in PEM")
		}
	}
	cert, key := c.pem("tls.cert", c.Workload.TLS.Cert), c.pem("tls.key", c.Workload.TLS.Key)
	if cert != nil && key != nil {
		pair, err := tls.X509KeyPair(cert, key)
		if err != nil {
			c.fail("tls.cert", "a certificate and a key that do not fit: "+err.Error(), "the client's certificate and its key in PEM")
			return nil
		}
		cfg.Certificates = []tls.Certificate{pair}
	}
	return cfg
}

// pem reads a file; nil when there is none, or after a mistake.
func (c *compiler) pem(path, name string) []byte {
	if name = c.constant(path, name); name == "" {
		return nil
	}
	text, err := c.file(name, maxPEM)
	if err != nil {
		c.fail(path, err.Error(), "a readable file")
		return nil
	}
	return text
}

// maxPEM bounds a file of certificates.
const maxPEM = 4 << 20
