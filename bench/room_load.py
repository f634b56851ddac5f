"""Two hundred people read and five review while the server is killed ten times: is anything lost?

    python bench/room_load.py [--seconds 30] [--readers 200] [--reviewers 5] [--kills 10] [--seed 7]

Serves a copy of the energy-halt example. A reader asks for something every two seconds or so, a
reviewer says a judgement of their own every second and says it again where the answer was lost; the
process is killed (SIGKILL) at even distances and started again. Afterwards every judgement that was
acknowledged must stand in the log exactly once, none twice, the log must verify, and nobody may have
had an answer of 5xx. Connections that a kill cut are counted and are no failure. Exit code 1 otherwise.
"""

import argparse
import asyncio
import os
import random
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from room_served import Server, mission_copy, token_of
from truceline.assess.load import load
from truceline.io.stores import open_store
from truceline.model.people import Role
from truceline.model.table import report_keys

PATHS = (
    "/api/mission",
    "/api/situation?from=2025-04-01",
    "/api/situation/rows?limit=100",
    "/api/situation/spots?zoom=5",
    "/ogc/collections/incidents/items?limit=100",
    "/ogc/collections/findings/items?limit=100&filter=outcome%20%3D%20'yes'",
)
THINKING_S, SAYING_S = 2.0, 1.0


class Load:
    """What was asked and what came of it."""

    def __init__(self, server: Server, asked: argparse.Namespace) -> None:
        self.server, self.asked = server, asked
        self.chance = random.Random(asked.seed)
        self.until = time.monotonic() + asked.seconds
        self.statuses: Counter[int] = Counter()
        self.cut = 0
        self.took: list[float] = []
        self.said: set[str] = set()

    def _going(self) -> bool:
        return time.monotonic() < self.until

    async def run(self, tokens: dict[str, str], reports: list[str]) -> None:
        """Readers, reviewers and kills, until the time is over."""
        names = [f"reviewer{n}" for n in range(self.asked.reviewers)]
        # Each with connections of their own: a pool of two hundred is slower than the server.
        async with AsyncExitStack() as open_:
            clients = [
                await open_.enter_async_context(self._client())
                for _ in range(self.asked.readers + len(names))
            ]
            saying = (self._say(clients.pop(), tokens[name], name, reports) for name in names)
            readers = (self._read(client, tokens["reader"]) for client in clients)
            await asyncio.gather(*saying, *readers, self._killing())

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.server.url, timeout=60, verify=False)  # noqa: S501 - no TLS

    async def _read(self, client: httpx.AsyncClient, token: str) -> None:
        await asyncio.sleep(self.chance.uniform(0, THINKING_S))
        while self._going():
            began = time.perf_counter()
            if await self._asked_of(client, token, "GET", self.chance.choice(PATHS)) is not None:
                self.took.append(time.perf_counter() - began)
            await asyncio.sleep(self.chance.uniform(0, 2 * THINKING_S))

    async def _say(
        self, client: httpx.AsyncClient, token: str, name: str, reports: list[str]
    ) -> None:
        number = 0
        while self._going():
            reason = f"{name} said this as number {number}"
            about = reports[(number * self.asked.reviewers + int(name[-1])) % len(reports)]
            form = {"about": [about], "verdict": "exercise", "reason": reason}
            number += await self._acknowledged(client, token, form, reason)
            await asyncio.sleep(SAYING_S)

    async def _acknowledged(
        self, client: httpx.AsyncClient, token: str, form: dict[str, object], reason: str
    ) -> bool:
        body = {"judgements": [form]}
        answer = await self._asked_of(client, token, "POST", "/api/review/judgements", body)
        if answer is None:
            return False
        if answer.status_code == httpx.codes.CREATED:
            self.said.add(reason)
        elif answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
            print(answer.text)
        return answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR

    async def _asked_of(
        self, client: httpx.AsyncClient, token: str, method: str, path: str, body: object = None
    ) -> httpx.Response | None:
        """The answer, None where the connection was cut."""
        headers = {"authorization": f"Bearer {token}"}
        try:
            answer = await client.request(method, path, headers=headers, json=body)
        except httpx.TransportError:
            self.cut += 1
            await asyncio.sleep(0.2)
            return None
        self.statuses[answer.status_code] += 1
        return answer

    async def _killing(self) -> None:
        every = self.asked.seconds / (self.asked.kills + 1)
        for _ in range(self.asked.kills):
            await asyncio.sleep(every)
            await asyncio.to_thread(self._killed)

    def _killed(self) -> None:
        self.server.kill()
        self.server.start()
        self.until = max(self.until, time.monotonic() + 1)


def main() -> int:
    asked = arguments()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with mission_copy() as folder, TemporaryDirectory() as kept:
        names = [f"reviewer{n}" for n in range(asked.reviewers)]
        tokens = {name: token_of(folder, name, Role.REVIEWER) for name in names}
        tokens["reader"] = token_of(folder, "reader", Role.READER, "parties")
        with open_store(folder) as store:
            loaded = load(store, folder / ".truceline" / "cache")
        reports = report_keys(loaded.reports).to_pylist()
        server = Server(folder, Path(kept) / "log")
        server.start()
        under = Load(server, asked)
        try:
            asyncio.run(under.run(tokens, reports))
        finally:
            server.stop()
        print(server.log.read_text()[-2000:])
        return told(under, folder)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--reviewers", type=int, default=5)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def told(under: Load, folder: Path) -> int:
    """Print what happened; 1 where something was lost, doubled or broken."""
    with open_store(folder) as store:
        damage = store.verify()
        made = load(store, folder / ".truceline" / "cache").mission.judgements
    found = Counter(j.reason for j in made if j.reviewer.startswith("reviewer"))
    lost = under.said - set(found)
    doubled = [reason for reason, count in found.items() if count > 1]
    broken = sum(n for status, n in under.statuses.items() if status >= 500)
    quick = sorted(under.took) or [float("nan")]
    print(
        f"answers {dict(under.statuses)}; {under.cut} connections cut by {under.asked.kills} kills"
    )
    print(
        f"reads: p50 {1000 * quick[len(quick) // 2]:.0f} ms, p95 {1000 * quick[int(len(quick) * 0.95)]:.0f} ms"
    )
    print(
        f"{len(under.said)} judgements acknowledged, {len(found)} in the log, {len(lost)} lost, {len(doubled)} twice"
    )
    print(f"the log: {'whole' if not damage else damage[0]}")
    return int(bool(lost or doubled or broken or damage))


if __name__ == "__main__":
    sys.exit(main())
