"""The words of the demo's desk. Customers are trades, people's names are put together by chance."""

from typing import Final

PRODUCTS: Final = ("web shop", "mobile app", "report page", "payment page", "search", "address book")
ASKED: Final = (
    "Cannot sign in to the {product}",
    "The {product} shows yesterday's numbers",
    "An export from the {product} stops half way",
    "How do we add a colleague to the {product}?",
    "The {product} is slow since this morning",
    "Wrong total in the {product}",
    "The {product} sends every message twice",
    "Please raise our limit in the {product}",
    "A button of the {product} does nothing on a tablet",
    "Our logo is missing in the {product}",
    "The {product} forgets what was entered",
    "A question about the bill for the {product}",
)
BLOCKED_BY: Final = (
    "an answer of the customer",
    "a certificate of the bank",
    "a fix in a library",
    "access to the customer's test system",
    "a decision about the price",
)
CUSTOMERS: Final = (
    "A bakery chain", "A hospital group", "A publisher of school books", "A city's waterworks", "A maker of lamps",
    "A bicycle workshop", "A regional railway", "A seed merchant", "A chain of hotels", "A theatre",
    "A furniture dealer", "A harbour", "A dairy", "A travel agency", "A school of music", "A toy shop",
)  # fmt: skip
POSITIONS: Final = (
    "Backend engineer", "Frontend engineer", "Site reliability engineer", "Product designer", "Data engineer",
    "Engineering manager", "Test engineer", "Support engineer",
)  # fmt: skip
CHANNELS: Final = ("referral", "careers page", "careers page", "job board", "job board", "job board", "approached")
SPACES: Final = ("Handbook", "Product", "Operations", "Architecture")
DOCUMENTS: Final = (
    "How we plan in {team}", "On call in {team}", "Onboarding in {team}", "What {team} owns",
    "Runbook: {team} is down", "Decisions of {team}", "Roadmap of {team}", "Glossary of {team}",
    "Review of last quarter, {team}", "Working agreement of {team}", "Capacity plan of {team}",
    "Interview guide, {team}",
)  # fmt: skip
FORMS: Final = ("Talk to sales", "Feedback on the product", "Report a problem", "Ask for a trial", "Security question")
GIVEN: Final = (
    "Ada", "Bela", "Cleo", "Dario", "Edda", "Falk", "Gesa", "Hanno", "Ilka", "Jorin", "Kaja", "Levin", "Mika", "Nele",
    "Ossi", "Pia", "Runa", "Silas", "Tove", "Uma", "Vito", "Wanda", "Xaver", "Yara",
)  # fmt: skip
FAMILY: Final = (
    "Ahornweg", "Birkental", "Cedarholm", "Dornfeld", "Eichmoor", "Fernhill", "Ginsterberg", "Hazelwood", "Ilexbrook",
    "Kiefernau", "Lindengrove", "Moosbruck", "Nussgarten", "Oakhollow", "Pappelhof", "Rosenquell", "Schilfsee",
    "Tannenbach", "Ulmenried", "Weidenrode",
)  # fmt: skip
