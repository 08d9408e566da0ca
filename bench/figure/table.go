package figure

// figures is the table of all figures in the order of a page.
func figures() []figure {
	return []figure{
		{name: "percentiles", title: "Response time by operation", draw: drawPercentiles},
		{name: "curve", title: "Every percentile of the response time", draw: drawCurve},
		{name: "latency", title: "Response time over time", draw: drawLatency},
		{name: "operations", title: "Response time over time, by operation", draw: drawOperations},
		{name: "heatmap", title: "How many hits took how long", draw: drawHeatmap},
		{name: "rates", title: "Load over time: due, sent, done, failed", draw: drawRates},
		{name: "inflight", title: "Hits in flight", draw: drawInFlight},
		{name: "sendlag", title: "Send lag of the generator", draw: drawSendLag},
		{name: "stores", title: "Where the time goes, by operation", draw: drawStores},
		{name: "storetime", title: "Where the time goes, over time", draw: drawStoreTime},
		{name: "cache", title: "Cache hit rate", draw: drawCache},
		{name: "storage", title: "Object storage: bytes read and written", draw: drawStorage},
		{name: "filesizes", title: "Response time by size of the file", draw: drawFileSizes},
		{name: "storelatency", title: "Operations of the stores, as the API sees them", draw: drawStoreLatency},
		{name: "pools", title: "Connections of the stores in use", draw: drawPools},
		{name: "cpu", title: "CPU", draw: drawCPU},
		{name: "memory", title: "Memory", draw: drawMemory},
		{name: "gc", title: "Garbage collection", draw: drawGC},
		{name: "goroutines", title: "Goroutines", draw: drawGoroutines},
		{name: "failures", title: "Failures by operation and class", draw: drawFailures},
	}
}

// runFigures is the table of the figures of a whole run, in the order of a page: those of scaling.FigureNames.
func runFigures() []runFigure {
	return []runFigure{
		{name: "scaling-throughput", title: "Throughput against offered load", draw: drawScalingThroughput},
		{name: "scaling-p99", title: "p99 against offered load", draw: drawScalingP99},
		{name: "scaling-capacity", title: "Capacity by configuration", draw: drawScalingCapacity},
		{name: "scaling-speedup", title: "Speed-up and efficiency", draw: drawScalingSpeedup},
		{name: "scaling-volume", title: "Growth with the data volume", draw: drawScalingVolume},
	}
}
