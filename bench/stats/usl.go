package stats

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// USL is the Universal Scalability Law fitted to throughput X at N users, nodes or cores:
//
//	X(N) = gamma N / (1 + alpha (N-1) + beta N (N-1))
//
// alpha is contention and beta coherency, both at least 0, gamma is X(1) of the fit. Source: N. J. Gunther, Guerrilla Capacity
// Planning, chapter 6. Intervals are 95 %, from the curvature at the optimum with n-3 degrees of freedom; a coefficient that the fit
// pushed to its bound of zero has none (NaN), and the others' are then those of the model without it, with a degree more.
type USL struct {
	Alpha         float64    `json:"alpha"`
	Beta          float64    `json:"beta"`
	Gamma         float64    `json:"gamma"`
	AlphaInterval [2]float64 `json:"-"`
	BetaInterval  [2]float64 `json:"-"`
	GammaInterval [2]float64 `json:"-"`
	// Points is how many points were fitted, From and To the range of N they span.
	Points int     `json:"points"`
	From   float64 `json:"from"`
	To     float64 `json:"to"`
	// LeaveLastOut is the relative error with which a fit without the point of largest N predicts it; NaN when that leaves fewer
	// than MinUSLPoints.
	LeaveLastOut float64 `json:"leave_last_out"`
}

// MinUSLPoints is the least number of points for a fit; with fewer than GoodUSLPoints it deserves a warning.
const (
	MinUSLPoints  = 4
	GoodUSLPoints = 6
)

// ErrTooFewPoints is returned by FitUSL for fewer than MinUSLPoints points.
var ErrTooFewPoints = errors.New("too few points for the Universal Scalability Law")

// Throughput is X(N) of the fit.
func (u USL) Throughput(n float64) float64 {
	return u.Gamma * n / (1 + u.Alpha*(n-1) + u.Beta*n*(n-1))
}

// Peak is the N of the largest throughput, sqrt((1-alpha)/beta). It may be quoted only when a measured point lies beyond 0.8 of it:
// otherwise ok is false, as it is when the law has no peak (beta = 0).
func (u USL) Peak() (n float64, ok bool) {
	if u.Beta <= 0 || u.Alpha >= 1 {
		return math.Inf(1), false
	}
	n = math.Sqrt((1 - u.Alpha) / u.Beta)
	return n, u.To >= 0.8*n
}

// Roof is Amdahl's limit gamma/alpha, +Inf without contention.
func (u USL) Roof() float64 {
	if u.Alpha <= 0 {
		return math.Inf(1)
	}
	return u.Gamma / u.Alpha
}

// Reach is the largest N the fit may speak of: twice the measured range.
func (u USL) Reach() float64 { return 2 * u.To }

// FitUSL fits by non-linear least squares bounded at zero: an unbounded fit of measurements with noise goes negative in alpha or
// beta and then predicts a peak that is no number. For any alpha and beta the best gamma is known in closed form, so the
// search is in two dimensions: projected Gauss-Newton with damping, from several starts.
func FitUSL(n, x []float64) (USL, error) {
	if len(n) != len(x) {
		return USL{}, fmt.Errorf("%d loads for %d throughputs", len(n), len(x))
	}
	if len(n) < MinUSLPoints {
		return USL{}, fmt.Errorf("%w: %d, need %d", ErrTooFewPoints, len(n), MinUSLPoints)
	}
	for i := range n {
		if !(n[i] > 0) || !(x[i] >= 0) || math.IsInf(n[i]+x[i], 0) {
			return USL{}, fmt.Errorf("point %d (N %v, X %v) is not positive and finite", i+1, n[i], x[i])
		}
	}
	u := search(n, x)
	u.Points, u.From, u.To, u.LeaveLastOut = len(n), n[0], n[0], math.NaN()
	last := 0
	for i := range n {
		u.From, u.To = math.Min(u.From, n[i]), math.Max(u.To, n[i])
		if n[i] >= n[last] {
			last = i
		}
	}
	u.intervals(n, x)
	if len(n) > MinUSLPoints {
		rest := search(slices.Delete(slices.Clone(n), last, last+1), slices.Delete(slices.Clone(x), last, last+1))
		u.LeaveLastOut = rest.Throughput(n[last])/x[last] - 1
	}
	return u, nil
}

// search finds the least squares among the local optima reached from a few starts.
func search(n, x []float64) USL {
	best, least := USL{}, math.Inf(1)
	for _, alpha := range []float64{0, 0.01, 0.1, 0.5} {
		for _, beta := range []float64{0, 1e-5, 1e-3, 0.05} {
			u := descend(n, x, alpha, beta)
			if e := u.squares(n, x); e < least {
				best, least = u, e
			}
		}
	}
	return best
}

