"""Alerts that go out: real clients against servers of this machine, and each alert once."""

import email
import email.policy
import hashlib
import hmac
import json
import threading
import time
from datetime import timedelta

import pytest
from receiving import NOW, RULE, alert, certificate, post_office, web

from truceline.errors import StoreError, UnreadableError
from truceline.io.senders.deliver import deliver, key_of
from truceline.io.senders.folder import CapFolder
from truceline.io.senders.mail import Mailer
from truceline.io.senders.trying import Limits, NotSentError
from truceline.io.senders.ways import senders
from truceline.io.senders.webhook import Webhook
from truceline.model.alerting import Alerting, AlertReceiver

QUICK = Limits(seconds=0.4, tries=3, pause=0.5)
RULES = {"cluster": RULE}


def mailer(office, waits=None, **more):
    own = {
        "security": "none",
        "limits": QUICK,
        "wait": [].append if waits is None else waits.append,
    }
    return Mailer("127.0.0.1", office.port, "ops@mission.example", "duty@example.org",
                  **{**own, **more})  # fmt: skip


def hook(url, waits=None, **more):
    own = {"limits": QUICK, "wait": [].append if waits is None else waits.append}
    return Webhook(url, **{**own, **more})


def everything(told):
    return told


# e-mail


def test_a_mail_tells_the_alert_with_its_numbers_and_holds_the_cap_message():
    with post_office() as office:
        mailer(office).send(alert(), RULE, "k1", NOW)
    (raw,) = office.mails
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert mail["Subject"] == "[EXERCISE] More recorded than usual: Sector B"
    assert (mail["From"], mail["To"]) == ("ops@mission.example", "duty@example.org")
    assert mail["Message-ID"] == "<k1@mission.example>"
    assert mail["Date"] == "Tue, 20 May 2031 06:15:00 +0000"
    text = mail.get_body().get_content()
    assert "31 recorded where 10.2 would be usual" in text
    assert "Rests on: I-1, I-2" in text
    assert "Alert cluster.1a2b, raised 2031-05-20 06:15 UTC, open" in text
    (attached,) = mail.iter_attachments()
    assert attached.get_content_type() == "application/cap+xml"
    assert b"<circle>48.59,37.83 4.0</circle>" in attached.get_content()


def test_a_line_break_in_a_name_starts_no_header():
    with post_office() as office:
        mailer(office).send(alert(sector="B\r\nBcc: all@example.org"), RULE, "k", NOW)
    mail = email.message_from_bytes(office.mails[0])
    assert mail["Bcc"] is None
    assert [line for line in office.seen if line.upper().startswith("RCPT")] == [
        "rcpt TO:<duty@example.org>"
    ]


@pytest.mark.parametrize(
    ("answers", "tries", "words"),
    [
        ({"RCPT": ["451 later"] * 2}, 3, None),
        ({"MAIL": ["421 busy"]}, 2, None),
        ({"HELLO": ["drop"]}, 2, None),
        ({"HELLO": ["hang"]}, 2, None),
        ({"END": ["452 full"]}, 2, None),
        ({"QUIT": ["hang"]}, 1, None),
        ({"QUIT": ["451 no"]}, 1, None),
        ({"RCPT": ["550 nobody"]}, 1, "refuses duty@example.org"),
        ({"END": ["554 spam"]}, 1, "answers 554"),
        ({"MAIL": ["550 not you"]}, 1, "answers 550"),
        ({"RCPT": ["451 later"] * 9}, 3, "refuses duty@example.org"),
        ({"HELLO": ["drop"] * 9}, 3, "can't be reached"),
    ],
)
def test_mail_is_tried_again_where_that_may_help(answers, tries, words):
    waits = []
    with post_office(answers) as office:
        if words is None:
            mailer(office, waits).send(alert(), RULE, "k", NOW)
        else:
            with pytest.raises(NotSentError, match=words):
                mailer(office, waits).send(alert(), RULE, "k", NOW)
    assert waits == [0.5, 1.0][: tries - 1]
    taken = 1 if words is None else 0
    assert len(office.mails) >= taken
    if words is None and "END" not in answers:
        assert len(office.mails) == 1


def test_a_password_goes_encrypted_or_nowhere(tmp_path):
    with pytest.raises(ValueError, match="starttls or tls"):
        Mailer("mail.example.org", 25, "a@b", "c@d", security="none", password="secret")
    server, trusted = certificate(tmp_path)
    with post_office(tls=server) as office:
        own = {"security": "starttls", "user": "ops", "password": "secret"}
        mailer(office, trusted=trusted, **own).send(alert(), RULE, "k", NOW)
        assert office.secured
        assert len(office.mails) == 1
        assert any(line.startswith("AUTH") for line in office.seen)
    with post_office() as office:  # offers no encryption
        with pytest.raises(NotSentError, match="can't do that"):
            mailer(office, **own).send(alert(), RULE, "k", NOW)
        assert not any("AUTH" in line for line in office.seen)


