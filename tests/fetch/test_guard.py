"""No form of an address, no resolver and no redirect leads to a number that is not public."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import ssl
import subprocess
from collections.abc import Sequence
from pathlib import Path

import httpcore
import pytest

from core.errors import AppError, NotAllowedError, SourceError
from core.fetch import Ask, Fetcher, Limits, Network, Policy, Unreached, parse
from core.fetch.policy import is_public
from core.fetch.wire import dial
from core.reach import HOSTS, SHARED
from tests.fetch.conftest import HERE
from tests.fetch.server import Reply, Web, moved, serving

PUBLIC, OTHER = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"


class Wires:
    """A network that notes where it is asked to connect, and leads everything to one server."""

    def __init__(self, port: int, names: dict[str, Sequence[Sequence[str]]] | None = None) -> None:
        self.port = port
        self.names = {host: list(turns) for host, turns in (names or {}).items()}
        self.resolved: list[str] = []
        self.dialled: list[str] = []

    def resolve(self, host: str, port: int) -> Sequence[str]:
        """Answer as a system does, which reads many forms of a number; or as a test wants."""
        self.resolved.append(host)
        turns = self.names.get(host)
        if turns:
            return turns.pop(0) if len(turns) > 1 else turns[0]
        try:
            return (socket.inet_ntoa(socket.inet_aton(host)),)
        except OSError:
            pass
        if host.endswith("localhost"):
            return ("127.0.0.1", "::1")
        raise socket.gaierror(-2, "Name or service not known")

    def dial(self, number: str, port: int, seconds: float) -> httpcore.NetworkStream:
        self.dialled.append(number)
        return dial("127.0.0.1", self.port, seconds)

    def fetcher(self, policy: Policy | None = None, **limits: float) -> Fetcher:
        chosen = Policy() if policy is None else policy
        network = Network(self.resolve, self.dial)
        return Fetcher(chosen, network, Limits(**{"seconds": 5, **limits}))  # type: ignore[arg-type]


INSIDE = [
    *("127.0.0.1", "127.1", "127.0.1", "0", "0.0.0.0", "0x0", "2130706433", "017700000001"),  # noqa: S104
    *("0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "0x7F.1", "127.000.000.001", "127.0.0.1."),
    *("127。0。0。1", "①②⑦.0.0.1", "127.255.255.254", "localhost", "LOCALHOST", "localhost."),
    *("a.localhost", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1"),
    *("100.127.255.255", "169.254.169.254", "2852039166", "0xa9fea9fe", "168.63.129.16"),
    *("192.0.0.192", "198.18.0.1", "192.0.2.1", "203.0.113.7", "192.88.99.1", "224.0.0.1"),
    *("239.1.2.3", "240.0.0.1", "255.255.255.255", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:93.184.216.34]", "[::127.0.0.1]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]"),
    *("[2001:0:53aa:64c:0:fbff:80ff:fffe]", "[fe80::1]", "[fec0::1]", "[fc00::1]"),
    *("[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]", "[3fff::1]", "[100::1]", "[5f00::1]"),
    *("[2001:10::1]", "[4000::1]"),
]


@pytest.mark.parametrize("host", INSIDE)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_form_of_an_address_reaches_a_number_inside(scheme: str, host: str) -> None:
    wires = Wires(port=1)
    for text in (f"{scheme}://{host}/", f"{scheme}://{host}:8080/x?y#z"):
        with pytest.raises(AppError) as refused:
            wires.fetcher().fetch(Ask(parse(text)))
        assert refused.value.message.endswith(".") and refused.value.hint.endswith(".")
    assert not wires.dialled


@pytest.mark.parametrize(
    "text",
    [
        *("http://example.org@127.0.0.1/", "http://127.0.0.1#@example.org/"),
        *("http://example.org\\@127.0.0.1/", "http://example.org%00@127.0.0.1/"),
        *("http://example.org%2f@127.0.0.1/", "http://example.org:80@127.0.0.1:80/"),
        *("http://127.0.0.1:80\\@example.org:80/", "http://127.0.0.1?@example.org/"),
        *("http://[::1]@example.org/", "http://127.0.0.1\t.example.org/", "http:127.0.0.1/"),
        *("http:///127.0.0.1/", "http:/\\127.0.0.1/", "http://127.0.0.1 .example.org/"),
    ],
)
def test_no_trick_of_spelling_reaches_a_number_inside(text: str) -> None:
    wires = Wires(port=1)
    with pytest.raises(AppError):
        wires.fetcher().fetch(Ask(parse(text)))
    assert not wires.dialled


@pytest.mark.parametrize(
    "numbers",
    [
        *(("10.0.0.5",), (PUBLIC, "127.0.0.1"), ("127.0.0.1", PUBLIC), (OTHER, "::1"), ("::1",)),
        *(("::ffff:10.0.0.1",), ("64:ff9b::a00:1",), ("fe80::1%eth0",), ("nonsense",)),
    ],
)
def test_a_name_with_any_number_inside_is_refused(numbers: tuple[str, ...]) -> None:
    wires = Wires(1, {"rebind.example": [numbers]})
    with pytest.raises(NotAllowedError, match="'rebind.example' lies inside a private network"):
        wires.fetcher().fetch(Ask(parse("http://rebind.example/")))
    assert not wires.dialled


def test_a_name_is_resolved_once_and_its_number_is_what_is_connected_to(web: Web) -> None:
    web.give("/", Reply("fine"))
    wires = Wires(web.port, {"rebind.example": [(PUBLIC,), ("127.0.0.1",)]})
    answer = wires.fetcher().fetch(Ask(parse("http://rebind.example/")))
    assert answer.body == b"fine"
    assert wires.resolved == ["rebind.example"]
    assert wires.dialled == [PUBLIC]
    assert web.asked[0].headers["host"] == "rebind.example"


def test_a_name_that_changes_its_mind_is_checked_again(web: Web) -> None:
    web.give("/", moved("http://rebind.example/again"))
    wires = Wires(web.port, {"rebind.example": [(PUBLIC,), ("127.0.0.1",)]})
    with pytest.raises(NotAllowedError, match="private network"):
        wires.fetcher().fetch(Ask(parse("http://rebind.example/")))
    assert wires.dialled == [PUBLIC]
    assert web.paths() == ["/"]


@pytest.mark.parametrize(
    "to",
    [
        *("http://127.0.0.1/", "http://localhost/", "//127.0.0.1/", "http://[::1]/", "http://0/"),
        *("http://169.254.169.254/latest/meta-data/", "http://inside.example/", "http://127.1/"),
        *("file:///etc/passwd", "ftp://example.org/", "http://u:p@example.org/", "http:127.0.0.1"),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_reaches_nothing_inside(status: int, to: str, web: Web) -> None:
    web.give("/", moved(to, status))
    wires = Wires(web.port, {"example.org": [(PUBLIC,)], "inside.example": [("10.1.2.3",)]})
    try:
        wires.fetcher().fetch(Ask(parse("http://example.org/")))
    except AppError:
        assert wires.dialled == [PUBLIC]
    else:  # 'http:127.0.0.1' is a path below example.org, as some read it
        assert set(wires.dialled) == {PUBLIC}


def test_every_hop_of_a_long_way_is_checked(web: Web) -> None:
    web.give("/", moved("http://b.example/2"))
    web.give("/2", moved("http://c.example/3"))
    web.give("/3", moved("http://inside.example/"))
    names = {f"{host}.example": [(PUBLIC,)] for host in "abc"}
    wires = Wires(web.port, {**names, "inside.example": [("192.168.0.1",)]})
    with pytest.raises(NotAllowedError, match=r"inside\.example"):
        wires.fetcher().fetch(Ask(parse("http://a.example/")))
    assert wires.dialled == [PUBLIC] * 3


def test_a_way_without_end_ends_after_three_redirects(web: Web) -> None:
    web.give("/", moved("/"))
    wires = Wires(web.port, {"a.example": [(PUBLIC,)]})
    with pytest.raises(SourceError, match="leads on more than 3 times"):
        wires.fetcher().fetch(Ask(parse("http://a.example/")))
    assert len(web.asked) == 4


def test_the_next_number_is_tried_when_one_does_not_answer(web: Web) -> None:
    web.give("/", Reply("fine"))
    wires = Wires(web.port, {"a.example": [(OTHER, PUBLIC)]})

    def one_is_down(number: str, port: int, seconds: float) -> httpcore.NetworkStream:
        if number == OTHER:
            raise httpcore.ConnectError("unreachable")
        return wires.dial(number, port, seconds)

    fetcher = Fetcher(Policy(), Network(wires.resolve, one_is_down))
    assert fetcher.fetch(Ask(parse("http://a.example/"))).body == b"fine"


def test_listed_hosts_may_be_inside_and_nothing_else_is(web: Web) -> None:
    web.give("/", Reply("fine"))
    policy = Policy(allowed=frozenset({"api.example"}))
    wires = Wires(web.port, {"api.example": [("10.0.0.7",)], "db.example": [("10.0.0.8",)]})
    assert wires.fetcher(policy).fetch(Ask(parse("http://api.example:88/"))).body == b"fine"
    for other in ("http://db.example/", "http://10.0.0.7/", "http://127.0.0.1/"):
        with pytest.raises(NotAllowedError, match="private network"):
            wires.fetcher(policy).fetch(Ask(parse(other)))


@pytest.mark.parametrize(
    "number",
    [
        *("169.254.169.254", "fd00:ec2::254", "168.63.129.16", "::ffff:10.0.0.7", "0.0.0.0"),  # noqa: S104
        *("100.100.100.200", "192.0.0.192", "fd20:ce::254"),
    ],
)
def test_where_clouds_keep_their_passwords_is_asked_by_nobody(number: str) -> None:
    wires = Wires(1, {"api.example": [(number,)]})
    with pytest.raises(NotAllowedError):
        wires.fetcher(Policy(frozenset({"api.example"}))).fetch(Ask(parse("http://api.example/")))
    assert not wires.dialled


def test_a_shared_server_asks_listed_hosts_only(web: Web) -> None:
    web.give("/", Reply("fine"))
    wires = Wires(web.port, {"api.example": [(PUBLIC,)], "b.example": [(PUBLIC,)]})
    fetcher = wires.fetcher(Policy(frozenset({"api.example"}), others=False))
    assert fetcher.fetch(Ask(parse("http://api.example/"))).body == b"fine"
    with pytest.raises(NotAllowedError, match=r"may not connect to 'b\.example'") as refused:
        fetcher.fetch(Ask(parse("http://b.example/")))
    assert HOSTS in refused.value.hint
    assert wires.resolved == ["api.example"], "a host that is not listed is not even looked up"


def test_the_policy_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOSTS, "api.example")
    monkeypatch.setenv(SHARED, "1")
    assert Policy.of_server() == Policy(frozenset({"api.example"}), others=False)
    monkeypatch.setenv(SHARED, "0")
    assert Policy.of_server().others


@pytest.mark.parametrize("port", [22, 25, 110, 1023])
def test_ports_that_are_not_of_the_web_are_left_alone(port: int) -> None:
    with pytest.raises(NotAllowedError, match=f"Port {port} is not one of the web"):
        Wires(1).fetcher().fetch(Ask(parse(f"http://a.example:{port}/")))


def test_from_port_1024_on_any_may_be_one_of_the_web(web: Web) -> None:
    web.give("/", Reply("fine"))
    fetcher = Wires(web.port, {"a.example": [(PUBLIC,)]}).fetcher()
    assert fetcher.fetch(Ask(parse("http://a.example:1024/"))).body == b"fine"


@pytest.mark.parametrize("number", [PUBLIC, OTHER, "8.8.8.8", "2a00:1450:4001:80b::200e"])
def test_the_open_internet_is_public(number: str) -> None:
    assert is_public(ipaddress.ip_address(number))


def test_no_proxy_of_the_environment_is_used(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.give("/", Reply("fine"))
    with serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.address)
        assert (
            Wires(web.port, {"a.example": [(PUBLIC,)]})
            .fetcher()
            .fetch(Ask(parse("http://a.example/")))
            .body
            == b"fine"
        )
        assert not proxy.asked


def test_an_unknown_host_is_said() -> None:
    with pytest.raises(Unreached, match=r"There is no host 'nowhere\.example'"):
        Wires(1).fetcher().fetch(Ask(parse("http://nowhere.example/")))


def test_a_resolver_that_hangs_is_left_behind() -> None:
    import threading

    held = threading.Event()

    def hang(host: str, port: int) -> tuple[str, ...]:
        held.wait(10)
        return (PUBLIC,)

    fetcher = Fetcher(Policy(), Network(hang), Limits(seconds=0.2))
    with pytest.raises(Unreached, match="could not be reached in time"):
        fetcher.fetch(Ask(parse("http://a.example/")))
    held.set()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Make a key and a certificate for a.example."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is needed to make a certificate")
    path = tmp_path / "both.pem"
    subprocess.run(
        [
            program,
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ]
        + ["-subj", "/CN=a.example", "-addext", "subjectAltName=DNS:a.example"]
        + ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "certificate.pem"],
        check=True,
        capture_output=True,
    )
    path.write_bytes(
        (tmp_path / "key.pem").read_bytes() + (tmp_path / "certificate.pem").read_bytes()
    )
    return path


def test_https_checks_the_certificate_against_the_name_not_the_number(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as web:
        web.give("/", Reply("fine"))
        wires = Wires(web.port, {"a.example": [(PUBLIC,)], "b.example": [(PUBLIC,)]})
        network = Network(wires.resolve, wires.dial)
        knows = Fetcher(
            Policy(), network, trust=lambda: ssl.create_default_context(cafile=certificate)
        )
        assert knows.fetch(Ask(parse("https://a.example/"))).body == b"fine"
        assert web.names == ["a.example"]
        for fetcher, host in ((knows, "b.example"), (Fetcher(Policy(), network), "a.example")):
            with pytest.raises(Unreached, match="certificate"):
                fetcher.fetch(Ask(parse(f"https://{host}/")))


def test_https_is_never_left_for_http(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as web:
        web.give("/", moved("http://a.example/plain"))
        wires = Wires(web.port, {"a.example": [(PUBLIC,)]})
        fetcher = Fetcher(
            Policy(allowed=HERE),
            Network(wires.resolve, wires.dial),
            trust=lambda: ssl.create_default_context(cafile=certificate),
        )
        with pytest.raises(SourceError, match="from https to http"):
            fetcher.fetch(Ask(parse("https://a.example/")))
