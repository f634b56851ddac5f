"""The client against a real server on this machine: good, broken, hostile and slow answers."""

import gzip
import json
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import CONNECTED, HEADERS, TEXT, answer, claims, item, serving

from truceline.errors import UnreadableError
from truceline.io.extractors.cache import AnswerCache
from truceline.io.extractors.chat import ChatExtractor, Model, prompt
from truceline.io.extractors.endpoint import Endpoint, Limits
from truceline.io.extractors.windows import MOST, WINDOW
from truceline.model.claim import Document, Modality

DOCUMENT = Document(name="a.txt", sha256="0" * 64, text=TEXT, language="en")
QUICK = Limits(seconds=5.0, size=200_000, tries=3, pause=0.0)
MODEL = Model("small-7b", 11)


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Proxies that a client of the web would use: none may be asked."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")


def asked(reply, document=DOCUMENT, limits=QUICK, cache=None, key=""):
    """(drafts, problems, server) of one document; only the server was connected to."""
    problems = []
    with serving(reply) as server:
        endpoint = Endpoint(server.url, key, limits, wait=lambda _s: None)
        before = len(CONNECTED)
        drafts = ChatExtractor(endpoint, MODEL, cache, problems.append).extract(document)
        assert {port for _, port in CONNECTED[before:]} <= {server.port}
    return drafts, problems, server


def test_a_good_answer_becomes_drafts_in_words():
    drafts, problems, server = asked(lambda *_: answer(claims(item())))
    assert problems == []
    (draft,) = drafts
    assert draft.extractor.startswith("chat-1:small-7b:")
    assert draft.extractor.endswith(":11")
    assert draft.actors == ("unresolved: France",)
    assert draft.mentions[0].span.of(TEXT) == "France"
    assert (draft.at, draft.quote) == (TEXT.index("France"), "France will send up to 400 engineers")
    assert draft.cue.of(TEXT) == "once"
    assert draft.quantity.raw == "up to 400 engineers"
    assert draft.quantity.value is None
    assert server.paths == ["/v1/chat/completions"]


def test_what_is_asked():
    before = len(CONNECTED)
    _, _, server = asked(lambda *_: answer(claims()), key="secret")
    assert CONNECTED[before:] == [("127.0.0.1", server.port)]
    (question,), (headers,) = server.questions, server.headers
    assert (question["temperature"], question["seed"], question["stream"]) == (0, 11, False)
    assert question["response_format"]["json_schema"]["strict"] is True
    system, user = question["messages"]
    assert system["content"] == prompt()
    mark = user["content"].partition("\n")[0]
    assert mark.startswith("<document-")
    assert user["content"] == f"{mark}\n{TEXT}\n</{mark[1:]}"
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Accept-Encoding"] == "identity"
    assert "secret" not in json.dumps(question)


def test_without_a_key_none_is_sent():
    _, _, server = asked(lambda *_: answer(claims()))
    assert "Authorization" not in server.headers[0]


def test_an_endpoint_without_schemas_is_asked_plainly():
    def reply(_server, question):
        if "response_format" in question:
            return 400, HEADERS, b'{"error": "response_format"}'
        return answer("```json\n" + claims(item()) + "\n```")

    drafts, problems, server = asked(reply)
    assert (len(drafts), problems, len(server.questions)) == (1, [], 2)


REFUSED_ITEMS = {
    "an unknown kind": item(kind="opinion"),
    "an unknown modality": item(modality="likely"),
    "an unknown polarity": item(polarity="0"),
    "a number for a text": item(quote=7),
    "a text for a list": item(actors="France"),
    "null for a text": item(predicate=None),
    "a field too many": item(secret="x"),
    "a field too few": {k: v for k, v in item().items() if k != "cue"},
    "a quote of a book": item(quote="x" * 3000),
    "a crowd": item(actors=["x"] * 21),
    "no object": [1, 2],
    "nothing": None,
}


