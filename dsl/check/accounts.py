"""Companies: what their score is made of, and labels that ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from .. import ast, model, terms
from ..diagnostics import Label, near
from ..model import ACCOUNT_COLUMNS
from ..terms import Test
from ..words import said
from .classes import check_label
from .elaborate import Elaborator
from .symbols import Symbols
from .typed import LEAD, Found, Scope, Typed

SCORE, LEADS = (terms.ColumnValue(name, "number") for name in ACCOUNT_COLUMNS)
LINE = "score is the highest score"


def check_accounts(elaborator: Elaborator) -> model.Accounts | None:
    symbols = elaborator.symbols
    node = symbols.accounts
    if node is None:
        return None
    _needs_company(symbols, node)
    score = _score(symbols, node)
    of_accounts = _OfAccounts(symbols, elaborator.scale, elaborator.used)
    labels = tuple(_labels(of_accounts, node))
    if score is None or not _of_points(elaborator, score.of):
        return None
    group = None if score.of.key == "score" else symbols.groups[score.of.key].name.text
    return model.Accounts(score.how, group, labels, node)


def _needs_company(symbols: Symbols, node: ast.Accounts) -> None:
    if symbols.incomplete or (symbols.leads is not None and symbols.leads.company is not None):
        return
    labels = () if symbols.leads is None else (Label(symbols.leads.span, "to be added here"),)
    symbols.error(
        "E135", "the rules do not say which company a lead belongs to", node.span,
        "name the column after `leads`: `leads, one per contact_id, company in account_id`",
        labels=labels,
    )  # fmt: skip


def _score(symbols: Symbols, node: ast.Accounts) -> ast.AccountScore | None:
    found = [line for line in node.lines if isinstance(line, ast.AccountScore)]
    for extra in found[1:]:
        symbols.error(
            "E102", "the score of a company is said twice", extra.span, "keep one",
            labels=(Label(found[0].span, "first here"),),
        )  # fmt: skip
    if not found and not symbols.has_hole(node):
        title = "it is not said what the score of a company is"
        symbols.error("E135", title, node.span, f"add a line below: `{LINE}`")
    return found[0] if found else None


def _of_points(elaborator: Elaborator, name: ast.Name) -> bool:
    symbols = elaborator.symbols
    if name.key == "score" or name.key in symbols.groups:
        elaborator.used.add(("group", name.key))
        return True
    if not symbols.excused(name):
        known = ["score", *(group.name.text for group in symbols.groups.values())]
        close = near(name.text, known)
        help = f"did you mean `{close[0]}`?" if close else f"there are {_listed(known)}"
        symbols.error("E107", f"there are no points `{name.text}`", name.span, help)
    return False


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:8])


def _labels(elaborator: _OfAccounts, node: ast.Accounts) -> list[model.Class]:
    found = []
    for line in node.lines:
        if not isinstance(line, ast.Label):
            continue
        _taken(elaborator.symbols, line.name)
        scope = Scope(classes=frozenset(elaborator.classes), place="here")
        checked = check_label(elaborator, line, scope)
        elaborator.classes[line.name.key] = checked.values
        found.append(checked)
    return found


def _taken(symbols: Symbols, name: ast.Name) -> None:
    """Columns that every company has anyway."""
    company = symbols.leads.company if symbols.leads is not None else None
    spelled = company.value if isinstance(company, ast.Text) else company.text if company else ""
    if name.key == "leads":
        title = "companies have a column `leads`, the number of their leads"
    elif name.key == spelled.lower():
        title = f"`{name.text}` is the column of the company itself"
    else:
        return
    symbols.error("E103", title, name.span, "choose another name for the label")


@dataclass(slots=True)
class _OfAccounts(Elaborator):
    """Tests about a company: nothing is known of it but its score, the number of its leads, and
    the labels above."""

    def test(self, node: ast.Expression, scope: Scope = LEAD) -> Test | None:
        defined = isinstance(node, ast.Ref) and node.name.key in self.symbols.defines
        if defined or isinstance(node, ast.EventTest):
            self._of_a_lead(node)
            return None
        return Elaborator.test(self, node, scope)

    def value(self, node: ast.Expression, scope: Scope = LEAD) -> Found:
        match node:
            case ast.Ref(name) if name.key == "score":
                return Typed("number", SCORE)
            case ast.Ref(name) if name.key in scope.classes:
                return Typed("class", name.key)
            case ast.Ref(name) if name.key in self.symbols.lets or name.key == "?":
                return Elaborator.value(self, node, scope)
            case ast.NumberOf(pattern) if _is_leads(pattern):
                return Typed("number", LEADS)
            case ast.Number() | ast.Bracket() | ast.Arithmetic():
                return Elaborator.value(self, node, scope)
        if not (isinstance(node, ast.Ref) and self.symbols.excused(node.name)):
            self._of_a_lead(node)
        return None

    def class_node(self, key: str) -> ast.Stages | ast.Label | ast.Grade:
        return self.symbols.account_labels[key]

    def _of_a_lead(self, node: ast.Node) -> None:
        self.symbols.error(
            "E113", f"`{said(node)}` is not known of a company", node.span,
            "a company has `score`, `number of leads` and the labels above",
        )  # fmt: skip


def _is_leads(pattern: ast.Pattern) -> bool:
    names = [name.key for name in pattern.kinds.names]
    return names == ["leads"] and pattern.where is None and pattern.window is None
