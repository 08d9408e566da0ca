package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quintet/bench/draft"
	"quintet/bench/workload"
)

const initHelp = `bench init [-name NAME] -openapi FILE|URL > NAME.yaml
bench init [-name NAME] -har FILE > NAME.yaml
bench init [-name NAME] -access-log FILE > NAME.yaml

Writes a first scenario for an API of your own on standard output: an operation for each that the document of OpenAPI 3 or Swagger 2.0
describes, with plausible values and checks of status and schema; or what a browser recorded (HAR), or a web server's access log (combined
format), as often as it was asked there. Nothing is sent to the API, and no secret is written: what authenticates becomes a variable of the
environment, such as $TOKEN. Look at the operations, check them with bench validate NAME.yaml, and run them with
  bench run -stack external -target http://127.0.0.1:8080 NAME.yaml
The scenario must have the name of its file: -name, or the file that standard output goes to, or what the source calls itself.`

// maxSource bounds what a scenario is drafted from, in bytes.
const maxSource = 1 << 30

func initCommand(ctx context.Context, t terminal, args []string) error {
	set := flags(t, "init", initHelp)
	name := set.String("name", "", "the scenario's `name`, which must be that of its file")
	openAPI := set.String("openapi", "", "a document of OpenAPI 3 or Swagger 2.0, a `file` or URL")
	har := set.String("har", "", "a recording of a browser, an HTTP archive `file`")
	log := set.String("access-log", "", "a web server's access log of the combined format, a `file`")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	given := 0
	for _, source := range []string{*openAPI, *har, *log} {
		if source != "" {
			given++
		}
	}
	if given != 1 || len(rest) > 0 {
		return usageError(errors.New("init takes one of -openapi, -har and -access-log, and nothing else; see bench init -h"))
	}
	s, err := drafted(ctx, *openAPI, *har, *log)
	if err != nil {
		return usageError(err)
	}
	if *name == "" {
		*name = fileOf(t.stdout)
	}
	if *name != "" {
		s.Name = *name
	}
	var out bytes.Buffer
	if err := s.Write(&out, workload.Operations()); err != nil {
		return err
	}
	_, err = t.stdout.Write(out.Bytes())
	return err
}

// drafted drafts a scenario from the one source that is given.
func drafted(ctx context.Context, openAPI, har, log string) (*draft.Scenario, error) {
	if openAPI != "" {
		text, err := readSource(ctx, openAPI, draft.MaxDocument)
		if err != nil {
			return nil, err
		}
		s, err := draft.OpenAPI(text)
		return s, in(openAPI, err)
	}
	if har != "" {
		text, err := readSource(ctx, har, maxSource)
		if err != nil {
			return nil, err
		}
		s, err := draft.HAR(text)
		return s, in(har, err)
	}
	f, err := os.Open(log)
	if err != nil {
		return nil, fmt.Errorf("read the log: %w", err)
	}
	s, err := draft.AccessLog(f)
	return s, errors.Join(in(log, err), f.Close())
}

// in names the source of a mistake.
func in(source string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	return nil
}

// readSource reads a file, or what an address answers.
func readSource(ctx context.Context, source string, most int64) (text []byte, err error) {
	var from io.ReadCloser
	if strings.HasPrefix(source, "http://") || strings.HasPrefix(source, "https://") {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, source, nil)
		if err != nil {
			return nil, err
		}
		client := &http.Client{Timeout: 30 * time.Second}
		defer client.CloseIdleConnections()
		response, err := client.Do(request)
		if err != nil {
			return nil, err
		}
		if response.StatusCode != http.StatusOK {
			return nil, errors.Join(fmt.Errorf("%s answers with status %d, want 200", source, response.StatusCode), response.Body.Close())
		}
		from = response.Body
	} else if from, err = os.Open(source); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	text, err = io.ReadAll(io.LimitReader(from, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("%s is larger than %d MiB", source, most>>20)
	}
	return text, err
}

// fileOf is the name without extension of the regular file that a stream goes to, "" when it goes to none or it is not known.
func fileOf(w io.Writer) string {
	f, ok := w.(*os.File)
	if !ok {
		return ""
	}
	path, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", f.Fd()))
	if err != nil {
		return ""
	}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}
