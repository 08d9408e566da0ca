package figure

import "quintet/bench/scaling"

// figures is the table of all figures in the order of a page.
func figures() []figure {
	return []figure{
		{name: "percentiles", draw: drawPercentiles},
		{name: "curve", draw: drawCurve},
		{name: "latency", draw: drawLatency},
		{name: "operations", draw: drawOperations},
		{name: "heatmap", draw: drawHeatmap},
		{name: "rates", draw: drawRates},
		{name: "inflight", draw: drawInFlight},
		{name: "sendlag", draw: drawSendLag},
		{name: "stores", draw: drawStores},
		{name: "storetime", draw: drawStoreTime},
		{name: "cache", draw: drawCache},
		{name: "storage", draw: drawStorage},
		{name: "filesizes", draw: drawFileSizes},
		{name: "storelatency", draw: drawStoreLatency},
		{name: "pools", draw: drawPools},
		{name: "cpu", draw: drawCPU},
		{name: "memory", draw: drawMemory},
		{name: "gc", draw: drawGC},
		{name: "goroutines", draw: drawGoroutines},
		{name: "failures", draw: drawFailures},
	}
}

// runFigures is the table of the figures of a whole run, in the order of a page: those that scaling names.
func runFigures() []runFigure {
	return []runFigure{
		{name: scaling.FigureThroughput, draw: drawScalingThroughput},
		{name: scaling.FigureP99, draw: drawScalingP99},
		{name: scaling.FigureCapacity, draw: drawScalingCapacity},
		{name: scaling.FigureSpeedup, draw: drawScalingSpeedup},
		{name: scaling.FigureVolume, draw: drawScalingVolume},
	}
}
