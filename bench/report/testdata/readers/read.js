// The intervals of a histogram log as hdr-histogram-js reads them: tag, count and 99th percentile.
const { HistogramLogReader } = require(process.cwd() + "/node_modules/hdr-histogram-js");

const reader = new HistogramLogReader(require("fs").readFileSync(process.argv[2], "utf8"));
for (let h = reader.nextIntervalHistogram(); h != null; h = reader.nextIntervalHistogram()) {
  console.log(h.tag === "NO TAG" ? "-" : h.tag, h.totalCount, h.getValueAtPercentile(99));
}
