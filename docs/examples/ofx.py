#!/usr/bin/env python3
"""ofx: reads investment accounts from OFX files that a user has downloaded, without dependencies.

Every bank's own program and most brokers' web pages export OFX, 1.x (SGML) or 2.x (XML). The files of one person lie in
`<directory>/<folder>/*.ofx`, where the folder is what that person names while linking; each is a statement of one or more
accounts. Of an account the newest statement says what is held; transactions are those of all statements, each once by its
FITID. Whoever may link may name any folder: it is for a daemon whose users may see each other's files.

docs/adapters.md says how an adapter is made; the half below the line is what `foliod adapter new` writes.
"""
import datetime
import hashlib
import html
import json
import os
import queue
import re
import sys
import threading
import time

MANIFEST = {
    "protocol": "1", "name": "ofx", "version": "1.0.0", "kind": "provider",
    "capabilities": ["link", "accounts", "holdings", "transactions", "reconfigure"],
    "config_schema": {"type": "object", "required": ["directory"], "properties": {
        "directory": {"type": "string", "description": "Files are in <directory>/<folder>/*.ofx."}}},
    "credentials_schema": {"type": "object", "properties": {"folder": {"type": "string"}}, "required": ["folder"]},
    "link": {"flow": "fields"},
    "max_inflight": 2, "page_limit": 500, "hosts": [],
}

MAX_FILES = 200
MAX_FILE = 8 << 20  # bytes
MAX_ELEMENTS = 500_000  # of one file
SETTINGS = {"directory": None}


# ---- Configuration ----

def configure(params, call):
    config, faults = params.get("config") or {}, []
    directory = config.get("directory")
    if not isinstance(directory, str) or not directory.startswith("/"):
        faults.append({"path": "/directory", "message": "an absolute path is expected"})
    for name in sorted(set(config) - {"directory"}):
        faults.append({"path": "/" + name.replace("~", "~0").replace("/", "~1"), "message": "unknown key"})
    if faults:
        raise AdapterError("config_invalid", "The configuration of ofx is not usable.", errors=faults)
    if not params.get("dry_run"):
        SETTINGS["directory"] = directory
    return {"warnings": []}


def check(params, call):
    directory = SETTINGS["directory"]
    good = directory is not None and os.path.isdir(directory)
    return {"status": "ok" if good else "failed", "checks": [{
        "name": "directory", "status": "ok" if good else "failed",
        "detail": None if good else "The directory is not there."}]}


# ---- Linking ----

FOLDER = {"name": "folder", "label": "Folder", "secret": False, "required": True, "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$",
          "description": "The folder with the statements, below the directory of the configuration."}


def place_of(folder):
    """The path of a folder, which can't lead out of the configured directory."""
    if SETTINGS["directory"] is None:
        raise AdapterError("config_invalid", "The adapter has not been configured.")
    if not isinstance(folder, str) or not re.fullmatch(FOLDER["pattern"], folder):
        raise AdapterError("auth_required", "The connection names no folder: connect again.", scope="connection")
    return os.path.join(SETTINGS["directory"], folder)


def link_begin(params, call):
    return {"flow": "fields", "fields": [FOLDER], "state": None}


def link_complete(params, call):
    folder = (params.get("fields") or {}).get("folder")
    if not folder:
        return {"status": "input_required", "fields": [FOLDER], "state": None}
    if not os.path.isdir(place_of(folder)):
        raise AdapterError("not_found", "There is no such folder.")
    return {"status": "complete", "credentials": {"folder": folder}, "external_id": folder,
            "institution": {"id": "ofx", "name": "OFX files"}}


def disconnect(params, call):
    connection(params)
    return {"revoked": True}  # the files are the user's own, and stay


# ---- From bytes to a tree ----

