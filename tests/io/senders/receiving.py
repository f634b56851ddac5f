"""Servers on this machine that take mail and posts, as well or as badly as a test wants."""

import asyncio
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

from truceline.model.alerting import AlertRule
from truceline.model.watch import Alert

NOW = datetime(2031, 5, 20, 6, 15, tzinfo=UTC)
RULE = AlertRule(
    id="cluster", kind="cluster", event="More recorded than usual", sentence="", severity="Severe"
)


def alert(**changes):
    row = {
        "id": "cluster.1a2b", "rule": "cluster", "about": "2031-05-16/2031-05-19|B", "raised": NOW,
        "sentence": "B, 2031-05-16 to 2031-05-19: 31 recorded where 10.2 would be usual.",
        "sector": "Sector B", "lat": 48.59, "lon": 37.83, "radius_km": 4.0,
        "figures": ("cluster.x",), "basis": ("I-1", "I-2"),
    }  # fmt: skip
    return Alert(**{**row, **changes})


class Post:
    """An SMTP server. `answers` maps a command to replies in turn, e.g. {"RCPT": ["451 later"]};
    "hang" never answers, "drop" closes the line.
    """

    def __init__(self, answers=None, tls=None):
        self.answers = {k: list(v) for k, v in (answers or {}).items()}
        self.tls, self.mails, self.seen, self.secured = tls, [], [], False

    async def __call__(self, reader, writer):
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader, writer):
        if not await self._say(writer, "HELLO", "220 here"):
            return
        while line := (await reader.readline()).decode().strip():
            word = line.split()[0].upper()
            self.seen.append(line)
            usual = {"EHLO": "250-here\r\n250 AUTH PLAIN", "DATA": "354 go", "QUIT": "221 bye",
                     "AUTH": "235 known", "STARTTLS": "220 go"}  # fmt: skip
            if self.tls and word == "EHLO" and not self.secured:
                usual["EHLO"] = "250-here\r\n250 STARTTLS"
            if not await self._say(writer, word, usual.get(word, "250 ok")):
                return
            if word == "STARTTLS":
                await writer.start_tls(self.tls)
                self.secured = True
            if word == "DATA":
                self.mails.append(await reader.readuntil(b"\r\n.\r\n"))
                if not await self._say(writer, "END", "250 taken"):
                    return
            if word == "QUIT":
                return

    async def _say(self, writer, word, usual):
        planned = self.answers.get(word)
        reply = planned.pop(0) if planned else usual
        if reply == "hang":
            await asyncio.sleep(5)
        if reply in {"hang", "drop"}:
            return False
        writer.write(f"{reply}\r\n".encode())
        await writer.drain()
        return not reply.startswith("421")


@contextmanager
def post_office(answers=None, tls=None, implicit=False):
    office, ready, loop = Post(answers, tls), threading.Event(), asyncio.new_event_loop()

    async def serve():
        server = await asyncio.start_server(office, "127.0.0.1", 0, ssl=tls if implicit else None)
        office.port = server.sockets[0].getsockname()[1]
        ready.set()

    def run():
        loop.run_until_complete(serve())
        loop.run_forever()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(5)
    try:
        yield office
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


@contextmanager
def web(statuses=(), headers=None, hang=0):
    """An HTTP server: its statuses in turn, then 200. `hang` seconds before each answer."""
    planned, posts, stop = list(statuses), [], threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.append((self.path, dict(self.headers), body))
            if hang:
                stop.wait(hang)
            self.send_response(planned.pop(0) if planned else 200)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/in?x=1", posts
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()


def certificate(folder):
    """Contexts of a server with a certificate of its own, and of a client that trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    own = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    start = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=9))
        .add_extension(own, critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))
