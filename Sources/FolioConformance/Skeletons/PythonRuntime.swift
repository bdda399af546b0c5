extension AdapterSkeleton {
    /// The half of a Python adapter that speaks the protocol.
    static let pythonRuntime = #"""
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

        """#
}