class Node:
    """An element: its name, its text where it has one, and the elements within it."""

    def __init__(self, name, line):
        self.name, self.line, self.text, self.children = name, line, "", []

    def find(self, path):
        """The first element by a path such as `INVACCTFROM/ACCTID`; None where there is none."""
        node = self
        for name in path.split("/"):
            node = next((child for child in node.children if child.name == name), None)
            if node is None:
                return None
        return node

    def all(self, *names):
        """Every element of these names below this one, in order."""
        stack, found = list(reversed(self.children)), []
        while stack:
            node = stack.pop()
            if node.name in names:
                found.append(node)
            stack.extend(reversed(node.children))
        return found

    def value(self, path):
        """The text of an element by its path; None where it is missing or empty."""
        node = self.find(path)
        return node.text or None if node else None


TAG = re.compile(r"<(/?)([A-Za-z0-9._]+)[^<>]*>([^<]*)")


def tree(text, name):
    """Reads OFX of either kind: in SGML an element with a text has no end, in XML it has one."""
    root = Node("", 0)
    path, count, line, done = [root], 0, 1, 0
    start = text.find("<OFX>")
    if start < 0:
        raise Fault(name, 1, "this is no OFX: there is no <OFX>")
    for match in TAG.finditer(text, start):
        line, done = line + text.count("\n", done, match.start()), match.start()
        count += 1
        if count > MAX_ELEMENTS or len(path) > 64:
            raise Fault(name, line, "there are more elements than can be read")
        end, tag, content = match.group(1), match.group(2).upper(), html.unescape(match.group(3)).strip()
        if end:
            index = next((i for i in range(len(path) - 1, 0, -1) if path[i].name == tag), None)
            if index is not None:  # the end of an element that was closed by its text is passed over
                del path[index:]
            continue
        node = Node(tag, line)
        path[-1].children.append(node)
        if content:
            node.text = content
        else:
            path.append(node)
    return root


class Fault(Exception):
    """A place in a file that can't be read as what it should be."""

    def __init__(self, name, line, message):
        super().__init__(message)
        self.place = {"file": name, "line": line, "column": None, "message": message}


def decoded(data):
    """The text of a file: UTF-8 where it is that, else Windows-1252, which has a character for almost every byte."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


# ---- From elements to values: figures stay texts, they are never computed in binary ----

FIGURE = re.compile(r"[+-]?(\d{1,15}\.?\d{0,12}|\.\d{1,12})")


def figure(node, path, name, optional=False):
    """A figure as the plain decimal that the protocol has: `1234.5`; a comma before decimals is read, too."""
    text = node.value(path)
    if text is None:
        if optional:
            return None
        raise Fault(name, node.line, "%s without %s" % (node.name, path))
    plain = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    if not FIGURE.fullmatch(plain):
        raise Fault(name, node.line, "%s is no figure" % path)
    sign, digits = ("-" if plain[0] == "-" else ""), plain.lstrip("+-")
    whole, _, part = digits.partition(".")
    return sign + (whole.lstrip("0") or "0") + ("." + part if part else "")


def negative(text):
    return text[1:] if text.startswith("-") else "-" + text if text.strip("0.") else text


def magnitude(text):
    return text.lstrip("-")


TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?(?:\.\d+)?)?\s*(?:\[\s*([+-]?\d{1,2}(?:\.\d+)?)(?::[^\]]*)?\])?")


def moment(node, path, name):
    """A date and time of OFX, such as `20250923160000.000[-4:EDT]`, as a datetime with its zone; GMT without one."""
    match = TIME.fullmatch(node.value(path) or "")
    if not match:
        raise Fault(name, node.line, "%s without a date in %s" % (node.name, path))
    numbers = [int(part or 0) for part in match.groups()[:6]]
    minutes = round(float(match.group(7) or 0) * 60)
    if abs(minutes) > 14 * 60:
        raise Fault(name, node.line, "%s has no such time zone" % path)
    try:
        return datetime.datetime(*numbers, tzinfo=datetime.timezone(datetime.timedelta(minutes=minutes)))
    except ValueError:
        raise Fault(name, node.line, "%s has no such date" % path) from None


def stamp(time):
    return time.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


# ---- From a tree to statements ----

KINDS = {"STOCKINFO": "stock", "MFINFO": "mutual_fund", "DEBTINFO": "bond", "OPTINFO": "option", "OTHERINFO": "other"}


def securities(root, name):
    """What the file's list says of each security, by its id."""
    found = {}
    for node in root.all(*KINDS):
        info = node.find("SECINFO")
        code = info.value("SECID/UNIQUEID") if info else None
        if code is None:
            raise Fault(name, node.line, "%s without SECID" % node.name)
        kind = info.value("SECID/UNIQUEIDTYPE")
        found[code] = {
            "external_id": code, "ticker": info.value("TICKER"), "name": info.value("SECNAME"),
            "type": KINDS[node.name], "currency": info.value("CURRENCY/CURSYM") or "USD",
            "cusip": code if kind == "CUSIP" and len(code) == 9 else None,
            "isin": code if kind == "ISIN" and len(code) == 12 else None}
    return found


