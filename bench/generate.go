package main

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"quintet/bench/distributed/generator"
	"quintet/bench/host"
)

const generateHelp = `bench generate

Sends one generator's part of the load of a run. bench run -generators N has an engine start it, with all that it needs in its environment:
  QUINTET_RUN, QUINTET_BUCKET         the run's id and the s3://BUCKET/PREFIX of its objects
  QUINTET_KEY                         the secret of the run's own processes
  QUINTET_GENERATORS                  how many generators there are; or SLURM_NTASKS
  QUINTET_INDEX                       which one this is, from 0; or JOB_COMPLETION_INDEX, SLURM_PROCID, SLURM_ARRAY_TASK_ID
  AWS_ENDPOINT_URL, AWS_REGION        the server of the bucket
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN

What it plays it learns from the bucket. Exit codes: 0 the run has ended, 2 the environment is wrong, 3 it could not do its part.`

func generateCommand(ctx context.Context, t terminal, args []string) error {
	rest, err := parse(flags(t, "generate", generateHelp), args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usageError(fmt.Errorf("generate takes no arguments, found %d", len(rest)))
	}
	e, err := generator.FromEnvironment(os.Getenv)
	if err != nil {
		return usageError(err)
	}
	g := generator.Generator{Environment: e, Build: host.Build(), Cores: runtime.NumCPU()}
	return g.Run(ctx)
}
