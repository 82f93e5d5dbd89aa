"""What the names of a file and of those it uses stand for."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Label, Span, near
from ..fold import fold
from ..mistakes.list_in_list import NO_LISTS, both_lists
from ..model import Column, Kind, Let, List
from ..resolve import Gathered, defined_twice
from ..source import inside, near_files
from ..terms import MICRO, Type
from .recall import Recall

RESERVED = frozenset(("score", "stage", "excluded", "as_of", "rules"))
"""Names of the results themselves."""

BEGINS_A_PHRASE = frozenset((
    "any", "no", "at", "exactly", "over", "under", "between", "not", "first", "last", "total",
    "average", "highest", "lowest", "number", "days", "time", "domain", "the",
))  # fmt: skip
"""Words that cannot be a column's name, since a condition that starts with them means more."""


@dataclass(slots=True)
class Symbols:
    root: Path
    main: Path
    allow_outside: bool
    report: Callable[[Diagnostic], None]
    broken: set[str]
    incomplete: bool = False
    """A used file could not be read, so names may lack a definition for no fault of theirs."""
    holes: set[tuple[str, int]] = field(default_factory=set)
    """Path and start of headings under which a line could not be read."""
    leads: ast.Leads | None = None
    columns: dict[str, Column] = field(default_factory=dict)
    event_sources: list[ast.Events | ast.EventTable] = field(default_factory=list)
    kinds: dict[str, Kind] = field(default_factory=dict)
    lets: dict[str, Let] = field(default_factory=dict)
    lists: dict[str, List] = field(default_factory=dict)
    defines: dict[str, ast.Define] = field(default_factory=dict)
    groups: dict[str, ast.Group] = field(default_factory=dict)
    classes: dict[str, ast.Stages | ast.Label | ast.Grade] = field(default_factory=dict)
    outcomes: dict[str, ast.Outcome] = field(default_factory=dict)
    accounts: ast.Accounts | None = None
    account_labels: dict[str, ast.Label] = field(default_factory=dict)
    names: dict[str, tuple[str, ast.Node]] = field(default_factory=dict)
    """Every name but events' and fields': what it is, and where it is defined."""
    spelling: dict[str, str] = field(default_factory=dict)
    """Fields as first spelled, by key."""
    recall: Recall = field(default_factory=Recall)

    def error(
        self, code: str, title: str, span: Span, help: str | None = None, *,
        underlined: str = "", labels: tuple[Label, ...] = (), fix: Fix | None = None,
    ) -> None:  # fmt: skip
        self.report(Diagnostic(code, "error", title, span, underlined, labels, help, fix))

    def excused(self, name: ast.Name) -> bool:
        """Whether a name that means nothing is the fault of a definition that failed."""
        return self.incomplete or name.key in self.broken or name.key == "?"

    def has_hole(self, heading: ast.Node) -> bool:
        """Whether a line under a heading is missing because it could not be read, or the heading or
        rule itself is read otherwise than it stands there."""
        return (heading.span.path, heading.span.start) in self.holes

    # -- definitions

    def collect(self, gathered: Gathered) -> None:
        for section in gathered.sections:
            collector = COLLECTORS.get(type(section))
            if collector is not None:
                collector(self, section)

    def define_name(self, what: str, name: ast.Name) -> bool:
        """Enters a name; false (and told) if it is taken."""
        if name.key == "?":
            return False
        if name.key in RESERVED | BEGINS_A_PHRASE:
            self.broken.add(name.key)
        if name.key in RESERVED:
            self.error(
                "E103", f"`{name.text}` is the name of a result", name.span,
                f"choose another name, such as `crm_{name.key}`"
                + (f'; its data stays `from "{name.text}"`' if what == "column" else ""),
            )  # fmt: skip
            return False
        if name.key in BEGINS_A_PHRASE and what in ("column", "define", "group", "label"):
            self.error(
                "E103", f"`{name.text}` begins a phrase of this language and cannot be a name",
                name.span, f"choose another name, such as `{name.key}_value`"
                + (f', and add `from "{name.text}"`' if what == "column" else ""),
            )  # fmt: skip
            return False
        if name.key in self.names:
            old, node = self.names[name.key]
            if what == old == "group":
                self.error(
                    "E102", f"two groups are called `{name.text}`", name.span,
                    "give one of them another name, or put their rules into one group",
                    underlined="and here again", labels=(Label(node.span, "first here"),),
                )  # fmt: skip
            else:
                self.report(defined_twice(what if what == old else "the name", name, node))
            return False
        self.names[name.key] = (what, name)
        return True

    def _let(self, node: ast.Let) -> None:
        if self.define_name("let", node.name):
            self.lets[node.name.key] = Let(node.name.text, node.value, node)

    def _list_of(self, node: ast.ListOf) -> None:
        texts, numbers = [], []
        for item in node.values.items:
            value = self.lets[item.name.key].value if self._is_let(item) else item  # type: ignore[union-attr]
            if isinstance(value, ast.Text):
                texts.append(fold(value.value.strip(" ")))
            elif isinstance(value, ast.Number):
                numbers.append(int(value.value * MICRO))
            elif isinstance(item, ast.Ref) and item.name.key in self.lists:
                help = both_lists(item.name.text, node.name.text)
                self.error("E104", NO_LISTS, item.span, help)
            elif isinstance(item, ast.Ref):
                said = f'"{item.name.text}"'
                fix = Fix(f"write `{said}`", (Edit(item.span, said),), safe=False)
                title = f"`{item.name.text}` is not in quotes"
                self.error("E030", title, item.span, fix.title, fix=fix)
            else:
                self.error(
                    "E104", "a list holds texts in quotes, or numbers", item.span,
                    'write `"…"` around it',
                )  # fmt: skip
        if texts and numbers:
            self.error(
                "E104", "a list holds either texts or numbers, not both", node.values.span,
                "put the numbers in quotes, or make two lists",
            )  # fmt: skip
        if self.define_name("list", node.name):
            self.lists[node.name.key] = List(
                node.name.text, tuple(t for t in texts if t), tuple(numbers), node
            )

    def _is_let(self, item: ast.Node) -> bool:
        return isinstance(item, ast.Ref) and item.name.key in self.lets

    def _list_from(self, node: ast.ListFrom) -> None:
        if not self.define_name("list", node.name):
            return
        target = (self.main.parent / node.span.path).parent / node.path.value
        texts = self._read_list(node, target)
        self.lists[node.name.key] = List(node.name.text, texts, (), node)

    def _read_list(self, node: ast.ListFrom, target: Path) -> tuple[str, ...]:
        if not self.allow_outside and not inside(self.root, target):
            self.error(
                "E116", f"`{node.path.value}` lies outside the project's folder", node.path.span,
                "keep lists inside the project",
            )  # fmt: skip
            return ()
        column = node.column.value if isinstance(node.column, ast.Text) else node.column.text
        return self.recall.column(target, column, lambda: self._list_in(node, target))

    def _list_in(self, node: ast.ListFrom, target: Path) -> tuple[str, ...]:
        try:
            text = target.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.error(
                "E118", f"`{node.path.value}` is not UTF-8 text", node.path.span,
                "save it again as `CSV UTF-8`",
            )  # fmt: skip
            return ()
        except OSError:
            self.error(
                "E118", f"the list's file `{node.path.value}` cannot be read", node.path.span,
                near_files(target),
            )  # fmt: skip
            return ()
        return self._column_of(node, text)

    def _column_of(self, node: ast.ListFrom, text: str) -> tuple[str, ...]:
        head = text.split("\n", 1)[0]
        delimiter = max(",;\t|", key=head.count)
        csv.field_size_limit(10_000_000)
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error:
            rows = []
        wanted = node.column.value if isinstance(node.column, ast.Text) else node.column.text
        header = [cell.strip() for cell in rows[0]] if rows else []
        matches = [i for i, cell in enumerate(header) if fold(cell) == fold(wanted.strip())]
        if not matches:
            close = near(wanted, [cell for cell in header if cell])
            known = ", ".join(f"`{cell}`" for cell in header[:8])
            help = f"its columns are {known}" if known else "its first line must name the columns"
            help = f"did you mean `{close[0]}`?" if close else help
            self.error(
                "E118", f"`{node.path.value}` has no column `{wanted}`", node.column.span, help
            )
            return ()
        cells = (row[matches[0]].strip(" ") for row in rows[1:] if len(row) > matches[0])
        return tuple(fold(cell) for cell in cells if cell)

    def _define(self, node: ast.Define) -> None:
        if self.define_name("define", node.name):
            self.defines[node.name.key] = node

    def _group(self, node: ast.Group) -> None:
        if self.define_name("group", node.name):
            self.groups[node.name.key] = node

    def _class(self, node: ast.Label | ast.Grade) -> None:
        if self.define_name("label", node.name):
            self.classes[node.name.key] = node

    def _stages(self, node: ast.Stages) -> None:
        if "stage" in self.classes:
            first = self.classes["stage"]
            self.error(
                "E102", "there are two sections `stages`", node.span, "put them into one",
                labels=(Label(first.span, "first here"),),
            )  # fmt: skip
            return
        self.classes["stage"] = node

    def _accounts(self, node: ast.Accounts) -> None:
        if self.accounts is not None:
            self.error(
                "E102", "there are two sections `accounts`", node.span, "put them into one",
                labels=(Label(self.accounts.span, "first here"),),
            )  # fmt: skip
            return
        self.accounts = node
        for line in node.lines:
            if isinstance(line, ast.Label) and self.define_name("label", line.name):
                self.account_labels[line.name.key] = line

    def _outcome(self, node: ast.Outcome) -> None:
        if self.define_name("outcome", node.name):
            self.outcomes[node.name.key] = node

    # -- data

    def _leads(self, node: ast.Leads) -> None:
        if self.leads is not None:
            self.error(
                "E102", "there are two sections `leads`", node.span, "put them into one",
                labels=(Label(self.leads.span, "first here"),),
            )  # fmt: skip
            return
        self.leads = node
        self._table(node.table)
        for column in node.columns:
            if self.define_name("column", column.name):
                self.columns[column.name.key] = self._column(column)

    def _table(self, node: ast.Table | None) -> None:
        if node is None or not node.is_file or self.allow_outside:
            return
        target = (self.main.parent / node.span.path).parent / node.name
        if "://" in node.name or not inside(self.root, target):
            self.error(
                "E116", f"`{node.name}` lies outside the project's folder", node.span,
                "keep the data inside the project, or leave `from` out and name the file with "
                "`--leads` and `--events`",
            )  # fmt: skip

    def _column(self, node: ast.Column) -> Column:
        type_: Type = node.type  # type: ignore[assignment]
        if node.separator is not None and type_ != "list":
            self.error(
                "E119", "only a `list` is separated by something", node.separator.span,
                f"say `{node.name.text} list separated by …`, or take it out",
            )  # fmt: skip
        separator = node.separator.value if node.separator is not None else ","
        source = node.source.value if node.source is not None else node.name.text
        return Column(node.name.text, type_, source, separator, self._codes(node), node)

    def _codes(self, node: ast.Column) -> tuple[str, ...]:
        codes = []
        for item in node.unknown_for.items if node.unknown_for is not None else ():
            if isinstance(item, ast.Number) and node.type in ("number", "text"):
                codes.append(format(item.value.normalize() + Decimal(0), "f"))
            elif isinstance(item, ast.Text) and node.type != "number":
                codes.append(fold(item.value.strip(" ")))
            elif isinstance(item, ast.Text):
                self.error(
                    "E119", f"`{node.name.text}` is a number, and this is text", item.span,
                    "a text is unknown for a number anyway; take it out",
                )  # fmt: skip
            else:
                self.error(
                    "E119", "this is not a value of the data", item.span, "write it in quotes"
                )
        return tuple(code for code in codes if code)

    def _events(self, node: ast.Events) -> None:
        self.event_sources.append(node)
        self._table(node.table)
        for kind in node.kinds:
            called = kind.called.value if kind.called is not None else kind.name.text
            self._kind(kind, kind.name, called, kind.fields)

    def _event_table(self, node: ast.EventTable) -> None:
        self.event_sources.append(node)
        self._table(node.table)
        self._kind(node, node.name, node.name.text, node.fields)

    def _kind(
        self, node: ast.EventKind | ast.EventTable, name: ast.Name, called: str,
        fields: tuple[ast.Column, ...],
    ) -> None:  # fmt: skip
        if name.key == "?":
            return
        if name.key in self.kinds:
            self.report(defined_twice("the event", name, self.kinds[name.key].node.name))
            return
        if name.key == "event":
            self.error("E103", "`event` stands for any event", name.span, "choose another name")
            return
        known: dict[str, Column] = {}
        for f in fields:
            if f.name.key in known:
                self.report(defined_twice("the field", f.name, known[f.name.key].node.name))
            elif f.name.key in ("event", "at") or f.name.key in BEGINS_A_PHRASE:
                self.error(
                    "E103", f"`{f.name.text}` cannot be the name of a field", f.name.span,
                    f'choose another name, and add `from "{f.name.text}"`',
                )  # fmt: skip
            else:
                known[f.name.key] = self._column(f)
                self.spelling.setdefault(f.name.key, f.name.text)
        source = len(self.event_sources) - 1
        self.kinds[name.key] = Kind(name.text, called, known, source, node)


COLLECTORS: dict[type, Callable[..., None]] = {
    ast.Let: Symbols._let, ast.ListOf: Symbols._list_of, ast.ListFrom: Symbols._list_from,
    ast.Define: Symbols._define, ast.Group: Symbols._group, ast.Label: Symbols._class,
    ast.Grade: Symbols._class, ast.Stages: Symbols._stages, ast.Outcome: Symbols._outcome,
    ast.Accounts: Symbols._accounts,
    ast.Leads: Symbols._leads, ast.Events: Symbols._events, ast.EventTable: Symbols._event_table,
}  # fmt: skip
