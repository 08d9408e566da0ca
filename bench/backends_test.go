package main

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quintet/api/server"
)

// spelled are the files that may spell a backend's name in code though they are neither in its package nor the table, and why.
var spelled = map[string]string{
	"api/server/backends.go":               "the table itself",
	"api/store/embedded/*":                 "the home of the embedded servers, which are reached through the drivers of Redis and MinIO",
	"bench/distributed/bucket/*":           "the bucket of generators, whose client is that of MinIO's makers",
	"bench/samples/samplestest/*":          "the manifest that tests begin with, as a run on the embedded stack has it",
	"bench/stack/native/server.go":         "the table of servers that the native stack starts",
	"bench/stack/native/cassandra.go":      "how the native stack starts that server",
	"bench/stack/native/cassandra_ring.go": "how it forms a cluster",
	"bench/stack/native/minio.go":          "how the native stack starts that server and versitygw",
	"bench/stack/native/neo4j.go":          "how the native stack starts Neo4j",
	"bench/stack/native/postgres.go":       "how the native stack starts PostgreSQL",
	"bench/stack/native/redis.go":          "how the native stack starts Redis",
}

// TestBackendNames: a backend is one folder and one row. Outside of these, no file of the program spells its name, in whatever case, in
// an identifier, an import or a text; comments may.
func TestBackendNames(t *testing.T) {
	homes := map[string][]string{"miniredis": {"api/store/embedded/"}, "gofakes3": {"api/store/embedded/"}}
	backends, used := server.Backends(), map[string]bool{}
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (strings.HasPrefix(e.Name(), ".") && e.Name() != ".." || e.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(path, "../"))
		for _, w := range wordsOf(name, source) {
			for _, b := range backends {
				home := append(homes[b.Name], "api/store/"+b.Name+"/")
				if !strings.Contains(strings.ToLower(w.text), b.Name) || slices.ContainsFunc(home, func(h string) bool { return strings.HasPrefix(name, h) }) {
					continue
				}
				if why := exception(name); why != "" {
					used[why] = true
					continue
				}
				t.Errorf("%s:%d: spells %s: %s", name, w.line, b.Name, w.text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pattern, why := range spelled {
		if !used[why] {
			t.Errorf("%s spells no backend's name any more: take it off the list", pattern)
		}
	}
}

func exception(name string) string {
	for pattern, why := range spelled {
		if ok, _ := filepath.Match(pattern, name); ok {
			return why
		}
	}
	return ""
}

type sourceWord struct {
	text string
	line int
}

// wordsOf are the identifiers and literals of a file.
func wordsOf(name string, source []byte) []sourceWord {
	files := token.NewFileSet()
	file := files.AddFile(name, -1, len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, 0)
	var list []sourceWord
	for {
		pos, tok, text := s.Scan()
		switch tok {
		case token.EOF:
			return list
		case token.IDENT, token.STRING, token.CHAR:
			list = append(list, sourceWord{text, file.Line(pos)})
		}
	}
}
