"""E-mail by the standard library, in a thread: one connection a letter, encrypted where the server can."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from typing import Self
from urllib.parse import unquote, urlsplit

from aexy.kernel.errors import Unusable
from aexy.kernel.text import plain
from aexy.outbox.letters import Letter, NotDeliverable, NotDelivered

_PATIENCE = 20.0
_PORTS = {"smtp": 25, "smtps": 465}
_FOR_GOOD = range(500, 600)
_FORMS = "Write it as smtp://user:password@host:port, or smtps:// for a server that is encrypted from the start."


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that takes letters, from one sender."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    is_encrypted: bool = False

    @classmethod
    def of(cls, url: str, sender: str | None) -> Self:
        """The server at `smtp://…` or `smtps://…`. Unusable when it cannot be read, or nobody says who writes."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise Unusable("AEXY_SMTP_URL cannot be read.", next_step=_FORMS, field="smtp_url") from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise Unusable("AEXY_SMTP_URL cannot be read.", next_step=_FORMS, field="smtp_url")
        if not sender or "@" not in parseaddr(sender)[1]:
            raise Unusable(
                "Nobody says whom e-mail comes from.",
                next_step="Set AEXY_MAIL_FROM to an address: Aexy <aexy@example.org>.",
                field="mail_from",
            )
        return cls(
            parts.hostname,
            port or _PORTS[parts.scheme],
            sender,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            parts.scheme == "smtps",
        )

    def send(self, letter: Letter, at: datetime) -> None:
        """Hand the letter over. Blocking. NotDeliverable when the server refuses it for good, else NotDelivered."""
        try:
            with self._opened() as server:
                server.send_message(self._written(letter, at), to_addrs=[letter.to])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _refused(code, said, letter.to) from error
        except smtplib.SMTPAuthenticationError as error:
            raise NotDelivered(
                f"The mail server {self.host} does not let us in.", next_step="Look at AEXY_SMTP_URL."
            ) from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error, letter.to) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotDelivered(
                f"The mail server {self.host} does not answer ({type(error).__name__}).",
                next_step="Look at AEXY_SMTP_URL, and whether the server is on.",
            ) from error

    @contextmanager
    def _opened(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if self.is_encrypted:
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE)
        with server:
            server.ehlo()
            is_safe = self.is_encrypted or _is_here(self.host)
            if not self.is_encrypted and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
                is_safe = True
            if self.user:
                self._sign_in(server, is_safe=is_safe)
            yield server

    def _sign_in(self, server: smtplib.SMTP, *, is_safe: bool) -> None:
        if not is_safe:
            raise NotDelivered(
                f"The mail server {self.host} offers no encryption, so the password was not sent.",
                next_step="Use smtps://, or a server that offers STARTTLS.",
            )
        server.login(self.user, self.password)

    def _written(self, letter: Letter, at: datetime) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = letter.to
        message["Subject"] = plain(letter.subject)
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{letter.key}@{parseaddr(self.sender)[1].rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message


def _refused(code: int, said: bytes | str, address: str) -> NotDelivered | NotDeliverable:
    words = plain(said.decode(errors="replace") if isinstance(said, bytes) else said)[:200]
    sentence = f"The mail server refused the letter to {address}: {code} {words}"
    if code in _FOR_GOOD:
        return NotDeliverable(sentence, next_step="Look at the address.")
    return NotDelivered(sentence)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


__all__ = ["MailServer"]
