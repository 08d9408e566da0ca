package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/display"
	"quintet/bench/live"
	"quintet/bench/runner"
	"quintet/bench/web"
)

// liveOptions say whether and where a run is shown in a browser.
type liveOptions struct {
	on bool
	// address is "host:port", "" for a free port of loopback.
	address string
}

// define adds the flag to a set.
func (o *liveOptions) define(set *flag.FlagSet) {
	set.Var(o, "live", "show the run in a browser, at a free port of loopback, or with -live=`host:port` there")
}

// String implements flag.Value.
func (o *liveOptions) String() string { return o.address }

// IsBoolFlag says that the flag may stand alone.
func (o *liveOptions) IsBoolFlag() bool { return true }

// Set implements flag.Value.
func (o *liveOptions) Set(text string) error {
	*o = liveOptions{}
	if on, err := strconv.ParseBool(text); err == nil {
		o.on = on
		return nil
	}
	if _, _, err := net.SplitHostPort(text); err != nil {
		return fmt.Errorf("found %q, want host:port", text)
	}
	o.on, o.address = true, text
	return nil
}

// livePage is the page of a run while it goes on; nil when none was asked for.
type livePage struct {
	server *web.Server
	live   *live.Live
}

// open serves the page of a run and says where. interrupt ends the run as Ctrl-C does.
func (o *liveOptions) open(ctx context.Context, stderr io.Writer, r *runner.Runner, interrupt func()) (*livePage, error) {
	if !o.on {
		return nil, nil
	}
	p := &livePage{live: live.New(live.Config{Dir: r.Dir, Status: func() string { return r.Redactor.Text(display.Stage(r)) }, Interrupt: interrupt, Backends: server.Telemetry()})}
	var err error
	p.server, err = web.Listen(ctx, web.Config{Addr: o.address, Hosts: store.Values{allowedHosts: os.Getenv(allowedHosts)}.List(allowedHosts)}, p.live)
	if err != nil {
		p.live.Close()
		return nil, usageError(fmt.Errorf("-live: %w", err))
	}
	fmt.Fprintf(stderr, "live page:\n%s\n", p.server.Address())
	if !p.server.Loopback() {
		fmt.Fprintln(stderr, "warning: other machines may reach it, and whoever has this address can end the run")
	}
	return p, nil
}

// Close waits a moment for those who look to have the report, and ends the page.
func (p *livePage) Close() error {
	if p == nil {
		return nil
	}
	p.live.Finish()
	p.live.Close()
	return p.server.Close()
}
