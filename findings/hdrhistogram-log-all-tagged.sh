#!/usr/bin/env bash
# Two real things meeting: an interval log written by hdrhistogram-go 1.4.0, read by HdrHistogram's own HistogramLogProcessor (Java, 2.2.2),
# by hdrhistogram 0.10.3 (Python) and by hdr-histogram-js 3.0.1.
#
# Expected: a log in which every line has a tag is processed as nothing, or as all tags together; a start time of ...000.123 s is in the log.
# Seen:     HistogramLogProcessor without -tag takes untagged lines only, and ends with a NullPointerException when there is none, though
#           Python and JavaScript read every line; the Go writer cuts the start time to whole seconds.
# So:       a log that is to be read everywhere has an untagged interval first, and times in it are absolute.
#
# Needs go, java, mvn, python3, node and npm; exits 1 when what was seen changes.
set -euo pipefail
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"

cat > go.mod <<'GO'
module finding
go 1.24
require github.com/HdrHistogram/hdrhistogram-go v1.4.0
GO
cat > main.go <<'GO'
package main

import (
	"os"

	"github.com/HdrHistogram/hdrhistogram-go"
)

func main() {
	w := hdrhistogram.NewHistogramLogWriter(os.Stdout)
	w.OutputLogFormatVersion()
	w.OutputStartTime(1700000000123)
	w.OutputLegend()
	for i, tag := range os.Args[1:] {
		h := hdrhistogram.New(1, 3_600_000_000_000, 3)
		for v := int64(1); v <= 1000; v++ {
			h.RecordValue(1000 * v)
		}
		if tag != "none" {
			h.SetTag(tag)
		}
		h.SetStartTimeMs(1700000000123 + int64(i)*1000)
		h.SetEndTimeMs(1700000001123 + int64(i)*1000)
		w.OutputIntervalHistogram(h)
	}
}
GO
go mod tidy >/dev/null 2>&1
go build -o write .
./write reads writes > tagged.hlog
./write none writes > mixed.hlog

cat > pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies><dependency><groupId>org.hdrhistogram</groupId><artifactId>HdrHistogram</artifactId><version>2.2.2</version></dependency></dependencies></project>
XML
mvn -q dependency:copy-dependencies -DoutputDirectory=lib >/dev/null
processor() { java -cp lib/HdrHistogram-2.2.2.jar org.HdrHistogram.HistogramLogProcessor -i "$1" 2>&1 || true; }
python3 -m venv py >/dev/null
py/bin/pip -q install --disable-pip-version-check hdrhistogram==0.10.3
npm install --silent --no-audit --no-fund --prefix . hdr-histogram-js@3.0.1 >/dev/null 2>&1

python=$(py/bin/python -c '
from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader
r = HistogramLogReader("tagged.hlog", HdrHistogram(1, 3600000000000, 3))
print(sum(1 for _ in iter(r.get_next_interval_histogram, None)))')
js=$(node -e '
const r = new (require("hdr-histogram-js").HistogramLogReader)(require("fs").readFileSync("tagged.hlog", "utf8"));
let n = 0; while (r.nextIntervalHistogram() != null) n++; console.log(n)')
start=$(sed -n 's/^#\[StartTime: \([0-9.]*\) .*/\1/p' tagged.hlog)
tagged=$(processor tagged.hlog)
mixed=$(processor mixed.hlog)

printf 'intervals read by Python: %s, by JavaScript: %s\n' "$python" "$js"
printf 'Java, every line tagged:\n%s\n' "$(head -2 <<<"$tagged")"
printf 'Java, one line untagged: %s\n' "$(grep -o 'Total count *= *[0-9]*' <<<"$mixed")"
printf 'start time asked for 1700000000.123, written %s\n' "$start"

[[ $python == 2 && $js == 2 ]]
[[ $tagged == *NullPointerException* ]]
[[ $mixed == *"Total count"*1000* ]]
[[ $start == 1700000000 ]]
echo "as seen before"
