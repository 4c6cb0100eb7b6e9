"""Letters arrive at a mail server, web hooks at an address, and what does not arrive says why."""

import asyncio
import hmac
import re
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import SecretStr

from aexy.kernel.errors import Forbidden, Unusable
from aexy.outbox.letters import Call, Letter, NotDeliverable, NotDelivered
from aexy.outbox.mail import MailServer
from aexy.outbox.sending import Post
from aexy.settings import Settings

NOW = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
LETTER = Letter(to="ada@example.org", subject="Slow\nreviews", text="It took 31.2 h.", key="alert-1-fired")


def nowhere(host: str) -> str:
    raise Forbidden(f"{host} is a private address.", next_step="Only the local owner may read from there.")


@dataclass
class Mailbox:
    """A mail server of a few lines: speaks SMTP as RFC 5321 has it, refuses whom it does not know."""

    known: tuple[str, ...] = ("ada@example.org",)
    signs_in: tuple[str, str] | None = None
    port: int = 0
    received: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.org ESMTP\r\n")
        while line := (await reader.readline()).decode().strip():
            if line.upper() == "DATA":
                writer.write(b"354 Go on\r\n")
                self.received.append(await reader.readuntil(b"\r\n.\r\n"))
            answer = self._answer(line)
            writer.write(answer)
            if answer.startswith(b"221"):
                break
        writer.close()

    def _answer(self, line: str) -> bytes:
        word = line.upper()
        if word.startswith("EHLO"):
            return b"250-mail.example.org\r\n250 AUTH PLAIN\r\n"
        if word.startswith("AUTH PLAIN"):
            _, user, password = b64decode(line.split()[2]).decode().split("\0")
            return b"235 Welcome\r\n" if (user, password) == self.signs_in else b"535 No\r\n"
        if word.startswith("RCPT TO"):
            whom = re.findall(r"<(.*)>", line)[0]
            return b"250 OK\r\n" if whom in self.known else b"550 Nobody of that name here\r\n"
        return b"221 Bye\r\n" if word.startswith("QUIT") else b"250 OK\r\n"


