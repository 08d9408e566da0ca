#!/usr/bin/env bash
# The time to the first byte that haralyzer 2.4.0 (Python) reads out of HAR 1.2 files.
#
# Expected: (1) One request with connect 20 ms, of which ssl is 15, send 0, wait 25, receive 5, and so a time of 50 in all: the first byte is
#           there after 45 ms. HAR 1.2 says that ssl, when it is given, is also included in connect.
#           (2) Three requests of 50 ms that were sent one after another and answered with 201: 45 ms, as the first has it.
# Seen:     (1) 60 ms, later than the last byte: ssl is added to the connect that has it already.
#           (2) 150 ms: only a 200 ends the search for the first byte. Every other answer counts as a redirect, with all of its time,
#           so for the writes of an API (201, 204) it is the sum of all requests.
# So:       take the phases of a HAR from its entries, without ssl.
#
# Needs python3; exits 1 when what was seen changes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv py
py/bin/pip -q install --disable-pip-version-check haralyzer==2.4.0
cat > look.py <<'PY'
from haralyzer import HarParser


def first_byte(status, *timings):
    """What haralyzer says of a page with one entry for each timings, sent one after another."""
    entries, at = [], 0
    for t in timings:
        spent = sum(v for k, v in t.items() if k != "ssl" and v > 0)
        entries.append({
            "pageref": "page", "startedDateTime": f"2026-01-01T00:00:00.{at:03}Z", "time": spent, "cache": {}, "timings": t,
            "request": {"method": "POST", "url": "https://example.org/", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [],
                        "queryString": [], "headersSize": -1, "bodySize": 0},
            "response": {"status": status, "statusText": "", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [], "redirectURL": "",
                         "content": {"size": 2, "mimeType": "text/plain"}, "headersSize": -1, "bodySize": 2},
        })
        at += spent
    page = {"id": "page", "title": "", "startedDateTime": "2026-01-01T00:00:00.000Z", "pageTimings": {}}
    har = {"log": {"version": "1.2", "creator": {"name": "finding", "version": "1"}, "pages": [page], "entries": entries}}
    return HarParser(har).pages[0].time_to_first_byte


plain = {"blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": 45, "receive": 5}
secure = plain | {"connect": 20, "ssl": 15, "wait": 25}
print("200 over HTTP: ", first_byte(200, plain))
print("200 over HTTPS:", first_byte(200, secure))
print("201 three times:", first_byte(201, plain, plain, plain))
PY
py/bin/python look.py | tee seen

diff - seen <<'SEEN'
200 over HTTP:  45
200 over HTTPS: 60
201 three times: 150
SEEN
echo "as seen before"
