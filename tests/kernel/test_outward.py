"""Which addresses are anybody's, and which hosts mean what they seem to."""

import pytest

from aexy.kernel.errors import Forbidden, Unusable
from aexy.kernel.outward import check_port, is_public, plain_host


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_the_public_network_may_be_called(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "100.100.100.200", "0.1.2.3", "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1",
        "239.1.1.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:db8::1", "",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe", "not an address",
    ],
)  # fmt: skip
def test_nothing_else_may(address: str) -> None:
    assert not is_public(address)


def test_nor_the_address_that_means_this_machine() -> None:
    assert not is_public("0.0.0.0")  # noqa: S104 - asked about, not bound to


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("GitLab.Example", "gitlab.example"),
        ("gitlab.example.", "gitlab.example"),
        ("8.8.8.8", "8.8.8.8"),
        ("[2606:4700::1111]", "2606:4700::1111"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("a_b.example", "a_b.example"),
        ("localhost", "localhost"),
    ],
)
def test_a_host_is_looked_up_as_it_is_meant(written: str, meant: str) -> None:
    assert plain_host(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.0.0.1", "1.2.3.4.5", "127.0.0.1..", "a..b", ".a", "",
        "-a.example", "a-.example", "a b", "a\r\nb", "a/b", "a@b", "a:80", "fe80::1%eth0", "a" * 64 + ".example",
        "①②⑦.⓪.⓪.①x%", "ex\u200dample\u0000.example",
    ],
)  # fmt: skip
def test_what_means_something_else_than_it_seems_is_no_host(written: str) -> None:
    with pytest.raises(Unusable):
        plain_host(written)


def test_digits_of_another_script_are_the_address_they_become() -> None:
    # Normalized they are 127.0.0.1, in full, and judged as such.
    with pytest.raises(Unusable):
        plain_host("①②⑦.⓪.⓪.①")


@pytest.mark.parametrize("port", [22, 25, 5432, 6379, 7233, 11211])
def test_a_port_of_another_tongue_is_not_called(port: int) -> None:
    with pytest.raises(Forbidden):
        check_port(port)


@pytest.mark.parametrize("port", [None, 80, 443, 8080, 8443, 3000])
def test_a_port_of_the_web_is(port: int | None) -> None:
    check_port(port)
