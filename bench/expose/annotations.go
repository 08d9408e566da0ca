package expose

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"quintet/bench/samples"
)

// AnnotationsConfig says which Grafana is told.
type AnnotationsConfig struct {
	// URL is Grafana's, with its path if it has one; Token is that of a service account that may write annotations.
	URL, Token string
	// Run, Scenario and Stack are tags of all annotations.
	Run, Scenario, Stack string
	// Timeout of one request; default 3s.
	Timeout time.Duration
	// Warn is told once when something could not be written.
	Warn func(error)
}

// Annotations writes a run's trials, phases and faults as annotations of Grafana: a tap of the runner. Make it with NewAnnotations.
type Annotations struct {
	cfg      AnnotationsConfig
	endpoint string
	client   *http.Client

	queue   chan annotation
	writing sync.WaitGroup
	warn    sync.Once
	stop    context.CancelFunc

	mu     sync.Mutex
	closed bool
	// trial is the one that runs; began is when the first one did, zero before.
	trial samples.Manifest
	began time.Time
}

// annotation is one of Grafana's, with times in milliseconds.
type annotation struct {
	Time    int64    `json:"time"`
	TimeEnd int64    `json:"timeEnd,omitempty"`
	Tags    []string `json:"tags"`
	Text    string   `json:"text"`
}

const (
	// waiting is how many annotations may wait to be written; those beyond it are lost, with a warning.
	waiting = 256
	// farewell is how long Close waits for those that were not written yet.
	farewell = 5 * time.Second
)

// NewAnnotations begins to write in the background. Close it.
func NewAnnotations(cfg AnnotationsConfig) (*Annotations, error) {
	u, err := url.Parse(cfg.URL)
	// The URL may hold a password, so it is not repeated.
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("annotate in Grafana: want its address as http://host:port or https://host, with nothing but a path behind")
	}
	if cfg.Token == "" {
		return nil, errors.New("annotate in Grafana: a token is needed, that of a service account that may write annotations")
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 3 * time.Second
	}
	if cfg.Warn == nil {
		cfg.Warn = func(error) {}
	}
	ctx, stop := context.WithCancel(context.Background())
	a := &Annotations{
		cfg: cfg, endpoint: strings.TrimRight(u.String(), "/") + "/api/annotations", queue: make(chan annotation, waiting), stop: stop,
		client: &http.Client{
			Timeout: cfg.Timeout,
			// The token is for this Grafana, not for a host that it redirects to.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	a.writing.Go(func() {
		for n := range a.queue {
			if err := a.write(ctx, n); err != nil {
				a.failed(err)
			}
		}
	})
	return a, nil
}

// Trial says that the load of a trial begins.
func (a *Annotations) Trial(m samples.Manifest) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.trial = m
	if a.began.IsZero() {
		a.began = m.Began
	}
	text := fmt.Sprintf("Trial %d of %s on %s begins", m.Trial, m.Scenario, m.Stack)
	if c := configuration(m.Configuration); c != "" {
		text += ": " + c
	}
	a.add(m.Began, time.Time{}, "trial", text)
}

// Phases changes those of the trial.
func (a *Annotations) Phases(phases []samples.Phase) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.trial.Phases = phases
}

// Hit is not annotated.
func (a *Annotations) Hit(*samples.Hit) {}

// Event annotates phases, each with the time that it is planned to take, and faults and what else happened to the stack.
func (a *Annotations) Event(e samples.Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.trial.Began.Add(e.At)
	switch e.Kind {
	case samples.PhaseBegan:
		for _, p := range a.trial.Phases {
			if p.Name == e.Name && p.Start == e.At {
				a.add(at, a.trial.Began.Add(p.End), "phase", "Phase "+sentence(e))
				return
			}
		}
		a.add(at, time.Time{}, "phase", "Phase "+sentence(e))
	case samples.FaultInjected:
		a.add(at, time.Time{}, "fault", "Fault "+sentence(e))
	case samples.FaultHealed:
		a.add(at, time.Time{}, "fault", "Fault over: "+sentence(e))
	case samples.FaultServing:
		a.add(at, time.Time{}, "fault", "Serving again after "+e.Name)
	case samples.FaultFailed:
		a.add(at, time.Time{}, "fault", "Fault failed: "+sentence(e))
	case samples.ServiceStarted, samples.ServiceExited:
		a.add(at, time.Time{}, "service", sentence(e))
	case samples.Interrupted, samples.Aborted:
		a.add(at, time.Time{}, "trial", "The load ended early: "+e.Detail)
	}
}

func sentence(e samples.Event) string {
	if e.Detail == "" {
		return e.Name
	}
	return e.Name + ": " + e.Detail
}

// add puts an annotation behind those that wait. a.mu is held.
func (a *Annotations) add(from, to time.Time, kind, text string) {
	if a.closed {
		return
	}
	n := annotation{
		Time: from.UnixMilli(), Text: text,
		Tags: []string{"quintet", kind, "run:" + a.cfg.Run, "scenario:" + a.cfg.Scenario, "stack:" + a.cfg.Stack},
	}
	if a.trial.Trial > 0 {
		n.Tags = append(n.Tags, "trial:"+strconv.Itoa(a.trial.Trial))
	}
	if !to.IsZero() {
		n.TimeEnd = to.UnixMilli()
	}
	select {
	case a.queue <- n:
	default:
		a.failed(errors.New("too many wait to be written"))
	}
}

func (a *Annotations) failed(err error) {
	a.warn.Do(func() { a.cfg.Warn(fmt.Errorf("annotate in Grafana: %w; further failures are not told", err)) })
}

// write writes one.
func (a *Annotations) write(ctx context.Context, n annotation) error {
	body, err := json.Marshal(n)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, a.endpoint, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+a.cfg.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := a.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("it answered %s", response.Status)
	}
	// Read to its end, so that the connection is used again.
	_, err = io.CopyN(io.Discard, response.Body, 64<<10)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return err
}

// Close annotates the run as a whole, with how it ended, and returns when all is written, or could not be within some seconds.
func (a *Annotations) Close(ended string) {
	a.mu.Lock()
	if !a.began.IsZero() {
		a.trial.Trial = 0 // it is of none
		a.add(a.began, time.Now(), "run", fmt.Sprintf("Run %s: %s", a.cfg.Run, ended))
	}
	if !a.closed {
		a.closed = true
		close(a.queue)
	}
	a.mu.Unlock()
	late := time.AfterFunc(farewell, a.stop)
	defer late.Stop()
	a.writing.Wait()
	a.stop()
	a.client.CloseIdleConnections()
}
