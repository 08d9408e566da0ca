package embedded_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"quintet/api/store/embedded"
)

// TestFramedBodies checks that the lengths and signatures between the chunks of a signed stream do not reach an object, whole or in parts.
func TestFramedBodies(t *testing.T) {
	const (
		content = "hello, world"
		etag    = "e4d7f1b4ed2e42d15898f4b27b019da4"
		line    = ";chunk-signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n"
		chunks  = "7" + line + "hello, \r\n5" + line + "world\r\n0" + line
		trailer = "x-amz-checksum-crc32c:AAAAAA==\r\nx-amz-trailer-signature:67ab\r\n\r\n"
	)
	server := openS3(t, embedded.S3Config{Dir: t.TempDir()})
	openBucket(t, server)
	plain := map[string]string{"Authorization": signed}
	for kind, body := range map[string]string{
		"STREAMING-AWS4-HMAC-SHA256-PAYLOAD":         chunks + "\r\n",
		"STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": chunks + trailer,
		"STREAMING-UNSIGNED-PAYLOAD-TRAILER":         "c\r\nhello, world\r\n0\r\n" + trailer,
	} {
		framed := map[string]string{
			"Authorization": signed, "Content-Encoding": "aws-chunked",
			"X-Amz-Content-Sha256": kind, "X-Amz-Decoded-Content-Length": fmt.Sprint(len(content)),
		}
		url := "http://" + server.Addr() + "/files/" + kind
		stored := func(t *testing.T) {
			t.Helper()
			if status, got := do(t, http.MethodGet, url, "", plain); status != http.StatusOK || got != content {
				t.Errorf("status %d, %q, want %q", status, got, content)
			}
			do(t, http.MethodDelete, url, "", plain)
		}
		t.Run(kind+"/Whole", func(t *testing.T) {
			if status, answer := do(t, http.MethodPut, url, body, framed); status != http.StatusOK {
				t.Fatalf("status %d: %s", status, answer)
			}
			stored(t)
		})
		t.Run(kind+"/Part", func(t *testing.T) {
			_, answer := do(t, http.MethodPost, url+"?uploads", "", plain)
			_, id, _ := strings.Cut(answer, "<UploadId>")
			id, _, _ = strings.Cut(id, "</UploadId>")
			if status, answer := do(t, http.MethodPut, url+"?partNumber=1&uploadId="+id, body, framed); status != http.StatusOK {
				t.Fatalf("part: status %d: %s", status, answer)
			}
			parts := "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + etag + "</ETag></Part></CompleteMultipartUpload>"
			if status, answer := do(t, http.MethodPost, url+"?uploadId="+id, parts, plain); status != http.StatusOK {
				t.Fatalf("completing: status %d: %s", status, answer)
			}
			stored(t)
		})
		t.Run(kind+"/Torn", func(t *testing.T) {
			if status, _ := do(t, http.MethodPut, url, body[:10], framed); status < 400 {
				t.Errorf("status %d for ten bytes of the body", status)
			}
			if status, _ := do(t, http.MethodGet, url, "", plain); status != http.StatusNotFound {
				t.Errorf("status %d for what was cut off, want 404", status)
			}
		})
	}
}
