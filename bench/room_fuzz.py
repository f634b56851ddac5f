"""Ten thousand requests that schemathesis makes of the server's own description: none may break it.

    python bench/room_fuzz.py [--cases 10000] [--seed 7] [--only REGEX]

Serves a copy of the energy-halt example and sends valid and invalid requests for every operation of
`/api/openapi.json` as an admin's program. Fails for an answer of 5xx, for an answer that isn't
described, and for one whose body isn't what the description says. The stream of events, which never
ends, is left out; the moment of knowledge is one, since each is a picture that takes seconds.
"""

import argparse
import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from room_served import Server, mission_copy, token_of
from truceline.model.people import Role

ENDLESS = "/api/events"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance"
SETTINGS = '[parameters]\n"query.as_of" = "2025-04-19"\n'
"""Each other moment is a picture of its own, and drafts at every level: seconds for one case."""
PROGRAM = Path(sys.executable).parent / "schemathesis"


def main() -> int:
    asked = arguments()
    if not PROGRAM.exists():
        print("schemathesis isn't installed (group bench); nothing tried")
        return 0
    with mission_copy() as folder, TemporaryDirectory() as kept:
        token = token_of(folder, "fuzz", Role.ADMIN)
        server = Server(folder, Path(kept) / "log")
        server.start()
        try:
            began = time.monotonic()
            status = fuzzed(server, token, asked)
            print(f"{time.monotonic() - began:.0f} s")
        finally:
            server.stop()
            print(server.log.read_text()[-4000:])
    return status


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", default="")
    return parser.parse_args()


def fuzzed(server: Server, token: str, asked: argparse.Namespace) -> int:
    """Schemathesis's exit code; it prints what it found."""
    each = max(asked.cases // operations(server, token), 1)
    settings = server.log.with_name("schemathesis.toml")
    settings.write_text(SETTINGS)
    command = [str(PROGRAM), "--config-file", str(settings), "run"]
    command += [f"{server.url}/api/openapi.json", "--header"]
    command += [f"Authorization: Bearer {token}", "--exclude-path", ENDLESS]
    command += ["--max-examples", str(each), "--seed", str(asked.seed), "--checks", CHECKS]
    command += ["--phases", "examples,coverage,fuzzing", "--continue-on-failure", "--mode", "all"]
    command += ["--request-timeout", "30", "--no-color"]
    command += ["--include-path-regex", asked.only] if asked.only else []
    return subprocess.run(command, check=False).returncode


def operations(server: Server, token: str) -> int:
    """How many operations are described."""
    address = f"{server.url}/api/openapi.json"
    request = urllib.request.Request(address, headers={"authorization": f"Bearer {token}"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return sum(map(len, json.load(answer)["paths"].values()))


if __name__ == "__main__":
    sys.exit(main())
