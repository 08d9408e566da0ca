package collect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"quintet/bench/distributed"
	"quintet/bench/distributed/bucket"
	"quintet/bench/samples"
)

// The files of a trial's record that the coordinator writes to the bucket as they are in its folder.
const (
	manifestFile = "manifest.json"
	pointsFile   = "points.bin"
	eventsFile   = "events.jsonl"
)

// maxRecord is more than any of them has.
const maxRecord = 1 << 30

// Upload writes the coordinator's part of a trial's record to the bucket: the manifest alone while the trial runs, all of it at the end.
func Upload(ctx context.Context, b *bucket.Bucket, trial distributed.Round, dir string, ended bool) error {
	files := []string{pointsFile, eventsFile, manifestFile} // the manifest last: it says that the others are there
	if !ended {
		files = files[2:]
	}
	for _, name := range files {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return fmt.Errorf("upload the record: %w", err)
		}
		if err := b.Put(ctx, trial.Record(name), content); err != nil {
			return err
		}
	}
	return nil
}

// Run makes the folder of a run from its objects, with a folder for each trial. A trial whose coordinator has not told its end is merged from
// what there is, and stays one that was cut off.
func Run(ctx context.Context, b *bucket.Bucket, dir string) error {
	folders, err := b.Folders(ctx, distributed.TrialPrefix)
	if err != nil {
		return err
	}
	made := 0
	for _, folder := range folders {
		number, err := strconv.Atoi(strings.TrimPrefix(folder, distributed.TrialPrefix))
		if err != nil {
			continue
		}
		there, err := trial(ctx, b, distributed.Round(number), filepath.Join(dir, folder))
		if err != nil {
			return fmt.Errorf("collect %s: %w", folder, err)
		}
		if there {
			made++
		}
	}
	if made == 0 {
		return errors.New("there is no trial that has begun")
	}
	return nil
}

// trial makes the folder of one trial; false when it had not begun.
func trial(ctx context.Context, b *bucket.Bucket, number distributed.Round, dir string) (bool, error) {
	text, err := b.Get(ctx, number.Record(manifestFile), maxRecord)
	switch {
	case errors.Is(err, bucket.ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	}
	m, err := samples.DecodeManifest(text)
	if err != nil {
		return false, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return false, err
	}
	if len(m.Files) > 0 {
		return true, whole(ctx, b, number, dir, &m, text)
	}
	w, err := samples.Create(dir, m)
	if err != nil {
		return false, err
	}
	list, err := Round{Bucket: b, Trial: number, Record: w, Generators: len(m.Generators)}.Merge(ctx)
	if err == nil {
		err = w.Manifest(func(m *samples.Manifest) { m.Generators = list })
	}
	return true, errors.Join(err, w.Close())
}

// whole writes a record that the coordinator has ended: its files as they are, and the hits of the generators.
func whole(ctx context.Context, b *bucket.Bucket, number distributed.Round, dir string, m *samples.Manifest, manifest []byte) error {
	for _, name := range []string{pointsFile, eventsFile} {
		content, err := b.Get(ctx, number.Record(name), maxRecord)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
	}
	r := Round{Bucket: b, Trial: number, Generators: len(m.Generators)}
	for of, write := range map[distributed.File]func(dir string, index int, from io.Reader) error{
		distributed.HitsFile: samples.WriteHits, distributed.WritesFile: samples.WriteWrites,
	} {
		parts, err := r.parts(ctx, of)
		if err != nil {
			return err
		}
		for i, names := range parts {
			if err := write(dir, i, &concatenated{ctx: ctx, bucket: b, parts: names}); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(filepath.Join(dir, manifestFile), manifest, 0o600)
}
