package kubernetes

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"quintet/bench/distributed/engine"
	manifests "quintet/deploy/kubernetes"
)

// container is the name of the generator's container among those of its pod.
const container = "generator"

// job is the Job of a run.
type job struct {
	name, namespace string
	node            *yaml.Node
}

// job makes the Job of a run from the base or an overlay.
func (e *Engine) job(ctx context.Context, j engine.Job) (*job, error) {
	text, from := manifests.GeneratorJob, "the Job of the generators"
	if e.Overlay != "" {
		ctx, cancel := context.WithTimeout(ctx, callTimeout)
		defer cancel()
		var err error
		if text, err = kubectl(ctx, nil, "kustomize", e.Overlay); err != nil {
			return nil, fmt.Errorf("-overlay %s: %w", e.Overlay, err)
		}
		from = "-overlay " + e.Overlay
	}
	node, err := parseJob(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", from, err)
	}
	made := &job{name: objectName(j.Run), node: node}
	if ns := find(node, "metadata", "namespace"); ns != nil {
		made.namespace = ns.Value
	}
	if err := made.fill(e.Image, j); err != nil {
		return nil, fmt.Errorf("%s: %w", from, err)
	}
	return made, nil
}

// parseJob reads a file with one object, a Job with a container for the generator.
func parseJob(text []byte) (*yaml.Node, error) {
	var document, more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&document); err != nil {
		return nil, fmt.Errorf("want a Job: %w", err)
	}
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, errors.New("want one object, the Job; found more: apply the others by yourself")
	}
	job := document.Content[0]
	if kind := find(job, "kind"); kind == nil || kind.Value != "Job" {
		return nil, errors.New("want an object of the kind Job")
	}
	if generator(job) == nil {
		return nil, fmt.Errorf("want a container named %s among those of its pods", container)
	}
	return job, nil
}

// fill sets what belongs to a run.
func (m *job) fill(image string, j engine.Job) error {
	seconds := int(math.Ceil(max(j.TimeLimit, time.Second).Seconds()))
	put(m.node, m.name, "metadata", "name")
	for key, value := range labels(m.name) {
		put(m.node, value, "metadata", "labels", key)
		put(m.node, value, "spec", "template", "metadata", "labels", key)
	}
	// A label's value is shorter than some runs' ids.
	put(m.node, j.Run, "metadata", "annotations", "quintet/run")
	put(m.node, j.Generators, "spec", "completions")
	put(m.node, j.Generators, "spec", "parallelism")
	put(m.node, seconds, "spec", "activeDeadlineSeconds")
	c := generator(m.node)
	if image != "" {
		put(c, image, "image")
	}
	for _, name := range slices.Sorted(maps.Keys(j.Environment)) {
		// In a value, $(NAME) would mean another variable.
		setVariable(c, name, strings.ReplaceAll(j.Environment[name], "$(", "$$("))
	}
	if len(j.Secrets) > 0 {
		var reference yaml.Node
		if err := reference.Encode(map[string]any{"secretRef": map[string]any{"name": m.name}}); err != nil {
			return err
		}
		from := list(c, "envFrom")
		from.Content = append(from.Content, &reference)
	}
	return nil
}

// labels are those that every object of a run has.
func labels(name string) map[string]string {
	return map[string]string{"app.kubernetes.io/name": "quintet-generator", "app.kubernetes.io/part-of": "quintet", "app.kubernetes.io/instance": name}
}

// yaml is the Job as a file.
func (m *job) yaml() ([]byte, error) {
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	err := errors.Join(encoder.Encode(m.node), encoder.Close())
	return text.Bytes(), err
}

// print is the Job with a comment on the Secret that it needs.
func (m *job) print(secrets map[string]string) ([]byte, error) {
	text, err := m.yaml()
	if err != nil || len(secrets) == 0 {
		return text, err
	}
	head := fmt.Sprintf("# The Job needs a Secret with %s, made from a file with a line NAME=value for each:\n#   kubectl create secret generic %s --from-env-file=FILE\n",
		strings.Join(slices.Sorted(maps.Keys(secrets)), ", "), m.name)
	return append([]byte(head), text...), nil
}

// objectName is the name of a run's objects: a DNS label that has room for the index of a pod after it.
func objectName(run string) string {
	const prefix, most = "quintet-", 56
	name := prefix + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '-'
	}, run)
	if len(name) <= most && name == prefix+run && !strings.HasSuffix(name, "-") {
		return name
	}
	// What was lost of the id must still tell two runs apart.
	sum := sha256.Sum256([]byte(run))
	mark := "-" + hex.EncodeToString(sum[:4])
	return strings.TrimRight(name[:min(len(name), most-len(mark))], "-") + mark
}
