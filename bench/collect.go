package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"quintet/bench/distributed"
	"quintet/bench/distributed/bucket"
	"quintet/bench/distributed/collect"
	"quintet/bench/report"
)

const collectHelp = `bench collect [-o DIR] s3://BUCKET/PREFIX/RUN-ID

Makes the folder of a run of several generators from what was uploaded to its bucket, and its report: at any time, also of a run that broke
off, whose coordinator died, or of which generators are missing (it is INVALID then, and names them). The objects stay. AWS_ENDPOINT_URL,
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY say where the bucket is. Exit codes as those of bench run.`

func collectCommand(ctx context.Context, t terminal, args []string) error {
	set := flags(t, "collect", collectHelp)
	out := set.String("o", "", "the `folder` to make (default: reports/RUN-ID)")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usageError(fmt.Errorf("collect takes the address of one run, found %d", len(rest)))
	}
	address := strings.TrimSuffix(rest[0], "/")
	cfg, err := bucket.FromEnvironment(address, os.Getenv)
	if err != nil {
		return usageError(err)
	}
	id := path.Base(address)
	if err := distributed.CheckRun(id); err != nil || address == "s3://"+id {
		return usageError(fmt.Errorf("%s: want s3://BUCKET/RUN-ID", address))
	}
	dir := *out
	dir = cmp.Or(dir, filepath.Join("reports", id))
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(dir)), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); errors.Is(err, os.ErrExist) {
		return usageError(fmt.Errorf("%s is there already: remove it, or name another folder with -o", dir))
	} else if err != nil {
		return err
	}
	if err := fetch(ctx, cfg, dir); err != nil {
		return errors.Join(fmt.Errorf("collect %s: %w", address, err), os.RemoveAll(dir))
	}
	return finish(ctx, t, dir, report.Options{}, nil, nil)
}

// fetch makes the folder's content.
func fetch(ctx context.Context, cfg bucket.Config, dir string) error {
	b, err := bucket.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer b.Close()
	return collect.Run(ctx, b, dir)
}
