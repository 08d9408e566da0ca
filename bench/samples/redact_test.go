package samples

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"quintet/bench/redact"
)

// A record of an old version, which has its secrets in clear text, is read without them; its values are told apart and its marks are
// those of a new record.
func TestOldRecordIsRedacted(t *testing.T) {
	t.Setenv(redact.KeyVariable, "a key for tests")
	const secret = "hunter2-and-more"
	dir := t.TempDir() + "/trial-001"
	w := create(t, dir)
	if err := w.Manifest(func(m *Manifest) {
		m.Scenario, m.Operations = "secretive", []string{"users.get"}
		m.Settings = map[string]string{"env.DATABASE_PASSWORD": secret, "cache": "on", "env.NEO4J_PASSWORD": "secretive"}
		m.Configuration = map[string]string{"env.DATABASE_PASSWORD": secret + "-too"}
		m.Source = "settings: {env.DATABASE_PASSWORD: " + secret + "}\ndescription: about " + secret + "\n"
		m.Command, m.Reason, m.Description = "bench run -set env.DATABASE_PASSWORD="+secret+" x", "login failed with "+secret, secret
		m.Services = []Service{{Name: "postgres", Address: "postgres://u:" + secret + "@127.0.0.1:1/x"}}
		m.Faults = []Fault{{Kind: "exec", Commands: map[string]string{"inject": "./break.sh -password " + secret}}}
		m.Targets = []string{"http://u:" + secret + "@127.0.0.1:1"}
		m.Dataset.Assumptions, m.Dataset.NotKept = []string{"password " + secret}, "no login with "+secret
	}); err != nil {
		t.Fatal(err)
	}
	if err := w.Event(Event{Kind: FailureExample, Name: "users.get", Detail: "POST /x {" + secret + "}"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	trial := open(t, dir)
	events, err := trial.Events()
	if err != nil {
		t.Fatal(err)
	}
	m := trial.Manifest
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if all := string(text) + fmt.Sprint(events); strings.Contains(all, secret) || len(events) != 1 {
		t.Errorf("shows it: %s", all)
	}
	want := redact.New().Setting("env.DATABASE_PASSWORD", secret)
	if m.Settings["env.DATABASE_PASSWORD"] != want || m.Configuration["env.DATABASE_PASSWORD"] == want || m.Settings["cache"] != "on" || m.Scenario != "secretive" {
		t.Errorf("settings %q, configuration %q of %q", m.Settings, m.Configuration, m.Scenario)
	}
	if one, err := OpenTrial(dir); err != nil || one.Manifest.Settings["env.DATABASE_PASSWORD"] != want {
		t.Errorf("opened alone: %+v, %v", one, err)
	}
}
