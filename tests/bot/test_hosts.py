"""Which addresses a file may be taken from, or put to (contract § 2, TRUSTED_FILE_HOSTS)."""

import pytest

from bot.hosts import TrustedHosts

SHAREPOINT = TrustedHosts(("*.sharepoint.com",))
DRIVE = "https://stadt-my.sharepoint.com/personal/k_amt_stadt_de"
KEY = "v1.eyJzaXRlaWQiOiIx.CgoKBHNuaWQ_-x"


class TestFileAddresses:
    """Teams' own addresses have a query with a key; another host never gets in by it."""

    @pytest.mark.parametrize(
        "url",
        [
            f"{DRIVE}/_layouts/15/download.aspx?UniqueId=3f9c&Translate=false&tempauth={KEY}&ApiVersion=2.0",
            f"{DRIVE}/_api/v2.0/drive/items/01F/uploadSession"
            f"?guid='12da75d9'&path='~tmp66_7f.docx'&overwrite=True&rename=False&dc=0&tempauth={KEY}",
            "https://stadt.sharepoint.com//personal/amt/Documents/M%C3%A4rz%20(2).csv?x=a%2Bb+c",
            "https://stadt.sharepoint.com:443/x?a=1",
        ],
        ids=["download", "upload", "umlauts", "port"],
    )
    def test_the_addresses_of_teams_are_taken(self, url: str) -> None:
        assert SHAREPOINT.allow_file(url)

    @pytest.mark.parametrize(
        "url",
        [
            "https://evil.example/?x=.sharepoint.com",
            "https://evil.example/?https://stadt.sharepoint.com/",
            "https://stadt.sharepoint.com@evil.example/x",
            "https://evil.example#stadt.sharepoint.com",
            "https://evil.example?stadt.sharepoint.com",
            "https://evil.example\\.sharepoint.com/",
            "https://stadt.sharepoint.com.evil.example/",
            "https://stadt.sharepoint.com%2eevil.example/",
            "https://amt@stadt.sharepoint.com/x",
            "https://stadt.sharepoint.com:8443/x",
            "https://stadt.sharepoint.com:99999/x",
            "http://stadt.sharepoint.com/x",
            "//stadt.sharepoint.com/x",
            "https://sharepoint.com/x",
            "https://stadt.sharepoint.com/a b",
            "https://stadt.sharepoint.com/\r\nX: y",
            "https://städt.sharepoint.com/x",
            "https://2130706433/x",
            "",
        ],
    )
    def test_another_host_or_way_is_not(self, url: str) -> None:
        assert not SHAREPOINT.allow_file(url)

    def test_plain_http_is_for_this_machine_alone(self) -> None:
        assert TrustedHosts(("127.0.0.1",)).allow_file("http://127.0.0.1:5000/x?tempauth=1")
        assert not SHAREPOINT.allow_file("http://127.0.0.1:5000/x?tempauth=1")

    def test_a_service_address_has_no_query_still(self) -> None:
        assert not TrustedHosts(("smba.trafficmanager.net",)).allow("https://smba.trafficmanager.net/?x=1")
