#!/usr/bin/env bash
# One test, one pair of samples, four libraries: the Mann-Whitney U test of golang.org/x/perf/benchmath (benchstat's, 20260908), of scipy 1.17.1,
# of Hipparchus 3.1 and of commons-math 3.6.1, two-sided, each as it is called without options.
#
# Expected: the share of all ways to deal the values into two groups that are at least as far apart, which is countable for such small samples:
#           10 10 11 11 | 11 12 12 12   6 of 70 ways, p = 0.086: no difference at 0.05
#           10 11 12 | 13 14 15         2 of 20 ways, p = 0.100: three against three never has a difference at 0.05
# Seen:     benchmath gives both. As soon as two values are equal, scipy and Hipparchus turn to the normal approximation without a word: 0.047,
#           a difference. commons-math always uses it, without the half step and regardless of ties: 0.043 and even 0.0495, twice a difference.
# So:       with few trials the library decides the verdict: count the ways, or give scipy method=PermutationMethod().
#
# Needs go, java, mvn and python3; exits 1 when what was seen changes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat > go.mod <<'GO'
module finding
go 1.26
require golang.org/x/perf v0.0.0-20260908200009-22c9c6c9d4da
GO
cat > main.go <<'GO'
package main

import (
	"fmt"

	"golang.org/x/perf/benchmath"
)

func main() {
	for _, pair := range [][2][]float64{{{10, 10, 11, 11}, {11, 12, 12, 12}}, {{10, 11, 12}, {13, 14, 15}}} {
		limits := benchmath.DefaultThresholds
		c := benchmath.AssumeNothing.Compare(benchmath.NewSample(pair[0], &limits), benchmath.NewSample(pair[1], &limits))
		fmt.Printf("benchmath %.4f\n", c.P)
	}
}
GO
cat > pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><dependencies>
<dependency><groupId>org.apache.commons</groupId><artifactId>commons-math3</artifactId><version>3.6.1</version></dependency>
<dependency><groupId>org.hipparchus</groupId><artifactId>hipparchus-stat</artifactId><version>3.1</version></dependency>
</dependencies></project>
XML
cat > Look.java <<'JAVA'
class Look {
    public static void main(String[] args) {
        double[][][] pairs = {{{10, 10, 11, 11}, {11, 12, 12, 12}}, {{10, 11, 12}, {13, 14, 15}}};
        for (double[][] p : pairs) {
            System.out.printf("hipparchus %.4f%n", new org.hipparchus.stat.inference.MannWhitneyUTest().mannWhitneyUTest(p[0], p[1]));
            System.out.printf("commons-math %.4f%n",
                new org.apache.commons.math3.stat.inference.MannWhitneyUTest().mannWhitneyUTest(p[0], p[1]));
        }
    }
}
JAVA
cat > look.py <<'PY'
from itertools import combinations
from scipy.stats import mannwhitneyu

for a, b in (([10, 10, 11, 11], [11, 12, 12, 12]), ([10, 11, 12], [13, 14, 15])):
    def apart(left, right):
        u = sum((x > y) + (x == y) / 2 for x in left for y in right)
        return abs(u - len(left) * len(right) / 2)
    places = range(len(a + b))
    ways = [apart([(a + b)[i] for i in p], [(a + b)[i] for i in places if i not in p]) for p in combinations(places, len(a))]
    print(f"counted {sum(w >= apart(a, b) for w in ways) / len(ways):.4f}")
    print(f"scipy {mannwhitneyu(a, b).pvalue:.4f}")
PY
go mod tidy >/dev/null 2>&1
mvn -q dependency:copy-dependencies -DoutputDirectory=lib >/dev/null
python3 -m venv py
py/bin/pip -q install --disable-pip-version-check scipy==1.17.1

{ py/bin/python look.py; go run .; java -cp 'lib/*' Look.java; } | sort -s -k1,1 | tee seen
diff - seen <<'SEEN'
benchmath 0.0857
benchmath 0.1000
commons-math 0.0433
commons-math 0.0495
counted 0.0857
counted 0.1000
hipparchus 0.0471
hipparchus 0.1000
scipy 0.0471
scipy 0.1000
SEEN
echo "as seen before"
