"""`Decoder` decompresses a response body and reports what is wrong with it."""

from __future__ import annotations

import gzip
import zlib

import pytest

from animo_async._http.decoding import Decoder

TEXT = b'{"data": [1, 2, 3]}' * 50


def decode(encoding: str, *parts: bytes, limit: int = 1 << 20) -> tuple[bytes, str]:
    decoder = Decoder(encoding, limit)
    for part in parts:
        decoder.add(part)
        if decoder.problem:
            break
    body = decoder.finish()
    return body, decoder.problem


@pytest.mark.parametrize("encoding", ["", "identity", "utf-8", "UTF8", "none", " identity , utf-8"])
def test_an_uncompressed_body_is_returned_unchanged(encoding: str) -> None:
    assert decode(encoding, TEXT[:7], TEXT[7:]) == (TEXT, "")


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "identity, gzip"])
@pytest.mark.parametrize("size", [1, 10, 10_000])
def test_gzip_is_decoded_in_chunks_of_any_size(encoding: str, size: int) -> None:
    sent = gzip.compress(TEXT)
    assert decode(encoding, *(sent[at : at + size] for at in range(0, len(sent), size))) == (TEXT, "")


def test_deflate_is_decoded() -> None:
    assert decode("deflate", zlib.compress(TEXT)) == (TEXT, "")


def test_several_gzip_members_are_decoded_as_one_body() -> None:
    assert decode("gzip", gzip.compress(TEXT) + gzip.compress(b"more")) == (TEXT + b"more", "")


@pytest.mark.parametrize("cut", [1, 8, 20])
def test_a_truncated_gzip_body_is_reported_as_incomplete(cut: int) -> None:
    assert decode("gzip", gzip.compress(TEXT)[:-cut])[1] == "its compressed data is incomplete"


def test_invalid_gzip_is_reported() -> None:
    assert decode("gzip", b"<html>") == (b"", "it cannot be decompressed")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "br, identity"])
def test_an_encoding_that_was_not_requested_is_reported(encoding: str) -> None:
    assert "which was not asked for" in decode(encoding, b"x")[1]


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_an_empty_body_is_allowed(encoding: str) -> None:
    assert decode(encoding) == (b"", "")


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_body_over_the_limit_is_truncated_and_reported(encoding: str) -> None:
    sent = b"x" * 5000 if not encoding else gzip.compress(b"x" * 50_000_000)
    body, problem = decode(encoding, sent, limit=4096)

    assert len(body) == 4096
    assert "over" in problem


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_body_of_exactly_the_limit_is_accepted(encoding: str) -> None:
    body = b"x" * 4096
    assert decode(encoding, gzip.compress(body) if encoding else body, limit=4096) == (body, "")