@dataclass
class Listener:
    """An HTTP server of a few lines that keeps what it was sent, and answers as told."""

    answer: str = "204 No Content"
    port: int = 0
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(re.findall(r"(?im)^content-length: (\d+)", head)[0])
        self.heads.append(head)
        self.bodies.append(await reader.readexactly(length))
        writer.write(f"HTTP/1.1 {self.answer}\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?k=v"


@asynccontextmanager
async def listening(double: Mailbox | Listener) -> AsyncIterator[None]:
    server = await asyncio.start_server(double.serve, "127.0.0.1", 0)
    double.port = server.sockets[0].getsockname()[1]
    async with server:
        yield


def post(place: Path, url: str) -> Post:
    return Post.of(Settings(home=place, smtp_url=SecretStr(url), mail_from="Aexy <aexy@example.org>"), nowhere)


async def test_a_letter_arrives_as_one_that_no_machine_answers(place: Path) -> None:
    box = Mailbox(signs_in=("aexy", "p@ss word"))
    async with listening(box):
        await post(place, f"smtp://aexy:p%40ss%20word@127.0.0.1:{box.port}").mail(LETTER, at=NOW)
    letter = message_from_bytes(box.received[0], policy=policy.default)
    assert (letter["From"], letter["To"], letter["Subject"]) == (
        "Aexy <aexy@example.org>",
        "ada@example.org",
        "Slow reviews",
    )
    assert (letter["Message-ID"], letter["Auto-Submitted"]) == ("<alert-1-fired@example.org>", "auto-generated")
    assert "It took 31.2 h." in letter.get_content()


async def test_a_letter_to_nobody_is_refused_for_good_and_one_without_a_server_may_be_tried_again(place: Path) -> None:
    box = Mailbox(known=())
    async with listening(box):
        with pytest.raises(NotDeliverable, match="550 Nobody of that name here"):
            await post(place, f"smtp://127.0.0.1:{box.port}").mail(LETTER, at=NOW)
    with pytest.raises(NotDelivered, match="does not answer"):
        await post(place, f"smtp://127.0.0.1:{box.port}").mail(LETTER, at=NOW)


async def test_a_wrong_password_is_told_without_the_password(place: Path) -> None:
    box = Mailbox(signs_in=("aexy", "right"))
    async with listening(box):
        with pytest.raises(NotDelivered, match="does not let us in") as told:
            await post(place, f"smtp://aexy:wrong@127.0.0.1:{box.port}").mail(LETTER, at=NOW)
    assert "wrong" not in str(told.value)


@pytest.mark.parametrize("url", ["http://mail.example.org", "smtp://", "mail.example.org", "smtp://host:port"])
def test_a_mail_server_that_makes_no_sense_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(Unusable, match="AEXY_SMTP_URL"):
        MailServer.of(url, "aexy@example.org")
    with pytest.raises(Unusable, match="whom e-mail comes from"):
        MailServer.of("smtp://127.0.0.1", None)


async def test_without_a_mail_server_a_letter_says_what_to_set(place: Path) -> None:
    nothing = Post.of(Settings(home=place), nowhere)
    assert not nothing.has_mail
    with pytest.raises(NotDeliverable, match="AEXY_SMTP_URL"):
        await nothing.mail(LETTER, at=NOW)


def call(listener: Listener, *, private: bool = True) -> Call:
    return Call(url=listener.url, secret="hush", body=b'{"a":1}', key="d-1", may_be_private=private)


async def test_a_hook_is_signed_over_its_instant_and_body(place: Path) -> None:
    listener = Listener()
    async with listening(listener):
        await post(place, "smtp://127.0.0.1").call(call(listener), at=NOW)
    headers = dict(re.findall(r"(?m)^([\w-]+): (.*)\r$", listener.heads[0].lower()))
    instant, _, digest = headers["aexy-signature"].removeprefix("t=").partition(",v1=")
    assert int(instant) == int(NOW.timestamp())
    assert digest == hmac.new(b"hush", f"{instant}.".encode() + listener.bodies[0], sha256).hexdigest()
    assert (headers["aexy-delivery"], headers["content-type"]) == ("d-1", "application/json")
    assert listener.heads[0].startswith("POST /hook?k=v ")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("302 Found", NotDelivered),
        ("500 Broken", NotDelivered),
        ("404 None", NotDelivered),
        ("410 Gone", NotDeliverable),
    ],
)
async def test_only_2xx_is_an_arrival_and_nobody_is_followed_elsewhere(
    place: Path, answer: str, error: type[Exception]
) -> None:
    listener = Listener(answer)
    async with listening(listener):
        with pytest.raises(error, match=answer[:3]):
            await post(place, "smtp://127.0.0.1").call(call(listener), at=NOW)
    assert len(listener.heads) == 1


async def test_a_private_address_is_called_for_the_local_owner_only(place: Path) -> None:
    listener = Listener()
    async with listening(listener):
        with pytest.raises(NotDeliverable, match=r"127\.0\.0\.1 is a private address"):
            await post(place, "smtp://127.0.0.1").call(call(listener, private=False), at=NOW)
    assert not listener.heads


async def test_a_name_is_pinned_to_the_address_that_was_looked_at(place: Path) -> None:
    listener = Listener()
    async with listening(listener):
        pinning = Post.of(Settings(home=place), lambda host: {"hooks.example.org": "127.0.0.1"}[host])
        url = f"http://hooks.example.org:{listener.port}/"
        await pinning.call(Call(url=url, secret="hush", body=b"{}", key="d-2"), at=NOW)
    assert f"host: hooks.example.org:{listener.port}" in listener.heads[0].lower()


@pytest.mark.parametrize("url", ["ftp://x.org", "https://", "https://user:word@x.org/", "x.org"])
async def test_what_is_no_address_is_refused(place: Path, url: str) -> None:
    with pytest.raises(NotDeliverable, match="no address"):
        await Post.of(Settings(home=place), nowhere).call(Call(url=url, secret="s", body=b"", key="k"), at=NOW)