def position(node, account, currency, name):
    held = node.find("INVPOS")
    code = held.value("SECID/UNIQUEID") if held else None
    if code is None:
        raise Fault(name, node.line, "%s without SECID" % node.name)
    side = "short" if held.value("POSTYPE") == "SHORT" else "long"
    units, value = magnitude(figure(held, "UNITS", name)), figure(held, "MKTVAL", name, optional=True)
    if side == "short":  # some brokers sign the units of a short position, some do not
        units = negative(units)
        value = negative(magnitude(value)) if value else None
    return {"account": account, "security": code, "side": side, "qty": units, "value": value,
            "price": figure(held, "UNITPRICE", name, optional=True),
            "price_as_of": stamp(moment(held, "DTPRICEASOF", name)),
            "currency": held.value("CURRENCY/CURSYM") or currency}


BOUGHT = {"BUYSTOCK": "INVBUY", "BUYMF": "INVBUY", "BUYDEBT": "INVBUY", "BUYOPT": "INVBUY", "BUYOTHER": "INVBUY"}
SOLD = {"SELLSTOCK": "INVSELL", "SELLMF": "INVSELL", "SELLDEBT": "INVSELL", "SELLOPT": "INVSELL",
        "SELLOTHER": "INVSELL"}
INCOME = {"DIV": "dividend", "CGLONG": "dividend", "CGSHORT": "dividend", "INTEREST": "interest", "MISC": "adjustment"}
OTHERS = ("INCOME", "REINVEST", "TRANSFER", "INVEXPENSE", "MARGININTEREST", "RETOFCAP", "INVBANKTRAN", "SPLIT")


def transaction(node, account, currency, name):
    """One event: what it is called, and by how much units and cash change."""
    inner = node.find(BOUGHT.get(node.name) or SOLD.get(node.name) or "") or node
    head = inner.find("INVTRAN") or inner.find("STMTTRN")
    fitid = head.value("FITID") if head else None
    if fitid is None:
        raise Fault(name, node.line, "%s without FITID" % node.name)
    total = lambda: figure(inner, "TOTAL", name)
    units, cash, security, fees = "0", "0", inner.value("SECID/UNIQUEID"), None
    if node.name in BOUGHT or node.name in SOLD:
        sign = "" if node.name in BOUGHT else "-"
        kind, units, cash = ("buy" if not sign else "sell"), sign + magnitude(figure(inner, "UNITS", name)), total()
        kind = {"BUYTOCOVER": "cover", "SELLSHORT": "short"}.get(node.value("BUYTYPE") or node.value("SELLTYPE"), kind)
        fees = figure(inner, "COMMISSION", name, optional=True)
    elif node.name == "INCOME":
        kind, cash = INCOME.get(node.value("INCOMETYPE"), "adjustment"), total()
    elif node.name == "REINVEST":  # its income and its purchase at once: no money is left
        kind, units, cash = "reinvestment", magnitude(figure(inner, "UNITS", name)), "0"
    elif node.name == "TRANSFER":
        is_out = node.value("TFERACTION") == "OUT"
        kind, units = ("transfer_out" if is_out else "transfer_in"), magnitude(figure(inner, "UNITS", name))
        units = negative(units) if is_out else units
    elif node.name == "INVBANKTRAN":
        cash = figure(head, "TRNAMT", name)
        kind = "withdrawal" if cash.startswith("-") else "deposit"
    elif node.name == "SPLIT":
        before, after = figure(inner, "OLDUNITS", name), figure(inner, "NEWUNITS", name)
        kind, units = "split", difference(after, before)
    else:
        kind = {"INVEXPENSE": "fee", "MARGININTEREST": "interest", "RETOFCAP": "return_of_capital"}[node.name]
        cash = total()
    traded = "DTTRADE" if head.value("DTTRADE") else "DTPOSTED"
    return {"external_id": "%s/%s" % (account, fitid), "account": account,
            "date": moment(head, traded, name).date().isoformat(), "type": kind, "subtype": node.name,
            "security": security, "quantity_delta": units, "cash_delta": cash,
            "price": figure(inner, "UNITPRICE", name, optional=True), "fees": magnitude(fees) if fees else None,
            "currency": inner.value("CURRENCY/CURSYM") or currency, "description": head.value("MEMO")}