@pytest.mark.parametrize("bad", REFUSED_ITEMS.values(), ids=REFUSED_ITEMS)
def test_a_bad_item_is_refused_and_the_others_go_on(bad):
    drafts, problems, _ = asked(lambda *_: answer(claims(bad, item())))
    assert len(drafts) == 1
    (problem,) = problems
    assert (problem.file, problem.severity) == ("a.txt", "warning")
    assert "1 items of the model's answer are refused" in problem.message


def test_more_claims_than_a_page_can_hold():
    drafts, problems, _ = asked(lambda *_: answer(claims(*[item()] * 250)))
    assert len(drafts) == 200
    assert "more than 200" in problems[0].message


def drip(_server, _question):
    def slowly():
        while True:
            time.sleep(0.05)
            yield b" "

    return 200, HEADERS, slowly()


def late(*_):
    time.sleep(1.5)
    return answer(claims())


def huge(*_):
    return 200, HEADERS, (b" " * 65536 for _ in range(160))


PACKED = {**HEADERS, "Content-Encoding": "gzip"}
FAILING = {
    "not JSON": (lambda *_: (200, HEADERS, b"<html>"), "can't be read"),
    "nothing": (lambda *_: (200, HEADERS, b""), "can't be read"),
    "another form": (lambda *_: (200, HEADERS, b'{"output": []}'), "can't be read"),
    "no choice": (lambda *_: (200, HEADERS, b'{"choices": []}'), "holds nothing"),
    "no text": (lambda *_: answer(None), "can't be read"),
    "prose": (lambda *_: answer("I can't help with that."), "can't be read"),
    "a list": (lambda *_: answer("[]"), "can't be read"),
    "claims of another type": (lambda *_: answer('{"claims": {"a": 1}}'), "can't be read"),
    "truncated": (lambda *_: answer(claims(item())[:-9]), "can't be read"),
    "truncated and told so": (lambda *_: answer(claims(item()), "length"), "cut off"),
    "no UTF-8": (lambda *_: (200, HEADERS, b'{"choices": ["\xff"]}'), "can't be read"),
    "half a character": (
        lambda *_: (200, HEADERS, answer("@")[2].replace(b"@", b"\\ud800")),
        "read",
    ),
    "deep": (lambda *_: (200, HEADERS, b"[" * 100_000), "can't be read"),
    "deep inside": (lambda *_: answer('{"claims": [' + "[" * 90_000), "can't be read"),
    "10 MB": (huge, "larger than 200,000"),
    "a bomb": (lambda *_: (200, PACKED, gzip.compress(b" " * 10_000_000)), "packed"),
    "drops": (drip, "no answer within 0.5 s"),
    "late": (late, "no answer within 0.5 s"),
    "wrong key": (lambda *_: (401, HEADERS, b"{}"), "doesn't accept the key"),
    "gone": (lambda *_: (404, HEADERS, b"{}"), "status 404"),
    "broken": (lambda *_: (500, HEADERS, b"{}"), "status 500"),
    "can't": (lambda *_: (400, HEADERS, b"{}"), "refuses the question"),
    "half a body": (
        lambda *_: (200, {**HEADERS, "Content-Length": "999"}, iter([b"{"])),
        "reached",
    ),
    "odd status": (lambda *_: (204, HEADERS, b""), "status 204"),
}


@pytest.mark.parametrize(("reply", "said"), FAILING.values(), ids=FAILING)
def test_a_bad_answer_costs_the_document_its_claims_only(reply, said, tmp_path):
    limits = QUICK._replace(seconds=0.5, tries=2)
    start = time.monotonic()
    drafts, problems, _ = asked(reply, limits=limits, cache=AnswerCache(tmp_path))
    assert time.monotonic() - start < 8 * limits.seconds
    assert drafts == ()
    (problem,) = problems
    assert said in problem.message
    assert (problem.file, problem.severity) == ("a.txt", "error")
    assert "0 of its 1 parts were read by small-7b" in problem.message
    assert list(tmp_path.rglob("*.said")) == []