def test_an_unknown_certificate_is_not_trusted(tmp_path):
    server, trusted = certificate(tmp_path)
    for implicit, security in ((False, "starttls"), (True, "tls")):
        with post_office(tls=server, implicit=implicit) as office:
            waits = []
            with pytest.raises(NotSentError, match="no trusted connection"):
                mailer(office, waits, security=security).send(alert(), RULE, "k", NOW)
            assert waits == []
            assert office.mails == []
    with post_office(tls=server, implicit=True) as office:
        mailer(office, security="tls", trusted=trusted).send(alert(), RULE, "k", NOW)
        assert len(office.mails) == 1


# webhook


def test_a_webhook_is_signed_and_named():
    with web() as (url, posts):
        hook(url, secret="shared").send(alert(), RULE, "k1", NOW)
    ((path, headers, body),) = posts
    assert path == "/in?x=1"
    assert headers["Idempotency-Key"] == "k1"
    signed = hmac.new(b"shared", body, hashlib.sha256).hexdigest()
    assert headers["X-Truceline-Signature"] == f"sha256={signed}"
    told = json.loads(body)
    assert (told["id"], told["severity"], told["state"]) == ("cluster.1a2b", "Severe", "open")
    assert told["sent"] == "2031-05-20T06:15:00-00:00"


@pytest.mark.parametrize(
    ("statuses", "posts", "words"),
    [
        ([503, 429], 3, None),
        ([204], 1, None),
        ([500] * 9, 3, "status 500"),
        ([400], 1, "status 400"),
        ([403], 1, "status 403"),
        ([302], 1, "status 302"),
    ],
)
def test_a_webhook_is_tried_again_where_that_may_help(statuses, posts, words):
    waits = []
    with web(statuses, {"Location": "http://127.0.0.1:1/elsewhere"}) as (url, seen):
        if words is None:
            hook(url, waits).send(alert(), RULE, "k", NOW)
        else:
            with pytest.raises(NotSentError, match=words):
                hook(url, waits).send(alert(), RULE, "k", NOW)
    assert len(seen) == posts
    assert waits == [0.5, 1.0][: posts - 1]
    assert len({body for _, _, body in seen}) == 1


def test_a_webhook_that_hangs_or_is_gone_is_given_up():
    with web(hang=3) as (url, seen):
        with pytest.raises(NotSentError, match="timed out") as fault:
            hook(url, limits=Limits(seconds=0.1, tries=2, pause=0)).send(alert(), RULE, "k", NOW)
        assert fault.value.passing
        assert len(seen) == 2
    with pytest.raises(NotSentError, match="can't be reached"):
        hook(url).send(alert(), RULE, "k", NOW)


@pytest.mark.parametrize("url", ["ftp://x/", "http://", "https://a:b@host/", "nonsense"])
def test_addresses_that_are_none(url):
    with pytest.raises(ValueError, match="write"):
        Webhook(url)


# each once


class Kept:
    """A way that keeps what it is given."""

    def __init__(self, to="desk", fail=0, takes=0.0):
        self.way, self.to, self.fail, self.takes, self.got = "kept", to, fail, takes, []

    def send(self, told, _rule, key, _at):
        if self.fail:
            self.fail -= 1
            raise NotSentError("away", passing=True)
        time.sleep(self.takes)
        self.got.append((told.id, told.state, key))


def test_nothing_is_sent_twice(tmp_path):
    log, ways = tmp_path / "sent.jsonl", [Kept("a"), Kept("b")]
    receivers = [(way, everything) for way in ways]
    sent, problems = deliver([alert(), alert(id="cluster.2")], RULES, receivers, log, NOW)
    assert (len(sent), problems) == (4, ())
    grown = alert(about="2031-05-16/2031-05-22|B|C")
    assert deliver([grown, alert()], RULES, receivers, log, NOW) == ((), ())
    assert [len(way.got) for way in ways] == [2, 2]
    keys = [key for way in ways for *_, key in way.got]
    assert len(set(keys)) == 4
    assert keys[0] == key_of(alert(), "kept", "a")
    twice = [(way, everything) for way in (ways[0], ways[0])]
    deliver([alert(id="cluster.9"), alert(id="cluster.9")], RULES, twice, log, NOW)
    assert len(ways[0].got) == 3


def test_what_failed_goes_with_the_next_run_and_keeps_nobody_waiting(tmp_path):
    log, bad, good = tmp_path / "sent.jsonl", Kept("bad", fail=1), Kept("good")
    receivers = [(bad, everything), (good, everything)]
    sent, problems = deliver([alert()], RULES, receivers, log, NOW)
    assert [row.to for row in sent] == ["good"]
    assert "bad: away" in problems[0].message
    sent, problems = deliver([alert()], RULES, receivers, log, NOW + timedelta(minutes=5))
    assert [row.to for row in sent] == ["bad"]
    assert len(good.got) == 1