def difference(left, right):
    """left - right, exactly: as whole numbers of the smallest decimal."""
    places = max(len(text.partition(".")[2]) for text in (left, right))
    numbers = [int(text.partition(".")[0] + text.partition(".")[2].ljust(places, "0")) for text in (left, right)]
    number = numbers[0] - numbers[1]
    digits = str(abs(number)).rjust(places + 1, "0")
    text = digits[:len(digits) - places] + ("." + digits[len(digits) - places:] if places else "")
    return "-" + text if number < 0 else text


def statements(data, name):
    """The statements of one file, each a plain dictionary, and the securities that the file describes."""
    root = tree(decoded(data), name)
    found, known, broker = [], securities(root, name), root.find("OFX/SIGNONMSGSRSV1/SONRS")
    for node in root.all("INVSTMTRS"):
        number = node.value("INVACCTFROM/ACCTID")
        if number is None:
            raise Fault(name, node.line, "a statement without ACCTID")
        # The number itself is nobody's business: the account's id is made from it, its mask is its end.
        secret = "%s\0%s" % (node.value("INVACCTFROM/BROKERID") or "", number)
        account, currency = hashlib.sha256(secret.encode()).hexdigest()[:24], node.value("CURDEF") or "USD"
        rows = node.find("INVTRANLIST") or Node("", 0)
        cash = node.find("INVBAL")
        found.append({
            "account": account, "mask": number[-4:], "currency": currency,
            "broker": (broker.value("FI/ORG") if broker else None) or node.value("INVACCTFROM/BROKERID") or "OFX",
            "as_of": moment(node, "DTASOF", name),
            "cash": figure(cash, "AVAILCASH", name) if cash else None,
            "positions": [position(held, account, currency, name) for held in node.all(
                "POSSTOCK", "POSMF", "POSDEBT", "POSOPT", "POSOTHER")],
            "transactions": [transaction(row, account, currency, name) for row in rows.all(
                *BOUGHT, *SOLD, *OTHERS)]})
    if not found:
        raise Fault(name, 1, "there is no statement of an investment account")
    return found, known


class Folder:
    """All that a user's files say together: by account the newest statement, and each transaction once."""

    def __init__(self):
        self.newest, self.securities, self.rows, self.digest = {}, {}, [], ""


