"""The real outbox: a mail server if the settings name one, and the network."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from aexy.outbox import hook
from aexy.outbox.letters import Call, Letter, NotDeliverable
from aexy.outbox.mail import MailServer
from aexy.settings import Settings

NO_MAIL = "E-mail is not set up on this server."
HOW_TO_MAIL = "Set AEXY_SMTP_URL and AEXY_MAIL_FROM, then start it again."


@dataclass(frozen=True, slots=True)
class Post:
    """Sends letters and calls. `resolve` finds a host's public address, or refuses it."""

    resolve: hook.Resolve
    mail_server: MailServer | None = field(default=None)

    @classmethod
    def of(cls, settings: Settings, resolve: hook.Resolve) -> Self:
        """As the settings say. Unusable when they name a mail server that makes no sense."""
        url = settings.smtp_url.get_secret_value() if settings.smtp_url else ""
        return cls(resolve, MailServer.of(url, settings.mail_from) if url else None)

    @property
    def has_mail(self) -> bool:
        """Whether letters can be sent at all."""
        return self.mail_server is not None

    async def mail(self, letter: Letter, *, at: datetime) -> None:
        """Send a letter; NotDelivered or NotDeliverable when it did not go."""
        if self.mail_server is None:
            raise NotDeliverable(NO_MAIL, next_step=HOW_TO_MAIL)
        await asyncio.to_thread(self.mail_server.send, letter, at)

    async def call(self, call: Call, *, at: datetime) -> None:
        """Call a web hook; NotDelivered or NotDeliverable when it was not taken."""
        await hook.call(call, at, self.resolve)


__all__ = ["HOW_TO_MAIL", "NO_MAIL", "Post"]
