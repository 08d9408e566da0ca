package compose

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"quintet/api/store"
)

const loopback = "127.0.0.1"

// wiring is what one project has of its own: ports on this machine and passwords.
type wiring struct {
	// ports are by variable of the compose file; the replicas have those from api on.
	ports map[string]int
	api   int
	// secrets are by variable, the same in the compose file and in the API; named are the variables that are the same in every project,
	// so that no .env of the user's changes a run.
	secrets, named map[string]string
}

// newWiring chooses free ports and makes passwords of letters and digits only, so that no quoting is needed anywhere.
func newWiring(s shape) (*wiring, error) {
	var published []string
	for _, p := range parts(s.backends) {
		if p.variable != "" {
			published = append(published, p.variable)
		}
	}
	first, err := freePorts(len(published) + s.Replicas)
	if err != nil {
		return nil, err
	}
	w := &wiring{ports: map[string]int{}, api: first + len(published), secrets: map[string]string{}, named: map[string]string{}}
	for i, variable := range published {
		w.ports[variable] = first + i
	}
	for _, b := range s.backends {
		for _, v := range b.Variables {
			switch {
			case v.Made == store.Generated:
				w.secrets[v.Name] = rand.Text()
			case v.Made != "" && v.Use == store.Wiring:
				w.named[v.Name] = v.Made
			}
		}
	}
	return w, nil
}

// variables are what the compose file interpolates, as "NAME=value". The proxy and Grafana, which are not started, get none.
func (w *wiring) variables() []string {
	all := maps.Clone(w.named)
	maps.Copy(all, w.secrets)
	for variable, port := range w.ports {
		all[variable] = strconv.Itoa(port)
	}
	var list []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, name+"="+all[name])
	}
	return list
}

// environment is the API's, as seen from this machine.
func (w *wiring) environment(s shape) map[string]string {
	env := maps.Clone(s.Env)
	maps.Copy(env, w.named)
	maps.Copy(env, w.secrets)
	for variable, port := range w.ports {
		env[variable] = strconv.Itoa(port)
	}
	for _, b := range s.backends {
		env[b.Chosen] = loopback
	}
	return env
}

// override is the file that is laid over the compose file, as JSON, which is YAML too:
//
//   - Nothing is restarted by the engine: what a fault killed stays dead until it is healed, and what died by itself is noticed.
//   - The replicas are published on a range that has just one port for each: one that is restarted finds its own port free and no
//     other, so the addresses under load stay the same.
//   - Servers get their settings, where those are not the servers' own defaults.
//   - The API gets the environment of the settings, and all nodes of a cluster as its first contacts.
func override(s shape, w *wiring) ([]byte, error) {
	type service struct {
		Restart     string            `json:"restart"`
		Environment map[string]string `json:"environment,omitempty"`
		Ports       []string          `json:"ports,omitempty"`
	}
	services := map[string]service{}
	for _, p := range parts(s.backends) {
		services[p.service] = service{Restart: "no"}
	}
	for _, b := range s.backends {
		for _, node := range nodes(&b, max(1, b.Nodes)) {
			services[node] = service{Restart: "no", Environment: s.server(&b)}
		}
	}
	api := service{Restart: "no", Environment: map[string]string{}}
	for name, value := range s.Env {
		// A dollar sign would begin a variable of the compose file.
		api.Environment[name] = strings.ReplaceAll(value, "$", "$$")
	}
	for _, b := range s.clusters() {
		api.Environment[b.Chosen] = strings.Join(nodes(&b, s.Nodes[b.Name]), ",")
	}
	published := strconv.Itoa(w.api)
	if s.Replicas > 1 {
		published += "-" + strconv.Itoa(w.api+s.Replicas-1)
	}
	api.Ports = []string{loopback + ":" + published + ":3000"}
	services["api"] = api
	text, err := json.MarshalIndent(map[string]any{"services": services}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the compose stack's override: %w", err)
	}
	return text, nil
}
