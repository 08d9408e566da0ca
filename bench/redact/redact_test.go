package redact_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quintet/bench/redact"
)

func TestIsSecret(t *testing.T) {
	for _, name := range []string{"env.DATABASE_PASSWORD", "STORAGE_SECRET_KEY", "STORAGE_ACCESS_KEY", "env.API_TOKEN", "apiKey", "key", "db-pass",
		"AWS_ACCESS_KEY_ID", "pwd", "Credentials", "Authorization", "Set-Cookie", "NEO4J_AUTH", "DATABASE_DSN"} {
		if !redact.IsSecret(name) {
			t.Errorf("%s is shown", name)
		}
	}
	for _, name := range []string{"cache", "api.replicas", "CASSANDRA_KEYSPACE", "keys", "env.DATABASE_HOST", "workload.keys.users", "bypass", "passive", "author", ""} {
		if redact.IsSecret(name) {
			t.Errorf("%s is hidden", name)
		}
	}
}

func ExampleRedactor_Text() {
	r := redact.New("API_TOKEN=tok-12345", "cache=on")
	fmt.Println(r.Text("bench run -set env.DATABASE_PASSWORD=s3cret -set cache=on chat-heavy"))
	fmt.Println(r.Text("dial postgres://user:s3cret@127.0.0.1:5432/app: answered 401 to tok-12345"))
	// Output:
	// bench run -set env.DATABASE_PASSWORD=(hidden) -set cache=on chat-heavy
	// dial postgres://user:(hidden)@127.0.0.1:5432/app: answered 401 to (hidden)
}

func TestText(t *testing.T) {
	t.Setenv(redact.KeyVariable, "a key for tests")
	r := redact.New("DATABASE_PASSWORD=postgres", "API_TOKEN=tok-12345", "SHORT_KEY=on", "UPSTREAM=https://u:p4ssword@h")
	r.Public("postgres")
	for text, want := range map[string]string{
		"bench run -set env.API_TOKEN=abc -set cache=on x":   "bench run -set env.API_TOKEN=(hidden) -set cache=on x",
		"bench run -set 'env.API_TOKEN=a b' x":               "bench run -set 'env.API_TOKEN=(hidden)' x",
		`bench run -set 'env.API_TOKEN=it'\''s; long' x`:     `bench run -set 'env.API_TOKEN=(hidden)' x`,
		"bench run -set 'env.API_TOKEN=(hidden:0a1b2c3d)' x": "bench run -set 'env.API_TOKEN=(hidden:0a1b2c3d)' x",
		"postgres://user:hunter2@127.0.0.1:5432/quintet":     "postgres://user:(hidden)@127.0.0.1:5432/quintet",
		"root:hunter2@tcp(127.0.0.1:3306)/app":               "root:(hidden)@tcp(127.0.0.1:3306)/app",
		"host=127.0.0.1 password=hunter2 sslmode=off":        "host=127.0.0.1 password=(hidden) sslmode=off",
		"http://127.0.0.1:3000":                              "http://127.0.0.1:3000",
		"http://127.0.0.1:3000/users/a@b":                    "http://127.0.0.1:3000/users/a@b",
		"GET /files?token=abc&limit=5":                       "GET /files?token=(hidden)&limit=5",
		"Authorization: Basic dXNlcjpwYXNz":                  "Authorization: (hidden)",
		`{"token":"abc def","id":5}`:                         `{"token":"(hidden)","id":5}`,
		`{"user": "ada", "password": "${SHOP_PASSWORD}"}`:    `{"user": "ada", "password": "${SHOP_PASSWORD}"}`,
		`{"password": "${oops"}`:                             `{"password": "(hidden)"}`,
		"shop.yaml:24: headers.Authorization: found the variable `TOKEN`, which is not in the environment": "shop.yaml:24: headers.Authorization: found the variable `TOKEN`, which is not in the environment",
		"asked with bearer abcdef.ghi-jkl":                                 "asked with bearer (hidden)",
		"a bearer of news":                                                 "a bearer of news",
		"answered 401 to tok-12345, not tok-123456":                        "answered 401 to (hidden), not tok-123456",
		"the password p4ssword of a URL":                                   "the password (hidden) of a URL",
		"most time is spent in postgres, the cache is on":                  "most time is spent in postgres, the cache is on",
		"messages.list GET /messages/4f1 -> no answer in 10s":              "messages.list GET /messages/4f1 -> no answer in 10s",
		"each key is drawn; keys: zipf. p99 rose when cache = off: 5 ms.":  "each key is drawn; keys: zipf. p99 rose when cache = off: 5 ms.",
		"keyspace=quintet sha256:0f postgres:16@sha256:1b user@host:5432 ": "keyspace=quintet sha256:0f postgres:16@sha256:1b user@host:5432 ",
	} {
		got := r.Text(text)
		if got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
		if again := r.Text(got); again != got {
			t.Errorf("redacted twice: %q, then %q", got, again)
		}
	}
}