def test_a_new_state_goes_to_those_who_heard_of_the_alert(tmp_path):
    log, early, late = tmp_path / "sent.jsonl", Kept("early"), Kept("late")
    deliver([alert()], RULES, [(early, everything)], log, NOW)
    closed = alert(state="closed", reason="drill", by="Desk")
    deliver([closed], RULES, [(early, everything), (late, everything)], log, NOW)
    assert [state for _, state, _ in early.got] == ["open", "closed"]
    assert late.got == []


def test_who_may_not_see_an_alert_gets_none(tmp_path):
    log, desk, press = tmp_path / "sent.jsonl", Kept("desk"), Kept("press")
    receivers = [(desk, everything), (press, lambda _: None)]
    deliver([alert()], RULES, receivers, log, NOW)
    assert len(desk.got) == 1
    assert press.got == []
    assert deliver([alert(id="x", rule="gone")], RULES, receivers, log, NOW) == ((), ())


def test_a_torn_line_goes_again_and_a_broken_log_sends_nothing(tmp_path):
    log, way = tmp_path / "sent.jsonl", Kept()
    deliver([alert()], RULES, [(way, everything)], log, NOW)
    log.write_bytes(log.read_bytes()[:-9])
    deliver([alert()], RULES, [(way, everything)], log, NOW)
    assert len(way.got) == 2
    assert way.got[0] == way.got[1]
    assert len(log.read_text().splitlines()) == 1
    deliver([alert()], RULES, [(way, everything)], log, NOW)
    log.write_text("what?\n")
    with pytest.raises(StoreError, match="can't be read"):
        deliver([alert(id="cluster.3")], RULES, [(way, everything)], log, NOW)
    with pytest.raises(StoreError, match="can't be kept"):
        deliver([alert()], RULES, [(way, everything)], tmp_path / "no" / "log", NOW)
    assert len(way.got) == 2


def test_two_processes_at_once_send_once(tmp_path):
    log, way = tmp_path / "sent.jsonl", Kept(takes=0.05)
    run = lambda: deliver([alert()], RULES, [(way, everything)], log, NOW)  # noqa: E731
    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(way.got) == 1


def test_all_ways_together(tmp_path):
    folder = CapFolder(tmp_path / "cap", "ops@mission.example")
    with post_office() as office, web() as (url, posts):
        receivers = [(way, everything) for way in (mailer(office), hook(url), folder)]
        for _ in range(2):
            deliver([alert()], RULES, receivers, tmp_path / "sent.jsonl", NOW)
    assert (len(office.mails), len(posts)) == (1, 1)
    assert [p.name for p in folder.folder.iterdir()] == ["cluster.1a2b.open.xml"]
    keys = {json.loads(line)["key"] for line in (tmp_path / "sent.jsonl").read_text().splitlines()}
    assert posts[0][1]["Idempotency-Key"] in keys
    assert len(keys) == 3


def test_ways_of_a_mission_and_their_secrets(tmp_path):
    with post_office() as office, web() as (url, posts):
        mail = AlertReceiver(way="mail", to="duty@example.org", host="127.0.0.1", port=office.port,
                             security="none", secret="MAIL")  # fmt: skip
        post = AlertReceiver(way="webhook", to=url, secret="HOOK", level="parties")
        cap = AlertReceiver(way="cap", to="out")
        told = Alerting(receivers=(mail, post, cap), sender="ops@mission.example", status="Test")
        made = senders(told, tmp_path, {"MAIL": "one", "HOOK": "two"})
        receivers = [(way, everything) for way, _ in made]
        sent, problems = deliver([alert()], RULES, receivers, tmp_path / "sent.jsonl", NOW)
    assert problems == ()
    assert [level for _, level in made] == ["restricted", "parties", "restricted"]
    assert [row.way for row in sent] == ["mail", "webhook", "cap"]
    assert any(line.startswith("AUTH") for line in office.seen)
    assert b"[TEST]" in office.mails[0]
    assert "X-Truceline-Signature" in posts[0][1]
    assert (tmp_path / "out" / "cluster.1a2b.open.xml").exists()


@pytest.mark.parametrize(
    ("receiver", "words"),
    [
        (AlertReceiver(way="webhook", to="https://x.org/", secret="HOOK"), "HOOK isn't set"),
        (AlertReceiver(way="webhook", to="x.org"), "write e.g"),
        (
            AlertReceiver(way="mail", to="a@b", host="x.org", security="none", secret="PW"),
            "starttls",
        ),
    ],
)
def test_ways_that_can_not_be_used(tmp_path, receiver, words):
    told = Alerting(receivers=(receiver,), sender="ops@mission.example")
    with pytest.raises(UnreadableError, match=words) as fault:
        senders(told, tmp_path, {"PW": "very secret"})
    assert "very secret" not in str(fault.value)
