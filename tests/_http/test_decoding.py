"""Decoder: what a compressed body becomes, and what is wrong with it."""

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
def test_a_body_that_is_not_compressed_is_kept(encoding: str) -> None:
    assert decode(encoding, TEXT[:7], TEXT[7:]) == (TEXT, "")


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "identity, gzip"])
@pytest.mark.parametrize("size", [1, 10, 10_000])
def test_gzip_in_parts_of_any_size(encoding: str, size: int) -> None:
    sent = gzip.compress(TEXT)
    assert decode(encoding, *(sent[at : at + size] for at in range(0, len(sent), size))) == (TEXT, "")


def test_deflate() -> None:
    assert decode("deflate", zlib.compress(TEXT)) == (TEXT, "")


def test_several_gzip_members_are_one_body() -> None:
    assert decode("gzip", gzip.compress(TEXT) + gzip.compress(b"more")) == (TEXT + b"more", "")


@pytest.mark.parametrize("cut", [1, 8, 20])
def test_a_cut_gzip_body_is_a_problem(cut: int) -> None:
    assert decode("gzip", gzip.compress(TEXT)[:-cut])[1] == "its compressed data is incomplete"


def test_invalid_gzip_is_a_problem() -> None:
    assert decode("gzip", b"<html>") == (b"", "it cannot be decompressed")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "br, identity"])
def test_an_encoding_that_was_not_asked_for_is_a_problem(encoding: str) -> None:
    assert "which was not asked for" in decode(encoding, b"x")[1]


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_an_empty_body_is_allowed(encoding: str) -> None:
    assert decode(encoding) == (b"", "")


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_body_over_the_limit_is_a_problem_and_is_not_kept(encoding: str) -> None:
    sent = b"x" * 5000 if not encoding else gzip.compress(b"x" * 50_000_000)
    body, problem = decode(encoding, sent, limit=4096)

    assert len(body) == 4096
    assert "over" in problem


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_body_of_exactly_the_limit_is_complete(encoding: str) -> None:
    body = b"x" * 4096
    assert decode(encoding, gzip.compress(body) if encoding else body, limit=4096) == (body, "")
