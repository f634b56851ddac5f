"""The gate: what a device signs and sends in time comes in; everything else is refused by its reason."""

import base64
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sending import NOW, device, envelope, message, public, secret, topic

from truceline.io.sensors.body import body_of, signed_message
from truceline.io.sensors.envelope import BODY_TYPE, sealed, to_sign
from truceline.io.sensors.gate import Gate, restored
from truceline.io.sensors.refused import REASONS, RefusedError
from truceline.model.sensing import Limits

BARE = device("B2", key="", datastreams=("7",))
GATE = Gate([device(), BARE, device("C3", datastreams=("3",), end=NOW)])
BODY = json.loads(body_of(message(17)))
SECOND = timedelta(seconds=1)


def signed(body, name="A1", key=""):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return sealed(name, data, secret(key or name))


def why(data, at=NOW, on="truceline/v1/devices/A1"):
    with pytest.raises(RefusedError) as fault:
        GATE.admit(on, data, at)
    assert fault.value.reason in REASONS
    return fault.value.reason


def changed(**fields):
    return signed({**BODY, **fields})


def seen(**fields):
    return changed(observations=[{**BODY["observations"][0], **fields}])


def test_a_signed_message_is_read_as_it_was_written():
    told = message(17, results=(3, 1), beats=(NOW,))
    assert GATE.admit(topic(), sealed("A1", body_of(told), secret("A1")), NOW) == told


def test_the_signature_is_dsse():
    envelope = json.loads(signed(b"{}"))
    assert envelope["payloadType"] == BODY_TYPE
    assert to_sign(b"{}") == b"DSSEv1 37 application/vnd.truceline.device+json 2 {}"
    assert base64.b64decode(envelope["payload"]) == b"{}"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "malformed"),
        (b"{", "malformed"),
        (b"[" * 100_000, "malformed"),
        (b"\xff\xfe", "malformed"),
        (b" " * 300_000, "oversized"),
        (signed(b"[1]"), "malformed"),
        (signed(b"[" * 50_000), "malformed"),
        (signed(BODY, "Z9"), "unknown_device"),
        (signed(BODY, key="Z9"), "forged"),
        (changed(device="B2"), "malformed"),
        (changed(seq=-1), "malformed"),
        (changed(seq=2**53), "malformed"),
        (changed(seq="1"), "malformed"),
        (changed(sent="2031-05-01T06:00:00"), "malformed"),
        (changed(sent="2031-05-01"), "malformed"),
        (changed(more=1), "malformed"),
        (changed(beats=[{"at": "2031-05-01T06:00:00Z", "status": "fine"}]), "malformed"),
        (changed(beats=[{"at": "2031-05-01T06:00:00Z"}] * 1001), "malformed"),
        (seen(result=-1), "malformed"),
        (seen(result="3"), "malformed"),
        (seen(result={"count": 1, "lat": 3}), "malformed"),
        (seen(phenomenonTime="2031-05-01T06:00:00"), "malformed"),
        (seen(datastream="2"), "wrong_topic"),
        (seen(phenomenonTime="2031-05-01T06:02:00Z"), "observed_ahead"),
        (seen(phenomenonTime="2031-04-01T06:02:00Z"), "observed_late"),
    ],
)
def test_what_is_wrong_is_refused_by_its_reason(data, reason):
    assert why(data) == reason


@pytest.mark.parametrize(
    ("lag", "reason"),
    [
        (-61 * SECOND, "ahead"),
        (-60 * SECOND, None),
        (72 * 3600 * SECOND, None),
        (72 * 3600 * SECOND + SECOND, "late"),
    ],
)
def test_limits_of_the_clock(lag, reason):
    if reason:
        assert why(signed(BODY), NOW + lag) == reason
    else:
        assert GATE.admit(topic(), signed(BODY), NOW + lag).seq == 17


def test_a_message_on_another_devices_topic_is_refused():
    assert why(signed(BODY), on=topic("B2")) == "wrong_topic"
    assert why(signed(BODY), on="elsewhere") == "wrong_topic"


def test_days_of_service():
    data = envelope(1, name="C3", results=())
    assert why(data, on=topic("C3")) == "out_of_service"
    earlier = NOW - SECOND
    assert GATE.admit(topic("C3"), envelope(1, earlier, "C3", results=()), NOW).seq == 1


def test_unsigned_observations_only_where_the_row_has_no_key():
    data = b'{"phenomenonTime":"2031-05-01T05:59:00Z","result":3}'
    assert GATE.admit("v1.1/Datastreams(7)/Observations", data, NOW).observations[0].count == 3
    assert why(data, on="v1.1/Datastreams(1)/Observations") == "unsigned"
    assert why(data, on="v1.1/Datastreams(9)/Observations") == "unknown_device"


@given(st.data())
def test_no_changed_byte_of_a_signed_message_passes(data):
    whole = envelope(17)
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != whole[at]))
    try:
        told = GATE.admit(topic(), whole[:at] + bytes([byte]) + whole[at + 1 :], NOW)
    except RefusedError:
        return
    assert told == message(17)  # spacing of the envelope, or bits that base64 leaves unused


@given(st.binary(max_size=200))
def test_no_bytes_ever_crash_the_gate(data):
    for on in (topic(), "v1.1/Datastreams(7)/Observations"):
        try:
            GATE.admit(on, data, NOW)
        except RefusedError as fault:
            assert fault.reason in REASONS  # noqa: PT017
        else:
            raise AssertionError(data)


@given(st.binary(max_size=100))
def test_no_signed_bytes_ever_crash_the_gate(body):
    with pytest.raises(RefusedError):
        GATE.admit(topic(), signed(body), NOW)


def test_what_was_admitted_can_be_restored_when_limits_and_keys_have_changed():
    data = envelope(17)
    assert restored("A1", topic(), data, NOW) == message(17)
    assert signed_message(body_of(message(17)), NOW, Limits().most) == message(17)


def test_what_is_no_key_is_told():
    with pytest.raises(ValueError, match="32"):
        Gate([device(key=public("A1")[:-8])])
