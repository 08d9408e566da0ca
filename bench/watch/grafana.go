package watch

import (
	"os"
	"time"

	"quintet/bench/dashboard"
	"quintet/bench/expose"
	"quintet/bench/runner"
	"quintet/bench/scenario"
)

// Grafana is where runs are annotated and dashboards show them. The zero Grafana is none.
type Grafana struct{ URL, Token string }

// GrafanaFromEnvironment is the Grafana at $GRAFANA_URL with $GRAFANA_TOKEN.
func GrafanaFromEnvironment() Grafana {
	return Grafana{URL: os.Getenv("GRAFANA_URL"), Token: os.Getenv("GRAFANA_TOKEN")}
}

// RunURL is where a run is shown from one instant to another; "" without a Grafana.
func (g Grafana) RunURL(run string, from, to time.Time) (string, error) {
	if g.URL == "" {
		return "", nil
	}
	return dashboard.RunURL(g.URL, run, from, to)
}

// annotate has the run annotated, if there is a token for it.
func (s *Session) annotate(r *runner.Runner, sc scenario.Scenario) error {
	g := s.cfg.Grafana
	if _, err := g.RunURL(r.RunID, time.Now(), time.Now()); err != nil || g.Token == "" {
		return err
	}
	var err error
	s.annotations, err = expose.NewAnnotations(expose.AnnotationsConfig{
		URL: g.URL, Token: g.Token, Run: r.RunID, Scenario: sc.Name, Stack: r.StackName, Warn: s.sayLater,
	})
	if err != nil {
		return err
	}
	r.Taps = append(r.Taps, s.annotations)
	return nil
}

// endAnnotations ends the annotations, the last of which names the outcome. Idempotent.
func (s *Session) endAnnotations(outcome string) {
	if s.annotations == nil || s.ended {
		return
	}
	s.ended = true
	s.annotations.Close(outcome)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.untold != nil {
		s.cfg.Say("warning: " + s.untold.Error())
	}
}

func (s *Session) sayLater(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.untold = err
}
