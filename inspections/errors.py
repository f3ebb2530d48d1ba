"""What can be wrong, as values: a message in two languages, a problem with its place, and the error that carries both.

Messages are written in Chinese; the English stands in the gettext catalogue (`locale/en`). A message is kept with
its arguments and only rendered where it meets a person, so the same problem can be shown in either language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from functools import reduce

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Msg:
    """A sentence for people: Chinese source text with `{names}`, and the values of these names."""

    text: str
    args: Mapping[str, object] = field(default_factory=dict)

    def render(self, translate: Translate = str) -> str:
        """Return the sentence in the language of `translate`, arguments (messages too) filled in."""
        text = translate(self.text)
        if not self.args and "{" not in text and "}" not in text:
            return text
        shown = {k: v.render(translate) if isinstance(v, Msg) else v for k, v in self.args.items()}
        return text.format_map(shown)

    def __str__(self) -> str:
        return self.render()


def M(text: str, /, **args: object) -> Msg:  # noqa: N802  (the marker that babel extracts)
    """Return a message; `text` is a literal, so that `pybabel extract -k M` finds it."""
    return Msg(text, args)


def listed(texts: Iterable[str | Msg]) -> Msg:
    """Return the texts side by side, each rendered in the reader's language; a dash for none."""
    told = [text if isinstance(text, Msg) else Msg(text) for text in texts]
    return reduce(lambda a, b: M("{a}、{b}", a=a, b=b), told) if told else Msg("—")


