"""Make sure that a query is one statement that only reads, before a server sees it.

This is the first of three locks: the transaction is read only too, and is rolled back. It
reads the text as the server would, so that nothing hides in a quote or a comment, and
refuses what reads or writes outside of tables or only waits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import SourceError
from core.text import shown

MAX_QUERY = 20_000
FIRST_WORDS = ("select", "with", "values", "show")
_CHANGING = frozenset(
    (
        *("insert", "update", "delete", "merge", "replace", "truncate", "drop", "alter"),
        *("create", "grant", "revoke", "copy", "call", "execute", "exec", "declare", "attach"),
        *("detach", "pragma", "vacuum", "install", "load", "import", "export", "lock", "unlock"),
        *("handler", "rename", "reindex", "analyze", "cluster", "comment", "listen", "notify"),
        *("prepare", "deallocate", "discard", "refresh", "reset", "set", "begin", "commit"),
        *("rollback", "savepoint", "do", "use", "kill", "flush", "shutdown", "backup", "restore"),
        *("dbcc", "waitfor", "bulk", "checkpoint"),
    )
)
_AFTER_WITH = frozenset({"insert", "update", "delete", "merge", "replace"})
_FUNCTIONS = re.compile(
    r"pg_read_\w+|pg_ls_\w+|pg_stat_file|pg_sleep\w*|pg_terminate_\w+|pg_cancel_\w+|pg_reload_\w+"
    r"|pg_rotate_\w+|pg_advisory_\w+|pg_try_advisory_\w+|pg_switch_\w+|pg_create_\w+|pg_drop_\w+"
    r"|pg_logical_\w+|pg_promote|pg_notify|pg_file_\w+|pg_export_snapshot|lo_\w+|lo(?:read|write)"
    r"|dblink\w*|set_config|query_to_\w+|cursor_to_\w+|table_to_xml\w*|database_to_xml\w*"
    r"|schema_to_xml\w*|ts_stat|xpath_table|nextval|setval|currtid\w*"
    r"|load_file|sleep|benchmark|get_lock|is_free_lock|release_\w*lock\w*|sys_exec|sys_eval"
    r"|sys_get|sys_set|master_pos_wait|master_gtid_wait|wait_for_\w+|lastval"
    r"|openrowset|opendatasource|openquery|openxml|xp_\w+|sp_\w+|fn_get_audit_file|fn_xe_file\w*"
    r"|fn_trace_\w+|load_extension|writefile|readfile|fts3_tokenizer|zipfile"
    r"|read_(?:csv|text|blob|json|ndjson|parquet|xlsx)\w*|parquet_\w+|scan_\w+|\w+_scan\w*"
    r"|sniff_csv|getenv|which_secret|duckdb_secrets|query|query_table|sql_auto_complete"
)
_SERVER_FACTS = re.compile(r"pragma_\w+|duckdb_(?:databases|settings|secrets|logs?|extensions)")
_LOCKING = frozenset({"update", "share", "no", "key"})
_HINT = "Write one SELECT, WITH, VALUES or SHOW statement."


@dataclass(frozen=True)
class Grammar:
    """How one kind of server reads quotes and comments."""

    backslash: bool = False
    hash_comments: bool = False
    nested_comments: bool = False
    dollar_quotes: bool = False
    spaced_dashes: bool = False
    double_quotes_are_text: bool = False
    brackets: bool = False


@dataclass(frozen=True)
class _Token:
    kind: str  # 'word', 'name' (quoted), 'text', 'mark'
    text: str
    at: int


def check_statement(query: str, grammar: Grammar) -> str:
    """Return the query without a closing semicolon, or refuse what may do more than read."""
    text = query.strip()
    if not text:
        raise SourceError("The query is empty.", _HINT)
    if len(text) > MAX_QUERY:
        raise SourceError(f"The query has more than {MAX_QUERY:,} characters.", "Make it shorter.")
    tokens = [*_tokens(text, grammar)]
    while tokens and tokens[-1].text == ";" and tokens[-1].kind == "mark":
        text = text[: tokens.pop().at].rstrip()
    if not tokens:
        raise SourceError("The query is empty.", _HINT)
    _check_first(tokens)
    for before, token, after in zip((_START, *tokens), tokens, (*tokens[1:], _START), strict=False):
        _check_token(before, token, after)
    return text


_START = _Token("mark", "", 0)


def _check_first(tokens: list[_Token]) -> None:
    words = [token for token in tokens if token.text != "("]
    first = words[0] if words else tokens[0]
    if first.kind != "word" or first.text not in FIRST_WORDS:
        raise SourceError(
            f"Only queries that read are run here; this one begins with '{shown(first.text)}'.",
            _HINT,
        )


def _check_token(before: _Token, token: _Token, after: _Token) -> None:
    if token.kind == "mark" and token.text == ";":
        raise SourceError("The query holds more than one statement (';').", _HINT)
    if token.kind not in ("word", "name"):
        return
    called = token.text.lower()
    if after.text == "(" and after.kind == "mark" and _FUNCTIONS.fullmatch(called):
        raise SourceError(
            f"The function '{shown(token.text)}' is not allowed in a query here.",
            "It can do more than read tables.",
        )
    if _SERVER_FACTS.fullmatch(called):
        raise SourceError(f"'{shown(called)}' is not allowed in a query here.", "Read a table.")
    if token.kind == "name":
        return
    begins = before.kind == "mark" and (
        (before.text in ("", "(") and called in _CHANGING)
        or (before.text == ")" and called in _AFTER_WITH)
    )
    if begins and after.text not in ("(", ",", ")", "."):
        raise SourceError(f"'{called.upper()}' is not allowed: a query may only read.", _HINT)
    if called == "into":
        raise SourceError("'INTO' is not allowed: a query may only read.", _HINT)
    if called == "for" and after.kind == "word" and after.text in _LOCKING:
        raise SourceError("'FOR UPDATE' and other locks are not allowed.", "Leave them out.")


# ---- reading the text as the server does ----

_WORD = re.compile(r"[^\W\d][\w$]*")
# It ends as soon as servers end it: `1.into outfile` and `0x1into` are a number and a word.
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")
_SPACES = " \t\n\r\f"
_DOLLAR = re.compile(r"\$(?:[^\W\d]\w*)?\$")


def _tokens(text: str, grammar: Grammar) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        if text[at] in _SPACES:
            at += 1
        elif text[at].isspace() or ord(text[at]) < ord(" "):
            raise SourceError(
                "The query holds a space that servers read in different ways.",
                "Type the spaces and line ends of the query anew.",
            )
        elif comment := _comment_end(text, at, grammar):
            at = comment
        else:
            token, at = _token(text, at, grammar)
            yield token


def _comment_end(text: str, at: int, grammar: Grammar) -> int:
    """Return where a comment that begins here ends; 0 when none does."""
    two = text[at : at + 2]
    spaced = not grammar.spaced_dashes or text[at + 2 : at + 3] in ("", *_SPACES)
    line = two == "--" and spaced
    if line or (grammar.hash_comments and text[at] == "#"):
        return _line_end(text, at)
    if two != "/*":
        return 0
    if re.compile(r"/\*M?[!+]").match(text, at):
        raise SourceError("Comments that the server runs ('/*!') are not allowed.", "Remove them.")
    return _block_end(text, at, grammar.nested_comments)


def _line_end(text: str, at: int) -> int:
    """Return where a line of comment ends; a lone carriage return ends it for some servers only."""
    line, _, _ = text[at:].partition("\n")
    if "\r" in line.removesuffix("\r"):
        raise SourceError(
            "A comment in the query holds a line end that servers read in different ways.",
            "Type the line ends of the query anew.",
        )
    return min(at + len(line) + 1, len(text))


def _block_end(text: str, at: int, nested: bool) -> int:
    depth = 0
    for mark in re.compile(r"/\*|\*/").finditer(text, at):
        if mark.group() == "/*":
            depth = depth + 1 if nested else 1
        else:
            depth -= 1
        if depth == 0:
            return mark.end()
    raise SourceError("A comment in the query is not closed.", "Close it with '*/'.")


def _token(text: str, at: int, grammar: Grammar) -> tuple[_Token, int]:
    mark = text[at]
    if mark == "'":
        return _quoted(text, at, "text", _escapes(text, at, grammar))
    if mark == '"':
        kind = "text" if grammar.double_quotes_are_text else "name"
        if re.search(r"\b[uU]&$", text[max(0, at - 3) : at]):
            raise SourceError('Names written as U&"…" are not allowed.', "Write the name itself.")
        return _quoted(text, at, kind, grammar.double_quotes_are_text and grammar.backslash)
    if mark == "`":
        return _quoted(text, at, "name", False)
    if mark == "[" and grammar.brackets:
        return _quoted(text, at, "name", False)
    if grammar.dollar_quotes and (tag := _DOLLAR.match(text, at)):
        return _dollar(text, at, tag.group())
    for pattern, kind in ((_WORD, "word"), (_NUMBER, "text")):
        if found := pattern.match(text, at):
            return _Token(kind, found.group().lower(), at), found.end()
    return _Token("mark", mark, at), at + 1


def _escapes(text: str, at: int, grammar: Grammar) -> bool:
    """Tell whether a backslash escapes in the text that begins here."""
    return grammar.backslash or (
        grammar.dollar_quotes and re.search(r"(?<!\w)[eE]$", text[max(0, at - 2) : at]) is not None
    )


def _quoted(text: str, at: int, kind: str, backslash: bool) -> tuple[_Token, int]:
    close = "]" if text[at] == "[" else text[at]
    end = at + 1
    while end < len(text):
        two = text[end : end + 2]
        if two == close * 2 or (backslash and two[0] == "\\"):
            end += 2
        elif text[end] == close:
            return _Token(kind, text[at + 1 : end], at), end + 1
        else:
            end += 1
    raise SourceError("A quote in the query is not closed.", f"Close it with {close}.")


def _dollar(text: str, at: int, tag: str) -> tuple[_Token, int]:
    end = text.find(tag, at + len(tag))
    if end < 0:
        raise SourceError("A quote in the query is not closed.", f"Close it with {tag}.")
    return _Token("text", text[at : end + len(tag)], at), end + len(tag)
