package main

import (
	"archive/tar"
	"bytes"
	"encoding/pem"
	"fmt"
	"io"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// user runs the program: the number of the user nobody in Debian's distroless images, which the Dockerfile uses.
const user = 65532

// program is a program of the project and what its image says of it.
type program struct {
	// name is also that of its package below the project's folder.
	name string
	// home is a folder of the user's own, where the program starts; empty is /.
	home string
	env  []string
	port string
}

// programs is the table of images. The API's is what the Dockerfile makes.
func programs() []program {
	return []program{
		{name: "bench"},
		{name: "api", home: "/home/nonroot", env: []string{"LISTEN_HOST=0.0.0.0"}, port: "3000/tcp"},
	}
}

// image makes the image of a program that was built.
func (p program) image(content []byte, arch string) (v1.Image, error) {
	image := empty.Image
	for _, files := range [][]file{base(p.home), {{name: p.name, mode: 0o755, content: content}}} {
		layer, err := layer(files)
		if err != nil {
			return nil, err
		}
		if image, err = mutate.AppendLayers(image, layer); err != nil {
			return nil, err
		}
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture = "linux", arch
	config.Config = v1.Config{
		User: fmt.Sprintf("%d:%d", user, user), Entrypoint: []string{"/" + p.name}, WorkingDir: p.home, Env: p.env,
		Labels: map[string]string{"org.opencontainers.image.title": "quintet-" + p.name, "org.opencontainers.image.licenses": "Apache-2.0"},
	}
	if p.port != "" {
		config.Config.ExposedPorts = map[string]struct{}{p.port: {}}
	}
	return mutate.ConfigFile(image, config)
}

// file is a file of an image; one without a name's end, "x/", is a folder.
type file struct {
	name    string
	mode    int64
	owner   int
	content []byte
}

// base is what a program needs beside itself: certificates, to reach a bucket or a target over TLS, and a folder for temporary files.
func base(home string) []file {
	files := []file{
		{name: "etc/", mode: 0o755}, {name: "etc/ssl/", mode: 0o755}, {name: "etc/ssl/certs/", mode: 0o755},
		{name: "etc/ssl/certs/ca-certificates.crt", mode: 0o644, content: certificates()},
		{name: "tmp/", mode: 0o1777},
	}
	if home != "" {
		files = append(files, file{name: "home/", mode: 0o755}, file{name: home[1:] + "/", mode: 0o755, owner: user})
	}
	return files
}

// certificates are those of the authorities that browsers trust. One that is trusted for some names only cannot be told to be so in a file,
// and is left out.
func certificates() []byte {
	var text bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			// Writing to memory does not fail.
			_ = pem.Encode(&text, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate})
		}
	}
	return text.Bytes()
}

// layer is a layer with some files. They have no date.
func layer(files []file) (v1.Layer, error) {
	var text bytes.Buffer
	w := tar.NewWriter(&text)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Mode: f.mode, Uid: f.owner, Gid: f.owner, Size: int64(len(f.content)), Typeflag: tar.TypeReg}
		if f.name[len(f.name)-1] == '/' {
			h.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.content); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text.Bytes())), nil })
}
