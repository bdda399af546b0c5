extension AdapterSkeleton {
    /// The author's half of a source of prices in Python.
    static let pythonPrices = #"""
        #!/usr/bin/env python3
        """{{name}}: a source of prices for foliod, without dependencies.

        Replace what price_of() and closes_of() return with what your vendor says; docs/adapters.md of folio explains every
        method.
        """
        import datetime
        import json
        import os
        import queue
        import sys
        import threading
        import time

        MANIFEST = {
            "protocol": "1", "name": "{{name}}", "version": "0.1.0", "kind": "prices",
            "capabilities": ["prices.latest", "prices.eod", "reconfigure"],
            "config_schema": {"type": "object", "properties": {
                "api_key": {"type": "string", "description": "The vendor's key."}}},
            "max_inflight": 2,
            "rate": {"requests_per_minute": 300, "scope": "adapter"},
            "hosts": [],  # the vendor's hosts, such as "api.example.com"
        }

        SETTINGS = {}


        def configure(params, call):
            """Takes what stands under the adapter's name in the daemon's configuration, or only checks it."""
            config, faults = params.get("config") or {}, []
            if not isinstance(config.get("api_key", ""), str):
                faults.append({"path": "/api_key", "message": "a text is expected"})
            if faults:
                raise AdapterError("config_invalid", "The configuration of {{name}} is not usable.", errors=faults)
            if not params.get("dry_run"):
                SETTINGS.update(config)
            return {"warnings": []}


        def check(params, call):
            """One cheap request to the vendor, to see whether the key works."""
            return {"status": "ok", "checks": [{"name": "key", "status": "ok", "detail": None}]}


        def items(params, limit):
            rows = params.get("items")
            if not isinstance(rows, list) or len(rows) > limit:
                raise AdapterError("invalid_params", "items is not a list of at most %d." % limit)
            return rows


        def unknown(item):
            """One item's error: the others of the request are answered all the same."""
            return {"ref": item["ref"], "error": {"kind": "not_found", "message": "There is no such symbol."}}


        def latest(params, call):
            """The newest prices: for each item a quote, or an error of that item alone."""
            quotes, calls = [], 0
            for item in items(params, 500):
                call.check()
                price, calls = price_of(item["ticker"]), calls + 1
                quotes.append(unknown(item) if price is None else {
                    "ref": item["ref"], "price": price, "currency": "USD", "as_of": "2025-09-23T20:00:00Z",
                    "previous_close": price, "session": "closed", "delayed_by_s": 900})
            return {"quotes": quotes, "usage": {"calls": calls, "symbols": calls}}


        def end_of_day(params, call):
            """Closes as traded, oldest first; dates without a price are left out."""
            series, calls = [], 0
            for item in items(params, 100):
                call.check()
                calls += 1
                if price_of(item["ticker"]) is None:
                    series.append(unknown(item))
                    continue
                rows = closes_of(item["ticker"], item["from"], item["to"])
                series.append({"ref": item["ref"], "currency": "USD", "adjusted": "none",
                               "dates": [date for date, _ in rows], "close": [close for _, close in rows],
                               "complete_from": item["from"], "complete_to": item["to"]})
                call.progress(calls, len(params["items"]), "series")
            return {"series": series, "next": None, "usage": {"calls": calls, "symbols": calls}}


        def price_of(ticker):
            """The vendor's price as the text it came as; None for a symbol that the vendor does not know."""
            return {"AAPL": "254.43", "MSFT": "509.23", "KO": "66.03"}.get(ticker)


        def closes_of(ticker, first, last):
            """The vendor's closes: pairs of a date and a text."""
            day, end, rows = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last), []
            while day <= end and len(rows) < 10000:
                if day.weekday() < 5:
                    rows.append((day.isoformat(), price_of(ticker)))
                day += datetime.timedelta(days=1)
            return rows


        METHODS = {"configure": configure, "check": check, "prices.latest": latest, "prices.eod": end_of_day}

        """#
}