@given(st.binary(max_size=300) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["claims", "quote", "kind", "choices"]), inner, max_size=3),
).map(lambda told: json.dumps(told).encode()))  # fmt: skip
def test_no_answer_breaks_the_reader(body):
    class Fixed:
        def ask(self, _question):
            return body

    problems = []
    extractor = ChatExtractor(Fixed(), MODEL, None, problems.append)
    drafts = extractor.extract(DOCUMENT)
    assert drafts == ()
    assert problems
    told = json.dumps({"choices": [{"message": {"content": body.decode("utf-8", "replace")}}]})
    body = told.encode()
    assert extractor.extract(DOCUMENT) == ()


def test_a_redirect_isnt_followed():
    with serving(lambda *_: answer(claims(item()))) as other:
        for status in (301, 302, 303, 307, 308):
            where = {"Location": f"{other.url}/chat/completions"}
            drafts, problems, _ = asked(lambda *_, s=status, w=where: (s, w, b""), key="secret")
            assert drafts == ()
            assert "sends elsewhere" in problems[0].message
        assert other.questions == []


def test_what_passes_is_asked_again_with_longer_pauses():
    pauses, replies = [], [(503, HEADERS, b""), (429, HEADERS, b""), answer(claims(item()))]
    with serving(lambda *_: replies.pop(0)) as server:
        endpoint = Endpoint(server.url, "", QUICK._replace(pause=1.0), wait=pauses.append)
        assert len(ChatExtractor(endpoint, MODEL).extract(DOCUMENT)) == 1
    assert pauses == [1.0, 2.0]


def test_pauses_and_tries_are_bounded():
    pauses = []
    with serving(lambda *_: (503, HEADERS, b"")) as server:
        limits = QUICK._replace(pause=4.0, tries=5)
        ChatExtractor(Endpoint(server.url, "", limits, pauses.append), MODEL).extract(DOCUMENT)
        assert len(server.questions) == 5
    assert pauses == [4.0, 8.0, 8.0, 8.0]


def test_nobody_there():
    problems = []
    with serving(lambda *_: answer(claims())) as server:
        url = server.url
    endpoint = Endpoint(url, "", QUICK, wait=lambda _s: None)
    assert ChatExtractor(endpoint, MODEL, None, problems.append).extract(DOCUMENT) == ()
    assert "can't be reached" in problems[0].message


def test_an_endpoint_that_keeps_failing_isnt_asked_again():
    problems = []
    with serving(lambda *_: (404, HEADERS, b"")) as server:
        endpoint = Endpoint(server.url, "", QUICK)
        for _ in range(6):
            ChatExtractor(endpoint, MODEL, None, problems.append).extract(DOCUMENT)
        assert len(server.questions) == 3
    assert "not asked again after 3 failures" in problems[-1].message


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("", ""),
        ("localhost:8000", ""),
        ("file:///etc/passwd", ""),
        ("ftp://host/v1", ""),
        ("http://user:word@host/v1", ""),
        ("http://host/v1?x=1", ""),
        ("http://host:x/v1", ""),
        ("http://[::1/v1", ""),
        ("http://host/v1", "secret"),
        ("https://host/v1", "two\nlines"),
        ("https://host/v1", "sécret"),
    ],
)
def test_addresses_that_cant_be_used(url, key):
    with pytest.raises(UnreadableError) as told:
        Endpoint(url, key)
    assert not key or key not in str(told.value)


@pytest.mark.parametrize(
    "url", ["http://localhost:1/v1/", "http://127.0.0.1:1/v1", "http://[::1]:1/v1"]
)
def test_a_key_may_go_to_this_machine_in_the_clear(url):
    assert Endpoint(url, "secret").address.endswith("/v1/chat/completions")


# the cache


def test_the_same_text_is_asked_about_once(tmp_path):
    cache = AnswerCache(tmp_path)
    first, problems, _ = asked(lambda *_: answer(claims(item(), 7)), cache=cache)
    again, told, server = asked(drip, document=DOCUMENT.but(name="b.txt"), cache=cache)
    assert server.questions == []
    assert msgspec.json.encode(again) == msgspec.json.encode(first)
    assert [p.message for p in told] == [p.message for p in problems]
    assert told[0].file == "b.txt"


