package stats

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// SPEC SDM91, the usual example of the law.
func TestFitUSLOfSDM91(t *testing.T) {
	n := []float64{1, 18, 36, 72, 108, 144, 216}
	x := []float64{64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2}
	u, err := FitUSL(n, x)
	if err != nil {
		t.Fatal(err)
	}
	within(t, "alpha", u.Alpha, 0.0277285, 5e-7)
	within(t, "beta", u.Beta, 0.0001044, 5e-8)
	within(t, "gamma", u.Gamma, 89.9952, 5e-4)
	peak, ok := u.Peak()
	within(t, "peak", peak, 96.52, 0.01)
	if !ok {
		t.Error("a point was measured beyond the peak")
	}
	within(t, "roof", u.Roof(), 3245.6, 0.2)
	within(t, "alpha low", u.AlphaInterval[0], 0.0024, 5e-5)
	within(t, "alpha high", u.AlphaInterval[1], 0.0531, 5e-5)
	within(t, "beta low", u.BetaInterval[0], 4.92e-5, 5e-8)
	within(t, "beta high", u.BetaInterval[1], 1.596e-4, 1e-7)
	within(t, "gamma low", u.GammaInterval[0], 50.5, 0.05)
	within(t, "gamma high", u.GammaInterval[1], 129.5, 0.05)
	if u.Points != 7 || u.From != 1 || u.To != 216 || u.Reach() != 432 || math.IsNaN(u.LeaveLastOut) {
		t.Errorf("range and check: %+v", u)
	}

	// The law extrapolates badly: trained on the first four points it misses X(216) by 42 %.
	early, err := FitUSL(n[:4], x[:4])
	if err != nil {
		t.Fatal(err)
	}
	within(t, "error at 216", early.Throughput(216)/1702.2-1, -0.42, 0.005)
	if !math.IsNaN(early.LeaveLastOut) {
		t.Error("three points were fitted")
	}
}

func TestFitUSLExact(t *testing.T) {
	u, err := FitUSL([]float64{1, 2, 4, 6, 8, 10}, []float64{1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557})
	if err != nil {
		t.Fatal(err)
	}
	within(t, "alpha", u.Alpha, 0.02, 1e-4)
	within(t, "beta", u.Beta, 0.02, 1e-4)
	within(t, "gamma", u.Gamma, 1, 1e-4)
	peak, _ := u.Peak()
	within(t, "peak", peak, 7, 0.01)
}

// Superlinear noise would drive an unbounded fit below zero; this one stops at zero and knows of no peak.
func TestFitUSLIsBounded(t *testing.T) {
	u, err := FitUSL([]float64{1, 2, 4, 8, 16}, []float64{10, 21, 43, 87, 177})
	if err != nil {
		t.Fatal(err)
	}
	if u.Alpha != 0 || u.Beta != 0 {
		t.Errorf("alpha %v beta %v, want zeros", u.Alpha, u.Beta)
	}
	if peak, ok := u.Peak(); ok || !math.IsInf(peak, 1) || !math.IsInf(u.Roof(), 1) {
		t.Errorf("peak %v, roof %v", peak, u.Roof())
	}
	if !math.IsNaN(u.AlphaInterval[0]) || math.IsNaN(u.GammaInterval[0]) {
		t.Errorf("intervals %v %v", u.AlphaInterval, u.GammaInterval)
	}
	// Amdahl's law alone: a roof, no peak.
	u, err = FitUSL([]float64{1, 2, 4, 8, 16, 32}, []float64{1, 1 / 0.55, 1 / 0.325, 1 / 0.2125, 1 / 0.15625, 1 / 0.128125})
	if err != nil {
		t.Fatal(err)
	}
	within(t, "alpha", u.Alpha, 0.1, 1e-6)
	within(t, "beta", u.Beta, 0, 1e-8)
	within(t, "roof", u.Roof(), 10, 1e-4)
	if _, ok := u.Peak(); ok {
		t.Error("a peak was quoted though none is near the range")
	}
}

