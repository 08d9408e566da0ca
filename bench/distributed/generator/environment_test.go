package generator

import (
	"maps"
	"strings"
	"testing"
)

// The index comes from the engine that has a variable for it, and the error names the variable that is missing or wrong.
func TestFromEnvironment(t *testing.T) {
	good := map[string]string{
		"QUINTET_RUN": "20261130-204000-chat-heavy", "QUINTET_BUCKET": "s3://runs/here", "QUINTET_GENERATORS": "4", "QUINTET_INDEX": "3",
		"AWS_ENDPOINT_URL": "http://127.0.0.1:9000", "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "a-secret",
		"QUINTET_KEY": strings.Repeat("0f", 32),
	}
	for name, c := range map[string]struct {
		set               map[string]string
		index, generators int
		wrong             string
	}{
		"Plain":      {nil, 3, 4, ""},
		"Kubernetes": {map[string]string{"JOB_COMPLETION_INDEX": "1"}, 1, 4, ""},
		"Slurm":      {map[string]string{"SLURM_PROCID": "0", "SLURM_NTASKS": "2", "QUINTET_GENERATORS": "", "QUINTET_INDEX": ""}, 0, 2, ""},
		"SlurmArray": {map[string]string{"SLURM_ARRAY_TASK_ID": "2"}, 2, 4, ""},
		"NoRun":      {map[string]string{"QUINTET_RUN": ""}, 0, 0, "QUINTET_RUN is not set"},
		"BadRun":     {map[string]string{"QUINTET_RUN": "../other"}, 0, 0, "QUINTET_RUN: run id"},
		"NoNumber":   {map[string]string{"QUINTET_GENERATORS": ""}, 0, 0, "none of QUINTET_GENERATORS, SLURM_NTASKS is set"},
		"NoIndex":    {map[string]string{"QUINTET_INDEX": ""}, 0, 0, "none of JOB_COMPLETION_INDEX"},
		"TooHigh":    {map[string]string{"QUINTET_INDEX": "4"}, 0, 0, `QUINTET_INDEX is "4", want a number from 0 to 3`},
		"NoBucket":   {map[string]string{"QUINTET_BUCKET": "runs"}, 0, 0, "QUINTET_BUCKET: bucket \"runs\": want s3://BUCKET"},
		"NoKey":      {map[string]string{"AWS_ACCESS_KEY_ID": ""}, 0, 0, "AWS_ACCESS_KEY_ID"},
		"NoRunKey":   {map[string]string{"QUINTET_KEY": ""}, 0, 0, "QUINTET_KEY: want 64 hexadecimal digits"},
		"ShortKey":   {map[string]string{"QUINTET_KEY": "a-secret"}, 0, 0, "QUINTET_KEY: want 64 hexadecimal digits"},
		"BadServer":  {map[string]string{"AWS_ENDPOINT_URL": "http://user:a-secret@host"}, 0, 0, "AWS_ENDPOINT_URL: want http://HOST"},
	} {
		t.Run(name, func(t *testing.T) {
			all := maps.Clone(good)
			maps.Copy(all, c.set)
			e, err := FromEnvironment(func(name string) string { return all[name] })
			if c.wrong == "" {
				if err != nil || e.Index != c.index || e.Generators != c.generators || e.Bucket.URL != "s3://runs/here" {
					t.Errorf("%+v, %v", e, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.wrong) || strings.Contains(err.Error(), "a-secret") || strings.Contains(err.Error(), "\n") {
				t.Errorf("error is %v, want one line with %q", err, c.wrong)
			}
		})
	}
}

// Access to the bucket is not enough to put a stranger under load.
func TestForeignTarget(t *testing.T) {
	for target, owned := range map[string]bool{
		"http://127.0.0.1:3000": true, "http://localhost:3000": true, "http://[::1]:3000": true, "http://127.9.9.9": true, "https://api.Example:443": true,
		"http://example.org": false, "http://10.0.0.1:3000": false, "http://api.example.org": false, "::": false,
	} {
		if err := own(target, []string{"api.example"}); (err == nil) != owned {
			t.Errorf("%s: %v", target, err)
		}
	}
}
