package stats

import (
	"math"
	"testing"
)

func TestBucketQuantile(t *testing.T) {
	inf := math.Inf(1)
	buckets := []Bucket{{0.1, 50}, {0.2, 80}, {0.5, 95}, {inf, 100}}
	for _, c := range []struct {
		name    string
		q, want float64
		buckets []Bucket
	}{
		{"FirstBucketBeginsAtZero", 0.25, 0.05, buckets},
		{"OnABound", 0.5, 0.1, buckets},
		{"Inside", 0.65, 0.15, buckets},
		{"UpperBucket", 0.875, 0.35, buckets},
		{"BeyondTheLastBound", 0.99, 0.5, buckets},
		{"Zero", 0, 0, buckets},
		{"AboveOne", 2, 0.5, buckets},
		{"Torn", 0.65, 0.15, []Bucket{{0.1, 50}, {0.2, 80}, {0.5, 79}, {inf, 100}}},
		{"Empty", 0.5, math.NaN(), []Bucket{{0.1, 0}, {inf, 0}}},
		{"NoInfinity", 0.5, math.NaN(), []Bucket{{0.1, 1}, {0.2, 2}}},
		{"None", 0.5, math.NaN(), nil},
		{"NegativeFirst", 0.1, -1, []Bucket{{-1, 5}, {inf, 10}}},
		{"EmptyBuckets", 0.5, 0.35, []Bucket{{0.1, 0}, {0.2, 0}, {0.5, 10}, {inf, 10}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := BucketQuantile(c.q, c.buckets)
			if math.Abs(got-c.want) > 1e-12 || math.IsNaN(got) != math.IsNaN(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// A counter grows by the sum of its steps, also over resets.
func TestStep(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		want   float64
	}{
		{"None", nil, 0}, {"One", []float64{7}, 0}, {"Grows", []float64{5, 7, 7, 12}, 7},
		{"Reset", []float64{100, 110, 3, 8}, 18}, {"ResetToZero", []float64{100, 0, 0, 4}, 4}, {"TwoResets", []float64{9, 1, 5, 2}, 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := 0.0
			for i := 1; i < len(c.values); i++ {
				got += Step(c.values[i-1], c.values[i])
			}
			if got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
