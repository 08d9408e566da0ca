package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quintet/bench/exitcode"
)

// authority signs certificates for a test.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	serial      int64
}

// newAuthority makes an authority.
func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	a := &authority{}
	a.certificate, a.key, _ = a.sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	return a
}

// sign makes a key and a certificate for it, signed by the authority, or by itself while there is none.
func (a *authority) sign(t *testing.T, template *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a.serial++
	template.SerialNumber, template.NotBefore, template.NotAfter = big.NewInt(a.serial), time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, by := a.certificate, a.key
	if parent == nil {
		parent, by = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, by)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate, key, der
}

// files writes a certificate with its key into a folder, as NAME.pem and NAME-key.pem.
func files(t *testing.T, dir, name string, key *ecdsa.PrivateKey, der []byte) {
	t.Helper()
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{name + ".pem": {Type: "CERTIFICATE", Bytes: der}, name + "-key.pem": {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(filepath.Join(dir, file), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// A server that asks for the client's certificate has it in every handshake: of what is asked until it answers, of the setup and of the load. With that
// of another authority, or none, the run ends in one line before the load.
func TestRunWithClientCertificate(t *testing.T) {
	ours, others := newAuthority(t, "ours"), newAuthority(t, "others")
	usage := []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	serverCertificate, serverKey, der := ours.sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: "api"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: usage})
	clients := x509.NewCertPool()
	clients.AddCert(ours.certificate)
	var answered, strangers atomic.Int64
	api := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		answered.Add(1)
		if r.TLS == nil || len(r.TLS.PeerCertificates) != 1 || r.TLS.PeerCertificates[0].Subject.CommonName != "load" {
			strangers.Add(1)
		}
	}))
	api.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients,
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: serverKey, Leaf: serverCertificate}}}
	api.Config.ErrorLog = log.New(io.Discard, "", 0)
	api.StartTLS()
	defer api.Close()
	const scenario = `name: small
ready: GET /health
tls: {ca: ca.pem, cert: CERT.pem, key: "${SMALL_KEY_FILE}"}
operations: {orders.get: {request: GET /orders, expect: {status: 200}}}
setup: {orders.get: 5}
workload: {mix: {orders.get: 1}}
load: {rate: 40/s, duration: 2s}
`
	for name, want := range map[string]struct {
		code int
		text string
	}{"load": {0, ""}, "stranger": {exitcode.Invalid, "bad certificate|unknown certificate|certificate required|unknown authority|handshake failure|EOF|connection reset|broken pipe"}} {
		t.Run(name, func(t *testing.T) {
			c := prepared(t, "run", "-stack", "external", "-target", api.URL, "-quiet", "small.yaml")
			scenarioFile(t, c, strings.Replace(scenario, "CERT", name, 1))
			c.Env = append(c.Env, "SMALL_KEY_FILE="+name+"-key.pem")
			_, key, der := ours.sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: "load"}, ExtKeyUsage: usage})
			files(t, c.Dir, "load", key, der)
			_, key, der = others.sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: "load"}, ExtKeyUsage: usage})
			files(t, c.Dir, "stranger", key, der)
			files(t, c.Dir, "ca", ours.key, ours.certificate.Raw)
			before := answered.Load()
			got := execute(t, c)
			if want.text != "" {
				one := strings.Count(strings.TrimSpace(got.stderr), "\n") == 0
				named := false
				for part := range strings.SplitSeq(want.text, "|") {
					named = named || strings.Contains(got.stderr, part)
				}
				if got.code != want.code || !one || !named || answered.Load() != before {
					t.Errorf("%+v; %d requests were answered", got, answered.Load()-before)
				}
				return
			}
			r := jsonReport(t, reported(t, c, got))
			if !r.sound() || r.Trials[0].Failures != 0 || r.Trials[0].Completed == 0 {
				t.Errorf("%+v\n%+v", r, got)
			}
		})
	}
	if n := strangers.Load(); n != 0 {
		t.Errorf("%d requests came without the client's certificate", n)
	}
}
