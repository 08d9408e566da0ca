#!/usr/bin/env bash
# What "corrected" latencies contain: autocannon 9.0.0 at a fixed rate against a server that is steady.
#
# Expected: the server answers each request 400 ms after it came, and one connection sends 2 a second, so every request leaves when it is due.
#           There is no coordinated omission to correct: with the correction (the default) and without it (-C) the median is 400 ms, and the
#           histogram holds one latency for each answer.
# Seen:     without it that is so. With it the median is about 200 ms, half of the fastest answer there was, and the histogram holds about
#           400 latencies for each answer. Its sending interval is computed as ceil(1 / rate), in seconds, and used as milliseconds: 1 ms at any
#           rate. So every answer of L ms adds L-1 ms, L-2 ms, ... 1 ms, and the percentiles are those of an even spread from 0 to L.
# So:       give -C with autocannon's -r and -R, or compare nothing but its requests and its maximum.
#
# Needs node and npm; exits 1 when what was seen changes. Takes 10 seconds. A slow machine makes answers later, never earlier.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm install --silent --no-audit --no-fund --prefix . autocannon@9.0.0 >/dev/null 2>&1
cat > run.js <<'JS'
const http = require("http"), autocannon = require("autocannon");

const server = http.createServer((_, answer) => setTimeout(() => answer.end("ok"), 400));
server.listen(0, "127.0.0.1", async () => {
  const seen = {};
  for (const ignoreCoordinatedOmission of [true, false]) {
    const url = `http://127.0.0.1:${server.address().port}`;
    const r = await autocannon({ url, connections: 1, overallRate: 2, duration: 4, ignoreCoordinatedOmission });
    const of = seen[ignoreCoordinatedOmission ? "raw" : "corrected"] = { p50: r.latency.p50, answers: r["2xx"], latencies: r.latency.totalCount };
    console.log(ignoreCoordinatedOmission ? "without correction:" : "with correction:   ", JSON.stringify(of));
  }
  const { raw, corrected } = seen;
  const same = raw.p50 >= 399 && raw.latencies == raw.answers && corrected.p50 < 0.75 * raw.p50 && corrected.latencies >= 390 * corrected.answers;
  console.log(same ? "as seen before" : "changed");
  process.exit(same ? 0 : 1);
});
JS
node run.js