def read(params, call):
    place = place_of((connection(params).get("credentials") or {}).get("folder"))
    try:
        names = sorted(name for name in os.listdir(place) if name.lower().endswith((".ofx", ".qfx")))
    except OSError:
        raise AdapterError("not_ready", "The folder can't be read now.") from None
    if len(names) > MAX_FILES:
        raise AdapterError("bad_vendor_data", "There are more than %d files." % MAX_FILES)
    folder, faults, seen, digest = Folder(), [], {}, hashlib.sha256()
    for number, name in enumerate(names):
        call.check()
        try:
            with open(os.path.join(place, name), "rb") as file:
                data = file.read(MAX_FILE + 1)
            if len(data) > MAX_FILE:
                raise Fault(name, None, "the file is longer than %d bytes" % MAX_FILE)
            found, known = statements(data, name)
        except Fault as fault:
            faults.append(fault.place)
            continue
        digest.update(hashlib.sha256(data).digest())
        folder.securities.update(known)
        for statement in found:
            newest = folder.newest.get(statement["account"])
            if newest is None or statement["as_of"] > newest["as_of"]:
                folder.newest[statement["account"]] = statement
            seen.update((row["external_id"], row) for row in statement["transactions"])
        call.progress(number + 1, len(names), "files")
    if faults:  # nothing of any file is taken until all are good
        raise AdapterError("bad_vendor_data", "OFX files are wrong in %d places." % len(faults), errors=faults)
    folder.rows = sorted(seen.values(), key=lambda row: (row["date"], row["external_id"]))
    for code in {row["security"] for row in folder.rows} | {
            held["security"] for newest in folder.newest.values() for held in newest["positions"]}:
        if code is not None:  # a security that no list describes keeps its units under its id
            folder.securities.setdefault(code, {"external_id": code, "type": "other", "currency": "USD"})
    folder.digest = digest.hexdigest()[:16]
    return folder


# ---- Methods ----

def accounts_read(params, call):
    folder = read(params, call)
    accounts = [{
        "external_id": newest["account"], "name": newest["broker"], "mask": newest["mask"],
        "type": "investment", "currency": newest["currency"],
        "balances": {"cash": newest["cash"], "as_of": stamp(newest["as_of"])}} for newest in folder.newest.values()]
    return {"accounts": accounts, "complete": True}


def holdings_read(params, call):
    folder = read(params, call)
    newest = list(folder.newest.values())
    holdings = [held for statement in newest for held in statement["positions"]]
    cash = [{"account": statement["account"], "currency": statement["currency"], "amount": statement["cash"]}
            for statement in newest if statement["cash"] is not None]
    codes = {held["security"] for held in holdings}
    known = [folder.securities[code] for code in sorted(codes)]
    as_of = min((statement["as_of"] for statement in newest), default=None)
    return {"as_of": stamp(as_of) if as_of else None, "securities": known, "holdings": holdings, "cash": cash,
            "next_page": None, "complete": True,
            "counts": {"securities": len(known), "holdings": len(holdings), "cash": len(cash)}}


def transactions_read(params, call):
    """A page of transactions, oldest first.

    A cursor is `v1:<digest of all files>:<rows read>`. Where the files have changed since, reading starts again, which
    is right: the host replaces rows by their ids.
    """
    folder = read(params, call)
    start, cursor = 0, params.get("cursor")
    if cursor is not None:
        match = re.fullmatch(r"v1:([0-9a-f]{16}):(\d{1,9})", cursor)
        if not match or int(match.group(2)) > len(folder.rows) and match.group(1) == folder.digest:
            raise AdapterError("cursor_invalid", "The cursor is not one of this adapter.")
        start = int(match.group(2)) if match.group(1) == folder.digest else 0
    elif params.get("since"):
        start = sum(1 for row in folder.rows if row["date"] < params["since"])
    end = min(start + max(1, min(params.get("limit", 500), 500)), len(folder.rows))
    rows, has_more = folder.rows[start:end], end < len(folder.rows)
    known = [folder.securities[code] for code in sorted({row["security"] for row in rows if row["security"]})]
    window = {"from": folder.rows[0]["date"], "to": folder.rows[-1]["date"], "authoritative": False}
    return {"added": rows, "modified": [], "removed": [], "securities": known,
            "next_cursor": "v1:%s:%d" % (folder.digest, end), "has_more": has_more,
            "window": window if folder.rows else None,
            "counts": {"added": len(rows), "modified": 0, "removed": 0}}


METHODS = {
    "configure": configure, "check": check, "link.begin": link_begin, "link.complete": link_complete,
    "disconnect": disconnect, "accounts.read": accounts_read, "holdings.read": holdings_read,
    "transactions.read": transactions_read,
}


