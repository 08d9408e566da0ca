package main

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/x509"
	"debug/elf"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// contents are the files of an image, by name, and their headers.
func contents(t *testing.T, image v1.Image) (map[string]*tar.Header, map[string][]byte) {
	t.Helper()
	layers, err := image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	headers, texts := map[string]*tar.Header{}, map[string][]byte{}
	for _, l := range layers {
		r, err := l.Uncompressed()
		if err != nil {
			t.Fatal(err)
		}
		for files := tar.NewReader(r); ; {
			h, err := files.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(files)
			if err != nil {
				t.Fatal(err)
			}
			headers[h.Name], texts[h.Name] = h, text
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return headers, texts
}

// TestImages builds both images from the project twice: they are the same to the last byte, run one static program without rights, and have
// nothing else but certificates and empty folders.
func TestImages(t *testing.T) {
	var said bytes.Buffer
	dirs := []string{t.TempDir(), t.TempDir()}
	for _, dir := range dirs {
		if err := run(t.Context(), []string{"-out", dir}, &said, &said); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range programs() {
		t.Run(p.name, func(t *testing.T) {
			file := "quintet-" + p.name + ".tar"
			var texts [][]byte
			for _, dir := range dirs {
				text, err := os.ReadFile(filepath.Join(dir, file))
				if err != nil {
					t.Fatal(err)
				}
				texts = append(texts, text)
			}
			if !bytes.Equal(texts[0], texts[1]) {
				t.Error("two builds of one commit differ")
			}
			tag, err := name.NewTag("quintet-" + p.name + ":local")
			if err != nil {
				t.Fatal(err)
			}
			image, err := tarball.ImageFromPath(filepath.Join(dirs[0], file), &tag)
			if err != nil {
				t.Fatal(err)
			}
			digest, err := image.Digest()
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(said.String(), "quintet-"+p.name+":local "+digest.String()); n != 2 {
				t.Errorf("the digest %s was printed %d times:\n%s", digest, n, &said)
			}
			config, err := image.ConfigFile()
			if err != nil {
				t.Fatal(err)
			}
			if config.Config.User != "65532:65532" || !slices.Equal(config.Config.Entrypoint, []string{"/" + p.name}) || !config.Created.IsZero() {
				t.Errorf("configuration %+v", config)
			}
			headers, files := contents(t, image)
			static(t, files[p.name])
			roots := x509.NewCertPool()
			if !roots.AppendCertsFromPEM(files["etc/ssl/certs/ca-certificates.crt"]) {
				t.Error("there are no certificates")
			}
			if n := bytes.Count(files["etc/ssl/certs/ca-certificates.crt"], []byte("BEGIN CERTIFICATE")); n < 100 {
				t.Errorf("%d certificates", n)
			}
			for path, h := range headers {
				switch regular := h.Typeflag == tar.TypeReg; {
				case regular && path != p.name && path != "etc/ssl/certs/ca-certificates.crt":
					t.Errorf("there is a file %s", path)
				case h.ModTime.Unix() > 0:
					t.Errorf("%s is of %s", path, h.ModTime)
				case h.Uid != 0 && path != "home/nonroot/":
					t.Errorf("%s belongs to %d", path, h.Uid)
				}
			}
		})
	}
}

// static checks that a program needs no loader.
func static(t *testing.T, program []byte) {
	t.Helper()
	f, err := elf.NewFile(bytes.NewReader(program))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Error("the program is linked dynamically")
		}
	}
}

// TestPush pushes an image to a real registry and pulls it again.
func TestPush(t *testing.T) {
	server := httptest.NewServer(registry.New())
	defer server.Close()
	image, err := programs()[0].image([]byte("program"), "arm64")
	if err != nil {
		t.Fatal(err)
	}
	reference := strings.TrimPrefix(server.URL, "http://") + "/team/quintet-bench:7"
	var said bytes.Buffer
	if err := push(t.Context(), reference, image, &said); err != nil {
		t.Fatal(err)
	}
	tag, err := name.NewTag(reference)
	if err != nil {
		t.Fatal(err)
	}
	pulled, err := remote.Image(tag)
	if err != nil {
		t.Fatal(err)
	}
	want, err := image.Digest()
	if err != nil {
		t.Fatal(err)
	}
	if found, err := pulled.Digest(); err != nil || found != want || !strings.Contains(said.String(), want.String()) {
		t.Errorf("pushed %s, pulled %s (%v), said %s", want, found, err, &said)
	}
	if config, err := pulled.ConfigFile(); err != nil || config.Architecture != "arm64" {
		t.Errorf("%v, architecture of %+v", err, config)
	}
	if _, files := contents(t, pulled); string(files["bench"]) != "program" {
		t.Errorf("the program is %q", files["bench"])
	}
	server.Close()
	if err := push(t.Context(), reference, image, &said); err == nil || !strings.HasPrefix(err.Error(), "push "+reference+": ") {
		t.Errorf("error %v", err)
	}
}

func TestRefused(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"Program": {[]string{"benhc"}, `found "benhc", want bench or api`},
		"Build":   {[]string{"-root", t.TempDir(), "bench"}, "bench: go build: exit status 1: "},
		"Tag":     {[]string{"-root", "testdata/project", "-tag", "a b", "bench"}, "bench: "},
	} {
		t.Run(name, func(t *testing.T) {
			err := run(context.Background(), append([]string{"-out", t.TempDir()}, test.args...), io.Discard, io.Discard)
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
}
