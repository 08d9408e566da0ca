package rest_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"quintet/api/rest"
	"quintet/api/store"
)

// Whatever is sent as a form: it is answered, never by a failure of the server; a file that is accepted is the one that the standard library
// finds in the form, byte for byte, and what is refused leaves none.
func FuzzUpload(f *testing.F) {
	const boundary = "fence"
	part := "--fence\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n"
	for _, body := range []string{part + "--fence--\r\n", part + part + "--fence--\r\n", part, part + "--fence--trailing", "--fence--\r\n", "",
		"--fence\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n" + part + "--fence--",
		strings.Replace(part, "x.txt", "../x", 1) + "--fence--", strings.Replace(part, "form-data; ", "form-data; name=file; ", 1) + "--fence--",
		"--fence\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=41\r\n--fence--",
		"--fence\n" + strings.ReplaceAll(part[9:], "\r\n", "\n") + "--fence--\n"} {
		f.Add([]byte(body))
	}
	var objects store.Objects
	s := open(f, func(c *rest.Config) { objects = c.Stores.Objects })
	f.Fuzz(func(t *testing.T, body []byte) {
		s.t = t
		a := s.do("POST", "/storage/upload", string(body)+" ", "Content-Type", "multipart/form-data; boundary="+boundary)
		switch a.StatusCode {
		case http.StatusCreated:
		case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge:
			return
		default:
			t.Fatalf("status %d: %s", a.StatusCode, a.body)
		}
		stored := decode[file](t, a)
		want := firstFile(t, append(body, ' '))
		if got := s.want(http.StatusOK, "GET", stored.URL, "").body; got != want || stored.Size != int64(len(want)) {
			t.Errorf("stored %q of %d bytes, sent was %q", got, stored.Size, want)
		}
		if err := objects.Delete(t.Context(), stored.Filename); err != nil {
			t.Error(err)
		}
	})
}

// firstFile is the content of a form's first part of the name "file".
func firstFile(t *testing.T, body []byte) string {
	t.Helper()
	form := multipart.NewReader(bytes.NewReader(body), "fence")
	for {
		part, err := form.NextPart()
		if err != nil {
			t.Fatalf("accepted, though the form has no file: %v", err)
		}
		if part.FormName() == "file" {
			content, err := io.ReadAll(part)
			if err != nil {
				t.Fatalf("accepted, though the file is torn: %v", err)
			}
			return string(content)
		}
	}
}
