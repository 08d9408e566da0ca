package link

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"quintet/bench/stack"
)

// Program is the name of the hidden subcommand that is the links' process.
const Program = "links"

// The variables that configure it: the token that commands must carry, and the links as JSON, addresses by name.
const (
	tokenVariable = "LINKS_TOKEN"
	linksVariable = "LINKS"
)

// command is the body of a command.
type command struct {
	// End has the disturbance of this kind end; otherwise it begins.
	End bool
	stack.Disturbance
}

// maxCommand bounds a command's body.
const maxCommand = 4 << 10

// Serve serves the links that the environment names until ctx ends. It says "listening HOST:PORT" of its commands on stdout.
func Serve(ctx context.Context, stdout io.Writer) error {
	var upstreams map[string]string
	if err := json.Unmarshal([]byte(os.Getenv(linksVariable)), &upstreams); err != nil {
		return fmt.Errorf("read the links from $%s: %w", linksVariable, err)
	}
	silent := zerolog.Nop()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), silent)
	proxies := map[string]*proxy{}
	defer func() {
		for _, p := range proxies {
			p.tox.Stop()
		}
	}()
	for name, upstream := range upstreams {
		p := &proxy{tox: toxiproxy.NewProxy(server, name, "127.0.0.1:0", upstream)}
		if err := p.tox.Start(); err != nil {
			return fmt.Errorf("start the link of %s: %w", name, err)
		}
		proxies[name] = p
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for commands: %w", err)
	}
	commands := &http.Server{Handler: handler(proxies, os.Getenv(tokenVariable)), ReadTimeout: commandTime, WriteTimeout: commandTime}
	ended := make(chan error, 1)
	go func() { ended <- commands.Serve(l) }()
	fmt.Fprintf(stdout, "listening %s\n", l.Addr())
	select {
	case <-ctx.Done():
		err = commands.Close()
		<-ended
		return err
	case err := <-ended:
		return fmt.Errorf("serve commands: %w", err)
	}
}

// commandTime bounds a command: toxiproxy waits up to 5 s for a connection that takes no data.
const commandTime = 20 * time.Second

// handler answers GET /links with the addresses of the links, by name, and POST /links/NAME, a command.
func handler(proxies map[string]*proxy, token string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /links", func(w http.ResponseWriter, _ *http.Request) {
		addresses := map[string]string{}
		for name, p := range proxies {
			addresses[name] = p.tox.Listen
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(addresses)
	})
	mux.HandleFunc("POST /links/{name}", func(w http.ResponseWriter, r *http.Request) {
		p, ok := proxies[r.PathValue("name")]
		if !ok {
			http.Error(w, "there is no such link", http.StatusNotFound)
			return
		}
		var c command
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxCommand)).Decode(&c)
		if err == nil {
			err = p.do(r.Context(), c)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+token)) != 1 || token == "" {
			http.Error(w, "wrong token", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// errUnknown is what a command is refused with whose kind no link knows.
var errUnknown = errors.New("unknown kind of disturbance")
