package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"quintet/bench/exitcode"
	"quintet/bench/samples"
)

// planted are the secrets of TestPlantedSecrets, by where they stand. Each is a text that stands nowhere else.
var planted = map[string]string{
	"setting of the file":         "pl4nted-setting-01",
	"setting of the command line": "pl4nted it's; long 02",
	"password of a URL":           "pl4nted-userinfo-03",
	"data source name":            "pl4nted-dsn-04",
	"driver's data source name":   "pl4nted-driver-05",
	"header":                      "pl4nted-header-06",
	"axis of the matrix, first":   "pl4nted-axis-07",
	"axis of the matrix, second":  "pl4nted-axis-08",
	"variable":                    "pl4nted-variable-09",
	"token of Grafana":            "pl4nted-grafana-10",
	"anchor":                      "pl4nted-anchor-11",
	"quoted in a comment":         "pl4nted-setting-01",
	"quoted in the description":   "pl4nted-anchor-11",
}

// secretScenario is small with secrets wherever a file may hold one.
func secretScenario() string {
	text := strings.Replace(small, "description: A little of everything, for a test.", "description: A test of "+planted["quoted in the description"]+".", 1)
	return text + fmt.Sprintf(`# the password was %s once
settings:
  env.DATABASE_PASSWORD: %s # see above
  env.UPSTREAM_URL: https://user:%s@upstream.invalid/path
  env.ARCHIVE: host=archive.invalid user=u password=%s sslmode=disable
  env.LEGACY: root:%s@tcp(legacy.invalid:3306)/app
  env.OTEL_HEADERS: "Authorization: Bearer %s"
  env.PLAIN: &shared %s
  env.SIGNING_KEY: *shared
matrix: {env.API_TOKEN: [%s, %s]}
`, planted["quoted in a comment"], planted["setting of the file"], planted["password of a URL"], planted["data source name"],
		planted["driver's data source name"], planted["header"], planted["anchor"], planted["axis of the matrix, first"], planted["axis of the matrix, second"])
}

// found names the secrets that a text shows.
func found(text []byte) []string {
	var shown []string
	for _, where := range slices.Sorted(maps.Keys(planted)) {
		for _, form := range []string{planted[where], strings.ReplaceAll(planted[where], "'", `'\''`), strings.ReplaceAll(planted[where], "'", "&#39;")} {
			if bytes.Contains(text, []byte(form)) {
				shown = append(shown, where)
				break
			}
		}
	}
	return shown
}

// A run with secrets in its file, its command line and its environment shows none of them in anything that it writes, prints or exposes,
// and neither does what is made from its record; two values are still told apart.
func TestPlantedSecrets(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var annotated bytes.Buffer
	grafana := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if _, err := annotated.ReadFrom(r.Body); err != nil {
			t.Error(err)
		}
	}))
	defer grafana.Close()
	c := prepared(t, "run", "-metrics", "127.0.0.1:0", "-hold", "-set", "env.REDIS_AUTH="+planted["setting of the command line"], "small.yaml")
	c.Env = append(c.Env, "GRAFANA_URL="+grafana.URL, "GRAFANA_TOKEN="+planted["token of Grafana"], "VENDOR_SECRET="+planted["variable"])
	scenarioFile(t, c, secretScenario())
	var stdout bytes.Buffer
	c.Stdout = &stdout
	const metrics = "metrics of the run at "
	said := held(t, c, metrics)
	exposed := fetched(t, said[metrics])
	code, dir := interrupted(t, c), onlyRun(t, c)
	if r := jsonReport(t, dir); !r.ends(code, exitcode.OK) {
		t.Fatalf("exit %d: %v", code, said)
	}

	env, work := c.Env, c.Dir
	again := func(code int, args ...string) outcome {
		t.Helper()
		c := prepared(t, args...)
		c.Dir, c.Env = work, env
		got := execute(t, c)
		if got.code != code {
			t.Fatalf("bench %v: %+v", args, got)
		}
		return got
	}
	report := again(code, "report", dir)
	compared := again(exitcode.Invalid, "compare", "-out", filepath.Join(filepath.Dir(dir), "compared"), dir)
	refused := again(exitcode.Usage, "run", "-set", "env.API_TOKEN="+planted["variable"], "-set", "load.rate="+planted["variable"], "small.yaml")
	elsewhere := again(exitcode.Usage, "run", "-stack", "external", "-seeded", "-target", "http://u:"+planted["password of a URL"]+"@127.0.0.1:1", "-set", "matrix={}", "-set", "settings={}", "small.yaml")

	if !strings.Contains(refused.stderr, "load.rate=(hidden)") || !strings.Contains(elsewhere.stderr, "-target") {
		t.Errorf("refused for another reason: %s%s", refused.stderr, elsewhere.stderr)
	}

	mu.Lock()
	defer mu.Unlock()
	texts := map[string][]byte{
		"standard output": stdout.Bytes(), "standard error": []byte(said[everything]), "exposed metrics": []byte(exposed), "annotations": annotated.Bytes(),
		"bench report": []byte(report.stdout + report.stderr), "bench compare": []byte(compared.stdout + compared.stderr),
		"a refused run": []byte(refused.stdout + refused.stderr), "a run elsewhere": []byte(elsewhere.stdout + elsewhere.stderr),
	}
	files := 0
	if err := filepath.WalkDir(filepath.Dir(dir), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		texts[path], err = os.ReadFile(path)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if files < 20 {
		t.Errorf("looked at %d files only", files)
	}
	for name, text := range texts {
		if len(text) == 0 && filepath.Ext(name) != ".log" {
			t.Errorf("%s is empty", name)
		}
		if shown := found(text); shown != nil {
			t.Errorf("%s shows: %q", name, shown)
		}
	}

	// What is hidden is still told apart, and the stack was given the values themselves.
	run, err := samples.OpenRun(dir)
	if err != nil || len(run.Trials) != 2 {
		t.Fatalf("%+v, %v", run, err)
	}
	first, second := run.Trials[0].Manifest, run.Trials[1].Manifest
	if first.Configuration["env.API_TOKEN"] == second.Configuration["env.API_TOKEN"] {
		t.Errorf("two tokens became one: %q", first.Configuration)
	}
	if first.Settings["env.DATABASE_PASSWORD"] != second.Settings["env.DATABASE_PASSWORD"] || !strings.HasPrefix(first.Settings["env.DATABASE_PASSWORD"], "(hidden:") {
		t.Errorf("the password is %q and %q", first.Settings["env.DATABASE_PASSWORD"], second.Settings["env.DATABASE_PASSWORD"])
	}
	if !strings.Contains(first.Source, "env.API_TOKEN: ['(hidden:") || !strings.Contains(first.Command, "env.REDIS_AUTH=(hidden)") {
		t.Errorf("source and command say too little:\n%s\n%s", first.Source, first.Command)
	}
}
