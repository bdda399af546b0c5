extension AdapterSkeleton {
    /// The author's half of a provider in Python.
    static let pythonProvider = #"""
        #!/usr/bin/env python3
        """{{name}}: a provider of accounts for foliod, without dependencies.

        Replace what fetch() returns with what your vendor says; docs/adapters.md of folio explains every method.
        """
        import json
        import os
        import queue
        import sys
        import threading
        import time

        MANIFEST = {
            "protocol": "1", "name": "{{name}}", "version": "0.1.0", "kind": "provider",
            "capabilities": ["link", "accounts", "holdings", "transactions", "reconfigure"],
            "config_schema": {"type": "object", "properties": {
                "institution": {"type": "string", "description": "The name that people see."}}},
            "credentials_schema": {"type": "object", "properties": {"token": {"type": "string"}}, "required": ["token"]},
            "link": {"flow": "fields"},
            "max_inflight": 2, "page_limit": 500,
            "hosts": [],  # the vendor's hosts, such as "api.example.com"
        }

        SETTINGS = {"institution": "Demo Bank"}


        def configure(params, call):
            """Takes what stands under the adapter's name in the daemon's configuration, or only checks it."""
            config, faults = params.get("config") or {}, []
            if not isinstance(config.get("institution", ""), str):
                faults.append({"path": "/institution", "message": "a text is expected"})
            if faults:
                raise AdapterError("config_invalid", "The configuration of {{name}} is not usable.", errors=faults)
            if not params.get("dry_run"):
                SETTINGS.update(config)
            return {"warnings": []}


        def check(params, call):
            """One cheap request to the vendor with the connection's credentials, to see whether they work."""
            status = "ok"
            if params.get("connection"):
                fetch(connection(params), call)
            return {"status": status, "checks": [{"name": "account", "status": status, "detail": None}]}


        TOKEN = {"name": "token", "label": "Access token", "secret": True, "required": True,
                 "description": "Made in the bank's settings."}


        def link_begin(params, call):
            """Says what a user has to fill in."""
            return {"flow": "fields", "fields": [TOKEN], "state": None}


        def link_complete(params, call):
            """Tries what was filled in; what is returned as credentials comes back with every later call."""
            token = (params.get("fields") or {}).get("token")
            if not token:
                return {"status": "input_required", "fields": [TOKEN], "state": None}
            account = fetch({"id": "", "credentials": {"token": token}}, call)["account"]
            return {"status": "complete", "credentials": {"token": token}, "external_id": account["id"],
                    "institution": {"id": "{{name}}", "name": SETTINGS["institution"]}}


        def disconnect(params, call):
            """Ends the vendor's access; a connection that the vendor does not know any more is success, too."""
            connection(params)
            return {"revoked": True}


        def accounts_read(params, call):
            account = fetch(connection(params), call)["account"]
            return {"complete": True, "accounts": [{
                "external_id": account["id"], "name": account["name"], "mask": account["number"][-4:], "type": "investment",
                "currency": "USD", "balances": {"current": None, "available": None, "cash": account["cash"], "as_of": None}}]}


        def security(ticker, name):
            return {"external_id": ticker, "ticker": ticker, "name": name, "type": "stock", "currency": "USD"}


        def holdings_read(params, call):
            data = fetch(connection(params), call)
            account, rows = data["account"]["id"], data["positions"]
            securities = [security(row["ticker"], row["name"]) for row in rows]
            holdings = [{"account": account, "security": row["ticker"], "side": "long", "qty": row["units"],
                         "cost_basis": row["cost"], "price": row["price"], "price_as_of": "2025-09-23T20:00:00Z",
                         "currency": "USD"} for row in rows]
            cash = [{"account": account, "currency": "USD", "amount": data["account"]["cash"]}]
            return {"as_of": "2025-09-23T20:00:00Z", "securities": securities, "holdings": holdings, "cash": cash,
                    "next_page": None, "complete": True,
                    "counts": {"securities": len(securities), "holdings": len(holdings), "cash": len(cash)}}


        def transactions_read(params, call):
            """A page of transactions. The cursor says how many have been read: `v1:40`; the next page begins there."""
            data = fetch(connection(params), call)
            cursor, since = params.get("cursor"), params.get("since")
            start = 0
            if cursor is not None:
                version, _, offset = cursor.partition(":")
                if version != "v1" or not offset.isdecimal() or int(offset) > len(data["bookings"]):
                    raise AdapterError("cursor_invalid", "The cursor is not one of this adapter.")
                start = int(offset)
            elif since:
                start = sum(1 for row in data["bookings"] if row["date"] < since)  # they are oldest first
            end = min(start + max(1, min(params.get("limit", 500), 500)), len(data["bookings"]))
            rows, tickers = data["bookings"][start:end], {row["ticker"]: row["name"] for row in data["positions"]}
            added = [{"external_id": row["id"], "account": data["account"]["id"], "date": row["date"], "type": row["type"],
                      "security": row["ticker"], "quantity_delta": row["units"], "cash_delta": row["cash"],
                      "currency": "USD"} for row in rows]
            call.progress(end, len(data["bookings"]), "transactions")
            return {"added": added, "modified": [], "removed": [],
                    "securities": [security(ticker, tickers[ticker]) for ticker in sorted({row["ticker"] for row in rows
                                                                                           if row["ticker"]})],
                    "next_cursor": "v1:%d" % end, "has_more": end < len(data["bookings"]),
                    "counts": {"added": len(added), "modified": 0, "removed": 0}}


        def fetch(context, call):
            """What the vendor says of a connection; figures stay texts, exactly as they came."""
            token = (context.get("credentials") or {}).get("token")
            if not isinstance(token, str):
                raise AdapterError("auth_required", "The connection has no token: connect again.", scope="connection")
            # Here: a request to the vendor with the token; call.check() between two of them.
            call.check()
            bookings = [{"id": "b-0", "date": "2025-01-02", "type": "deposit", "ticker": None, "units": "0", "cash": "10000"}]
            for number in range(1, 61):  # a share of KO on each of sixty days, oldest first
                bookings.append({"id": "b-%d" % number, "date": "2025-%02d-%02d" % (2 + number // 28, 1 + number % 28),
                                 "type": "buy", "ticker": "KO", "units": "1", "cash": "-70.25"})
            return {"account": {"id": "demo-1", "name": "Demo Brokerage", "number": "00001234", "cash": "5785.00"},
                    "positions": [{"ticker": "KO", "name": "Coca-Cola Co.", "units": "60", "cost": "4215.00",
                                   "price": "71.20"}],
                    "bookings": bookings}


        METHODS = {
            "configure": configure, "check": check, "link.begin": link_begin, "link.complete": link_complete,
            "disconnect": disconnect, "accounts.read": accounts_read, "holdings.read": holdings_read,
            "transactions.read": transactions_read,
        }

        """#
}
