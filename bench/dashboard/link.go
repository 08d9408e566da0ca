package dashboard

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// around is how much is shown before and after a run.
const around = 15 * time.Second

// RunURL is the address of the dashboard BenchmarkRun, showing a run, in the Grafana at an address such as http://127.0.0.1:3001. The
// address must be one that may stand in a report: without a password in it.
func RunURL(grafana, run string, from, to time.Time) (string, error) {
	u, err := url.Parse(grafana)
	// What is wrong with it may hold a password, so it is not repeated.
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", errors.New("link to Grafana: want its address as http://host:port or https://host, with nothing but a path behind")
	}
	u.Path = strings.TrimRight(u.Path, "/") + "/d/" + runUID
	u.RawQuery = url.Values{
		"from": {milliseconds(from.Add(-around))}, "to": {milliseconds(to.Add(around))}, "var-run": {run},
	}.Encode()
	return u.String(), nil
}

func milliseconds(at time.Time) string { return strconv.FormatInt(at.UnixMilli(), 10) }
