package report

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"quintet/bench/analysis"
)

func TestIsSecret(t *testing.T) {
	for _, name := range []string{"env.DATABASE_PASSWORD", "STORAGE_SECRET_KEY", "STORAGE_ACCESS_KEY", "env.API_TOKEN", "apiKey", "key", "db-pass",
		"AWS_ACCESS_KEY_ID", "pwd", "Credentials"} {
		if !isSecret(name) {
			t.Errorf("%s is shown", name)
		}
	}
	for _, name := range []string{"cache", "api.replicas", "CASSANDRA_KEYSPACE", "keys", "env.DATABASE_HOST", "workload.keys.users", "bypass", "passive", ""} {
		if isSecret(name) {
			t.Errorf("%s is hidden", name)
		}
	}
}

func TestHideSource(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"block":       {"settings:\n  env.DATABASE_PASSWORD: s3cret # why\n  cache: on\n", "settings:\n  env.DATABASE_PASSWORD: (hidden)\n  cache: on\n"},
		"flow":        {"settings: {cache: on, env.API_TOKEN: s3cret, api.replicas: 2}\n", "settings: {cache: on, env.API_TOKEN: (hidden), api.replicas: 2}\n"},
		"flow end":    {"settings: {env.API_TOKEN: s3cret}\nslo: []\n", "settings: {env.API_TOKEN: (hidden)}\nslo: []\n"},
		"flow lines":  {"settings: {cache: on,\n  env.A_KEY: s3cret,\n  env.B_KEY: s3cret\n}\n", "settings: {cache: on,\n  env.A_KEY: (hidden),\n  env.B_KEY: (hidden)\n}\n"},
		"quoted":      {`settings: {"env.A_KEY": "s3cret, \"}", cache: on}`, `settings: {"env.A_KEY": (hidden), cache: on}`},
		"single":      {"env.A_KEY: 's3cret''s, all'\ncache: on\n", "env.A_KEY: (hidden)\ncache: on\n"},
		"axis":        {"matrix: {env.A_KEY: [s3cret, \"s3cret]\"], cache: [on, off]}\n", "matrix: {env.A_KEY: (hidden), cache: [on, off]}\n"},
		"block list":  {"matrix:\n  env.A_KEY:\n  - s3cret\n  - s3cret\n  cache: [on, off]\n", "matrix:\n  env.A_KEY: (hidden)\n  cache: [on, off]\n"},
		"literal":     {"settings:\n  env.A_KEY: |\n    s3cret\n\n    s3cret\n  cache: on\n", "settings:\n  env.A_KEY: (hidden)\n  cache: on\n"},
		"folded line": {"settings:\n  env.A_KEY: s3cret\n    s3cret\nseed: 4\n", "settings:\n  env.A_KEY: (hidden)\nseed: 4\n"},
		"last":        {"settings:\n  env.A_KEY: s3cret", "settings:\n  env.A_KEY: (hidden)"},
		"nothing":     {"workload:\n  keys:\n    users: {zipf: 0.8} # no key: here\n", "workload:\n  keys:\n    users: {zipf: 0.8} # no key: (hidden)\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got := hideSource(test.text)
			if strings.Contains(got, "s3cret") {
				t.Errorf("shows the secret: %q", got)
			}
			if got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestSecretsInText(t *testing.T) {
	s := &secrets{public: map[string]bool{"postgres": true}}
	s.add("env.DATABASE_PASSWORD", "postgres")
	s.add("env.API_TOKEN", "tok-12345")
	s.add("env.SHORT_KEY", "on")
	s.sort()
	for text, want := range map[string]string{
		"bench run -set env.API_TOKEN=abc -set cache=on x":        "bench run -set env.API_TOKEN=(hidden) -set cache=on x",
		"bench run -set 'env.API_TOKEN=a b' x":                    "bench run -set 'env.API_TOKEN=(hidden)' x",
		`bench run -set 'env.API_TOKEN=it'\''s; long' x`:          `bench run -set 'env.API_TOKEN=(hidden)' x`,
		"postgres://user:hunter2@127.0.0.1:5432/quintet":          "postgres://user:(hidden)@127.0.0.1:5432/quintet",
		"http://127.0.0.1:3000":                                   "http://127.0.0.1:3000",
		"GET /files?token=abc&limit=5":                            "GET /files?token=(hidden)&limit=5",
		"Trial 2 (cache off, env.SHORT_KEY on): p99 doubles":      "Trial 2 (cache off, env.SHORT_KEY (hidden)): p99 doubles",
		"answered 401 to tok-12345, not tok-123456":               "answered 401 to (hidden), not tok-123456",
		"most time is spent in postgres, the cache is on":         "most time is spent in postgres, the cache is on",
		"Trial 1 (env.DATABASE_PASSWORD postgres): postgres slow": "Trial 1 (env.DATABASE_PASSWORD (hidden)): postgres slow",
	} {
		if got := s.text(text); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// A secret in every place where a run may carry one is in none of the files and not in the terminal, and the result is not changed.
func TestWriteShowsNoSecret(t *testing.T) {
	const secret = "hunter2-and-more"
	spread := func() *analysis.Result {
		res := fixed()
		m := &res.Trials[0].Manifest
		m.Settings = map[string]string{"env.DATABASE_PASSWORD": secret, "cache": "on"}
		m.Configuration = map[string]string{"env.DATABASE_PASSWORD": secret}
		m.Source = "settings: {env.DATABASE_PASSWORD: " + secret + "}\ndescription: about " + secret + "\n"
		m.Command, m.Reason, m.Description = "bench run -set env.DATABASE_PASSWORD="+secret+" x", "login failed with "+secret, secret
		m.Services[0].Address = "postgres://u:" + secret + "@127.0.0.1:1/x"
		m.Targets = []string{"http://u:" + secret + "@127.0.0.1:1"}
		m.Dataset.Assumptions = []string{"password " + secret}
		res.Command, res.Headline, res.Description = m.Command, "on "+secret, secret
		res.Warnings, res.InvalidReasons = []string{secret}, []string{"Trial 1 (env.DATABASE_PASSWORD " + secret + "): bad"}
		res.Findings[0].Sentence = "Trial 1 (env.DATABASE_PASSWORD " + secret + "): slow"
		res.Valid, res.Verdict = false, "invalid"
		t := &res.Trials[0]
		t.Failed[0].Examples = []string{"POST /x {" + secret + "}"}
		t.Events[0].Detail = secret
		t.Captions = map[string]string{"latency": secret}
		t.Warnings, t.InvalidReasons = []string{secret}, []string{secret}
		t.Checks[0].Detail = secret
		return res
	}
	res := spread()
	paths, err := Write(t.TempDir(), res, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var terminal bytes.Buffer
	if err := Terminal(&terminal, res, TerminalOptions{}); err != nil {
		t.Fatal(err)
	}
	written := map[string][]byte{"terminal": terminal.Bytes()}
	for _, path := range []string{paths.HTML, paths.JSON} {
		if written[path], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range written {
		if i := bytes.Index(text, []byte(secret)); i >= 0 {
			t.Errorf("%s shows it: %q", name, text[max(0, i-80):i+len(secret)])
		}
	}
	if got, want := res.Trials[0].Manifest.Settings["env.DATABASE_PASSWORD"], secret; got != want {
		t.Errorf("the result's own setting became %q", got)
	}
	if got := res.Trials[0].Events[0].Detail; got != secret {
		t.Errorf("the result's own event became %q", got)
	}
}
