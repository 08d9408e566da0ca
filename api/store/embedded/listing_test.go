package embedded_test

import (
	"encoding/xml"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"quintet/api/store/embedded"
)

// listed asks for all pages of a listing and returns keys and common prefixes.
func listed(t *testing.T, bucket string, query url.Values) (keys, folders []string) {
	t.Helper()
	query = maps.Clone(query)
	query.Set("list-type", "2")
	for {
		status, text := do(t, http.MethodGet, bucket+"?"+query.Encode(), "", map[string]string{"Authorization": signed})
		var page struct {
			IsTruncated           bool
			NextContinuationToken string
			Contents              []struct{ Key string }
			CommonPrefixes        []struct{ Prefix string }
		}
		if err := xml.Unmarshal([]byte(text), &page); err != nil || status != http.StatusOK {
			t.Fatalf("status %d, %v: %s", status, err, text)
		}
		for _, o := range page.Contents {
			keys = append(keys, o.Key)
		}
		for _, p := range page.CommonPrefixes {
			folders = append(folders, p.Prefix)
		}
		if !page.IsTruncated {
			return keys, folders
		}
		query.Set("continuation-token", page.NextContinuationToken)
	}
}

// Listings are right while objects come and go, in pages of any size, by prefix and by folder.
func TestListing(t *testing.T) {
	const writers, objects = 4, 60
	server := openS3(t, embedded.S3Config{Dir: t.TempDir()})
	openBucket(t, server)
	bucket := "http://" + server.Addr() + "/files"
	send := func(method, key string) {
		if status, text := do(t, method, bucket+"/"+key, "x", map[string]string{"Authorization": signed}); status >= http.StatusMultipleChoices {
			t.Errorf("%s %s: status %d: %s", method, key, status, text)
		}
	}
	send(http.MethodPut, "before")

	var there [writers]map[string]bool
	var wg sync.WaitGroup
	for w := range writers {
		there[w] = map[string]bool{}
		wg.Go(func() {
			r := rand.New(rand.NewPCG(7, uint64(w)))
			for range 4 * objects {
				key := fmt.Sprintf("trial-%d/%d/part%02d", w, r.IntN(3), r.IntN(objects/3))
				if r.IntN(3) == 0 {
					send(http.MethodDelete, key)
					delete(there[w], key)
				} else {
					send(http.MethodPut, key)
					there[w][key] = true
				}
				if keys, _ := listed(t, bucket, url.Values{"prefix": {key}}); slices.Contains(keys, key) != there[w][key] {
					t.Errorf("%s is listed: %v", key, keys)
				}
			}
		})
	}
	wg.Wait()

	all := []string{"before"}
	for w, keys := range there {
		own := slices.Sorted(maps.Keys(keys))
		all = append(all, own...)
		if got, _ := listed(t, bucket, url.Values{"prefix": {fmt.Sprintf("trial-%d/", w)}, "max-keys": {"7"}}); !slices.Equal(got, own) {
			t.Errorf("listed are %v, want %v", got, own)
		}
	}
	if got, _ := listed(t, bucket, url.Values{}); !slices.Equal(got, all) {
		t.Errorf("listed are %v, want %v", got, all)
	}
	for _, size := range []string{"1", "2", "1000"} {
		got, folders := listed(t, bucket, url.Values{"delimiter": {"/"}, "max-keys": {size}})
		if want := []string{"trial-0/", "trial-1/", "trial-2/", "trial-3/"}; !slices.Equal(got, all[:1]) || !slices.Equal(folders, want) {
			t.Errorf("%s a page: listed are %v and %v", size, got, folders)
		}
	}
}

// A listing opens what it lists and nothing else, however much is in the bucket.
func TestListingOpensNothingElse(t *testing.T) {
	dir := t.TempDir()
	server := openS3(t, embedded.S3Config{Dir: dir})
	openBucket(t, server)
	bucket := "http://" + server.Addr() + "/files"
	keys, _ := listed(t, bucket, url.Values{})
	if len(keys) > 0 {
		t.Fatalf("listed are %v", keys)
	}
	do(t, http.MethodPut, bucket+"/old/1", "x", map[string]string{"Authorization": signed})
	for _, path := range left(t, dir) {
		if err := os.Truncate(path, 1); err != nil {
			t.Fatal(err)
		}
	}
	do(t, http.MethodPut, bucket+"/new/1", "x", map[string]string{"Authorization": signed})
	if keys, _ := listed(t, bucket, url.Values{"prefix": {"new/"}}); !slices.Equal(keys, []string{"new/1"}) {
		t.Errorf("listed are %v", keys)
	}
	if status, text := do(t, http.MethodGet, bucket+"?list-type=2", "", map[string]string{"Authorization": signed}); status != http.StatusInternalServerError || !strings.Contains(text, "Error") {
		t.Errorf("status %d: %s", status, text)
	}
}
