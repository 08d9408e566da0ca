// Package steady tells when a system under load has become steady, from the hits: the warm-up of a trial ends then.
package steady
