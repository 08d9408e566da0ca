#!/usr/bin/env bash
# Two real things meeting: a DDSketch written as the protocol buffer that all its libraries share, and read by another of them: sketches-go 1.4.8,
# ddsketch 3.0.1 (Python), @datadog/sketches-js 2.1.1. Each holds 1, 2, ... 1000 with a relative accuracy of 1 %; the median is 500.
#
# Expected: whoever reads it, 1000 values, and a median between 495 and 505.
# Seen:     every library keeps to that with its own sketches.
#           Go's default sketch is empty in Python and JavaScript, without an error: Go writes its bins as a map, and both read the array only.
#           Go's dense sketch, which has the array, has a median of 488 there, and Python's has one of 508 in Go: all values are one bin
#           (2 %) too low or too high, since bin i of Go begins where bin i of the other two ends. The promised accuracy is lost both ways.
# So:       sketches are merged and read in the language that wrote them, or the quantiles are sent, not the sketch.
#
# Needs go, python3, node and npm; exits 1 when what was seen changes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat > go.mod <<'GO'
module finding
go 1.24
require github.com/DataDog/sketches-go v1.4.8
GO
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/DataDog/sketches-go/ddsketch"
	"github.com/DataDog/sketches-go/ddsketch/pb/sketchpb"
	"github.com/DataDog/sketches-go/ddsketch/store"
	"google.golang.org/protobuf/proto"
)

func show(from string, s *ddsketch.DDSketch) {
	median, _ := s.GetValueAtQuantile(0.5)
	fmt.Printf("Go from %s: %.0f values, median %.0f\n", from, s.GetCount(), median)
}

func main() {
	if len(os.Args) > 1 {
		data, _ := os.ReadFile("python.pb")
		var message sketchpb.DDSketch
		if err := proto.Unmarshal(data, &message); err != nil {
			panic(err)
		}
		s, err := ddsketch.FromProto(&message)
		if err != nil {
			panic(err)
		}
		show("Python", s)
		return
	}
	usual, _ := ddsketch.NewDefaultDDSketch(0.01)
	dense := ddsketch.NewDDSketchFromStoreProvider(usual.IndexMapping, store.DenseStoreConstructor)
	for file, s := range map[string]*ddsketch.DDSketch{"default.pb": usual, "dense.pb": dense} {
		for v := 1; v <= 1000; v++ {
			s.Add(float64(v))
		}
		data, _ := proto.Marshal(s.ToProto())
		os.WriteFile(file, data, 0o600)
	}
	show("Go", usual)
}
GO
cat > look.py <<'PY'
from ddsketch import DDSketch
from ddsketch.pb.ddsketch_pb2 import DDSketch as Message
from ddsketch.pb.proto import DDSketchProto


def show(source, s):
    print(f"Python from {source}: {s.count:.0f} values, median {s.get_quantile_value(0.5) or float('nan'):.0f}")


own = DDSketch(0.01)
for v in range(1, 1001):
    own.add(v)
show("Python", own)
with open("python.pb", "wb") as f:
    f.write(DDSketchProto.to_proto(own).SerializeToString())
for name in ("default", "dense"):
    with open(f"{name}.pb", "rb") as f:
        show(f"Go, {name}", DDSketchProto.from_proto(Message.FromString(f.read())))
PY
cat > look.js <<'JS'
const { DDSketch } = require("@datadog/sketches-js"), { readFileSync } = require("fs");
const show = (from, s) => console.log(`JavaScript from ${from}: ${s.count} values, median ${s.getValueAtQuantile(0.5).toFixed(0)}`);

const own = new DDSketch({ relativeAccuracy: 0.01 });
for (let v = 1; v <= 1000; v++) own.accept(v);
show("JavaScript", own);
for (const name of ["default", "dense"]) show(`Go, ${name}`, DDSketch.fromProto(readFileSync(`${name}.pb`)));
JS
go mod tidy >/dev/null 2>&1
python3 -m venv py
py/bin/pip -q install --disable-pip-version-check ddsketch==3.0.1 protobuf==7.36.2
npm install --silent --no-audit --no-fund --prefix . @datadog/sketches-js@2.1.1 protobufjs@7.6.6 >/dev/null 2>&1

{ go run .; py/bin/python look.py; go run . python; node look.js; } | tee seen
diff - seen <<'SEEN'
Go from Go: 1000 values, median 498
Python from Python: 1000 values, median 498
Python from Go, default: 0 values, median nan
Python from Go, dense: 1000 values, median 488
Go from Python: 1000 values, median 508
JavaScript from JavaScript: 1000 values, median 498
JavaScript from Go, default: 0 values, median NaN
JavaScript from Go, dense: 1000 values, median 488
SEEN
echo "as seen before"
