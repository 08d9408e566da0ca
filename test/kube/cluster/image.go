package cluster

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"runtime"
)

// Image is a container image that is made of files, without any registry.
type Image struct {
	// Name is what manifests call it.
	Name string
	// Entrypoint is a path, empty for none; User is a number, or two with a colon between them, empty for root.
	Entrypoint, User string
	Files            []File
}

// File is a file of an image, at a path below its root.
type File struct {
	Path    string
	Mode    int64
	Content []byte
}

// Write writes the image to a file, in the form of "docker save".
func (i Image) Write(path string) error {
	layer, err := archive(i.Files...)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(layer)
	settings := map[string]any{"User": i.User}
	if i.Entrypoint != "" {
		settings["Entrypoint"] = []string{i.Entrypoint}
	}
	config, err := json.Marshal(map[string]any{
		"architecture": runtime.GOARCH, "os": "linux", "config": settings,
		"rootfs": map[string]any{"type": "layers", "diff_ids": []string{"sha256:" + hex.EncodeToString(sum[:])}},
	})
	if err != nil {
		return err
	}
	manifest, err := json.Marshal([]map[string]any{{"Config": "config.json", "RepoTags": []string{i.Name}, "Layers": []string{"layer.tar"}}})
	if err != nil {
		return err
	}
	image, err := archive(File{"manifest.json", 0o644, manifest}, File{"config.json", 0o644, config}, File{"layer.tar", 0o644, layer})
	if err != nil {
		return err
	}
	return os.WriteFile(path, image, 0o644)
}

func archive(files ...File) ([]byte, error) {
	var text bytes.Buffer
	w := tar.NewWriter(&text)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f.Path, Mode: f.Mode, Size: int64(len(f.Content)), Typeflag: tar.TypeReg}); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.Content); err != nil {
			return nil, err
		}
	}
	return text.Bytes(), w.Close()
}

// Import gives the node an image that Write has written.
func (c *Cluster) Import(ctx context.Context, file string) error {
	return c.ctr(ctx, "--namespace=k8s.io", "images", "import", file)
}
