package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/johannesboyne/gofakes3"
)

// S3Config says where to serve S3 and where to keep it.
type S3Config struct {
	// Addr is "host:port"; "127.0.0.1:0", the default, picks a free port.
	Addr string
	// Dir is the folder that holds the objects; it is made when absent. One process serves one Dir.
	Dir string
	// AccessKey is what requests must be signed with; SecretKey is for symmetry with real servers: signatures are not verified.
	AccessKey, SecretKey string
	// MaxBytes bounds the size of an object; 0 means 32 MiB.
	MaxBytes int64
	// MaxUploads bounds the uploads that are written at once, others wait; 0 means 64.
	MaxUploads int
	// Log gets what the server has to say; nil discards it.
	Log *slog.Logger
}

// S3AccessKey and S3SecretKey are what the embedded server of a deployment is given and its clients sign with. They are no
// secrets: the server is on loopback and verifies no signature; they keep its clients to the protocol.
const (
	S3AccessKey = "quintet"
	S3SecretKey = "quintet-embedded"
)

// S3 is a running S3 server. Make it with OpenS3.
type S3 struct {
	listener net.Listener
	stop     func() error
}

// shutdownGrace is how long Close lets requests in flight finish.
const shutdownGrace = 2 * time.Second

// OpenS3 serves S3. The context bounds only the opening.
func OpenS3(ctx context.Context, cfg S3Config) (*S3, error) {
	cfg.Addr = cmp.Or(cfg.Addr, "127.0.0.1:0")
	cfg.MaxBytes = cmp.Or(cfg.MaxBytes, 32<<20)
	cfg.MaxUploads = cmp.Or(cfg.MaxUploads, 64)
	cfg.Log = cmp.Or(cfg.Log, slog.New(slog.DiscardHandler))
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("open embedded s3: %w", err)
	}
	disk, err := openDisk(cfg.Dir, cfg.MaxBytes)
	if err != nil {
		return nil, fmt.Errorf("open embedded s3: %w", err)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("open embedded s3: %w", err)
	}
	fake := gofakes3.New(disk,
		gofakes3.WithLogger(gofakes3.DiscardLog()),
		// Presigned URLs and slow clocks: expiry is checked by the gate.
		gofakes3.WithTimeSkewLimit(0),
		gofakes3.WithoutVersioning(),
	)
	server := &http.Server{
		Handler:           newGate(cfg, withOneHead(fake.Server(), cfg.Log), disk.uploaded),
		ErrorLog:          slog.NewLogLogger(cfg.Log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       5 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	var serving sync.WaitGroup
	var served error
	serving.Go(func() { served = server.Serve(listener) })

	s := &S3{listener: listener}
	s.stop = sync.OnceValue(func() error {
		// Requests in flight get a moment, then their connections are cut.
		ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
		defer cancel()
		err := server.Shutdown(ctx)
		if err != nil {
			err = server.Close()
		}
		serving.Wait()
		if !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	})
	return s, nil
}

// Addr is where it listens, "host:port".
func (s *S3) Addr() string { return s.listener.Addr().String() }

// Close ends the server: requests in flight get 2s to finish. The objects stay on disk. Idempotent.
func (s *S3) Close() error { return s.stop() }
