// The intervals of a histogram log as hdrhistogram (Rust) reads them: tag, count and 99th percentile.
use base64::Engine;
use hdrhistogram::serialization::interval_log::{IntervalLogIterator, LogEntry};
use hdrhistogram::serialization::Deserializer;

fn main() {
    let path = std::env::args().nth(1).expect("the log");
    let log = std::fs::read(path).expect("read the log");
    let mut reader = Deserializer::new();
    for entry in IntervalLogIterator::new(&log) {
        if let LogEntry::Interval(interval) = entry.expect("an entry") {
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(interval.encoded_histogram())
                .expect("base64");
            let h: hdrhistogram::Histogram<u64> = reader
                .deserialize(&mut std::io::Cursor::new(&bytes))
                .expect("a histogram");
            let tag = interval.tag().map(|t| t.as_str()).unwrap_or("-");
            println!("{} {} {}", tag, h.len(), h.value_at_quantile(0.99));
        }
    }
}