// withGamma completes alpha and beta with the gamma that fits best: linear least squares.
func withGamma(n, x []float64, alpha, beta float64) USL {
	u := USL{Alpha: alpha, Beta: beta, Gamma: 1}
	fx, ff := 0.0, 0.0
	for i := range n {
		f := u.Throughput(n[i])
		fx, ff = fx+f*x[i], ff+f*f
	}
	u.Gamma = fx / ff
	return u
}

func (u USL) squares(n, x []float64) float64 {
	e := 0.0
	for i := range n {
		d := x[i] - u.Throughput(n[i])
		e += d * d
	}
	return e
}

// descend is Levenberg-Marquardt on (alpha, beta, gamma) with alpha and beta projected to zero and gamma made optimal at each step.
func descend(n, x []float64, alpha, beta float64) USL {
	u := withGamma(n, x, alpha, beta)
	e, damping := u.squares(n, x), 1e-3
	for range 500 {
		step, ok := u.step(n, x, damping)
		if !ok {
			damping *= 10
			continue
		}
		next := withGamma(n, x, math.Max(0, u.Alpha+step[0]), math.Max(0, u.Beta+step[1]))
		got := next.squares(n, x)
		if !(got < e) {
			if damping *= 4; damping > 1e12 {
				break
			}
			continue
		}
		improved := e - got
		u, e, damping = next, got, math.Max(damping/4, 1e-12)
		if improved <= 1e-15*e {
			break
		}
	}
	return u
}

// free are the coefficients that may move: gamma, and those of alpha and beta that are not held at zero by the gradient.
func (u USL) free(n, x []float64) []int {
	indices := []int{}
	gradient := [3]float64{}
	for i := range n {
		d := u.derivatives(n[i])
		for j := range gradient {
			gradient[j] += (x[i] - u.Throughput(n[i])) * d[j]
		}
	}
	for j, v := range []float64{u.Alpha, u.Beta} {
		if v > 0 || gradient[j] > 0 {
			indices = append(indices, j)
		}
	}
	return append(indices, 2)
}

// derivatives of X(N) by alpha, beta and gamma.
func (u USL) derivatives(n float64) [3]float64 {
	d := 1 + u.Alpha*(n-1) + u.Beta*n*(n-1)
	return [3]float64{-u.Gamma * n * (n - 1) / (d * d), -u.Gamma * n * n * (n - 1) / (d * d), n / d}
}

// normal is J^T J over the free coefficients and J^T r.
func (u USL) normal(n, x []float64, free []int) (*mat.SymDense, *mat.VecDense) {
	a, b := mat.NewSymDense(len(free), nil), mat.NewVecDense(len(free), nil)
	for i := range n {
		d, r := u.derivatives(n[i]), x[i]-u.Throughput(n[i])
		for p, j := range free {
			b.SetVec(p, b.AtVec(p)+d[j]*r)
			for q := p; q < len(free); q++ {
				a.SetSym(p, q, a.At(p, q)+d[j]*d[free[q]])
			}
		}
	}
	return a, b
}

// step is the damped Gauss-Newton step of alpha and beta.
func (u USL) step(n, x []float64, damping float64) (step [3]float64, ok bool) {
	free := u.free(n, x)
	a, b := u.normal(n, x, free)
	for p := range free {
		a.SetSym(p, p, a.At(p, p)*(1+damping)+1e-300)
	}
	var solved mat.VecDense
	if unsolved(solved.SolveVec(a, b)) {
		return step, false
	}
	for p, j := range free {
		step[j] = solved.AtVec(p)
	}
	return step, true
}

// unsolved reports whether an error of solving says that there is no solution, and not only that it is known badly.
func unsolved(err error) bool {
	var condition mat.Condition
	return err != nil && (!errors.As(err, &condition) || math.IsInf(float64(condition), 1))
}

// intervals are Student's, from the inverse of J^T J at the optimum.
func (u *USL) intervals(n, x []float64) {
	nan := [2]float64{math.NaN(), math.NaN()}
	u.AlphaInterval, u.BetaInterval, u.GammaInterval = nan, nan, nan
	free := []int{}
	for j, v := range []float64{u.Alpha, u.Beta, u.Gamma} {
		if v > 0 {
			free = append(free, j)
		}
	}
	a, _ := u.normal(n, x, free)
	var inverse mat.Dense
	if unsolved(inverse.Inverse(a)) {
		return
	}
	degrees := float64(len(n) - len(free))
	variance := u.squares(n, x) / degrees
	for p, j := range free {
		half := HalfWidth(variance*inverse.At(p, p), degrees, 0.95)
		switch j {
		case 0:
			u.AlphaInterval = [2]float64{u.Alpha - half, u.Alpha + half}
		case 1:
			u.BetaInterval = [2]float64{u.Beta - half, u.Beta + half}
		case 2:
			u.GammaInterval = [2]float64{u.Gamma - half, u.Gamma + half}
		}
	}
}
