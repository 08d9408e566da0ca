# The intervals of a histogram log as hdrhistogram (Python) reads them: tag, count and 99th percentile.
import sys

from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader

reader = HistogramLogReader(sys.argv[1], HdrHistogram(1, 3600000000000, 3))
for interval in iter(reader.get_next_interval_histogram, None):
    count = interval.get_total_count()
    # It takes the nearest rank to 99 % where the others, and the report, take the first that is not below: ask for that one.
    rank = -(-99 * count // 100)
    print(interval.get_tag() or "-", count, interval.get_value_at_percentile(100 * rank / count))
