"""Every knob there is, declared once with a line of help; `aexy settings` prints them, the docs are made from them."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Literal

from platformdirs import site_data_path, user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(StrEnum):
    """Where a server runs: a production one starts with no default that is only right on one's own machine."""

    LOCAL = "local"
    PRODUCTION = "production"


def default_home() -> Path:
    """Where data lives unless told otherwise: the platform's own place, the machine's when run as root.

    Root's home is closed to others, and PostgreSQL, which refuses to run as root, runs as a user of its own.
    """
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return Path("/var/lib/aexy") if is_root and os.name == "posix" else _users_own()


def _users_own() -> Path:
    return user_data_path("aexy") if os.environ.get("HOME") or os.name == "nt" else site_data_path("aexy")


class Settings(BaseSettings):
    """Read from the environment (`AEXY_…`) and nowhere else."""

    model_config = SettingsConfigDict(env_prefix="AEXY_", frozen=True, extra="ignore")

    home: Path = Field(default_factory=default_home, description="The data folder: database, mirrors, keys, logs.")
    host: str = Field(default="127.0.0.1", description="The address the web product and the API listen on.")
    port: int = Field(
        default=8321,
        ge=0,
        le=65535,
        description="Their port; when it is taken the next free one is used. 0 takes any.",
    )
    environment: Environment = Field(
        default=Environment.LOCAL,
        description="`production` refuses to start with a default that is unsafe where others reach the server.",
    )
    forwarded_allow: str = Field(
        default="",
        description="Proxies whose word on address and https is believed: their addresses or networks, with commas.",
    )
    hosts: str = Field(default="", description="Further names this server is called by, with commas between them.")
    database_url: str | None = Field(
        default=None, description="Use this PostgreSQL (18 or newer) instead of starting one."
    )
    redis_url: str | None = Field(default=None, description="Use this Redis or Valkey instead of starting one.")
    temporal_address: str | None = Field(
        default=None, description="Use this Temporal server (host:port) instead of starting one."
    )
    temporal_namespace: str = Field(default="default", description="The Temporal namespace to work in.")
    ingest_processes: int = Field(
        default_factory=lambda: max(1, min(8, os.cpu_count() or 1)),
        ge=1,
        le=64,
        description="How many processes read a repository's history at once.",
    )
    limit_reading: int = Field(
        default=6000, ge=0, description="How many times a minute an account may read; 0 sets no limit."
    )
    limit_changing: int = Field(
        default=600, ge=0, description="How many times a minute an account may change something; 0 sets no limit."
    )
    limit_expensive: int = Field(
        default=120, ge=0, description="How many exports, forecasts and imports a minute an account may ask for."
    )
    limit_signing_in: int = Field(
        default=30, ge=0, description="How many times a minute an address may try to sign in; 0 sets no limit."
    )
    limit_unknown: int = Field(
        default=300, ge=0, description="How many requests with a token nobody knows an address may send a minute."
    )
    limit_hooks: int = Field(
        default=12_000, ge=0, description="How many web hooks a minute a connection may be sent; 0 sets no limit."
    )
    limit_address: int = Field(
        default=4, ge=1, description="How many accounts' worth of requests may come from one address."
    )
    database_pool: int = Field(default=20, ge=1, le=200, description="Connections the API keeps to PostgreSQL at most.")
    git: str = Field(default="git", description="The git program to read repositories with.")
    git_timeout_seconds: int = Field(default=3600, ge=1, description="How long one clone or fetch may take.")
    allow_private_hosts: bool = Field(
        default=True,
        description="Whether the local owner may add repositories by file path or private network address.",
    )
    public_url: str | None = Field(
        default=None, description="The address providers reach this server at, for their web hooks."
    )
    vault_keys: SecretStr | None = Field(
        default=None, description="Keys that seal tokens (id:base64,…; the first is current) instead of a file's."
    )
    github_client_id: str | None = Field(
        default=None,
        description="The OAuth app for `aexy connect github` without a token; its device flow is on.",
    )
    github_sign_in_id: str | None = Field(
        default=None, description="The GitHub OAuth app people sign in by; its callback is PUBLIC_URL/sign-in."
    )
    github_sign_in_secret: SecretStr | None = Field(default=None, description="The client secret of that OAuth app.")
    github_sign_in_url: str = Field(
        default="https://github.com", description="Your GitHub Enterprise Server, where people sign in there."
    )
    oidc_issuer: str | None = Field(
        default=None, description="The OpenID provider people sign in at, letter by letter as it calls itself."
    )
    oidc_id: str | None = Field(default=None, description="What that provider calls this server: the client id.")
    oidc_secret: SecretStr | None = Field(default=None, description="The client secret at that provider.")
    oidc_name: str = Field(default="Single sign-on", description="What the button of that provider says.")
    oidc_scopes: str = Field(default="openid email profile", description="What that provider is asked for.")
    sign_in_links_by_address: bool = Field(
        default=False,
        description="Whether a proven address opens an account made otherwise; only if you trust all providers set.",
    )
    smtp_url: SecretStr | None = Field(
        default=None, description="The mail server: smtp://user:password@host:port, or smtps://."
    )
    mail_from: str | None = Field(default=None, description="Whom e-mail comes from: Aexy <aexy@example.org>.")
    invitations_make_accounts: bool = Field(
        default=True,
        description="Whether an invitation's link can make an account; off where everybody signs in at a provider.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="How much is logged.")
    otlp_endpoint: str | None = Field(
        default=None,
        description="Where traces go: an OpenTelemetry receiver, http://host:4318. None are made without.",
    )
    trace_sample: float = Field(default=1.0, ge=0, le=1, description="Which share of requests and jobs is traced.")
    sentry_dsn: SecretStr | None = Field(
        default=None, description="Where errors are told: a Sentry-compatible DSN. Kinds and places only, no words."
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        description="What a scraper of /internal/metrics sends as its bearer token; without one only loopback may ask.",
    )
    worker_metrics_port: int | None = Field(
        default=None, ge=1, le=65535, description="The loopback port the worker's own metrics are at; none by default."
    )

    @field_validator("home")
    @classmethod
    def _from_anywhere(cls, home: Path) -> Path:
        """The same folder wherever the program is started."""
        return home.expanduser().absolute()