class Level(StrEnum):
    """How heavy a problem weighs: an error stops sealing, a warning is shown."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """Every problem a person can meet; `area.name`, stable, what tests and scripts hold on to."""

    # the bytes and the YAML of a file
    FILE_MISSING = "file.missing"
    FILE_TOO_LARGE = "file.too_large"
    FILE_ENCODING = "file.encoding"
    FILE_UNREADABLE = "file.unreadable"
    FILE_CONTROL = "file.control"
    YAML_SYNTAX = "yaml.syntax"
    YAML_TAB = "yaml.tab"
    YAML_COLON = "yaml.colon"
    YAML_DUPLICATE = "yaml.duplicate"
    YAML_ANCHOR = "yaml.anchor"
    YAML_TAG = "yaml.tag"
    YAML_DEPTH = "yaml.depth"
    YAML_NODES = "yaml.nodes"
    YAML_MERGE_MARK = "yaml.merge_mark"
    YAML_DOCUMENTS = "yaml.documents"
    YAML_SHAPE = "yaml.shape"
    YAML_KEY = "yaml.key"
    # a checklist
    CHECKLIST_FIELD = "checklist.field"
    CHECKLIST_MISSING = "checklist.missing"
    CHECKLIST_ID = "checklist.id"
    CHECKLIST_OPTIONS = "checklist.options"
    CHECKLIST_EXPRESSION = "checklist.expression"
    CHECKLIST_UNKNOWN = "checklist.unknown"
    CHECKLIST_VERSION = "checklist.version"
    CHECKLIST_CHANGED = "checklist.changed"
    CHECKLIST_SHEET = "checklist.sheet"
    # a filled record
    RECORD_HEADER = "record.header"
    RECORD_SCHOOL = "record.school"
    RECORD_PERSON = "record.person"
    RECORD_PLACE = "record.place"
    ITEM_UNKNOWN = "item.unknown"
    ITEM_CALCULATED = "item.calculated"
    ITEM_PRIVATE = "item.private"
    ITEM_REQUIRED = "item.required"
    VALUE_TYPE = "value.type"
    VALUE_OPTION = "value.option"
    VALUE_CHECK = "value.check"
    VALUE_WARNING = "value.warning"
    VALUE_BUDGET = "value.budget"
    EVIDENCE_MISSING = "evidence.missing"
    EVIDENCE_TOO_FEW = "evidence.too_few"
    PHOTO_MISSING = "photo.missing"
    PHOTO_BROKEN = "photo.broken"
    FINDING_FIELD = "finding.field"
    SIGNATURE_FIELD = "signature.field"
    SIGNATURE_MISSING = "signature.missing"
    CONFLICT = "conflict"
    SEALED_EDITED = "sealed.edited"
    SEALED_ALREADY = "sealed.already"
    # roster and settings
    ROSTER_COLUMN = "roster.column"
    ROSTER_VALUE = "roster.value"
    ROSTER_DUPLICATE = "roster.duplicate"
    SETTINGS_FIELD = "settings.field"
    CALENDAR_FIELD = "calendar.field"
    # acts and rules
    RULE_ROLE = "rule.role"
    RULE_SCOPE = "rule.scope"
    RULE_STATUS = "rule.status"
    RULE_GUARD = "rule.guard"
    RULE_CONFLICT = "rule.conflict"
    RULE_BEHALF = "rule.behalf"
    RULE_FIELD = "rule.field"
    RULE_SUBJECT = "rule.subject"
    RULE_LIMIT = "rule.limit"
    ISSUE_UNKNOWN = "issue.unknown"
    ISSUE_AMBIGUOUS = "issue.ambiguous"
    PERSON_UNKNOWN = "person.unknown"
    PERSON_AMBIGUOUS = "person.ambiguous"
    SCHOOL_UNKNOWN = "school.unknown"
    # workspace, store, usage
    WORKSPACE_MISSING = "workspace.missing"
    WORKSPACE_EXISTS = "workspace.exists"
    KEY_UNREADABLE = "key.unreadable"
    KEY_PASSPHRASE = "key.passphrase"
    KEY_EXPOSED = "key.exposed"
    KEY_PLACE = "key.place"
    PRIVATE_DAMAGED = "private.damaged"
    PRIVATE_EXPOSED = "private.exposed"
    PRIVATE_UNNAMED = "private.unnamed"
    PRIVATE_WAITS = "private.waits"
    STORE_BUSY = "store.busy"
    STORE_FULL = "store.full"
    STORE_NEWER = "store.newer"
    STORE_DAMAGED = "store.damaged"
    STORE_READONLY = "store.readonly"
    EVENT_DAMAGED = "event.damaged"
    EVENT_TURNED_AWAY = "event.turned_away"
    CERTIFICATE_MISSING = "certificate.missing"
    CERTIFICATE_PERSON = "certificate.person"
    CERTIFICATE_ROLE = "certificate.role"
    CERTIFICATE_SCOPE = "certificate.scope"
    CERTIFICATE_TIME = "certificate.time"
    CERTIFICATE_ISSUER = "certificate.issuer"
    CERTIFICATE_REVOKED = "certificate.revoked"
    # devices that join or end
    DEVICE_REQUEST = "device.request"
    DEVICE_UNKNOWN = "device.unknown"
    DEVICE_ROOT = "device.root"
    JOIN_WAITING = "join.waiting"
    JOIN_DENIED = "join.denied"
    # bundles
    BUNDLE_UNREADABLE = "bundle.unreadable"
    BUNDLE_DAMAGED = "bundle.damaged"
    BUNDLE_DISTRICT = "bundle.district"
    # the line to the server, and what sync finds
    SERVER_ADDRESS = "server.address"
    SERVER_UNREACHABLE = "server.unreachable"
    SERVER_ANSWER = "server.answer"
    SERVER_BUSY = "server.busy"
    SERVER_REFUSED = "server.refused"
    SERVER_DISTRICT = "server.district"
    SERVER_CERTIFICATE = "server.certificate"
    SYNC_FORK = "sync.fork"
    SYNC_ROLLED_BACK = "sync.rolled_back"
    SYNC_BEHIND = "sync.behind"
    # receipts and what doctor looks at
    RECEIPT_REFUSED = "receipt.refused"
    RECEIPT_DOUBLED = "receipt.doubled"
    CLOCK_AHEAD = "clock.ahead"
    # releases
    RELEASE_FIELD = "release.field"
    RELEASE_PRIVATE = "release.private"
    RELEASE_CHANGED = "release.changed"
    RELEASE_MISSING = "release.missing"
    RELEASE_PHOTO = "release.photo"
    # accounts of the server
    ACCOUNT_FIELD = "account.field"
    ACCOUNT_EXISTS = "account.exists"
    ACCOUNT_UNKNOWN = "account.unknown"
    ACCOUNT_PASSWORD = "account.password"
    ACCOUNT_REFUSED = "account.refused"
    ACCOUNT_LOCKED = "account.locked"
    TOKEN_UNKNOWN = "token.unknown"
    INVITATION_UNKNOWN = "invitation.unknown"
    USAGE = "usage"


class Exit(IntEnum):
    """Exit statuses of the command (FORMATS §9)."""

    DONE = 0
    PROBLEMS = 1
    USAGE = 2
    REFUSED = 3
    UNDECIDED = 4
    TRY_AGAIN = 5


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault: where, what, what to do. `line` and `column` count from 1; `mended` is the line as it should be."""

    code: Code
    what: Msg
    remedy: Msg
    level: Level = Level.ERROR
    file: str | None = None
    line: int | None = None
    column: int | None = None
    source: str | None = None
    mended: str | None = None

    def at(self, file: str) -> Problem:
        """Return the same problem, placed in `file` unless it has a file already."""
        return self if self.file else replace(self, file=file)


class UserError(Exception):
    """Stops a command: its problems and the exit status that tells which kind they are."""

    def __init__(self, *problems: Problem, exit: Exit = Exit.PROBLEMS) -> None:
        super().__init__("; ".join(str(p.what) for p in problems))
        self.problems = problems
        self.exit = exit


class RuleError(UserError):
    """A role, scope, status or guard forbids the act (exit 3)."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems, exit=Exit.REFUSED)