# ---- The adapter protocol, folio-adapter/1. Nothing below needs a change. -------------------------------------------

MAX_LINE = 4 << 20  # bytes of a line, as the daemon reads and writes them
MAX_WAITING = 64  # requests that wait for their turn
CANCEL_GRACE = 4.0  # seconds that a cancelled request may go on; the daemon waits for five

ERROR_KINDS = {  # kind: (code, class, action)
    "auth_required": (1001, "config", "relink"), "bad_credentials": (1002, "config", "fix_config"),
    "rate_limited": (1003, "transient", "retry"), "unavailable": (1004, "transient", "retry"),
    "vendor_error": (1005, "permanent", "contact_vendor"), "not_ready": (1006, "transient", "retry"),
    "cursor_invalid": (1007, "transient", "retry"), "not_found": (1008, "permanent", "contact_vendor"),
    "unsupported": (1009, "permanent", "contact_vendor"), "config_invalid": (1010, "config", "fix_config"),
    "bad_vendor_data": (1011, "permanent", "contact_vendor"), "cancelled": (1012, "transient", "retry"),
    "consent_revoked": (1013, "permanent", "relink"), "overloaded": (1014, "transient", "retry"),
    "too_large": (1015, "transient", "retry"), "protocol_unsupported": (1016, "config", "fix_config"),
    "method_not_found": (-32601, "bug", "contact_vendor"), "invalid_params": (-32602, "bug", "contact_vendor"),
    "internal": (-32603, "bug", "contact_vendor"),
}


class AdapterError(Exception):
    """An answer that is an error: a kind of the protocol, one sentence without credentials, and members of `data`."""

    def __init__(self, kind, message, **data):
        super().__init__(message)
        code, of_class, action = ERROR_KINDS[kind]
        retryable = of_class == "transient"
        self.wire = {"code": code, "message": message, "data": {
            "kind": kind, "class": of_class, "retryable": retryable, "action": action, **data}}


class Call:
    """What a method can do while it works."""

    def __init__(self, host, request):
        self.host, self.request, self.cancelled, self.told = host, request, threading.Event(), 0.0

    def check(self):
        """Ends the call where the daemon does not want it any more: between two requests to the vendor, say."""
        if self.cancelled.is_set():
            raise AdapterError("cancelled", "The call was cancelled.")

    def progress(self, done, total=None, unit=None):
        """Says how far the call is; what comes more than ten times a second is left out."""
        if time.monotonic() - self.told < 0.1 and done != total:
            return
        self.told = time.monotonic()
        self.host.notify("$/progress", {"id": self.request, "done": done, "total": total, "unit": unit})

    def log(self, level, message, **fields):
        """Logs a constant phrase with texts beside it; never a credential."""
        self.host.notify("$/log", {"id": self.request, "level": level, "message": message, "fields": fields})

    def rotate(self, connection, credentials):
        """Hands new credentials of a connection to the daemon, which keeps them before it reads on."""
        self.host.notify("$/credentials", {"id": self.request, "connection": connection, "credentials": credentials})


