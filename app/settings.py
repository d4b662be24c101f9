"""What the process was given: read once from the environment (and ``.env``), then frozen.

The defaults run the whole product offline in sandbox. An unknown or unusable value is refused at
start with its name and a valid example; production refuses what is only fit for trying out.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

TRIAL_SECRET = "trial-secret-for-sandbox-only-change-me"  # noqa: S105 - refused in production


class SettingsError(ValueError):
    """The environment holds a value that cannot be used; the text says which and what would be valid."""


class Mode(StrEnum):
    """Whether a channel really leaves the house or ends in the sandbox."""

    SANDBOX = "sandbox"
    VENDOR = "vendor"


# What a channel cannot send without; what only reports need is asked for by "check connection".
_VONAGE = ("vonage_api_key", "vonage_api_secret", "vonage_application_id", "vonage_private_key")
_NEEDED = {
    "provider_sms": _VONAGE,
    "provider_voice": _VONAGE,
    "provider_email": ("sendgrid_api_key",),
    "provider_fax": ("sendgrid_api_key", "fax_gateway_address"),
    "provider_letter": (),
}
_REPORTED_BY = {
    "provider_sms": ("vonage_signature_secret",),
    "provider_voice": ("vonage_signature_secret",),
    "provider_email": ("sendgrid_webhook_public_key",),
    "provider_fax": ("sendgrid_webhook_public_key",),
    "provider_letter": (),
}
_VENDOR_HOST = re.compile(
    r"(?:https://)?[A-Za-z0-9.-]+(?::\d+)?(?:/[\w./-]*)?|http://(?:127\.0\.0\.1|localhost)(?::\d+)?/?"
)


class Settings(BaseSettings):
    """Every setting of contract.md. docs/settings.md has one line on each."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: str = Field("", examples=["postgresql+psycopg://deskbell:password@127.0.0.1:5432/deskbell"])
    secret_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        (TRIAL_SECRET,), examples=["newest-secret-of-32-characters-or-more,older-secret"]
    )
    public_base_url: str = Field("", examples=["https://visits.example.org"])
    deskbell_env: str = Field("development", pattern="^(development|production)$", examples=["production"])
    provider_sms: Mode = Field(Mode.SANDBOX, examples=["sandbox"])
    provider_voice: Mode = Field(Mode.SANDBOX, examples=["sandbox"])
    provider_email: Mode = Field(Mode.SANDBOX, examples=["sandbox"])
    provider_fax: Mode = Field(Mode.SANDBOX, examples=["sandbox"])
    provider_letter: Mode = Field(Mode.SANDBOX, examples=["sandbox"])
    vonage_api_key: str = Field("", examples=["a1b2c3d4"])
    vonage_api_secret: str = Field("", examples=["the secret of your Vonage account"])
    vonage_application_id: str = Field("", examples=["aaaaaaaa-bbbb-cccc-dddd-0123456789ab"])
    vonage_private_key: str = Field("", examples=["/etc/deskbell/vonage.key"])
    vonage_signature_secret: str = Field("", examples=["the signature secret of your Vonage account"])
    vonage_api_host: str = Field("api.nexmo.com", examples=["api.nexmo.com"])
    sendgrid_api_key: str = Field("", examples=["SG.xxxxx"])
    sendgrid_api_host: str = Field("https://api.sendgrid.com", examples=["https://api.sendgrid.com"])
    sendgrid_webhook_public_key: str = Field("", examples=["MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE..."])
    vendor_timeout_seconds: float = Field(10, gt=0, le=60, examples=["10"])
    # What each vendor takes from this installation, all its workers together.
    vonage_texts_per_second: float = Field(30, gt=0, le=10_000, examples=["30"])
    vonage_calls_per_second: float = Field(3, gt=0, le=10_000, examples=["3"])
    sendgrid_mails_per_second: float = Field(100, gt=0, le=10_000, examples=["100"])
    fax_gateway_address: str = Field("", examples=["{number}@fax.example.com"])
    # The name that curl and requests know too: a file of certificates to trust instead of the usual ones.
    requests_ca_bundle: str = Field("", examples=["/etc/ssl/certs/ca-certificates.crt"])
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", examples=["INFO"])
    port: int = Field(8000, ge=1, le=65535, examples=["8000"])
    instance_dir: Path = Field(Path("instance"), examples=["/var/lib/deskbell"])

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("secret_keys")
    @classmethod
    def _some_key(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value or any(len(key) < 16 for key in value):
            raise ValueError("needs at least one key, and each key at least 16 characters")
        return value

    @field_validator("database_url")
    @classmethod
    def _postgresql_only(cls, value: str) -> str:
        if value and not value.startswith(("postgresql://", "postgresql+psycopg://", "postgres://")):
            raise ValueError("must name a PostgreSQL server")
        return "postgresql+psycopg://" + value.split("://", 1)[1] if value else ""

    @field_validator("vonage_api_host", "sendgrid_api_host")
    @classmethod
    def _safe_host(cls, value: str) -> str:
        if not _VENDOR_HOST.fullmatch(value):
            raise ValueError("must name a host that is reached by https; http is for this computer alone")
        return value

    @field_validator("requests_ca_bundle")
    @classmethod
    def _a_file(cls, value: str) -> str:
        if value and not Path(value).is_file():
            raise ValueError("there is no such file")
        return value

    @field_validator("fax_gateway_address")
    @classmethod
    def _number_in_it(cls, value: str) -> str:
        if value and ("{number}" not in value or "@" not in value):
            raise ValueError("must be a mail address with {number} where the fax number belongs")
        return value

    @model_validator(mode="after")
    def _fit_for_production(self) -> Settings:
        if self.production and TRIAL_SECRET in self.secret_keys:
            raise ValueError(
                "SECRET_KEYS: production needs secret keys of its own, e.g. openssl rand -base64 36"
            )
        if self.production and not self.public_base_url.startswith("https://"):
            raise ValueError("PUBLIC_BASE_URL: production needs the https address parents will see")
        return self

    @model_validator(mode="after")
    def _vendors_complete(self) -> Settings:
        missing = _missing_credentials(self)
        if missing:
            raise ValueError("\n".join(missing))
        return self

    @property
    def production(self) -> bool:
        return self.deskbell_env == "production"

    @property
    def base_url(self) -> str:
        """Where parents and staff reach this installation, without a slash at the end."""
        return (self.public_base_url or f"http://127.0.0.1:{self.port}").rstrip("/")

    @property
    def all_sandbox(self) -> bool:
        """True when nothing can really leave: then moments may be simulated."""
        modes = (
            self.provider_sms,
            self.provider_voice,
            self.provider_email,
            self.provider_fax,
            self.provider_letter,
        )
        return all(mode is Mode.SANDBOX for mode in modes)


def read_settings(**given: Any) -> Settings:
    """The settings of this process; ``given`` wins over the environment.

    Raises SettingsError with one line for each unusable value.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(_line(item) for item in error.errors())) from None


def wanted_for(mode: str) -> tuple[str, ...]:
    """What whoever runs the server sets so that a channel may send, e.g. for ``provider_sms``.

    In capital letters, the mode itself first: reports and answers need the last of them.
    """
    names = (*_NEEDED[mode], *_REPORTED_BY[mode])
    return (f"{mode.upper()}={Mode.VENDOR}", *(name.upper() for name in names))


def _missing_credentials(settings: Settings) -> list[str]:
    """One line for every setting that a channel in mode ``vendor`` needs and that is empty."""
    wanted: dict[str, str] = {}
    for mode, names in _NEEDED.items():
        if getattr(settings, mode) is Mode.VENDOR:
            wanted |= {name: wanted.get(name, mode) for name in names if not getattr(settings, name)}
    return [_example(name, f"{mode.upper()}=vendor needs it") for name, mode in wanted.items()]


def _example(name: str, message: str) -> str:
    example = (Settings.model_fields[name].examples or [""])[0]
    return f"{name.upper()}: {message}. A valid example: {name.upper()}={example}"


def _line(item: Any) -> str:
    if not item["loc"]:
        return str(item["msg"]).removeprefix("Value error, ")
    return _example(str(item["loc"][0]), str(item["msg"]).removeprefix("Value error, "))
