package workload

import (
	"fmt"
	"net/http"
	"net/url"

	"quintet/bench/samples"
)

// filesDownload fetches a file and compares size and every byte that is at hand with what was stored.
func filesDownload(w *Workload, c *call) Request {
	file, seeded, written := fresh(&w.files, &w.newFiles, &c.Sequence)
	if !written {
		name, _, size := w.data.file(seeded)
		file = createdFile{name, size, w.data.fileSeed(seeded)}
	}
	return c.get("/storage/download/"+url.PathEscape(file.name), func(r Response) (samples.Failure, string) {
		if f, why := status(r, http.StatusOK); f != samples.OK {
			return f, why
		}
		size := max(r.Size, int64(len(r.Body)))
		switch {
		case size == 0 && file.size > 0:
			return samples.Missing, fmt.Sprintf("no bytes of %s, want %d", file.name, file.size)
		case size != file.size:
			return mismatch("%d bytes of %s, want %d", size, file.name, file.size)
		}
		if at := differs(r.Body, file.seed); at >= 0 {
			return mismatch("%s differs from what was stored at byte %d", file.name, at)
		}
		return samples.OK, ""
	})
}

// boundary separates the parts of an upload's form. Content is random, so it holds this text once in 2^300.
const boundary = "quintet-7c61b0f2d94e4a3f8e5b"

// filesUpload stores a new file of a size from the data set's distribution. The server makes the name unique and says it.
func filesUpload(w *Workload, c *call) Request {
	size := w.data.fileSizes.draw(&c.Sequence)
	seed := fileSeed(w.seed, forUpload, c.n)
	kind := fileTypes[c.Below(uint64(len(fileTypes)))]
	body := make([]byte, 0, size+300)
	body = fmt.Appendf(body, "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"upload-%d%s\"\r\nContent-Type: %s\r\n\r\n",
		boundary, c.n, kind.ending, kind.contentType)
	begin := len(body)
	body = body[:begin+int(size)]
	fill(body[begin:], seed, 0)
	body = append(body, "\r\n--"+boundary+"--\r\n"...)
	write := &samples.Write{Kind: samples.UploadedFile, Content: seed, Size: size}
	r := c.send(http.MethodPost, "/storage/upload", body, write, func(r Response) (samples.Failure, string) {
		if f, why := status(r, http.StatusCreated); f != samples.OK {
			return f, why
		}
		name, _ := str(r.Body, `"filename"`)
		write.Name = name
		if got, ok := integer(r.Body, `"size"`); !ok || got != size || name == "" {
			return mismatch("stored %q with %d bytes, want a name and %d", name, got, size)
		}
		w.newFiles.add(createdFile{name, size, seed})
		return samples.OK, ""
	})
	r.ContentType = "multipart/form-data; boundary=" + boundary
	return r
}
