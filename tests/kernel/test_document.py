from tests.kernel.document import PAGE, page


def test_the_page_about_metrics_is_what_the_catalogue_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Run `python -m tests.kernel.document`."
