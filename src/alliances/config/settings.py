"""Settings, all from the environment table of `alliances.config.environment`."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from alliances.config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.read("ALLIANCES_VAR")).resolve()

ENVIRONMENT = environment.read("ALLIANCES_ENV")
PRODUCTION = ENVIRONMENT == "production"
if ENVIRONMENT not in {"development", "test", "production"}:
    raise ImproperlyConfigured(f"ALLIANCES_ENV is {ENVIRONMENT!r}: expected development, test or production.")
AS_OWNER = environment.read("ALLIANCES_DATABASE_ROLE") == "owner"
if PRODUCTION and (missing := environment.missing_in_production(migrating=AS_OWNER)):
    raise ImproperlyConfigured(f"Production refuses to start without: {', '.join(missing)}.")

DEBUG = (
    False  # error pages are ours in every environment; the development server prints tracebacks to its log
)
SECRET_KEY = environment.read("ALLIANCES_SECRET_KEY") or "development-only-key-" + "0" * 40
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("ALLIANCES_SECRET_KEY is shorter than 50 characters.")
ALLOWED_HOSTS = environment.read("ALLIANCES_HOSTS").split(",")
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLIANCES_HOSTS must name the hosts: “*” is not accepted in production.")

INSTALLED_APPS = [
    "alliances.ui",  # first: its templates and wording replace those of Django and allauth
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_cotton",
    "csp",
    "alliances.domain.common",
    "alliances.domain.territories",
    "alliances.domain.people",
    "alliances.domain.bodies",
    "alliances.domain.files",
    "alliances.domain.forms",
    "alliances.domain.strategy",
    "alliances.domain.ledger",
    "alliances.domain.envelopes",
    "alliances.domain.agreements",
    "alliances.domain.participation",
    "alliances.domain.calls",
    "alliances.domain.applications",
    "alliances.domain.review",
    "alliances.domain.grants",
    "alliances.domain.openings",
    "alliances.domain.chain",
    "alliances.domain.notices",
    "alliances.spaces.public",
    "alliances.spaces.journey",
    "alliances.spaces.me",
    "alliances.spaces.ministry",
    "alliances.spaces.manager",
    "alliances.spaces.payments",
    "alliances.spaces.organisation",
    "alliances.spaces.committee",
    "alliances.spaces.council",
    "alliances.interfaces.documents",
    "alliances.interfaces.mail",
    "alliances.spaces.advisory",
    "alliances.spaces.audit",
    "alliances.spaces.observatory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "alliances.ui.middleware.FriendlyInputMiddleware",  # before anything reads a form or asks the database
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "alliances.spaces.me.second_factor.SecondFactorMiddleware",
    "alliances.ui.middleware.SignedOutMiddleware",
]

ROOT_URLCONF = "alliances.config.urls"
WSGI_APPLICATION = "alliances.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "alliances.ui.templatetags.formats",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alliances.ui.context.layout",
            ],
        },
    }
]

# One role for the application, one for migrations: see domain/ledger.
_database_url = environment.read("DATABASE_OWNER_URL" if AS_OWNER else "DATABASE_URL")
DATABASES = {"default": dj_database_url.parse(_database_url or "postgres:///alliances")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"].setdefault("OPTIONS", {})
# Our reads join up to fourteen tables on their keys, in an order that is good already. To look for a better one, or to
# compile the query, takes PostgreSQL ten times longer than to answer it.
DATABASES["default"]["OPTIONS"].setdefault("options", "-c join_collapse_limit=4 -c jit=off")
if not AS_OWNER and ENVIRONMENT != "test":
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if ENVIRONMENT == "test":  # hashing slowly on purpose is for attackers, not for tests
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "alliances.spaces.me.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "alliances.spaces.me.signup.NameForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
# The workers count failed sign-ins together. Nothing else is cached.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
    }
}
ACCOUNT_RATE_LIMITS = {} if ENVIRONMENT == "test" else {"login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(environment.read("ALLIANCES_PROXIES"))
SECOND_FACTOR_REQUIRED = (
    environment.read("ALLIANCES_SECOND_FACTOR") or ("required" if PRODUCTION else "offered")
) == "required"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Alliances"

LANGUAGE_CODE = "fr-ca"  # French whatever the browser says; English is a choice, under /en/
LANGUAGES = [("fr-ca", "Français"), ("en", "English")]
TIME_ZONE = "America/Toronto"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = (
    False  # it would format years and identifiers too; the `money` and `number` filters do it
)

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False

# Uploaded files: never under a folder that a web server serves. See domain/files.
FILES_DIR = (
    Path(environment.read("ALLIANCES_FILES")).resolve()
    if environment.read("ALLIANCES_FILES")
    else VAR_DIR / "files"
)
FILE_SCANNER = environment.read("ALLIANCES_SCANNER") or ("" if PRODUCTION else "none")
FILE_UPLOAD_HANDLERS = [
    "alliances.ui.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
PUBLIC_ADDRESS = environment.read("ALLIANCES_ADDRESS").rstrip("/") or (
    f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else f"http://127.0.0.1:{environment.read('ALLIANCES_PORT')}"
)
DEFAULT_FROM_EMAIL = "Alliances <ne-pas-repondre@localhost>"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "alliances.ui.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
if PRODUCTION and not environment.read("ALLIANCES_INSECURE_HTTP"):
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

PGHISTORY_APPEND_ONLY = True
PROCRASTINATE_ON_APP_READY = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
