package native

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"quintet/api/store/minio"
	"quintet/bench/stack"
)

// The versions of what is built. That of MinIO is the last of its community edition, whose images and binaries are no longer published.
const (
	minioVersion     = "v0.0.0-20260212201848-7aac2a2c5b7c"
	versitygwVersion = "v1.8.0"
)

// minioServer is MinIO on one folder.
func minioServer() server {
	return server{name: "minio", role: "objects", start: startMinio, needs: []part{minioBinary()}, version: constant(minioVersion)}
}

func minioBinary() part { return goBinary("github.com/minio/minio", minioVersion) }

// versitygwServer is the other server of the S3 protocol: versitygw, which keeps objects as plain files.
func versitygwServer() server {
	return server{
		name: "versitygw", role: "objects", start: startVersitygw, needs: []part{versitygwBinary()}, version: constant(versitygwVersion),
	}
}

func versitygwBinary() part {
	return goBinary("github.com/versity/versitygw/cmd/versitygw", versitygwVersion)
}

const bucket = "quintet"

// s3Keys are a user of a server of the S3 protocol.
type s3Keys struct{ user, secret string }

func startMinio(ctx context.Context, s site) (*Instance, error) {
	return startS3(ctx, s, minioBinary(), func(k s3Keys, addr, data string) stack.Command {
		return stack.Command{
			Args: []string{"server", "--quiet", "--address", addr, "--certs-dir", filepath.Join(s.dir, "certs"), data},
			Env: []string{
				"MINIO_ROOT_USER=" + k.user, "MINIO_ROOT_PASSWORD=" + k.secret,
				"MINIO_BROWSER=off", "MINIO_UPDATE=off", "MINIO_PROMETHEUS_AUTH_TYPE=public",
			},
		}
	}, "MinIO "+minioVersion, "/minio/v2/metrics/cluster")
}

func startVersitygw(ctx context.Context, s site) (*Instance, error) {
	return startS3(ctx, s, versitygwBinary(), func(k s3Keys, addr, data string) stack.Command {
		return stack.Command{
			Args: []string{"--quiet", "--port", addr, "posix", data},
			Env:  []string{"ROOT_ACCESS_KEY=" + k.user, "ROOT_SECRET_KEY=" + k.secret},
		}
	}, "versitygw "+versitygwVersion, "")
}

// startS3 starts a server of the S3 protocol. command says its arguments and environment; metrics is the path of its Prometheus
// endpoint, empty when it has none.
func startS3(ctx context.Context, s site, binary part, command func(k s3Keys, addr, data string) stack.Command,
	software, metrics string) (*Instance, error) {
	path, err := binary.find(s.cache)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(s.dir, "data")
	keys := s3Keys{user: "quintet", secret: newPassword()}
	if s.access != nil {
		keys.secret = s.access.Password
	} else if err := errors.Join(os.Mkdir(data, 0o700), s.writeAccess(access{Password: keys.secret})); err != nil {
		return nil, err
	}
	c := command(keys, s.address, data)
	c.Name, c.Path, c.Dir, c.LogDir, c.Env = s.name, path, s.dir, s.logDir, append(environment(s.dir), c.Env...)
	c.StopTimeout = s.patience
	info := stack.Info{Name: s.name, Role: s.role, Software: software, Address: s.address}
	if metrics != "" {
		info.Metrics = "http://" + s.address + metrics
	}
	node, err := startNode(ctx, c, info, func(ctx context.Context, addr string) error {
		return minio.Probe(ctx, addr, keys.user, keys.secret)
	})
	if err != nil {
		return nil, err
	}
	return &Instance{
		Name: s.name, Software: software, Hosts: []string{loopback}, Port: s.port, User: keys.user, Password: keys.secret,
		Database: bucket, Nodes: []*stack.Node{node}, sweeper: s.sweeper,
		Env: map[string]string{
			"STORAGE_ENDPOINT": loopback, "STORAGE_PORT": strconv.Itoa(s.port), "STORAGE_ACCESS_KEY": keys.user, "STORAGE_SECRET_KEY": keys.secret,
			"STORAGE_BUCKET": bucket,
		},
	}, nil
}