func TestSource(t *testing.T) {
	t.Setenv(redact.KeyVariable, "a key for tests")
	for name, test := range map[string]struct{ text, want string }{
		"nothing":     {"workload:\n\n  keys:\n    users: {zipf: 0.8}    # none here\n", "workload:\n\n  keys:\n    users: {zipf: 0.8}    # none here\n"},
		"block":       {"settings:\n  env.A_KEY: s3cret # why\n  cache: on\n", "settings:\n  env.A_KEY: (hidden:326b9ea2) # why\n  cache: on\n"},
		"flow":        {"settings: {cache: on, \"env.A_KEY\": \"s3cret, \\\"}\"}\n", ""},
		"axis":        {"matrix: {env.A_KEY: [s3cret, \"s3cret]\"], cache: [on, off]}\n", ""},
		"block list":  {"matrix:\n  env.A_KEY:\n  - s3cret\n  - s3cret\n  cache: [on, off]\n", ""},
		"literal":     {"settings:\n  env.A_KEY: |\n    s3cret\n\n    s3cret\n  cache: on\n", ""},
		"mapping":     {"credentials: {user: s3cret, more: [s3cret]}\n", ""},
		"folded line": {"settings:\n  env.A_KEY: s3cret\n    s3cret\nseed: 4\n", ""},
		"comment":     {"# s3cret stands below\nsettings:\n  env.A_KEY: s3cret\n", ""},
		"description": {"description: it is s3cret\nsettings:\n  env.A_KEY: s3cret\n", ""},
		"anchor":      {"plain: &a s3cret\nsettings:\n  env.A_KEY: *a\n", ""},
		"URL":         {"target: http://u:s3cret@h/\n", "target: http://u:(hidden)@h/\n"},
		// What an operation says of a value with the name of a secret is none, and no reference to one is; what is written out is.
		"operations": {"operations:\n  a.b:\n    headers: {Authorization: \"Bearer ${TOKEN}\", X-Key: s3cret}\n    draw: {token: {remembered: session}, key: {text: \"{run}-{n}\"}}\n    remember: {token: $.token}\nauth: {bearer: \"${T}\"}\n",
			"operations:\n  a.b:\n    headers: {Authorization: \"Bearer ${TOKEN}\", X-Key: '(hidden:e827ad6a)'}\n    draw: {token: {remembered: session}, key: {text: \"{run}-{n}\"}}\n    remember: {token: $.token}\nauth: {bearer: \"${T}\"}\n"},
		"ledger": {"ledger: {write: a.b, read: a.c, key: $.id}\n", "ledger: {write: a.b, read: a.c, key: $.id}\n"},
		"variable in a body": {"operations:\n  a.b: {body: '{\"password\": \"${SHOP_PASSWORD}\"}', check: none}\nsettings: {env.A_KEY: s3cret}\n",
			"operations:\n  a.b: {body: '{\"password\": \"${SHOP_PASSWORD}\"}', check: none}\nsettings: {env.A_KEY: '(hidden:326b9ea2)'}\n"},
		"elsewhere": {"settings: {env.A_KEY: \"{s3cret}\"}\ncredentials: {file: s3cret}\n", ""},
		"no YAML":   {"settings: {env.A_KEY: s3cret\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := redact.New()
			got := r.Source(test.text)
			if strings.Contains(got, "s3cret") {
				t.Errorf("shows the secret: %q", got)
			}
			if test.want != "" && got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			if again := r.Source(got); again != got {
				t.Errorf("redacted twice: %q, then %q", got, again)
			}
		})
	}
}

// Marks tell values apart and are the same in every run of a user; without the key they cannot be traced back.
func TestMarks(t *testing.T) {
	config := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	t.Setenv("HOME", config)
	t.Setenv(redact.KeyVariable, "")
	one, again := redact.New(), redact.New()
	mark := one.Setting("env.A_KEY", "s3cret")
	if mark != again.Setting("env.A_KEY", "s3cret") {
		t.Error("two runs have two marks for one value")
	}
	if mark == one.Setting("env.A_KEY", "s3crets") || mark == one.Setting("env.B_KEY", "s3cret") {
		t.Error("two values have one mark")
	}
	if got := again.Setting("env.A_KEY", mark); got != mark {
		t.Errorf("a mark became %q", got)
	}
	keys := 0
	if err := filepath.WalkDir(config, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		keys++
		info, err := d.Info()
		if err == nil && info.Mode().Perm() != 0o600 {
			t.Errorf("%s may be read by others: %v", d.Name(), info.Mode())
		}
		return err
	}); err != nil || keys != 1 {
		t.Fatalf("%d keys, %v", keys, err)
	}
	if err := os.RemoveAll(config); err != nil {
		t.Fatal(err)
	}
	if other := redact.New().Setting("env.A_KEY", "s3cret"); other == mark {
		t.Error("another key gives the same mark")
	}
	t.Setenv(redact.KeyVariable, "shared")
	shared := redact.New().Setting("env.A_KEY", "s3cret")
	if redact.New().Setting("env.A_KEY", "s3cret") != shared {
		t.Error("machines that share the variable have two marks for one value")
	}
}

// Without a place for the key, values are told apart within a run.
func TestMarksWithoutHome(t *testing.T) {
	for _, name := range []string{"XDG_CONFIG_HOME", "HOME", redact.KeyVariable} {
		t.Setenv(name, "")
	}
	r := redact.New()
	mark := r.Setting("A_KEY", "s3cret")
	if r.Setting("A_KEY", "s3cret") != mark || r.Setting("A_KEY", "other") == mark {
		t.Error("marks do not tell values apart")
	}
}

func TestError(t *testing.T) {
	cause := fmt.Errorf("open %s: %w", "postgres://u:s3cret@h", fs.ErrNotExist)
	got := redact.New().Error(cause)
	if strings.Contains(got.Error(), "s3cret") || !errors.Is(got, fs.ErrNotExist) {
		t.Error(got)
	}
	if plain := errors.New("plain"); redact.New().Error(plain) != plain || redact.New().Error(nil) != nil {
		t.Error("an error without a secret was changed")
	}
}
