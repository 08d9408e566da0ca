package stats_test

import (
	"fmt"

	"quintet/bench/stats"
)

// The run time of a program before and after a change, ten runs each (benchstat's own test data).
var before = []float64{1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774}
var after = []float64{1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425}

func ExampleMannWhitney() {
	t := stats.MannWhitney(before, after)
	fmt.Printf("U = %.0f, exact %v, P = %.3g\n", t.U, t.Exact, t.P)
	// Output: U = 100, exact true, P = 1.08e-05
}

func ExampleHodgesLehmann() {
	shift := stats.HodgesLehmann(before, after, 0.95)
	fmt.Printf("%.1f, 95 %% interval %.0f to %.0f\n", shift.Estimate, shift.Low, shift.High)
	// Output: -296.5, 95 % interval -312 to -284
}

// The Universal Scalability Law through measured throughputs. The last point lies past the peak, so the peak may be quoted.
func ExampleFitUSL() {
	users := []float64{1, 2, 4, 6, 8, 10}
	throughput := []float64{1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557}
	law, err := stats.FitUSL(users, throughput)
	if err != nil {
		fmt.Println(err)
		return
	}
	peak, known := law.Peak()
	fmt.Printf("contention %.3f, coherency %.3f, peak at %.1f users (measured: %v)\n", law.Alpha, law.Beta, peak, known)
	// Output: contention 0.020, coherency 0.020, peak at 7.0 users (measured: true)
}

// No failure among 3,000 requests does not show that fewer than one in 1,000 fails.
func ExampleWilson() {
	_, high := stats.Wilson(0, 3000, 0.95)
	fmt.Printf("0 of 3,000: up to %.2f %%\n", 100*high)
	_, high = stats.Wilson(0, 4000, 0.95)
	fmt.Printf("0 of 4,000: up to %.2f %%\n", 100*high)
	// Output:
	// 0 of 3,000: up to 0.13 %
	// 0 of 4,000: up to 0.10 %
}

// The 95 % interval of the p99 of 1,000 independent response times lies between the 983rd and the 997th smallest.
func ExampleRanks() {
	low, high := stats.Ranks(1000, 0.99, 0.95)
	fmt.Println(low, high)
	// Output: 983 997
}

func ExampleSmallestSample() {
	for _, q := range []float64{0.95, 0.99, 0.999} {
		fmt.Println(q, stats.SmallestSample(q, 0.95))
	}
	// Output:
	// 0.95 72
	// 0.99 368
	// 0.999 3688
}

// A service that is slow for its first 100 seconds.
func ExampleMSER5() {
	var x []float64
	for i := range 400 {
		level := 10.0
		if i < 100 {
			level = 50
		}
		x = append(x, level+float64((7919*i)%13-6))
	}
	t := stats.MSER5(x)
	fmt.Printf("steady from second %d on, mean %.2f\n", t.Cut, t.Mean)
	// Output: steady from second 100 on, mean 10.00
}
