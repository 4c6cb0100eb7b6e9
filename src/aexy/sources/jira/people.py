"""People as Jira knows them: by account id in the cloud, by user key on a server; their e-mail is often hidden."""

from aexy.kernel.activity import AccountType, Who
from aexy.sources.taking import said, text

_NOBODY = ("", "unknown")
_FORMER = "former user"


def who(user: object, origin: str) -> Who | None:
    """Somebody; None for nobody, and for accounts of which Jira says nothing any more.

    A user key means something on its own server only, so it carries the server's name.
    """
    account, key, login = text(user, "accountId"), text(user, "key"), text(user, "name")
    if account is None and key is None and login is None:
        return None
    if account is not None and account.lower() in _NOBODY:
        return None
    name, email = text(user, "displayName"), text(user, "emailAddress")
    return Who(
        provider="jira",
        external_id=account if account is not None else f"{origin}/{key or login}",
        username=None if account is not None else login,
        name=None if name is not None and name.lower() == _FORMER else name,
        # Where it is hidden, a server writes `ada at example dot org`.
        email=email if email and "@" in email else None,
        account_type=_account_type(user),
        avatar_url=text(said(user, "avatarUrls"), "48x48"),
    )


def _account_type(user: object) -> AccountType:
    return "App" if said(user, "accountType") == "app" else "User"
