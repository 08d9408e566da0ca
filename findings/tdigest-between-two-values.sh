#!/usr/bin/env bash
# t-digests of latencies in whole milliseconds: 1000 answers, every hundredth takes 1400 ms, the others 1 ms. By tdigest 0.5.2.2 and
# fastdigest 0.12.0 (Python), tdigest 0.1.3 (JavaScript) and the two digests of t-digest 3.3 (Java), each with its defaults.
#
# Expected: a digest is sure at the ends, and ten values in a thousand are not at the end: median 1 ms and p98 1 ms, the slow 1 % begins above.
# Seen:     both libraries named tdigest say median 15 ms and p98 1358 ms. They keep equal values in one centroid, so there are two, and
#           between two centroids they draw a straight line, whatever their weights: 14 ms more at the median, 1357 ms more at p98.
#           Java's AVL digest keeps 1 ms at the median, and has 350 ms or more at p98; its merging digest and fastdigest have 1 and 1.
# So:       a percentile out of a t-digest is not one of the values, and with few distinct values not near one: record in microseconds.
#
# Needs java, mvn, python3, node and npm; exits 1 when what was seen changes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv py
py/bin/pip -q install --disable-pip-version-check tdigest==0.5.2.2 fastdigest==0.12.0
npm install --silent --no-audit --no-fund --prefix . tdigest@0.1.3 >/dev/null 2>&1
cat > pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies><dependency><groupId>com.tdunning</groupId><artifactId>t-digest</artifactId><version>3.3</version></dependency></dependencies></project>
XML
mvn -q dependency:copy-dependencies -DoutputDirectory=lib >/dev/null

cat > look.py <<'PY'
import fastdigest
import tdigest

values = [1400.0 if i % 100 == 50 else 1.0 for i in range(1000)]
usual = tdigest.TDigest()
usual.batch_update(values)
print(f"Python tdigest: {usual.percentile(50):.0f} {usual.percentile(98):.0f}")
fast = fastdigest.TDigest.from_values(values)
print(f"Python fastdigest: {fast.quantile(0.5):.0f} {fast.quantile(0.98):.0f}")
PY
cat > look.js <<'JS'
const digest = new (require("tdigest").TDigest)();
for (let i = 0; i < 1000; i++) digest.push(i % 100 == 50 ? 1400 : 1);
console.log(`JavaScript tdigest: ${digest.percentile(0.5).toFixed(0)} ${digest.percentile(0.98).toFixed(0)}`);
JS
cat > Look.java <<'JAVA'
import com.tdunning.math.stats.TDigest;

class Look {
    public static void main(String[] args) {
        TDigest merging = TDigest.createMergingDigest(100), avl = TDigest.createAvlTreeDigest(100);
        for (int i = 0; i < 1000; i++) {
            merging.add(i % 100 == 50 ? 1400 : 1);
            avl.add(i % 100 == 50 ? 1400 : 1);
        }
        System.out.printf("Java merging: %.0f %.0f%n", merging.quantile(0.5), merging.quantile(0.98));
        // The AVL digest draws lots, so its p98 differs from run to run.
        double p98 = avl.quantile(0.98);
        System.err.printf("(Java AVL p98 this time: %.0f)%n", p98);
        System.out.printf("Java AVL: %.0f %s%n", avl.quantile(0.5), p98 > 200 ? "above 200" : "" + p98);
    }
}
JAVA
{ py/bin/python look.py; node look.js; java -cp 'lib/*' Look.java; } | tee seen

diff - seen <<'SEEN'
Python tdigest: 15 1358
Python fastdigest: 1 1
JavaScript tdigest: 15 1358
Java merging: 1 1
Java AVL: 1 above 200
SEEN
echo "as seen before"
