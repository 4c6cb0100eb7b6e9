"""There is one way out (src/aexy/outward.py): nobody else opens a connection to where somebody else says."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "aexy"
OPENERS = {
    "httpx": {
        "Client", "AsyncClient", "get", "post", "put", "patch", "delete", "request", "stream", "HTTPTransport",
        "AsyncHTTPTransport",
    },
    "socket": {"socket", "create_connection"},
    "asyncio": {"open_connection", "open_unix_connection"},
    "smtplib": {"SMTP", "SMTP_SSL"},
    "urllib.request": {"urlopen", "Request"},
    "http.client": {"HTTPConnection", "HTTPSConnection"},
}  # fmt: skip
# Each with why it may: where it goes is said by whoever runs the machine, or it is no way out at all.
MAY = {
    "outward.py": "the way out",
    "api/server.py": "listens",
    "cli/client.py": "a person's own command, to the server they name",
    "outbox/mail.py": "to the mail server in the settings",
    "stack/valkey.py": "its own unix socket",
    "stack/health.py": "unix sockets and loopback of the stack",
    "stack/programs.py": "asks the API it started whether it answers",
    "stack/ports.py": "looks whether a port of this machine is free",
}


def test_nobody_else_opens_a_connection() -> None:
    found = {
        path.relative_to(SOURCE).as_posix(): lines
        for path in SOURCE.rglob("*.py")
        if (lines := _opens(ast.parse(path.read_text())))
    }
    assert {name: lines for name, lines in found.items() if name not in MAY} == {}
    assert set(MAY) <= set(found), "an exception nobody needs any more"


def _opens(tree: ast.Module) -> list[int]:
    """The lines on which something is called that connects; also through a name it was given on import."""
    modules = {module: module for module in OPENERS}
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {one.asname or one.name: one.name for one in node.names if one.name in OPENERS}
        if isinstance(node, ast.ImportFrom) and node.module in OPENERS:
            names |= {one.asname or one.name: one.name for one in node.names if one.name in OPENERS[node.module]}
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if _connects(call.func, modules, names)]


def _connects(function: ast.expr, modules: dict[str, str], names: dict[str, str]) -> bool:
    written = ast.unparse(function)
    if written in names:
        return True
    module, _, name = written.rpartition(".")
    return module in modules and name in OPENERS[modules[module]]


def test_the_look_out_sees_what_it_should() -> None:
    for written in ("httpx.get('x')", "import httpx as h\nh.AsyncClient()", "from socket import socket as s\ns()"):
        assert _opens(ast.parse(written)), written
    assert not _opens(ast.parse("import httpx\nhttpx.URL('x')"))
