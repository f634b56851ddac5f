"""A server on this machine that speaks the chat protocol, as well or as badly as a test wants."""

import json
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HEADERS = {"Content-Type": "application/json"}
CONNECTED = []
"""Every address that this process opens a connection to, whoever does it."""


def _heard(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple):
        CONNECTED.append(args[1][:2])


sys.addaudithook(_heard)


class Server:
    """`reply(server, question)` gives (status, headers, body); body may be an iterator of bytes."""

    def __init__(self, reply):
        self.reply, self.questions, self.headers, self.paths = reply, [], [], []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/v1"


@contextmanager
def serving(reply):
    server = Server(reply)
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    server.port = http.server_port
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def _handler(server):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            data = self.rfile.read(int(self.headers["Content-Length"]))
            server.questions.append(json.loads(data))
            server.headers.append(dict(self.headers))
            server.paths.append(self.path)
            status, headers, body = server.reply(server, server.questions[-1])
            try:
                self._send(status, headers, body)
            except OSError:
                self.close_connection = True

        def do_GET(self):
            self.do_POST()

        def _send(self, status, headers, body):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if isinstance(body, bytes):
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for part in [body] if isinstance(body, bytes) else body:
                self.wfile.write(part)

        def log_message(self, *_args):
            pass

    return Handler


def answer(content, finish="stop"):
    """A whole answer in the protocol's form around a model's text."""
    message = {"role": "assistant", "content": content}
    told = {"id": "x", "choices": [{"index": 0, "message": message, "finish_reason": finish}]}
    return 200, HEADERS, json.dumps(told).encode()


def claims(*items):
    return json.dumps({"claims": items})


def item(**changes):
    """A claim of TEXT as a model should put it."""
    told = {
        "kind": "pledge",
        "quote": "France will send up to 400 engineers",
        "actors": ["France"],
        "predicate": "will send",
        "object": "engineers",
        "target": "",
        "polarity": "+",
        "modality": "conditional",
        "cue": "once",
        "condition": "a truce holds",
        "quantity": "up to 400 engineers",
        "time": None,
        "speakers": ["defence minister"],
    }
    return {**told, **changes}


TEXT = (
    "Lakeview, 2 May 2031 — France will send up to 400 engineers once a truce holds, its defence "
    "minister said on Friday. Kenya refused to send troops. Ruritania wants observers."
)