@pytest.mark.parametrize(
    "changed",
    [
        {"document": DOCUMENT.but(text=TEXT + " ")},
        {"document": DOCUMENT.but(sha256="1" * 64)},
        {"model": Model("other", 11)},
        {"model": Model("small-7b", 12)},
    ],
)
def test_another_text_or_question_is_asked_anew(changed, tmp_path):
    cache = AnswerCache(tmp_path)
    asked(lambda *_: answer(claims(item())), cache=cache)
    with serving(lambda *_: answer(claims())) as server:
        extractor = ChatExtractor(Endpoint(server.url), changed.get("model", MODEL), cache)
        extractor.extract(changed.get("document", DOCUMENT))
        assert len(server.questions) == 1


def _swapped(path, tmp_path):
    other = AnswerCache(tmp_path / "other")
    asked(lambda *_: answer(claims()), document=DOCUMENT.but(text="Other."), cache=other)
    path.write_bytes(next((tmp_path / "other").rglob("*.said")).read_bytes())


POISONS = {
    "other bytes": lambda path, _: path.write_bytes(
        path.read_bytes().replace(b"engineers", b"elephants")
    ),
    "cut": lambda path, _: path.write_bytes(path.read_bytes()[:-5]),
    "nothing": lambda path, _: path.write_bytes(b""),
    "a folder": lambda path, _: (path.unlink(), path.mkdir()),
    "another text's": _swapped,
}


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
def test_a_kept_answer_with_other_bytes_is_none(poison, tmp_path):
    cache = AnswerCache(tmp_path / "own")
    first, _, _ = asked(lambda *_: answer(claims(item())), cache=cache)
    (path,) = (tmp_path / "own").rglob("*.said")
    poison(path, tmp_path)
    again, _, server = asked(lambda *_: answer(claims(item())), cache=cache)
    assert len(server.questions) == 1
    assert again == first


def test_a_folder_that_cant_be_written_costs_nothing_but_itself(tmp_path):
    (tmp_path / "file").write_text("x")
    cache = AnswerCache(tmp_path / "file")
    drafts, problems, _ = asked(lambda *_: answer(claims(item())), cache=cache)
    assert (len(drafts), problems) == (1, [])


# long documents


def test_a_long_document_is_sent_in_overlapping_parts():
    long = " ".join(f"Word{n} said nothing." for n in range(2_000)) + " " + TEXT
    seen = []

    def reply(_server, question):
        seen.append(question["messages"][1]["content"].split("\n", 1)[1].rsplit("\n", 1)[0])
        return answer(claims(item()) if TEXT in seen[-1] else claims())

    drafts, problems, _ = asked(reply, document=DOCUMENT.but(text=long))
    assert problems == []
    assert len(seen) > 2
    assert max(map(len, seen)) <= WINDOW
    assert drafts[0].at == long.index("France")
    assert all(part in long for part in seen)


def test_a_book_is_read_in_part_and_told_so():
    book = DOCUMENT.but(text="word " * (WINDOW * (MOST + 5) // 5))
    _, problems, server = asked(lambda *_: answer(claims()), document=book)
    assert len(server.questions) == MOST
    assert "too long" in problems[0].message


def test_a_failure_in_the_middle_keeps_what_came_before():
    text = TEXT + " " + "Nobody said anything. " * 1200
    replies = [answer(claims(item())), (404, HEADERS, b"")]
    drafts, problems, _ = asked(lambda *_: replies.pop(0), document=DOCUMENT.but(text=text))
    assert len(drafts) == 1
    assert "1 of its 3 parts" in problems[0].message


def test_a_condition_belongs_to_what_is_conditional():
    told = item(modality="asserted", cue="")
    (draft,), _, _ = asked(lambda *_: answer(claims(told)))
    assert (draft.condition, draft.cue, draft.modality) == (None, None, Modality.ASSERTED)