// With beta held at zero two coefficients are left: the interval of alpha is Student's with n-2 degrees of freedom. Known answer from the
// linear form of Amdahl's law, N/X = (1 - alpha)/gamma + alpha/gamma N, when the noise is small.
func TestFitUSLDegreesOfFreedomAtTheBound(t *testing.T) {
	n := []float64{1, 2, 4, 8, 16, 32}
	noise := []float64{1.001, 0.999, 1, 0.999, 1.002, 1.01}
	x := make([]float64, len(n))
	for i := range n {
		x[i] = noise[i] * n[i] / (1 + 0.1*(n[i]-1))
	}
	u, err := FitUSL(n, x)
	if err != nil {
		t.Fatal(err)
	}
	if u.Beta != 0 || !math.IsNaN(u.BetaInterval[0]) {
		t.Fatalf("beta %v %v, want it held at zero", u.Beta, u.BetaInterval)
	}
	// The same least squares by hand: J of (alpha, gamma) at the optimum, s^2 = SSE/(6-2), t(.975, 4) = 2.776445.
	var aa, ag, gg, sse float64
	for i := range n {
		d := u.derivatives(n[i])
		aa, ag, gg = aa+d[0]*d[0], ag+d[0]*d[2], gg+d[2]*d[2]
		sse += (x[i] - u.Throughput(n[i])) * (x[i] - u.Throughput(n[i]))
	}
	half := 2.776445 * math.Sqrt(sse/4*gg/(aa*gg-ag*ag))
	within(t, "half of alpha's interval", (u.AlphaInterval[1]-u.AlphaInterval[0])/2, half, 1e-6)
}

// The peak of an exact law is at 7; it may be quoted from 0.8 of it on, and not before.
func TestPeakIsQuotedWhereItWasNearlyReached(t *testing.T) {
	for to, want := range map[float64]bool{5: false, 5.5: false, 5.7: true, 6: true, 10: true} {
		u := USL{Alpha: 0.02, Beta: 0.02, Gamma: 1, To: to}
		if peak, ok := u.Peak(); ok != want || math.Abs(peak-7) > 1e-9 {
			t.Errorf("measured to %v: peak %v, quoted %v, want 7 and %v", to, peak, ok, want)
		}
	}
}

func TestFitUSLRefuses(t *testing.T) {
	if _, err := FitUSL([]float64{1, 2, 3}, []float64{1, 2, 3}); !errors.Is(err, ErrTooFewPoints) {
		t.Errorf("three points: %v", err)
	}
	for _, x := range [][]float64{{1, 2, 3, math.NaN()}, {1, 2, 3, -1}, {1, 2, 3, math.Inf(1)}, {1, 2, 3}} {
		if _, err := FitUSL([]float64{1, 2, 3, 4}, x); err == nil {
			t.Errorf("%v was fitted", x)
		}
	}
	if _, err := FitUSL([]float64{0, 2, 3, 4}, []float64{1, 2, 3, 4}); err == nil {
		t.Error("N = 0 was fitted")
	}
}

// Coefficients come back from exact data, and never below zero from noisy ones.
func TestFitUSLProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(71, 72))
	n := []float64{1, 2, 4, 8, 16, 32, 64}
	for range 40 {
		truth := USL{Alpha: 0.2 * rng.Float64(), Beta: 0.01 * rng.Float64() * rng.Float64(), Gamma: 1 + 1000*rng.Float64()}
		exact, noisy := make([]float64, len(n)), make([]float64, len(n))
		for i := range n {
			exact[i] = truth.Throughput(n[i])
			noisy[i] = exact[i] * (1 + 0.1*rng.NormFloat64())
		}
		u, err := FitUSL(n, exact)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(u.Alpha-truth.Alpha) > 1e-5 || math.Abs(u.Beta-truth.Beta) > 1e-6 || math.Abs(u.Gamma/truth.Gamma-1) > 1e-5 {
			t.Errorf("got %+v, want %+v", u, truth)
		}
		if u, err = FitUSL(n, noisy); err != nil || u.Alpha < 0 || u.Beta < 0 || !(u.Gamma > 0) {
			t.Errorf("noisy: %+v, %v", u, err)
		}
	}
}
