package samples

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
)

// maxManifest is more bytes than any manifest has.
const maxManifest = 16 << 20

// checksumKey comes before the checksum, the last value of a manifest; it is of all bytes before this key.
const checksumKey = ",\n \"checksum\": \""

// encodeManifest is the text of a manifest with its checksum.
func encodeManifest(m *Manifest) ([]byte, error) {
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, err
	}
	text = bytes.TrimSuffix(text, []byte("\n}"))
	return append(text, checksumOf(text)...), nil
}

// checksumOf is how the text of a manifest goes on to its end.
func checksumOf(text []byte) string {
	return checksumKey + hexadecimal(crc32.Checksum(text, castagnoli)) + "\"\n}\n"
}

// DecodeManifest reads a manifest of this format or an older one. It is an error when its checksum is of another text, when it is of a newer
// format, and when it states what no trial can have been.
func DecodeManifest(text []byte) (Manifest, error) {
	var m Manifest
	if len(text) > maxManifest {
		return Manifest{}, fmt.Errorf("its manifest is larger than the %d MiB that one can have", maxManifest>>20)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return Manifest{}, fmt.Errorf("its manifest is damaged: %w", err)
	}
	if m.Format < 1 || m.Format > FormatVersion {
		return Manifest{}, fmt.Errorf("its format is version %d, this program knows up to %d", m.Format, FormatVersion)
	}
	// A manifest that says that it is older is held to its checksum too: that may be what changed.
	if at := bytes.LastIndex(text, []byte(checksumKey)); at >= 0 || m.Format >= firstWithFiles {
		if at < 0 || string(text[at:]) != checksumOf(text[:at]) {
			return Manifest{}, fmt.Errorf("its manifest is damaged: its checksum is of another text")
		}
	}
	if err := m.possible(); err != nil {
		return Manifest{}, fmt.Errorf("its manifest cannot be: %w", err)
	}
	return m, nil
}
