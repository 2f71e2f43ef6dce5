"""A stand-in of Snipe-IT's list of assets, for bench/sync: python3 snipe_it.py PORT ASSETS."""
import http.server
import json
import sys
import urllib.parse

port, total = int(sys.argv[1]), int(sys.argv[2])


class Target(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        asked = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/api/v1/hardware":
            first = int(asked.get("offset", 0))
            rows = [asset(n) for n in range(first + 1, min(first + int(asked.get("limit", 50)), total) + 1)]
            self.answer({"total": total, "rows": rows})
        else:
            self.answer({"total": 0, "rows": []})

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *what):
        pass


def asset(n):
    return {
        "id": n, "name": f"Pump {n}", "asset_tag": f"{n:06d}", "serial": f"SN-{n:08d}", "model": {"name": "P-100"}, "location": {"name": f"Hall {n % 7}"},
        "status_label": {"status_meta": "deployed"}, "warranty_expires": {"date": "2027-01-01"},
    }


http.server.ThreadingHTTPServer(("127.0.0.1", port), Target).serve_forever()