class Host:
    """The daemon's side of the pipe: reads requests, answers each once."""

    def __init__(self):
        self.out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)  # print() goes to stderr from here on: stdout has the protocol only
        self.lock, self.calls, self.todo = threading.Lock(), {}, queue.Queue()
        for _ in range(MANIFEST["max_inflight"]):
            threading.Thread(target=self.work, daemon=True).start()

    def write(self, message):
        line = json.dumps(message, separators=(",", ":")).encode()
        if len(line) > MAX_LINE:
            error = AdapterError("too_large", "The answer is too long; ask for a smaller page.").wire
            line = json.dumps({"jsonrpc": "2.0", "id": message["id"], "error": error}).encode()
        try:
            self.out.write(line + b"\n")
            self.out.flush()
        except OSError:
            os._exit(0)  # nobody listens any more

    def notify(self, method, params):
        with self.lock:
            if params["id"] in self.calls:
                self.write({"jsonrpc": "2.0", "method": method, "params": params})

    def answer(self, call, **outcome):
        with self.lock:
            if self.calls.pop(call.request, None):
                self.write({"jsonrpc": "2.0", "id": call.request, **outcome})

    def refuse(self, code, message):
        with self.lock:
            self.write({"jsonrpc": "2.0", "id": None, "error": {"code": code, "message": message}})

    def lines(self):
        """The lines of stdin, without their ends; too long ones are passed over."""
        while line := sys.stdin.buffer.readline(MAX_LINE + 2):
            text = line.rstrip(b"\r\n")
            if len(text) <= MAX_LINE and (line.endswith(b"\n") or len(line) < MAX_LINE + 2):
                if text:
                    yield text
                continue
            while line and not line.endswith(b"\n"):
                line = sys.stdin.buffer.readline(1 << 16)
            self.refuse(-32700, "a line is longer than %d bytes" % MAX_LINE)

    def serve(self):
        for line in self.lines():
            try:
                message = json.loads(line)
            except (ValueError, RecursionError):
                self.refuse(-32700, "not JSON")
                continue
            if not isinstance(message, dict) or not isinstance(message.get("method"), str):
                self.refuse(-32600, "not a request")
            elif "id" not in message:
                self.notified(message["method"], message.get("params"))
            elif isinstance(message["id"], str):
                self.requested(message["id"], message["method"], message.get("params", {}))
            else:
                self.refuse(-32600, "an id is a text")
        os._exit(0)  # the end of stdin is the end of the daemon, or of our use to it

    def notified(self, method, params):
        call = self.calls.get(params.get("id")) if method == "$/cancel" and isinstance(params, dict) else None
        if call:
            call.cancelled.set()
            late = threading.Timer(CANCEL_GRACE, self.answer, [call], {"error": AdapterError(
                "cancelled", "The call was cancelled.").wire})
            late.daemon = True
            late.start()

    def requested(self, request, method, params):
        call = Call(self, request)
        with self.lock:
            self.calls[request] = call
        if method in ("describe", "ping", "shutdown"):  # these work while others do
            self.run(call, method, params)
        elif len(self.calls) > MAX_WAITING:
            self.answer(call, error=AdapterError("overloaded", "Too many requests at once.").wire)
        else:
            self.todo.put((call, method, params))

    def work(self):
        while True:
            self.run(*self.todo.get())

    def run(self, call, method, params):
        try:
            call.check()
            if method == "ping":
                return self.answer(call, result={"inflight": len(self.calls) - 1})
            if method not in METHODS:
                raise AdapterError("method_not_found", "There is no method %s." % method[:64])
            if not isinstance(params, dict):
                raise AdapterError("invalid_params", "params is not an object.")
            self.answer(call, result=METHODS[method](params, call))
        except AdapterError as error:
            self.answer(call, error=error.wire)
        except Exception as error:  # a mistake in this program; only its kind is told, for its words may hold secrets
            name = type(error).__name__
            print("<3>%s in %s, line %d" % (name, method, error.__traceback__.tb_lineno), file=sys.stderr)
            self.answer(call, error=AdapterError("internal", "%s in %s." % (name, method)).wire)


def describe(params, call):
    if "1" not in params.get("protocols", ["1"]):
        raise AdapterError("protocol_unsupported", "This adapter speaks protocol 1 only.", supported=["1"])
    return MANIFEST


def connection(params):
    """The connection that a call is about, with its credentials."""
    context = params.get("connection")
    if not isinstance(context, dict) or not isinstance(context.get("id"), str):
        raise AdapterError("invalid_params", "connection is not an object with an id.")
    return context


METHODS["describe"] = describe
METHODS["shutdown"] = lambda params, call: {}

if __name__ == "__main__":
    if os.environ.get("FOLIO_ADAPTER") != "1":
        print("%s is an adapter of foliod: the daemon starts it, and talks to it over stdin and stdout.\n"
              "Try it with: foliod adapter test %s\n%s" % (MANIFEST["name"], sys.argv[0], json.dumps(MANIFEST, indent=2)),
              file=sys.stderr)
        sys.exit(64)
    Host().serve()
